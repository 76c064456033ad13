"""What leaves the layout: a PDF without tags, and beside it, as plain data, everything that makes it a book.

A part is a whole book or one of its chapters; `assemble` makes one file of a list of parts. Pages count from 0 in
their part; lengths are points from the bottom left of the page.
"""

from typing import Literal, TypeAlias

from msgspec import Struct, field

from publisher.model import Problem

Numbering: TypeAlias = Literal["decimal", "lower-roman", "upper-roman", "lower-alpha", "upper-alpha", "none"]
Value: TypeAlias = str | int | float | tuple[str, ...]


class LayoutError(Exception):
    """The document cannot be laid out at all; the message says why."""


class Mark(Struct, frozen=True, tag="mark"):
    """A marked-content sequence: its page, and its identifier (MCID) there. PDF 1.7 §14.7.4.2."""

    page: int
    number: int


class Annotation(Struct, frozen=True, tag="annotation"):
    """An annotation: its page, and its place in the list of the page's links. PDF 1.7 §14.7.4.3."""

    page: int
    number: int


class StructureElement(Struct, frozen=True, tag="element", omit_defaults=True):
    """A node of the structure tree. PDF 1.7 §14.7.2.

    ``attributes`` are by owner (``{"Table": {"Scope": "/Column"}}``; names begin with a solidus); ``classes`` are
    names in the class map; ``box`` is left, bottom, right, top. ``modern`` is its type in PDF 2.0 where that is another
    one than the table of types says. ``anchors`` are the names that others refer to it by, and ``refs`` the names of
    what it refers to.
    """

    tag: str
    kids: "tuple[StructureElement | Mark | Annotation, ...]" = ()
    language: str = ""
    alt: str | None = None
    actual: str | None = None
    expansion: str = ""
    id: str = ""
    box: tuple[float, float, float, float] | None = None
    attributes: dict[str, dict[str, Value]] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    modern: str = ""
    anchors: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()


class LinkArea(Struct, frozen=True):
    """Where a link can be clicked: left, bottom, right, top; a web address, or ``#`` and an id; its words."""

    box: tuple[float, float, float, float]
    target: str
    words: str


class PageFacts(Struct, frozen=True):
    """A page: its number as printed, how many marks are on it, and its links in reading order."""

    number: int
    numbering: Numbering
    marks: int
    links: tuple[LinkArea, ...]


class Position(Struct, frozen=True):
    """A place on a page."""

    page: int
    x: float
    y: float


class Bookmark(Struct, frozen=True):
    """An entry of the outline; ``level`` counts from 1, ``anchor`` names the heading's structure element."""

    level: int
    title: str
    position: Position
    anchor: str = ""


class Part(Struct, frozen=True):
    """A laid-out part of a book. ``pdf`` is a whole PDF file without tags, links, destinations and outline."""

    pdf: bytes
    pages: tuple[PageFacts, ...]
    structure: StructureElement
    destinations: dict[str, Position]
    bookmarks: tuple[Bookmark, ...]
    problems: tuple[Problem, ...] = ()
