"""The columns of tables that are too wide for the page: so wide that no more words are broken than need be.

1. of each column, how wide its longest word is, and the longest part of a word where words are hyphenated
2. a table whose words stand side by side, hyphenated if the edition does that, is left to the layout
3. else each column gets the room of its longest part; what is left keeps words whole, in as many columns as possible,
   and then goes to those with most to say
"""

import re
from functools import lru_cache
from itertools import pairwise

import pyphen
from msgspec import Struct

from publisher.model import Code, CodeBlock, HeaderCell, Image, Math, MathBlock, Strong, Table, Text, nodes
from publisher.render.fonts import USUAL, Kind, Typefaces, width
from publisher.render.grid import grid

_SQUARE = 1.05
"""That of a Chinese, Japanese or Korean one, between any two of which a line may end."""
_GAP = 0.5
"""The space between two columns of a crowded table; twice as much between those of others."""
_SAFE = 0.98
"""The share of the room that words are reckoned to fill, so that none is clipped by a rounding."""
_PICTURE = 4.0
"""The room that a picture, a formula or a block of code needs at least."""
_CODE = 8
"""Characters of code that are kept together: it is broken anywhere."""
_WORD = re.compile(r"[^\s\u200b\u2010\u2013\u2014\u3000-\u9fff\uac00-\ud7af\uff00-\uffef/-]+[\u2010\u2013\u2014/-]?")
_LETTERS = re.compile(r"[^\W\d_]+")


class Room(Struct, frozen=True):
    """The room of a page: the width of its text in sizes of the type of tables, and how much pictures are enlarged.

    ``hyphens`` says that words are hyphenated, ``plain`` that code is shown without colours; ``strong`` is how much
    larger strong emphasis is.
    """

    width: float = 1e6
    scale: float = 1.0
    hyphens: bool = True
    plain: bool = False
    strong: float = 1.0
    typefaces: Typefaces = USUAL


ENDLESS = Room()
"""That of a page that grows with what is on it."""


class _Column(Struct):
    """The widths of a column's longest word and longest part of one, and how much text it has; sizes of the type.

    ``least`` is what the layout gives it at least, which does not hyphenate the words of headers.
    """

    least: float = _SQUARE
    word: float = _SQUARE
    part: float = _SQUARE
    text: float = 0.0

    def add(self, width: float, part: float, least: float) -> None:
        self.least = max(self.least, least)
        self.word = max(self.word, width)
        self.part = max(self.part, part)
        self.text += width


def columns(table: Table, room: Room, language: str) -> tuple[float, ...]:
    """The widths of the columns, percent, of a table in this room; none for a table that fits.

    ``language`` is that in which words are hyphenated. Raises OSError where fonts cannot be kept.
    """
    found: dict[int, _Column] = {}
    placed = grid(table)
    count = 0
    for row in (*placed.head, *placed.body, *placed.foot):
        for one in row.cells:
            count = max(count, one.column + one.cell.columns)
            if one.cell.columns == 1:
                header = isinstance(one.cell, HeaderCell)
                words = _Words(found.setdefault(one.column, _Column()), room, "heading" if header else "text", header)
                words.read(one.cell.content, language)
    all_columns = [found.get(at, _Column()) for at in range(count)]
    if sum(one.least for one in all_columns) + 2 * _GAP * (count - 1) <= room.width * _SAFE:
        return ()
    return _shares(all_columns, room.width)


def _shares(found: list[_Column], room: float) -> tuple[float, ...]:
    widths = _squeezed([one.part + _GAP for one in found], room)
    left = room - sum(widths)
    for at in sorted(range(len(found)), key=lambda at: found[at].word - found[at].part):
        more = found[at].word - found[at].part
        if more <= left:
            widths[at] += more
            left -= more
    if left > 0:
        text = sum(one.text for one in found) or 1.0
        widths = [width + left * one.text / text for width, one in zip(widths, found, strict=True)]
    return tuple(round(100 * width / sum(widths), 2) for width in widths)


def _squeezed(widths: list[float], room: float) -> list[float]:
    """The widths, the largest of them made as small as they must be for all to find room."""
    left = room
    for count, least in zip(range(len(widths), 0, -1), sorted(widths), strict=True):
        if least * count > left:
            return [min(one, left / count) for one in widths]
        left -= least
    return widths


class _Words(Struct):
    """Measures the words of a cell for its column, in a kind of type that is bold or not."""

    column: _Column
    room: Room
    kind: Kind
    bold: bool
    size: float = 1.0

    def read(self, content: object, language: str) -> None:
        for node in nodes(content):
            match node:
                case Text():
                    for word in _WORD.findall(node.value):
                        whole, part = self.width(word), max(map(self.width, _parts(word, node.language or language)))
                        self.column.add(whole, part, part if self.room.hyphens and self.kind == "text" else whole)
                case Strong() if self.size < self.room.strong or not self.bold:
                    _Words(self.column, self.room, self.kind, True, self.room.strong).read(node.content, language)
                case Code():
                    for word in node.value.split():
                        whole, part = (width(one, "code", self.room.typefaces) for one in (word, word[:_CODE]))
                        self.column.add(whole, part, whole)
                case CodeBlock() | Image() | Math() | MathBlock():
                    self.column.add(_PICTURE, _PICTURE, _PICTURE)

    def width(self, word: str) -> float:
        return width(word, self.kind, self.room.typefaces, bold=self.bold) * self.size


def _parts(word: str, language: str) -> list[str]:
    """The parts of a word that stand together where it is hyphenated, with their hyphens."""
    letters = _LETTERS.search(word)
    breaks = _hyphenation(language)
    if letters is None or breaks is None or len(letters[0]) < 5:
        return [word]
    ends = [0, *(letters.start() + at for at in breaks.positions(letters[0])), len(word)]
    return [word[start:end] + ("-" if end < len(word) else "") for start, end in pairwise(ends)]


@lru_cache(maxsize=32)
def _hyphenation(language: str) -> pyphen.Pyphen | None:
    known = pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=known, left=2, right=2) if known else None
