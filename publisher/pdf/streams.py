"""The streams of the file: small, each once, and readable by every validator. PDF 1.7 §7.3.8; ISO 19005-3 6.1.7.

A stream whose data end in a carriage return, just before the line feed and ``endstream``, is read as one byte too
short by some readers; the last byte of what is compressed is a check sum, which only other data changes.
"""

import hashlib
import mmap
import re
import zlib
from io import BytesIO
from pathlib import Path

from pikepdf import Array, Dictionary, Name, Object, ObjectStreamMode, Pdf, Stream

_AWKWARD = re.compile(rb"[\r\n]\nendstream")
_ENDS = (b"\r", b"\n")
_OBJECTS = re.compile(rb"<< /Type /ObjStm /Length (\d+) /Filter /FlateDecode /N (\d+) /First (\d+) >>\nstream\n")


def compress(pdf: Pdf) -> None:
    """Compresses all streams but the metadata, which must stay readable (ISO 19005-3 6.6.2)."""
    for stream in _streams(pdf):
        if stream.get("/Type") == Name.Metadata:
            continue
        how = stream.get("/Filter")
        raw = stream.read_raw_bytes()
        if how is None:
            data = raw
        elif how == Name.FlateDecode and raw.endswith(_ENDS):
            data = zlib.decompress(raw)
        else:
            continue
        packed = zlib.compress(data, 9)
        while packed.endswith(_ENDS):
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


def mend(path: Path) -> bool:
    """Changes the finished file so that no stream of objects ends awkwardly; nothing in it changes its place.

    Says whether no stream ends in a line end of its own any more. The file is never in memory as a whole.
    """
    with path.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as data:
        objects = [(found.start(), found.end(), *map(int, found.groups())) for found in _OBJECTS.finditer(data)]
        for begin, start, length, count, first in objects:
            raw = data[start : start + length]
            if raw.endswith(_ENDS):
                data[begin : start + length] = _repacked(data[begin : start + length], raw, count, first)
        return _AWKWARD.search(data) is None


def _repacked(old: bytes, raw: bytes, count: int, first: int) -> bytes:
    """A stream of objects with white space behind its last object, in exactly the room of the old one."""
    data, packed = zlib.decompress(raw), raw
    while packed.endswith(_ENDS):
        data += b" "
        packed = zlib.compress(data, 9)
    entries = b"/Type/ObjStm/Length %d/Filter/FlateDecode/N %d/First %d" % (len(packed), count, first)
    new = b"<<%b%b>>\nstream\n%b"
    spare = len(old) - len(new % (entries, b"", packed))
    return new % (entries, b" " * spare, packed) if spare >= 0 else old


def compact(data: bytes) -> bytes:
    """A PDF file with small streams, as `assemble` takes it over."""
    with Pdf.open(BytesIO(data)) as pdf:
        prepare_images(pdf)
        compress(pdf)
        out = BytesIO()
        pdf.save(out, object_stream_mode=ObjectStreamMode.generate, compress_streams=False, deterministic_id=True)
    return out.getvalue()
