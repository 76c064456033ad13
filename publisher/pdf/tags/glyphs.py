"""What a glyph says, the same in every part of a book. PDF 1.7 §9.10.2; ISO 14289-1 7.21.7.

A font has one list of what its glyphs say, and the whole book has each font but once. WeasyPrint notes the text for
which a glyph is painted first; but one glyph may stand for several characters (``fi`` and the ligature that is a
character of its own, a hyphen and one that does not break), and another part of the book may have begun with another.

1. a glyph that stands for characters of its own says the plainest of them
2. one that is only an alternative or joins several letters says what its name tells
3. what one of neither kind says, depends on its neighbours: it is not relied on
"""

import unicodedata
from functools import cache
from io import BytesIO
from typing import Any
from weakref import WeakKeyDictionary

from fontTools import agl
from fontTools.ttLib import TTFont

UNSURE = "\ufffd"
"""Stands for a glyph of the third kind: no text of the source has it."""
# A font's file is too long to be compared for every glyph.
_KNOWN: WeakKeyDictionary[Any, dict[int, str]] = WeakKeyDictionary()


def said(font: Any, glyph: int) -> str:
    """What a glyph of WeasyPrint's font says, which the font's list of characters then says, too."""
    noted: str = font.to_unicode.get(glyph, "")
    if font.bitmap:
        return noted
    characters = _KNOWN.get(font)
    if characters is None:
        characters = _KNOWN[font] = _characters(font.hash, font.index, font.file_content)
    text = characters.get(glyph)
    if text is None:
        text = characters[glyph] = _named(font.hash, font.index, font.file_content, glyph)
    # A letter from right to left may be made of parts that are letters of their own: its element must say it.
    if not text or (text != noted and _turns(noted + text)):
        return UNSURE
    if glyph in font.to_unicode:
        font.to_unicode[glyph] = text
    return text


def _turns(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


@cache
def _characters(_name: str, index: int, data: bytes) -> dict[int, str]:
    """The plainest character of each glyph that has one of its own."""
    with TTFont(BytesIO(data), fontNumber=index, lazy=True) as font:
        number = font.getReverseGlyphMap()
        plainest: dict[int, str] = {}
        for code, name in (font.getBestCmap() or {}).items():
            glyph, character = number[name], chr(code)
            if unicodedata.category(character) != "Cc" and _plainness(character) < _plainness(plainest.get(glyph, "")):
                plainest[glyph] = character
    # A ligature that is a character of its own says its letters.
    return {glyph: _letters(text) for glyph, text in plainest.items()}


def _plainness(character: str) -> tuple[bool, str]:
    """Sorts characters that are nothing but another form of one behind that one, and nothing behind all."""
    return (not character or unicodedata.normalize("NFKC", character) != character, character or "\U0010ffff")


def _letters(character: str) -> str:
    return unicodedata.normalize("NFKC", character) if "\ufb00" <= character <= "\ufb06" else character


def _named(name: str, index: int, data: bytes, glyph: int) -> str:
    """What the name of a glyph without a character tells: "seven.onum" is a seven; nothing where it tells nothing."""
    names = _names(name, index, data)
    return str(agl.toUnicode(names[glyph])) if glyph < len(names) else ""


@cache
def _names(_name: str, index: int, data: bytes) -> tuple[str, ...]:
    with TTFont(BytesIO(data), fontNumber=index, lazy=True) as font:
        return tuple(font.getGlyphOrder())
