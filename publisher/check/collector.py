"""Gathers what a reader finds in a publication or a file, in its order of reading."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Literal, TypeAlias

from publisher.check.records import (
    OBJECT,
    AbbreviationText,
    AsideText,
    CodeText,
    Contents,
    EmphasisText,
    FigureGroup,
    Foreign,
    Formula,
    Heading,
    LinkTarget,
    ListOutline,
    NoteCall,
    NoteText,
    Picture,
    Quotation,
    Recording,
    RubyText,
    TableGrid,
    bare,
)
from publisher.model import NOWHERE, Place

Record: TypeAlias = (
    Heading
    | Picture
    | FigureGroup
    | TableGrid
    | NoteCall
    | LinkTarget
    | Formula
    | Recording
    | ListOutline
    | CodeText
    | Quotation
    | AsideText
    | AbbreviationText
    | EmphasisText
    | RubyText
)
_FIELDS: dict[str, type] = {
    "headings": Heading,
    "pictures": Picture,
    "figures": FigureGroup,
    "tables": TableGrid,
    "calls": NoteCall,
    "links": LinkTarget,
    "formulas": Formula,
    "recordings": Recording,
    "lists": ListOutline,
    "code": CodeText,
    "quotations": Quotation,
    "asides": AsideText,
    "abbreviations": AbbreviationText,
    "emphasis": EmphasisText,
    "ruby": RubyText,
}
"""Where the records of each kind stand in `Contents`."""
_BEFORE = 24
"""How many letters in front of the call of a note tell where it is."""


class Collector:
    """Gathers what a reader finds. Use ``write`` for text and the context managers for what has parts.

    Notes are gathered apart, since every format has them in another place, and so are those that notes call (``depth``
    2), those that these call, and so on.
    """

    def __init__(self, title: str, language: str) -> None:
        self._title, self._language = title, language
        self.publication_language = language
        self._realms: defaultdict[int, _Realm] = defaultdict(_Realm)
        self.depth = 0
        self._languages = [language]

    @property
    def _realm(self) -> "_Realm":
        return self._realms[self.depth]

    @property
    def language(self) -> str:
        """The language of what is written now."""
        return self._languages[-1]

    def write(self, text: str, place: Place = NOWHERE) -> None:
        """Running text, in the language that is open."""
        text = bare(text)
        if not text:
            return
        realm = self._realm
        for capture in realm.captures:
            capture.append(text)
        if self.language.lower() != self._language.lower() and text.strip(OBJECT):
            language = self.language.lower()
            last = realm.foreign[-1] if realm.foreign else None
            if last is not None and last.language == language and realm.unbroken:
                realm.foreign[-1] = Foreign(last.language, last.text + text, last.place)
            else:
                realm.foreign.append(Foreign(language, text, place))
            realm.unbroken = True
        else:
            realm.unbroken = False

    @contextmanager
    def capture(self) -> Iterator[list[str]]:
        """The text that is written meanwhile, as a list of pieces; it does not reach what is around it."""
        realm = self._realm
        outer, piece, unbroken = realm.captures, list[str](), realm.unbroken
        realm.captures = [piece]
        realm.unbroken = False
        try:
            yield piece
        finally:
            realm.captures = outer
            # Where nothing was written, as in a figure that is decorative altogether, a passage goes on.
            realm.unbroken = unbroken and not piece

    @contextmanager
    def copy(self) -> Iterator[list[str]]:
        """The text that is written meanwhile; it reaches what is around it, too."""
        piece: list[str] = []
        captures = self._realm.captures
        captures.append(piece)
        try:
            yield piece
        finally:
            captures.pop()

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """A passage in this language; empty for that of what is around it."""
        self._languages.append(language or self.language)
        try:
            yield
        finally:
            self._languages.pop()

    @contextmanager
    def note(self, place: Place = NOWHERE, depth: int = 0) -> Iterator[None]:
        """A note: all that is found meanwhile is gathered apart from the running text.

        ``depth`` says whether a note calls it, where it does not stand in that note.
        """
        before, self.depth = self.depth, depth or self.depth + 1
        try:
            with self.capture() as piece:
                yield
            self._realm.notes.append(NoteText("".join(piece), place))
        finally:
            self.depth = before

    @contextmanager
    def passage(self, record: Callable[[str], Record]) -> Iterator[None]:
        """A passage: ``record`` makes a record of the text that is written meanwhile, unless there is none."""
        with self.copy() as text:
            yield
        if text:
            self.add(record("".join(text)))

    @contextmanager
    def outline(self, kind: Literal["numbered", "bullets", "terms"], place: Place = NOWHERE) -> Iterator[None]:
        """A list, whose items are told by `item` meanwhile."""
        counts = self._realm.counts
        counts.append(0)
        try:
            yield
        finally:
            if items := counts.pop():
                self.add(ListOutline(kind, items, len(counts) + 1, place))

    @contextmanager
    def item(self) -> Iterator[None]:
        """An item, term or definition of the innermost list. One in which nothing is written does not count."""
        with self.copy() as text:
            yield
        if text and self._realm.counts:
            self._realm.counts[-1] += 1

    def add(self, found: Record) -> None:
        """Something that was found, in reading order."""
        self._realm.found[type(found)].append(found)

    def call(self, place: Place = NOWHERE) -> None:
        """The call of a note that was not called before."""
        before = "".join(self._realm.captures[0][-_BEFORE:])
        self.add(NoteCall(before[-_BEFORE:], place))

    def picture(self, alt: str | None, place: Place = NOWHERE) -> None:
        """An image. A decorative one leaves no mark in the text, since a PDF has it outside the reading order."""
        foreign = self.language.lower() != self._language.lower()
        self.add(Picture(alt, self.language.lower() if alt and foreign else "", place))
        if alt is not None:
            self.mark()

    def figure(self, figure: FigureGroup) -> None:
        """A figure; it leaves a mark in the text unless it is decorative altogether."""
        self.add(figure)
        if figure.says_something:
            self.mark()

    def mark(self) -> None:
        """Marks the place of an object in the running text."""
        self.write(OBJECT)

    def contents(self) -> Contents:
        """All that was gathered; what was found in notes stands behind the rest."""
        realms = [self._realms[depth] for depth in sorted({0, *self._realms})]
        found: dict[str, Any] = {
            name: tuple(one for realm in realms for one in realm.found[kind]) for name, kind in _FIELDS.items()
        }
        return Contents(
            title=bare(self._title),
            language=self._language,
            text="".join(realms[0].text),
            notes=tuple(one for realm in realms for one in realm.notes),
            foreign=tuple(one for realm in realms for one in realm.foreign),
            **found,
        )


class _Realm:
    """The running text, or the notes. ``counts`` are the items of the lists that are open."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.captures = [self.text]
        self.found: defaultdict[type, list[Record]] = defaultdict(list)
        self.notes: list[NoteText] = []
        self.foreign: list[Foreign] = []
        self.unbroken = False
        self.counts: list[int] = []
