"""What leaves the layout: a PDF without tags, and beside it, as plain data, everything that makes it a book.

A part is a unit of a book; `assemble` makes one file of a list of parts. Pages count from 0 in their part; lengths
are points from the bottom left of the page. All of it can be sent to another process and kept in a cache.
"""

from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct, field

from publisher.model import AttachedFile, Problem

Numbering: TypeAlias = Literal["decimal", "lower-roman", "upper-roman", "lower-alpha", "upper-alpha", "none"]
Value: TypeAlias = str | int | float | tuple[str, ...]
Side: TypeAlias = Literal["left", "right"]
Break: TypeAlias = Literal["any", "left", "right"]


class LayoutError(Exception):
    """The document cannot be laid out at all; the message says why, ``fix`` what to do, and ``unit`` which part of it
    is at fault, if one is: its name. ``job`` is the place of its job while it is on its way."""

    def __init__(self, message: str, fix: str = "") -> None:
        super().__init__(message)
        self.fix = fix
        self.unit = ""
        self.job: int | None = None


class Mark(Struct, frozen=True, tag="mark", array_like=True):
    """A marked-content sequence: its page, and its identifier (MCID) there. PDF 1.7 §14.7.4.2."""

    page: int
    number: int


class Annotation(Struct, frozen=True, tag="annotation", array_like=True):
    """An annotation: its page, and its place in the list of the page's links. PDF 1.7 §14.7.4.3."""

    page: int
    number: int


class StructureElement(Struct, frozen=True, tag="element", array_like=True):
    """A node of the structure tree. PDF 1.7 §14.7.2.

    ``attributes`` are by owner (``{"Table": {"Scope": "/Column"}}``; names begin with a solidus); ``classes`` are
    names in the class map; ``box`` is left, bottom, right, top. ``modern`` is its type in PDF 2.0 where that is another
    one than the table of types says. ``anchors`` are the names that others refer to it by, and ``refs`` the names of
    what it refers to. ``files`` supplement it: the data of a table, the MathML of a formula.
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
    files: tuple[AttachedFile, ...] = ()


class PageOf(Struct, frozen=True, tag="page"):
    """The printed number of the page that an id stands on, which only the finished book knows."""

    id: str


Words: TypeAlias = tuple[str | PageOf, ...]


class LinkArea(Struct, frozen=True):
    """Where a link can be clicked: left, bottom, right, top; a web address, or ``#`` and an id; its words."""

    box: tuple[float, float, float, float]
    target: str
    words: Words


class Folio(Struct, frozen=True):
    """The number of a page, and how it is written."""

    number: int
    numbering: Numbering = "decimal"


class Start(Struct, frozen=True):
    """Where a page begins in the author's text: the nearest numbered node around it, how many characters of that
    node's text (white space and made words not counted) stand on earlier pages, and the first words of the page."""

    node: str
    offset: int
    words: str


class Sheet(Struct, frozen=True):
    """What decides the margins of a page: its side, its name (``@page``), whether it is the first one of a run of that
    name, whether it is left blank, and the texts for running heads that are set on it."""

    side: Side = "right"
    name: str = ""
    begins: bool = False
    blank: bool = False
    strings: tuple[tuple[str, str], ...] = ()


class PageFacts(Struct, frozen=True):
    """A page: how many marks are on it, its links in reading order, its margins, and where it begins.

    ``folio`` is its number as if its part were the first one.
    """

    marks: int
    links: tuple[LinkArea, ...]
    folio: Folio
    sheet: Sheet = Sheet()
    start: Start | None = None


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


class FontUse(Struct, frozen=True):
    """What a part shows of a font: its name in the page's resources, the digest of its file and its index in it, and
    for each glyph its characters and its width (thousandths of the size)."""

    name: str
    file: str
    index: int
    characters: dict[int, str]
    widths: dict[int, float]


class Part(Struct, frozen=True):
    """A laid-out part of a book. ``pdf`` is a whole PDF file without tags, links, destinations, outline and fonts; a
    draft has none.

    ``break_before`` says where it wants to begin: on any page, or on a left or right one. ``rooms`` are the pages with
    room for page numbers; without ``roomy`` there is some that cannot be filled. ``structure`` is the encoded
    `tree`, so that the trees of a long book are not all in memory at once.
    """

    pdf: bytes
    pages: tuple[PageFacts, ...]
    structure: msgspec.Raw
    destinations: dict[str, Position]
    bookmarks: tuple[Bookmark, ...]
    problems: tuple[Problem, ...] = ()
    fonts: tuple[FontUse, ...] = ()
    break_before: Break = "any"
    rooms: tuple[int, ...] = ()
    roomy: bool = True

    @property
    def tree(self) -> StructureElement:
        """The structure tree, decoded anew each time."""
        return msgspec.msgpack.decode(self.structure, type=StructureElement)


class Furniture(Struct, frozen=True):
    """What stands in the margins of a part's pages: a PDF file, for each page of the part the number of its page there
    (None for a page without), and its fonts."""

    pdf: bytes
    pages: tuple[int | None, ...]
    fonts: tuple[FontUse, ...] = ()
    problems: tuple[Problem, ...] = ()
