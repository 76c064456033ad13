"""Block nodes: what stands on lines of its own."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from publisher.model.inline import Direction, Image, Inline, NonEmpty
from publisher.model.node import Node

Alignment: TypeAlias = Literal["start", "center", "end"]
Scope: TypeAlias = Literal["column", "row", "column-group", "row-group"]
Numbering: TypeAlias = Literal["decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman"]
AsideKind: TypeAlias = Literal["note", "tip", "important", "warning", "caution", "danger", "example", "sidebar"]
Listed: TypeAlias = Literal["figures", "tables"]
Span: TypeAlias = Annotated[int, Meta(ge=1, le=1000)]


class Paragraph(Node, frozen=True, tag="paragraph"):
    """A paragraph; ``direction`` where it differs from what is around it."""

    content: tuple[Inline, ...]
    direction: Direction | None = None


class Figure(Node, frozen=True, tag="figure"):
    """Pictures with what belongs to them: caption, credit and a long description.

    ``number`` is the number in its label ("2.3" in "Figure 2.3"), empty where it has none.
    The description says in full what the short text cannot (EPUB Accessibility 1.1 §3.3; WCAG 2.2, 1.1.1).
    """

    images: Annotated[tuple[Image, ...], Meta(min_length=1)]
    caption: tuple[Inline, ...] = ()
    credit: tuple[Inline, ...] = ()
    description: tuple[Block, ...] = ()
    number: str = ""


class HeaderCell(Node, frozen=True, tag="header-cell"):
    """A table cell that names the cells in its scope (WCAG 2.2, 1.3.1; ISO 14289-1 7.5)."""

    content: tuple[Block, ...]
    scope: Scope = "column"
    columns: Span = 1
    rows: Span = 1


class DataCell(Node, frozen=True, tag="data-cell"):
    """A table cell that holds data."""

    content: tuple[Block, ...]
    columns: Span = 1
    rows: Span = 1


class Row(Node, frozen=True, tag="row"):
    """A table row. Cells that a span from above covers are left out, as in HTML."""

    cells: tuple[HeaderCell | DataCell, ...]


class Table(Node, frozen=True, kw_only=True, tag="table"):
    """A table with its caption and header cells; ``alignments`` has an entry a column or none at all."""

    caption: tuple[Inline, ...] = ()
    head: tuple[Row, ...] = ()
    body: tuple[Row, ...]
    foot: tuple[Row, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    number: str = ""


class ListItem(Node, frozen=True, tag="list-item"):
    """An item of a list; ``checked`` is None but in task lists."""

    content: tuple[Block, ...]
    checked: bool | None = None


class List(Node, frozen=True, tag="list"):
    """A list: numbered when ``numbering`` is set, else with bullets. ``tight`` lists have no space between items."""

    items: Annotated[tuple[ListItem, ...], Meta(min_length=1)]
    numbering: Numbering | None = None
    start: int = 1
    tight: bool = True


class Term(Node, frozen=True, tag="term"):
    """A term that is defined. Its id lets text point to it."""

    content: tuple[Inline, ...]


class Definition(Node, frozen=True, tag="definition"):
    """What explains the terms of its group."""

    content: tuple[Block, ...]


class DefinitionGroup(Node, frozen=True, tag="definition-group"):
    """One or more terms with their definitions."""

    terms: Annotated[tuple[Term, ...], Meta(min_length=1)]
    definitions: Annotated[tuple[Definition, ...], Meta(min_length=1)]


class DefinitionList(Node, frozen=True, tag="definition-list"):
    """Terms and their definitions."""

    groups: Annotated[tuple[DefinitionGroup, ...], Meta(min_length=1)]


class Quote(Node, frozen=True, tag="quote"):
    """A quotation that stands by itself, and whom or what it is from."""

    content: tuple[Block, ...]
    attribution: tuple[Inline, ...] = ()


class Epigraph(Node, frozen=True, tag="epigraph"):
    """A quotation at the head of a book or chapter."""

    content: tuple[Block, ...]
    attribution: tuple[Inline, ...] = ()


class VerseLine(Node, frozen=True, tag="verse-line"):
    """A line of verse; ``indent`` counts steps from the margin."""

    content: tuple[Inline, ...]
    indent: Annotated[int, Meta(ge=0, le=12)] = 0


class Stanza(Node, frozen=True, tag="stanza"):
    """Lines of verse that stand together."""

    lines: Annotated[tuple[VerseLine, ...], Meta(min_length=1)]


class Verse(Node, frozen=True, tag="verse"):
    """A poem or part of one."""

    stanzas: Annotated[tuple[Stanza, ...], Meta(min_length=1)]
    attribution: tuple[Inline, ...] = ()


class CodeBlock(Node, frozen=True, tag="code-block"):
    """Lines of computer code, kept to the letter; ``syntax`` is the programming language for the colours."""

    text: str
    syntax: str = ""
    caption: tuple[Inline, ...] = ()
    number: str = ""


class MathBlock(Node, frozen=True, tag="math-block"):
    """A displayed formula in TeX; ``spoken`` replaces the computed spoken text, ``number`` is its equation number."""

    tex: NonEmpty
    spoken: str = ""
    number: str = ""


class Aside(Node, frozen=True, tag="aside"):
    """An admonition or sidebar. Without a title, the name of its kind is shown as one."""

    kind: AsideKind
    content: tuple[Block, ...]
    title: tuple[Inline, ...] = ()


class Media(Node, frozen=True, tag="media"):
    """A video or sound recording and what stands for it (WCAG 2.2, 1.2.1-1.2.3).

    ``src`` is a file in the folder or empty, ``link`` an address on the web for print, ``poster`` a picture of it,
    ``captions`` a WebVTT file, ``transcript`` its text, ``duration`` its length in seconds (0: not known).
    One of ``src`` and ``link`` is given.
    """

    kind: Literal["video", "audio"]
    title: tuple[Inline, ...]
    src: str = ""
    link: str = ""
    poster: Image | None = None
    captions: str = ""
    caption: tuple[Inline, ...] = ()
    credit: tuple[Inline, ...] = ()
    transcript: tuple[Block, ...] = ()
    duration: Annotated[float, Meta(ge=0)] = 0.0


class ThematicBreak(Node, frozen=True, tag="thematic-break"):
    """A change of subject or scene, shown as an ornament or a blank line."""


class PageBreak(Node, frozen=True, tag="page-break"):
    """What follows begins on a new page in print and on a new screen in an e-reader."""


class BibliographyEntry(Node, frozen=True, tag="bibliography-entry"):
    """A work that the text refers to, by its id."""

    content: tuple[Inline, ...]


class Bibliography(Node, frozen=True, tag="bibliography"):
    """The works that the text refers to."""

    entries: Annotated[tuple[BibliographyEntry, ...], Meta(min_length=1)]


class Glossary(Node, frozen=True, tag="glossary"):
    """The terms of the book with their meanings, in the order given."""

    groups: Annotated[tuple[DefinitionGroup, ...], Meta(min_length=1)]


class Index(Node, frozen=True, tag="index"):
    """The place where the index, made from all `IndexTerm` nodes, is set."""


class ListOf(Node, frozen=True, tag="list-of"):
    """The place where a list is set of all figures, or all tables, that have a caption; made from these."""

    what: Listed


Block: TypeAlias = (
    Paragraph
    | Figure
    | Image
    | Table
    | List
    | DefinitionList
    | Quote
    | Epigraph
    | Verse
    | CodeBlock
    | MathBlock
    | Aside
    | Media
    | ThematicBreak
    | PageBreak
    | Bibliography
    | Glossary
    | Index
    | ListOf
)
