"""What a glyph says, the same in every part of a book. PDF 1.7 §9.10.2; ISO 14289-1 7.21.7.

A font has one list of what its glyphs say, and the whole book has each font but once. WeasyPrint notes the text for
which a glyph is painted first; but one glyph may stand for several characters (``fi`` and the ligature that is a
character of its own, a hyphen and one that does not break), and another part of the book may have begun with another.

1. a glyph that stands for characters of its own says the plainest of them
2. one that is only an alternative or joins several letters says what its name tells
3. what one of neither kind says, depends on its neighbours: it is not relied on
"""

import unicodedata
from typing import Any

from publisher.pdf.tags.faces import face

UNSURE = "\ufffd"
"""Stands for a glyph of the third kind: no text of the source has it."""


def said(font: Any, glyph: int) -> str:
    """What a glyph of WeasyPrint's font says, which the font's list of characters then says, too."""
    noted: str = font.to_unicode.get(glyph, "")
    if font.bitmap:
        return noted
    text = face(font).says(glyph)
    # A letter from right to left may be made of parts that are letters of their own: its element must say it.
    if not text or (text != noted and _turns(noted + text)):
        return UNSURE
    if glyph in font.to_unicode:
        font.to_unicode[glyph] = text
    return text


def _turns(text: str) -> bool:
    return any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)
