"""Finding titles in an index, as the catalogue's page does it."""

import bisect
import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec
from msgspec import Struct

from publisher.search.words import asked, in_order

LONGEST, MOST = 200, 8
"""How many characters, and how many words, of a question count."""
_Words: TypeAlias = list[tuple[str, list[int]]]
_Read = TypeVar("_Read")


class _Titles(Struct):
    """What is needed of ``titles.js``, where the rest grows with the number of titles."""

    words: list[str]


class Index:
    """The index in a folder. Raises OSError where there is none, ValueError where it cannot be read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._first = [in_order(word) for word in self._load("titles", _Titles).words]

    def find(self, question: str) -> list[int]:
        """The places of the titles that have all words: those first that have one of them in the title itself."""
        words = list(dict.fromkeys(asked(question[:LONGEST])))[:MOST]
        if not words:
            return []
        found = [self._places(word) for word in words]
        common = set(found[0]).intersection(*found[1:])
        return sorted(common, key=lambda place: (not any(one[place] for one in found), place))

    def _places(self, beginning: str) -> dict[int, bool]:
        """The places of the titles with a word that begins so, and whether it is in the title itself."""
        found: dict[int, bool] = {}
        for word, places in self._words(beginning):
            if word.startswith(beginning):
                for doubled in itertools.accumulate(places):
                    found[doubled // 2] = found.get(doubled // 2, False) or doubled % 2 == 1
        return found

    def _words(self, beginning: str) -> Iterator[tuple[str, list[int]]]:
        """The words in the files that may have some that begin so."""
        first = max(0, bisect.bisect_right(self._first, in_order(beginning)) - 1)
        for number, word in enumerate(self._first[first:], start=first):
            if number > first and not word.startswith(in_order(beginning)):
                return
            yield from self._load(f"words-{number}", _Words)

    def _load(self, name: str, kind: type[_Read]) -> _Read:
        text = (self._folder / f"{name}.js").read_text(encoding="utf-8")
        return msgspec.json.decode(text[text.index(",") + 1 : text.rindex(")")], type=kind)
