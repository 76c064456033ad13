"""The index: the entries of all index terms, sorted for the language, grouped by letter, each with its places."""

import unicodedata

from msgspec import Struct

from publisher.model import IndexTerm, Publication, Section, nodes, plain_text, sections


class Locator(Struct, frozen=True):
    """Where a term stands: the id to link to, and the name of the place for an e-book, which has no pages."""

    id: str
    place: str


class Entry(Struct, frozen=True):
    """An entry with its locators and the entries below it."""

    words: str
    language: str
    terms: tuple[Locator, ...]
    below: "tuple[Entry, ...]"


class Letter(Struct, frozen=True):
    """The entries that begin with a letter."""

    letter: str
    entries: tuple[Entry, ...]


class _Growing:
    """An entry while it is gathered."""

    def __init__(self) -> None:
        self.terms: list[Locator] = []
        self.below: dict[str, _Growing] = {}


def index(publication: Publication) -> tuple[Letter, ...]:
    """The index of the publication."""
    root = _Growing()
    for section, _ in sections(publication):
        for node in nodes((section.title, section.subtitle, section.content, section.notes)):
            if isinstance(node, IndexTerm):
                entry = root
                for words in node.entry:
                    entry = entry.below.setdefault(words, _Growing())
                entry.terms.append(Locator(node.id, _place(section)))
    letters: dict[str, list[Entry]] = {}
    for entry in _entries(root):
        letters.setdefault(_letter(entry.words), []).append(entry)
    return tuple(Letter(letter, tuple(found)) for letter, found in letters.items())


def _entries(growing: _Growing) -> tuple[Entry, ...]:
    ordered = sorted(growing.below.items(), key=lambda item: (sort_key(item[0]), item[0]))
    return tuple(Entry(words, "", tuple(below.terms), _entries(below)) for words, below in ordered)


def _place(section: Section) -> str:
    return section.number or section.short_title or plain_text(section.title)


def sort_key(words: str) -> str:
    """The words without accents and case: "Éclair" is sorted among the words with E."""
    decomposed = unicodedata.normalize("NFKD", words.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _letter(words: str) -> str:
    first = next((character for character in sort_key(words) if character.isalnum()), "")
    return first.upper() if first.isalpha() else "0–9"
