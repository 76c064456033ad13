"""The streams of the file: small, each once, and readable by every validator. PDF 1.7 §7.3.8; ISO 19005-3 6.1.7.

A stream whose data end in a carriage return, just before the line feed and ``endstream``, is read as one byte too
short by some readers; the last byte of what is compressed is a check sum, which only other data changes.
"""

import hashlib
import zlib

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

_AWKWARD = b"\r\nendstream"


def compress(pdf: Pdf) -> None:
    """Compresses all streams but the metadata, which must stay readable (ISO 19005-3 6.6.2)."""
    for stream in _streams(pdf):
        if stream.get("/Type") == Name.Metadata:
            continue
        how = stream.get("/Filter")
        raw = stream.read_raw_bytes()
        if how is None:
            data = raw
        elif how == Name.FlateDecode and raw.endswith(b"\r"):
            data = zlib.decompress(raw)
        else:
            continue
        packed = zlib.compress(data, 9)
        while packed.endswith(b"\r"):
            data += b"\n"
            packed = zlib.compress(data, 9)
        parameters = stream.get("/DecodeParms") if how is not None else None
        kept = parameters if isinstance(parameters, Dictionary | Array) else None
        stream.write(packed, filter=Name.FlateDecode, decode_parms=kept)


def prepare_images(pdf: Pdf) -> None:
    """No smoothing of images, which PDF/A forbids (ISO 19005-3 6.2.8); images that are the same become one."""
    first: dict[bytes, Object] = {}
    same: dict[tuple[int, int], Object] = {}
    for stream in _streams(pdf):
        if stream.get("/Subtype") != Name.Image:
            continue
        if "/Interpolate" in stream:
            del stream["/Interpolate"]
        if "/SMask" not in stream:
            entries = sorted((key, repr(value)) for key, value in stream.stream_dict.items())
            digest = hashlib.sha256(repr(entries).encode() + stream.read_raw_bytes()).digest()
            kept = first.setdefault(digest, stream)
            if kept.objgen != stream.objgen:
                same[stream.objgen] = kept
    if same:
        for holder in list(pdf.objects):
            _replace(holder, same)


def _replace(holder: Object, same: dict[tuple[int, int], Object]) -> None:
    if not isinstance(holder, Dictionary | Stream):
        return
    resources = holder.get("/Resources", holder)
    shown = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    if isinstance(shown, Dictionary):
        for name in list(shown.keys()):
            if shown[name].objgen in same:
                shown[name] = same[shown[name].objgen]


def _streams(pdf: Pdf) -> list[Stream]:
    return [one for one in pdf.objects if isinstance(one, Stream)]


def is_awkward(data: bytes) -> bool:
    """Whether a stream of the finished file ends in a carriage return."""
    return _AWKWARD in data
