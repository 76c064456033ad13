"""Video and sound: their files, and what stands for them (WCAG 2.2, 1.2.1-1.2.3)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from publisher.model import Media, Node, Place, Problem, plain_text
from publisher.read.files import locate
from publisher.read.names import is_address
from publisher.read.problems import problem

FORMATS = {"video": (".mp4", ".m4v", ".webm"), "audio": (".mp3", ".m4a", ".mp4", ".ogg", ".opus")}


def inspect_media(node: Node, at: Place, folder: Path) -> Iterator[Problem]:
    """The problems of a recording."""
    if not isinstance(node, Media):
        return
    if not node.src and not node.link:
        yield problem("media-source", at, kind=node.kind)
    if not plain_text(node.title).strip():
        yield problem("media-title", at, kind=node.kind)
    yield from _file(node.src, FORMATS[node.kind], at, folder)
    yield from _file(node.captions, (".vtt",), at, folder)
    if node.link and not node.link.lower().startswith(("https://", "http://")):
        yield problem("link-address", at, href=node.link)
    if node.kind == "audio" and not node.transcript:
        yield problem(
            "media-transcript", at, missing="the recording has no transcript", fix="write a :::{transcript} in it"
        )
    elif node.kind == "video" and not node.transcript and not node.captions:
        yield problem("media-captions", at)
    elif node.kind == "video" and not node.transcript:
        missing = "the video has no transcript, which readers of print and braille need"
        yield problem("media-transcript", at, missing=missing, fix="write a :::{transcript} in it")
    elif node.kind == "video" and node.src and not node.captions:
        yield problem("media-transcript", at, missing="the video has no captions", fix="give :captions: a WebVTT file")


def _file(src: str, suffixes: tuple[str, ...], at: Place, folder: Path) -> Iterator[Problem]:
    if not src:
        return
    path = None if is_address(src) else locate(folder, src)
    if path is None:
        yield problem("media-outside", at, src=src)
    elif not path.is_file():
        yield problem("media-file", at, src=src)
    elif PurePosixPath(src).suffix.lower() not in suffixes:
        yield problem("media-format", at, src=src, formats=", ".join(suffixes))
