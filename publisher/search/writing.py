"""Writing the index. The words of all titles are sorted on the disk: in memory there are never more than a few."""

import contextlib
import heapq
import itertools
import json
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from msgspec import Struct

from publisher.search.words import in_order, words

ROWS = 20
"""Titles in a file of rows: about 8 kB."""
_WORDS = 30_000
"""Characters after which a new file of words begins."""
_SORTED = 50_000
"""Words that are sorted in memory at once."""


class Indexed(Struct, frozen=True, kw_only=True):
    """A title to be found: its row as it is shown, the texts that are searched, and what it is filtered by.

    ``formats`` and ``filters`` are bits.
    """

    row: list[Any]
    title: str
    texts: tuple[str, ...]
    language: str
    subjects: tuple[str, ...]
    formats: int
    filters: int


def write_index(titles: Iterable[Indexed], subjects: Iterable[str], folder: Path, scratch: Path) -> None:
    """Write the index of the titles, in the order in which they come, into a new folder.

    ``subjects`` are those that can be chosen; ``scratch`` is a folder for what is needed on the way. Raises OSError.
    """
    folder.mkdir()
    chosen: dict[str, list[int]] = {name: [] for name in subjects}
    languages: dict[str, int] = {}
    columns: dict[str, list[int]] = {"language": [], "formats": [], "filters": []}
    count = 0
    with _Sorter(scratch) as sorter:
        rest = iter(titles)
        while batch := list(itertools.islice(rest, ROWS)):
            _save(folder, f"rows-{count // ROWS}", [one.row for one in batch])
            for one in batch:
                columns["language"].append(languages.setdefault(one.language, len(languages)))
                columns["formats"].append(one.formats)
                columns["filters"].append(one.filters)
                for name in one.subjects:
                    if name in chosen:
                        chosen[name].append(count)
                sorter.add(_marked(one, count))
                count += 1
        firsts = list(_write_words(sorter.merged(), folder))
    _save(folder, "subjects", {name: _differences(places) for name, places in chosen.items()})
    _save(folder, "titles", {"count": count, "rows": ROWS, "languages": [*languages], **columns, "words": firsts})


def _marked(one: Indexed, place: int) -> Iterator[tuple[str, int]]:
    """The words of a title with its doubled place, odd for those in the title itself."""
    own = set(words(one.title))
    others = {word for text in one.texts for word in words(text)} - own
    yield from ((word, 2 * place + 1) for word in own)
    yield from ((word, 2 * place) for word in others)


def _write_words(found: Iterable[tuple[str, int]], folder: Path) -> Iterator[str]:
    """Writes the files of words; gives the first word in each."""
    shard: list[tuple[str, list[int]]] = []
    size = number = 0
    for word, pairs in itertools.groupby(found, key=lambda pair: pair[0]):
        places = _differences([place for _, place in pairs])
        if size > _WORDS:
            yield shard[0][0]
            _save(folder, f"words-{number}", shard)
            shard, size, number = [], 0, number + 1
        shard.append((word, places))
        size += len(word) + 3 * len(places) + 6
    if shard:
        yield shard[0][0]
        _save(folder, f"words-{number}", shard)


class _Sorter:
    """Words with their places, sorted in files."""

    def __init__(self, scratch: Path) -> None:
        self._scratch, self._files, self._waiting = scratch, contextlib.ExitStack(), list[tuple[str, int]]()
        self._sorted: list[TextIO] = []

    def __enter__(self) -> "_Sorter":
        return self

    def __exit__(self, *_: object) -> None:
        self._files.close()

    def add(self, found: Iterable[tuple[str, int]]) -> None:
        """Take words."""
        self._waiting += found
        if len(self._waiting) > _SORTED:
            self._put_by()

    def merged(self) -> Iterator[tuple[str, int]]:
        """All words in order, once everything was taken."""
        self._put_by()
        return heapq.merge(*(map(_read, stream) for stream in self._sorted), key=_key)

    def _put_by(self) -> None:
        file = tempfile.TemporaryFile("w+", dir=self._scratch, encoding="utf-8", newline="\n")  # noqa: SIM115
        stream = self._files.enter_context(file)
        for word, place in sorted(self._waiting, key=_key):
            stream.write(f"{word} {place}\n")
        stream.seek(0)
        self._sorted.append(stream)
        self._waiting.clear()


def _read(line: str) -> tuple[str, int]:
    word, _, place = line.rpartition(" ")
    return word, int(place)


def _key(pair: tuple[str, int]) -> tuple[bytes, int]:
    return in_order(pair[0]), pair[1]


def _differences(places: Sequence[int]) -> list[int]:
    return [place - before for before, place in zip([0, *places], places, strict=False)]


def _save(folder: Path, name: str, value: object) -> None:
    """Write a file of the index: one call, since a page that was opened from a file may load scripts but no data."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    # Older browsers take these two for ends of lines, and a page may be saved with its scripts in it.
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("<", "\\u003c")
    (folder / f"{name}.js").write_text(f'shelf("{name}",{text});\n', encoding="utf-8", newline="")
