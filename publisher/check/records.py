"""What a publication holds, in neutral terms: the common ground on which the model and its files are compared.

A reader (`from_model`, `from_epub`, `from_pdf`) walks its source in reading order and tells a `Collector` what it
finds; the result is a `Contents`. White space, soft hyphens and whatever the renderer adds ("Figure 2.3", note
numbers, contents lists: everything of the class ``made``) are left out, so that what remains is what the author wrote.
"""

import re
from typing import Literal

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
    """A table: its caption and its rows of cells, head, body and foot in this order; whether its data can be taken out,
    as they can of any e-book: in a PDF they are a file of their own."""

    caption: str
    rows: tuple[tuple[TableCell, ...], ...]
    data: bool = True
    place: Place = NOWHERE


class NoteText(Struct, frozen=True):
    """A note's text."""

    text: str
    place: Place = NOWHERE


class NoteCall(Struct, frozen=True):
    """Where a note is called for the first time: the last letters in front of its number."""

    before: str
    place: Place = NOWHERE


class LinkTarget(Struct, frozen=True):
    """A link: its own words, and an address on the web or ``#id`` in the publication."""

    text: str
    target: str
    place: Place = NOWHERE


class Formula(Struct, frozen=True):
    """A formula: its spoken text, and whether it is there as MathML, too."""

    spoken: str
    markup: bool = True
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


class ListOutline(Struct, frozen=True):
    """A list: how many items with something in them it has (terms and definitions count each), and its depth in other
    lists, from 1."""

    kind: Literal["numbered", "bullets", "terms"]
    items: int
    depth: int
    place: Place = NOWHERE


class CodeText(Struct, frozen=True):
    """Code: in a block of its own or a line, or what is typed on a keyboard or shown by a program."""

    text: str
    kind: Literal["code", "block", "keyboard", "sample"] = "code"
    place: Place = NOWHERE


class Quotation(Struct, frozen=True):
    """A quotation, with what it is from if it is a block."""

    text: str
    kind: Literal["block", "inline"]
    place: Place = NOWHERE


class AsideText(Struct, frozen=True):
    """A sidebar or admonition, with its title if the author gave it one."""

    text: str
    place: Place = NOWHERE


class AbbreviationText(Struct, frozen=True):
    """An abbreviation and what it stands for."""

    text: str
    expansion: str
    place: Place = NOWHERE


class EmphasisText(Struct, frozen=True):
    """Emphasised text."""

    text: str
    kind: Literal["emphasis", "strong"]
    place: Place = NOWHERE


class RubyText(Struct, frozen=True):
    """Text with its reading above it."""

    base: str
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
    calls: tuple[NoteCall, ...]
    links: tuple[LinkTarget, ...]
    formulas: tuple[Formula, ...]
    recordings: tuple[Recording, ...]
    foreign: tuple[Foreign, ...]
    lists: tuple[ListOutline, ...]
    code: tuple[CodeText, ...]
    quotations: tuple[Quotation, ...]
    asides: tuple[AsideText, ...]
    abbreviations: tuple[AbbreviationText, ...]
    emphasis: tuple[EmphasisText, ...]
    ruby: tuple[RubyText, ...]


def as_in_pdf(contents: Contents) -> Contents:
    """What a PDF can hold of the contents.

    Decorative images are artifacts and stand outside the structure tree (ISO 14289-1 7.3); a header cell's scope is a
    row or a column, not a group of them (PDF 1.7 §14.8.5.7); whatever code is, its type is Code (PDF 1.7 §14.8.4.4.1).
    """
    return structs.replace(
        contents,
        pictures=tuple(picture for picture in contents.pictures if picture.alt is not None),
        figures=tuple(
            structs.replace(figure, alts=tuple(alt for alt in figure.alts if alt is not None))
            for figure in contents.figures
            if figure.says_something
        ),
        tables=tuple(structs.replace(table, rows=_without_groups(table.rows)) for table in contents.tables),
        code=tuple(structs.replace(code, kind="code") for code in contents.code),
    )


def _without_groups(rows: tuple[tuple[TableCell, ...], ...]) -> tuple[tuple[TableCell, ...], ...]:
    return tuple(tuple(structs.replace(cell, scope=cell.scope.removesuffix("-group")) for cell in row) for row in rows)


def bare(text: str) -> str:
    """The text without white space and without characters that are only hints for line breaks."""
    return _IGNORED.sub("", text)


def line(text: str | None) -> str:
    """A short text or an expansion, in which white space is white space: as in an attribute of an e-book."""
    return " ".join((text or "").split())
