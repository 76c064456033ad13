"""A JPEG without its metadata, its pixels untouched.

Segments are copied one by one up to the pixels. Application data (camera, place, previews, colour profile) and
comments are left out; only JFIF's own header and Adobe's, which says how the colours are stored, stay.
What follows the end of the picture is cut off.
"""

from collections.abc import Iterator

_START, _END, _SCAN, _COMMENT = 0xD8, 0xD9, 0xDA, 0xFE
_STANDALONE = {0x01, *range(0xD0, 0xD8)}
_KEPT_APPLICATIONS = {0xE0: b"JFIF\0", 0xEE: b"Adobe"}


def without_metadata(data: bytes) -> bytes | None:
    """The same picture without metadata, or None if its segments cannot be followed."""
    if not data.startswith(b"\xff\xd8"):
        return None
    kept = [data[:2]]
    for marker, start, end in _segments(data):
        if marker == _END:
            return b"".join([*kept, b"\xff\xd9"])
        if _stays(marker, data[start + 4 : start + 16]):
            kept.append(data[start:end])
    return None


def _stays(marker: int, beginning: bytes) -> bool:
    if 0xE0 <= marker <= 0xEF:
        signature = _KEPT_APPLICATIONS.get(marker)
        return signature is not None and beginning.startswith(signature)
    return marker != _COMMENT


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment after the start of the image; a scan's pixels are part of its segment."""
    position = 2
    while position + 4 <= len(data) or data[position : position + 2] == b"\xff\xd9":
        if data[position] != 0xFF:
            return
        while position + 1 < len(data) and data[position + 1] == 0xFF:  # fill bytes
            position += 1
        if position + 1 >= len(data):
            return
        marker = data[position + 1]
        end = position + 2
        if marker not in _STANDALONE and marker != _END:
            end += int.from_bytes(data[position + 2 : position + 4], "big")
        if marker == _SCAN:
            end = _end_of_pixels(data, end)
        if end > len(data):
            return
        yield marker, position, end
        position = end


def _end_of_pixels(data: bytes, position: int) -> int:
    """Where the next marker stands; in the pixels, 0xFF is followed by 0 or by a restart marker."""
    while (position := data.find(b"\xff", position)) >= 0:
        following = data[position + 1] if position + 1 < len(data) else _END
        if following != 0 and not 0xD0 <= following <= 0xD7:
            return position
        position += 2
    return len(data) + 1
