"""Tables that are too wide for the page, told by their words: so that words are broken where nothing else helps.

1. the longest word of each column, which makes the column as wide as it is
2. a table is crowded where these do not stand side by side; its words may be hyphenated
3. it is cramped where their parts do not, either; its words may be broken anywhere
"""

import re
from typing import Literal, TypeAlias

from msgspec import Struct

from publisher.model import Code, Image, Math, MathBlock, Table, Text, nodes
from publisher.render.grid import grid

Crowding: TypeAlias = Literal["", "crowded", "cramped"]
_CHARACTER = 0.58
"""The width of a character, in sizes of the type: rather more than the usual one, so that no word is clipped."""
_MONO = 0.62
"""That of one in code."""
_WIDE = 1.05
"""That of a Chinese, Japanese or Korean one, between any two of which a line may end."""
_GAP = 1.0
"""The space between two columns; half of it in a crowded table."""
_PART = 8
"""Letters of a part of a word that is hyphenated, at most; there are few longer ones."""
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


def crowding(table: Table, room: float) -> Crowding:
    """How crowded a table is where lines are ``room`` sizes of its type long."""
    whole: dict[int, float] = {}
    parts: dict[int, float] = {}
    placed = grid(table)
    for row in (*placed.head, *placed.body, *placed.foot):
        for one in row.cells:
            if one.cell.columns == 1:
                longest, hyphenated = _widths(one.cell.content)
                whole[one.column] = max(longest, whole.get(one.column, 0.0))
                parts[one.column] = max(hyphenated, parts.get(one.column, 0.0))
    if sum(whole.values()) + _GAP * (len(whole) - 1) <= room:
        return ""
    return "crowded" if sum(parts.values()) + _GAP / 2 * (len(parts) - 1) <= room else "cramped"


def _widths(content: object) -> tuple[float, float]:
    """How wide the longest word of a cell is, and its longest part if words are hyphenated."""
    longest = part = _WIDE
    for node in nodes(content):
        match node:
            case Text():
                for word in _WORD.findall(node.value):
                    longest = max(longest, len(word) * _CHARACTER)
                    split = _PART + 1 if _LETTERS.fullmatch(word) else len(word)
                    part = max(part, min(len(word), split) * _CHARACTER)
            case Code():
                # Where there is no room, code is broken anywhere.
                for word in node.value.split():
                    longest, part = max(longest, len(word) * _MONO), max(part, min(len(word), _PART) * _MONO)
            case Image() | Math() | MathBlock():
                longest, part = max(longest, 3.0), max(part, 3.0)
    return longest, part
