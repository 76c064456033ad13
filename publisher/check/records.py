"""What a publication holds, in neutral terms: the common ground on which the model and its files are compared.

A reader (`from_model`, `from_epub`, `from_pdf`) walks its source in reading order and tells a `Collector` what it
finds; the result is a `Contents`. White space, soft hyphens and whatever the renderer adds ("Figure 2.3", note
numbers, contents lists: everything of the class ``made``) are left out, so that what remains is what the author wrote.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct, structs

from publisher.model import NOWHERE, Place

OBJECT = "\ufffc"
"""Stands in the text where a picture, figure, table or formula is (U+FFFC OBJECT REPLACEMENT CHARACTER)."""
_IGNORED = re.compile("[\\s\u00ad\u200b\u2060\ufeff]+")


class UnreadableError(Exception):
    """A file that is not a whole EPUB or tagged PDF; the message says why."""


class Heading(Struct, frozen=True):
    """A heading; ``level`` counts from 1, and all below 6 count as 6, as PDF 1.7 has no more."""

    level: int
    text: str
    place: Place = NOWHERE


class Picture(Struct, frozen=True):
    """An image; ``alt`` is its short text, None if it is decorative; ``language`` that of the text if it is another
    one than that of the publication."""

    alt: str | None
    language: str = ""
    place: Place = NOWHERE


class FigureGroup(Struct, frozen=True):
    """A figure: the short texts of its images, its caption, credit and long description."""

    alts: tuple[str | None, ...]
    caption: str
    credit: str
    description: str
    place: Place = NOWHERE

    @property
    def says_something(self) -> bool:
        """Whether there is more than decorative images."""
        return any(alt is not None for alt in self.alts) or bool(self.caption or self.credit or self.description)


class TableCell(Struct, frozen=True):
    """A cell; ``scope`` is empty for data cells, ``headers`` are the texts of the header cells that a data cell has."""

    text: str
    scope: str = ""
    columns: int = 1
    rows: int = 1
    headers: tuple[str, ...] = ()


class TableGrid(Struct, frozen=True):
    """A table: its caption and its rows of cells, head, body and foot in this order."""

    caption: str
    rows: tuple[tuple[TableCell, ...], ...]
    place: Place = NOWHERE


class NoteText(Struct, frozen=True):
    """A note's text."""

    text: str
    place: Place = NOWHERE


class LinkTarget(Struct, frozen=True):
    """A link: its own words, and an address on the web or ``#id`` in the publication."""

    text: str
    target: str
    place: Place = NOWHERE


class Formula(Struct, frozen=True):
    """A formula and its spoken text."""

    spoken: str
    place: Place = NOWHERE


class Recording(Struct, frozen=True):
    """A video or sound recording: its caption, credit and transcript."""

    caption: str
    credit: str
    transcript: str
    place: Place = NOWHERE


class Foreign(Struct, frozen=True):
    """Text in another language than that of the publication."""

    language: str
    text: str
    place: Place = NOWHERE


class Contents(Struct, frozen=True):
    """All that is compared. ``text`` is the running text without white space; notes are kept apart from it."""

    title: str
    language: str
    text: str
    headings: tuple[Heading, ...]
    pictures: tuple[Picture, ...]
    figures: tuple[FigureGroup, ...]
    tables: tuple[TableGrid, ...]
    notes: tuple[NoteText, ...]
    links: tuple[LinkTarget, ...]
    formulas: tuple[Formula, ...]
    recordings: tuple[Recording, ...]
    foreign: tuple[Foreign, ...]


def as_in_pdf(contents: Contents) -> Contents:
    """What a PDF can hold of the contents: decorative images are artifacts and stand outside the structure tree
    (ISO 14289-1 7.3), and a header cell's scope is a row or a column, not a group of them (PDF 1.7 §14.8.5.7)."""
    return structs.replace(
        contents,
        pictures=tuple(picture for picture in contents.pictures if picture.alt is not None),
        figures=tuple(
            structs.replace(figure, alts=tuple(alt for alt in figure.alts if alt is not None))
            for figure in contents.figures
            if figure.says_something
        ),
        tables=tuple(structs.replace(table, rows=_without_groups(table.rows)) for table in contents.tables),
    )


def _without_groups(rows: tuple[tuple[TableCell, ...], ...]) -> tuple[tuple[TableCell, ...], ...]:
    return tuple(tuple(structs.replace(cell, scope=cell.scope.removesuffix("-group")) for cell in row) for row in rows)


def bare(text: str) -> str:
    """The text without white space and without characters that are only hints for line breaks."""
    return _IGNORED.sub("", text)


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

    def add(self, found: "Heading | Picture | FigureGroup | TableGrid | LinkTarget | Formula | Recording") -> None:
        """Something that was found, in reading order."""
        self._realm.lists[type(found)].append(found)

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

        def all_(kind: type) -> tuple[object, ...]:
            return tuple(one for realm in realms for one in realm.lists[kind])

        return Contents(
            title=bare(self._title),
            language=self._language,
            text="".join(realms[0].text),
            headings=all_(Heading),  # type: ignore[arg-type]
            pictures=all_(Picture),  # type: ignore[arg-type]
            figures=all_(FigureGroup),  # type: ignore[arg-type]
            tables=all_(TableGrid),  # type: ignore[arg-type]
            notes=tuple(one for realm in realms for one in realm.notes),
            links=all_(LinkTarget),  # type: ignore[arg-type]
            formulas=all_(Formula),  # type: ignore[arg-type]
            recordings=all_(Recording),  # type: ignore[arg-type]
            foreign=tuple(one for realm in realms for one in realm.foreign),
        )


class _Realm:
    """The running text, or the notes."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.captures = [self.text]
        self.lists: dict[type, list[object]] = {
            kind: [] for kind in (Heading, Picture, FigureGroup, TableGrid, LinkTarget, Formula, Recording)
        }
        self.notes: list[NoteText] = []
        self.foreign: list[Foreign] = []
        self.unbroken = False
