"""Numbers of pages that are printed before they are known: the layout leaves room, and the digits come last.

A chapter that says "page 47" would have to be laid out anew whenever that page moves. Digits that stand for figures in
tables are all as wide as each other, so that it only matters how many there are:

1. in the layout, such a number is as many eights as it has digits (`references`)
2. when it is painted, a comment in front of the glyphs names its target, and the ten glyphs of its font
3. in the finished book, the glyphs become those of the real number, and the comment goes away (`fill`)

Where the digits of a font are not equally wide, there is no such place, and the part is laid out with the real numbers.
"""

import re
from collections.abc import Mapping
from typing import Any

from publisher.pdf.tags.faces import face

ROOM = "8"
"""The digit that keeps the room."""
_MARK = b"%page "
_MARKED = re.compile(rb"%page ([0-9a-f]+) ([0-9a-f]{40}) (\d+)\n\[([^\]]*)\] TJ")
_RUN = re.compile(rb"<([0-9a-f]+)>")


def room_for(label: str) -> str:
    """What is laid out in place of a page number; nothing where it is not written in digits."""
    return ROOM * len(label) if label.isascii() and label.isdecimal() else ""


def mark(target: str, font: Any, operand: str, digits: int) -> bytes | None:
    """The comment that names a target and the glyphs of its digits; None where the font has none that are alike.

    ``operand`` shows the glyphs, the last ``digits`` of which keep the room; WeasyPrint's font then knows all ten.
    """
    glyphs = "".join(re.findall("<([0-9a-f]+)>", operand))
    shown = {glyphs[at : at + 4] for at in range(len(glyphs) - 4 * digits, len(glyphs), 4)}
    if font.bitmap or len(glyphs) < 4 * digits or len(shown) != 1:
        return None
    eight = int(shown.pop(), 16)
    ten = face(font).figures.get(eight, ())
    if not ten or eight not in font.widths:
        return None
    for digit, glyph in enumerate(ten):
        font.to_unicode.setdefault(glyph, str(digit))
        font.widths.setdefault(glyph, font.widths[eight])
    listed = "".join(f"{glyph:04x}" for glyph in ten)
    return _MARK + f"{target.encode().hex()} {listed} {digits}".encode()


def fill(content: bytes, labels: Mapping[str, str]) -> bytes:
    """The content of a page with the real numbers, and without comments."""

    def filled(found: re.Match[bytes]) -> bytes:
        label = labels[bytes.fromhex(found[1].decode()).decode()]
        ten = [found[2][at : at + 4] for at in range(0, 40, 4)]
        glyphs = [ten[int(digit)] for digit in label]
        if len(glyphs) != int(found[3]):
            raise ValueError(f"there is no room for page {label}")
        return b"[" + _replaced(found[4], glyphs) + b"] TJ"

    return _MARKED.sub(filled, content)


def _replaced(operand: bytes, glyphs: list[bytes]) -> bytes:
    """The operand with these as its last glyphs."""
    data = bytearray(operand)
    places = [at for run in _RUN.finditer(operand) for at in range(run.start(1), run.end(1), 4)]
    for at, glyph in zip(places[-len(glyphs) :], glyphs, strict=True):
        data[at : at + 4] = glyph
    return bytes(data)
