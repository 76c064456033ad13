"""The columns of tables that are too wide for the page: so wide that no more words are broken than need be.

1. of each column, how wide its longest word is, and the longest part of a word where words are hyphenated
2. a table whose words stand side by side is left to the layout
3. else each column gets the room of its longest part; what is left keeps words whole, in as many columns as possible,
   and then goes to those with most to say
"""

import re
from functools import lru_cache
from itertools import pairwise

import pyphen
from msgspec import Struct

from publisher.model import Code, CodeBlock, HeaderCell, Image, Math, MathBlock, Strong, Table, Text, nodes
from publisher.render.grid import grid

_CHARACTER = 0.58
"""The width of a character, in sizes of the type: rather more than the usual one, so that no word is clipped."""
_BOLD = 1.1
"""How much wider bold characters are."""
_MONO = 0.62
"""That of one in code."""
_SQUARE = 1.05
"""That of a Chinese, Japanese or Korean one, between any two of which a line may end."""
_GAP = 0.5
"""The space between two columns of a crowded table; twice as much between those of others."""
_CODE = 8
"""Characters of code that are kept together: it is broken anywhere."""
_WORD = re.compile(r"[^\s\u200b\u2010\u2013\u2014\u3000-\u9fff\uac00-\ud7af\uff00-\uffef/-]+[\u2010\u2013\u2014/-]?")
_LETTERS = re.compile(r"[^\W\d_]+")


class Room(Struct, frozen=True):
    """The room of a page: the width of its text in sizes of the type of tables, and how much pictures are enlarged.

    ``plain`` says that code is shown without colours.
    """

    width: float = 1e6
    scale: float = 1.0
    plain: bool = False


ENDLESS = Room()
"""That of a page that grows with what is on it."""


class _Column(Struct):
    """The widths of a column's longest word and longest part of one, and how much text it has; sizes of the type."""

    word: float = _SQUARE
    part: float = _SQUARE
    text: float = 0.0

    def add(self, width: float, part: float) -> None:
        self.word = max(self.word, width)
        self.part = max(self.part, part)
        self.text += width


def columns(table: Table, room: float, language: str) -> tuple[float, ...]:
    """The widths of the columns, percent, where lines are ``room`` sizes of the type long; none for a table that fits.

    ``language`` is that in which words are hyphenated.
    """
    found: dict[int, _Column] = {}
    placed = grid(table)
    count = 0
    for row in (*placed.head, *placed.body, *placed.foot):
        for one in row.cells:
            count = max(count, one.column + one.cell.columns)
            if one.cell.columns == 1:
                weight = _BOLD if isinstance(one.cell, HeaderCell) else 1.0
                _measure(one.cell.content, found.setdefault(one.column, _Column()), language, weight)
    all_columns = [found.get(at, _Column()) for at in range(count)]
    if sum(one.word for one in all_columns) + 2 * _GAP * (count - 1) <= room:
        return ()
    return _shares(all_columns, room)


def _shares(found: list[_Column], room: float) -> tuple[float, ...]:
    widths = [one.part + _GAP for one in found]
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


def _measure(content: object, column: _Column, language: str, weight: float) -> None:
    width = _CHARACTER * weight
    for node in nodes(content):
        match node:
            case Text():
                for word in _WORD.findall(node.value):
                    column.add(len(word) * width, _longest_part(word, node.language or language) * width)
            case Strong() if weight < _BOLD * _BOLD:
                _measure(node.content, column, language, _BOLD * _BOLD)
            case Code():
                for word in node.value.split():
                    column.add(len(word) * _MONO, min(len(word), _CODE) * _MONO)
            case CodeBlock():
                column.add(_CODE * _MONO, _CODE * _MONO)
            case Image() | Math() | MathBlock():
                column.add(3.0, 3.0)


def _longest_part(word: str, language: str) -> int:
    """Characters of the longest part of a word, its hyphen and the marks around it included."""
    letters = _LETTERS.search(word)
    breaks = _hyphenation(language)
    if letters is None or breaks is None or len(letters[0]) < 5:
        return len(word)
    ends = [0, *(letters.start() + at for at in breaks.positions(letters[0])), len(word)]
    longest: int = max(end - start + (end < len(word)) for start, end in pairwise(ends))
    return longest


@lru_cache(maxsize=32)
def _hyphenation(language: str) -> pyphen.Pyphen | None:
    known = pyphen.language_fallback(language)
    return pyphen.Pyphen(lang=known, left=2, right=2) if known else None
