"""Recordings and their captions: checked by what is in the file, not only by its name, and left as they are."""

from msgspec import Struct

LARGEST_FILE = 300 * 1024 * 1024
"""Bytes of a recording in an e-book; what is longer is better linked to."""

LARGEST_CAPTIONS = 5 * 1024 * 1024

_AUDIO = "MP3, AAC in MP4 (.m4a) or Opus in Ogg (.opus)"
_VIDEO = "MP4 (H.264) or WebM"


class MediaError(Exception):
    """A recording or its captions cannot go into an e-book; ``fix`` says how to mend it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


class Recording(Struct, frozen=True):
    """What a file of media is: its type for the package and the suffix of its name."""

    media_type: str
    suffix: str


def recording(data: bytes, kind: str) -> Recording:
    """The type of a recording of ``kind`` "video" or "audio". EPUB 3.3 §3.2. Raises MediaError for other formats."""
    found = _recognised(data[:4096], kind)
    if found is None:
        formats = _VIDEO if kind == "video" else _AUDIO
        raise MediaError(f"is no {kind} recording that e-readers play", f"use {formats}")
    return found


def captions(data: bytes) -> Recording:
    """The type of captions, which are WebVTT. Raises MediaError for others."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise MediaError("is not in UTF-8", "save the captions as WebVTT in UTF-8") from None
    first = text.partition("\n")[0].rstrip("\r")
    if first != "WEBVTT" and not first.startswith(("WEBVTT ", "WEBVTT\t")):
        raise MediaError("is no WebVTT file", 'write captions as WebVTT; its first line is "WEBVTT"')
    return Recording("text/vtt", ".vtt")


def _recognised(head: bytes, kind: str) -> Recording | None:
    if head[4:8] == b"ftyp":
        return Recording("video/mp4", ".mp4") if kind == "video" else Recording("audio/mp4", ".m4a")
    if kind == "video":
        return Recording("video/webm", ".webm") if head.startswith(b"\x1a\x45\xdf\xa3") else None
    if head.startswith(b"ID3") or (head[:1] == b"\xff" and head[1:2] in {b"\xfb", b"\xfa", b"\xf3", b"\xf2"}):
        return Recording("audio/mpeg", ".mp3")
    if head.startswith(b"OggS") and b"OpusHead" in head:
        return Recording("audio/ogg; codecs=opus", ".opus")
    return None
