"""The index: the entries of all index terms, sorted for the language, grouped by letter, each with its places."""

from collections.abc import Callable, Iterable

from msgspec import Struct

from publisher.model import Section
from publisher.render.collation import letter, sort_key
from publisher.render.survey import FoundTerm


class Locator(Struct, frozen=True):
    """Where a term stands: the id to link to, and the name of the place for an e-book, which has no pages."""

    id: str
    place: str


class Entry(Struct, frozen=True):
    """An entry with its locators and the entries below it; ``language`` where it differs from the publication's."""

    words: str
    language: str
    terms: tuple[Locator, ...]
    below: "tuple[Entry, ...]"


class Letter(Struct, frozen=True):
    """The entries that begin with a letter; for those that begin with none, it is empty."""

    letter: str
    entries: tuple[Entry, ...]


class _Growing:
    """An entry while it is gathered."""

    def __init__(self) -> None:
        self.language = ""
        self.found: list[FoundTerm] = []
        self.below: dict[str, _Growing] = {}

    def add(self, found: FoundTerm) -> None:
        """Another place; two in the same block are one, as a page number would only be said twice."""
        if found.term.id and not (self.found and self.found[-1].block == found.block):
            self.found.append(found)
        self.language = self.language or found.term.language


def index(terms: Iterable[FoundTerm], language: str, place: Callable[[Section], str]) -> tuple[Letter, ...]:
    """The index of the terms, for a publication in this language; ``place`` names a section."""
    root = _Growing()
    for found in terms:
        entry = root
        for words in found.term.entry:
            entry = entry.below.setdefault(" ".join(words.split()), _Growing())
        entry.add(found)
    letters: dict[str, list[Entry]] = {}
    for made in _entries(root, language, place):
        letters.setdefault(letter(made.words, language), []).append(made)
    return tuple(Letter(name, tuple(found)) for name, found in letters.items())


def _entries(growing: _Growing, language: str, place: Callable[[Section], str]) -> tuple[Entry, ...]:
    ordered = sorted(growing.below.items(), key=lambda item: (sort_key(item[0], language), item[0]))
    return tuple(
        Entry(words, below.language, _locators(below.found, place), _entries(below, language, place))
        for words, below in ordered
    )


def _locators(found: list[FoundTerm], place: Callable[[Section], str]) -> tuple[Locator, ...]:
    seen: dict[str, int] = {}
    locators = []
    for one in found:
        name = place(one.section)
        seen[name] = seen.get(name, 0) + 1
        # Links that lead to different places have different words (WCAG 2.2, 2.4.4).
        locators.append(Locator(one.term.id, name if seen[name] == 1 else f"{name} ({seen[name]})"))
    return tuple(locators)
