"""What is to be known of a font file to say what its glyphs mean, kept small: some fonts have 65,000 glyphs.

A face is read once in a process, whichever documents show it; the file itself is not kept.
"""

import unicodedata
from array import array
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from typing import Any
from weakref import WeakKeyDictionary

from fontTools import agl
from fontTools.ttLib import TTFont
from msgspec import Struct

from publisher.pdf.work import digest

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_KEPT = 64
_MANY = 20_000
"""A font with more glyphs than this is one for Chinese, Japanese and Korean."""
_FACES: dict[tuple[str, int], "Face"] = {}
_KNOWN: "WeakKeyDictionary[Any, Face]" = WeakKeyDictionary()


class Face(Struct):
    """A face: the plainest character of each glyph (its code, 0 for none), and what the names of the others tell.

    ``space`` is the glyph of a space and its width, thousandths of the size; ``figures`` are, by that of an eight,
    the glyphs of the ten digits of its kind, where these are equally wide.
    """

    codes: "array[int]"
    named: dict[int, str]
    space: tuple[int, int] | None
    figures: dict[int, tuple[int, ...]]

    def says(self, glyph: int) -> str:
        """What a glyph says; nothing for one that neither has a character nor a name that tells one."""
        code = self.codes[glyph] if glyph < len(self.codes) else 0
        return _letters(chr(code)) if code else self.named.get(glyph, "")


def face(font: Any) -> Face:
    """The face of WeasyPrint's font, whose file is still there."""
    known = _KNOWN.get(font)
    if known is None:
        key = digest(font.file_content), font.index
        if key not in _FACES:
            if len(_FACES) >= _KEPT:
                del _FACES[next(iter(_FACES))]
            _FACES[key] = _read(font.file_content, font.index)
        known = _KNOWN[font] = _FACES[key]
    return known


def _read(data: bytes, index: int) -> Face:
    with TTFont(BytesIO(data), fontNumber=index, lazy=True) as font:
        if font["maxp"].numGlyphs > _MANY:
            # Their names tell nothing, and stand in a table that is as large as the whole file.
            font.setGlyphOrder([f"glyph{glyph}" for glyph in range(font["maxp"].numGlyphs)])
        order = font.getGlyphOrder()
        number = {name: glyph for glyph, name in enumerate(order)}
        codes = array("I", bytes(4 * len(order)))
        cmap = font.getBestCmap() or {}
        for code, name in cmap.items():
            glyph, character = number[name], chr(code)
            if unicodedata.category(character) != "Cc" and _plainness(character) < _plainness(_char(codes[glyph])):
                codes[glyph] = code
        told = ((glyph, _told(name)) for glyph, name in enumerate(order) if not codes[glyph])
        space = None
        if ord(" ") in cmap:
            glyph = number[cmap[ord(" ")]]
            space = glyph, round(_advance(font, glyph) * 1000 / font["head"].unitsPerEm)
        return Face(codes, {glyph: text for glyph, text in told if text}, space, dict(_figures(font, number)))


def _advance(font: TTFont, glyph: int) -> int:
    """How wide a glyph is, in the font's units; the whole table of widths is not made for it (OpenType, hmtx)."""
    place = 4 * min(glyph, font["hhea"].numberOfHMetrics - 1)
    return int.from_bytes(font.reader["hmtx"][place : place + 2])


def _figures(font: TTFont, number: dict[str, int]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """For the glyph of each eight, those of the ten digits of its kind, by their names ("eight.tf")."""
    for name, glyph in number.items():
        ending = name.removeprefix("eight")
        if ending == name or (ending and not ending.startswith(".")):
            continue
        names = [digit + ending for digit in _DIGITS]
        if all(one in number for one in names) and len({_advance(font, number[one]) for one in names}) == 1:
            yield glyph, tuple(number[one] for one in names)


@lru_cache(4096)
def _told(name: str) -> str:
    """What the name of a glyph without a character tells: "seven.onum" is a seven; nothing where it tells nothing."""
    return str(agl.toUnicode(name))


def _char(code: int) -> str:
    return chr(code) if code else ""


def _plainness(character: str) -> tuple[bool, str]:
    """Sorts characters that are nothing but another form of one behind that one, and nothing behind all."""
    return (not character or unicodedata.normalize("NFKC", character) != character, character or "\U0010ffff")


def _letters(character: str) -> str:
    """A ligature that is a character of its own says its letters."""
    return unicodedata.normalize("NFKC", character) if "\ufb00" <= character <= "\ufb06" else character
