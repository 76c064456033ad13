"""Painted text says its source. PDF 1.7 §14.8.2.2.3 (hyphens), §14.8.2.3.3 (word breaks), §14.9.4 (ActualText).

1. the glyphs that were painted are turned into text, as a reader of the file will do (`glyphs`)
2. where that is the source, only the end of a line needs care: the space that was left out there is painted (it is
   invisible), and a hyphen that breaks a word is marked as a soft one
3. where it is not (joined letters, capitals made by the stylesheet), the source is written beside
4. right-to-left text is painted from left to right: its source goes to the structure element, where only readers of
   tags see it; viewers that turn painted letters around for searching and copying would turn the source around, too
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from msgspec import Struct

from publisher.pdf.tags.faces import face
from publisher.pdf.tags.glyphs import said
from publisher.pdf.tags.plan import SOFT_HYPHEN, Spoken
from publisher.pdf.tags.source import UNSEEN

_GLYPHS = re.compile("<([0-9a-f]+)>")
_HINTS = str.maketrans(dict.fromkeys(UNSEEN))
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007\u2009\n", " "))
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u00ad", "-"))
_END = b"EMC"


class Shown(Struct, frozen=True):
    """A string of glyphs in the content stream: its place there, its font, and its operand."""

    at: int
    font: Any
    operand: str


def turns(text: str) -> bool:
    """Whether text has letters that run from right to left."""
    return not text.isascii() and any(unicodedata.bidirectional(character) in ("R", "AL") for character in text)


def speak(stream: list[Any], shown: list[Shown], spoken: Spoken, hyphen: str) -> str | None:
    """Makes the glyphs that were shown for one text say it; ``stream`` is changed in place.

    Gives the text if it is the structure element that must say it.
    """
    last = shown[-1]
    painted = "".join(_text(one) for one in shown)
    hyphenated = spoken.ending == SOFT_HYPHEN
    if hyphenated and painted.translate(_HYPHENS).endswith(hyphen.translate(_HYPHENS)):
        painted = painted[: -len(hyphen)]
    if _same(painted, spoken.text):
        if hyphenated and len(hyphen) == 1:
            _soften(stream, last)
            return None
        if not hyphenated:
            _end(stream, last, spoken.ending)
            return None
    if turns(spoken.text):
        return spoken.text + spoken.ending
    stream.insert(last.at + 1, _END)
    stream.insert(shown[0].at, actual_text(spoken.text + spoken.ending))
    return None


def space(font: Any) -> str:
    """The operand that shows one space, or nothing where the font has none; the font's widths then know it."""
    glyph = _space_glyph(font)
    if glyph is None:
        return ""
    number, width = glyph
    font.to_unicode.setdefault(number, " ")
    font.widths.setdefault(number, width)
    return f"<{number:04x}>"


def without_line_ends(operand: str, font: Any) -> str:
    """The operand without glyphs for the ends of lines, which show that there is none for them."""
    ends = {glyph for glyph, text in font.to_unicode.items() if text == "\n"}

    def kept(run: re.Match[str]) -> str:
        codes = [run[1][at : at + 4] for at in range(0, len(run[1]), 4)]
        return f"<{''.join(code for code in codes if int(code, 16) not in ends)}>"

    return _GLYPHS.sub(kept, operand) if ends and not font.bitmap else operand


def complete(fonts: Mapping[Any, Any]) -> None:
    """Gives every glyph a character: one that is only a part of a letter is said by its neighbour."""
    for font in fonts.values():
        for glyph in font.to_unicode:
            said(font, glyph)
            if not font.to_unicode[glyph]:
                font.to_unicode[glyph] = "\u200b"


_SAID: "WeakKeyDictionary[Any, dict[str, str]]" = WeakKeyDictionary()
"""What the glyphs of a document's fonts say that were shown before, by their numbers as they are written."""


def _text(shown: Shown) -> str:
    known = _SAID.setdefault(shown.font, {})
    digits = 2 if shown.font.bitmap else 4
    run = "".join(_GLYPHS.findall(shown.operand))
    glyphs = [run[at : at + digits] for at in range(0, len(run), digits)]
    for glyph in glyphs:
        if glyph not in known:
            known[glyph] = said(shown.font, int(glyph, 16))
    return "".join([known[glyph] for glyph in glyphs])


def _same(painted: str, source: str) -> bool:
    return painted == source or _plain(painted) == _plain(source)


def _plain(text: str) -> str:
    return text.translate(_SPACES).translate(_HINTS)


def actual_text(text: str) -> bytes:
    """Begins a part of the content that says ``text``."""
    return b"/Span <</ActualText <feff" + text.encode("utf-16-be").hex().encode() + b">>> BDC"


def _end(stream: list[Any], last: Shown, ending: str) -> None:
    operand = space(last.font) if ending else ""
    if operand:
        show = f"[{operand}] TJ".encode()
        at = last.at + 1
        stream[at:at] = [show] if ending == " " else [actual_text(ending), show, _END]


def _soften(stream: list[Any], last: Shown) -> None:
    """Splits the hyphen off the glyphs that were shown last, and marks it."""
    closing = last.operand.rindex(">")
    before, after = last.operand[: closing - 4], last.operand[closing - 4 :]
    before = before[:-1] if before.endswith("<") else before + ">"
    items: list[bytes] = [f"[{before}] TJ".encode()] if before else []
    stream[last.at : last.at + 1] = [*items, actual_text(SOFT_HYPHEN), f"[<{after}] TJ".encode(), _END]


def _space_glyph(font: Any) -> tuple[int, int] | None:
    for glyph, text in font.to_unicode.items():
        if text == " ":
            return glyph, font.widths.get(glyph, 0)
    return None if font.bitmap else face(font).space
