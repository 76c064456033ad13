"""What templates may ask of the edition that they render: addresses, pictures, formulas, names.

The same macros serve both editions; this object is what differs.
"""

import re
from collections.abc import Sequence
from typing import Literal
from urllib.parse import urlsplit

import segno
from markupsafe import Markup
from msgspec import Struct, structs

from publisher.model import (
    CodeBlock,
    Contributor,
    CrossReference,
    Figure,
    Image,
    Inline,
    Link,
    Listed,
    Math,
    MathBlock,
    Node,
    Publication,
    Section,
    Table,
    Term,
    pieces,
)
from publisher.model import List as ListNode
from publisher.render import addresses, math
from publisher.render.assets import Asset, Assets
from publisher.render.counters import Counters, Notes
from publisher.render.crowding import ENDLESS, Room, columns
from publisher.render.formulas import in_words, made_of
from publisher.render.grid import Grid, grid
from publisher.render.indexing import Letter, index
from publisher.render.labels import Labels
from publisher.render.links import Unlinked, unlinked
from publisher.render.survey import Survey
from publisher.render.xml_text import writable

Name = Literal["epub", "print"]
NUMBERED = ("part", "chapter", "appendix")
"""Roles of sections whose number stands behind a word: "Chapter 4"."""
_NO_ADDRESSES = frozenset({"javascript", "data", "vbscript", "file", "blob", "about"})


class Edition(Struct, frozen=True, kw_only=True):
    """The edition that is rendered. ``document`` is the EPUB document at hand, ``depth`` the depth of its section;
    ``paged`` says that the pages of a printed edition will be marked in it, and ``room`` is that of a printed page."""

    name: Name
    publication: Publication
    assets: Assets
    labels: Labels
    survey: Survey
    index: tuple[Letter, ...]
    counters: Counters
    document: str = ""
    depth: int = 1
    paged: bool = False
    room: Room = ENDLESS

    @property
    def language(self) -> str:
        """The publication's language."""
        return self.publication.language

    @property
    def notes(self) -> Notes:
        """The notes of the document at hand."""
        return self.counters.notes

    def at(self, document: str, depth: int, unit: str = "") -> "Edition":
        """The same edition for another document, or unit of the printed book, with its notes numbered from 1."""
        counters = Counters(self.survey.notes, self.survey.targets, unit)
        return structs.replace(self, document=document, depth=depth, counters=counters)

    def href(self, id: str) -> str:  # noqa: A002 - it is the id
        """The address of the node with this id, as seen from the document at hand."""
        document = self.survey.documents.get(id, self.document) if self.name == "epub" else self.document
        return f"#{id}" if document == self.document else f"{document}#{id}"

    def link(self, href: str) -> str:
        """The address of a link; nothing for one that would run a program or read a file."""
        try:
            scheme = urlsplit("".join(href.split())).scheme.lower()
        except ValueError:
            return ""
        return "" if scheme in _NO_ADDRESSES else href

    def src(self, asset: Asset) -> str:
        """The address of a file of the edition."""
        return asset.name if self.name == "epub" else f"asset:{asset.name}"

    def picture(self, image: Image) -> Asset | None:
        """The prepared picture, None where a draft has none."""
        return self.assets.images.get(image.src)

    def file(self, src: str) -> Asset | None:
        """A media or captions file, None where the edition has none."""
        return self.assets.files.get(src)

    def width(self, image: Image) -> str:
        """The style that gives a picture its share of the measure, or enlarges it as the text of large print is."""
        asset = self.picture(image)
        if image.width or asset is None or not asset.width or self.room.scale <= 1:
            return f"width: {image.width}%" if image.width else ""
        return f"width: {round(asset.width * self.room.scale)}px"

    def columns(self, table: Table) -> tuple[float, ...]:
        """The widths of the columns, percent, of a printed table that finds room only if its words are broken."""
        return columns(table, self.room, self.language) if self.name == "print" else ()

    def anchor(self, node: Node) -> str:
        """The node's id, or a new one that is made for it; ask once a node."""
        return node.id or self.counters.made()

    def derived(self, id: str, part: str) -> str:  # noqa: A002 - it is the id
        """The id of a part of the node with this id: its "title", "description" or "transcript"."""
        return self.counters.free(f"{id}-{part}")

    def formula(self, node: Math | MathBlock) -> Markup:
        """The formula: MathML in an e-book, a picture in print, with its spoken text (WCAG 2.2, 1.1.1)."""
        made = made_of(node, self.assets.formulas, self.language)
        if self.name == "epub":
            return math.mathml(made, node.spoken)
        asset = self.assets.math.get(math.key(node.tex, isinstance(node, MathBlock)))
        return math.image(made, self.src(asset) if asset else "", node.spoken)

    def continued(self, node: Table) -> str:
        """What stands above the head of a printed table on each page that it goes on on."""
        if self.name != "print":
            return ""
        name = self.numbered(node, node.number) if node.number else ""
        return self.labels("continued", name=name) if name else self.labels("continues")

    def printed(self, link: Link) -> str:
        """The address of a link, for paper: once a unit, and not where its words say it already."""
        address = addresses.for_paper(self.words(link.content), link.href)
        return address if address and self.counters.first(f"link {link.href}") else ""

    def says_its_address(self, link: Link) -> bool:
        """Whether the words of a link are its address, which no hyphen may break: it would seem a part of it."""
        return addresses.is_its_address(self.words(link.content), link.href)

    def turns_to(self, reference: CrossReference) -> bool:
        """Whether a cross reference says on which page its target is: the first one of a unit to each."""
        return reference.target in self.survey.targets and self.counters.first(f"page {reference.target}")

    def code(self, address: str) -> str:
        """A picture of an address that a telephone can read (QR code, ISO/IEC 18004), with its quiet zone."""
        return str(segno.make(address, error="m", micro=False).svg_data_uri(border=4, scale=4, omitsize=False))

    def called(self, target: str, show: str) -> str:
        """What a cross reference without words of its own shows."""
        node = self.survey.targets.get(target)
        number = str(getattr(node, "number", ""))
        if number and show in ("number", "page"):
            return self.numbered(node, number)
        if title := self._title(node):
            return title
        if number:
            return self.numbered(node, number)
        return self._title(self.survey.owners.get(target)) or self.publication.title

    def numbered(self, node: Node | None, number: str) -> str:
        """A node's label: "Figure 2.3"."""
        return numbered(self.labels, node, number)

    def _title(self, node: Node | None) -> str:
        match node:
            case Section():
                return self.words(node.title)
            case Figure() | Table() | CodeBlock():
                return self.words(node.caption)
            case Term():
                return self.words(node.content)
        return ""

    def words(self, inlines: Sequence[Inline]) -> str:
        """The plain words of inline content, with formulas as they are spoken."""
        return in_words(inlines, self.assets.formulas, self.language)

    def entry(self, title: Sequence[Inline]) -> Markup:
        """A title as lists have it: its plain words, with formulas as they are shown."""
        return Markup("").join(writable(one) if isinstance(one, str) else self.formula(one) for one in pieces(title))

    def listed(self, what: Listed) -> tuple[Figure | Table, ...]:
        """What a list of figures or tables has, in reading order."""
        kind = Figure if what == "figures" else Table
        return tuple(node for node in self.survey.captioned if isinstance(node, kind))

    def in_short(self, caption: Sequence[Inline]) -> str:
        """What a caption is called in a list: its first sentence, if it is long, without a full stop at the end."""
        words = self.words(caption)
        first = words if len(words) <= _LONGEST_ENTRY else re.split(r"(?<=[.!?])\s+|(?<=[。！？])", words)[0]
        return first.removesuffix(".").removesuffix("。")

    def names(self, people: Sequence[Contributor]) -> str:
        """Names in a row: "Ada, Ben and Cleo"."""
        names = [person.name for person in people]
        before = self.labels("names-comma").join(names[:-1])
        return f"{before}{self.labels('names-and')}{names[-1]}" if before else "".join(names)

    def duration(self, seconds: float) -> str:
        """A length of time: "1 h 2 min 5 s"."""
        minutes, rest = divmod(round(seconds), 60)
        parts = zip(("hours", "minutes", "seconds"), (*divmod(minutes, 60), rest), strict=True)
        return self.labels("duration-space").join(self.labels(unit, number=number) for unit, number in parts if number)

    def grid(self, table: Table) -> Grid:
        """The cells of a table. In an e-book, those of a complex table name their headers; print finds them itself."""
        return grid(table, self.counters.made if self.name == "epub" else None)

    def unlinked(self, content: tuple[Inline, ...]) -> Unlinked:
        """What stands in a link, without links of its own, and the notes that it calls, to be called behind it."""
        return unlinked(content, self.called)

    def marker(self, node: ListNode, number: int) -> str:
        """What stands before an item where the layout cannot set a marker."""
        return f"{node.start + number}." if node.numbering else "•"

    def split(self, section: Section) -> bool:
        """Whether the sections of this one are documents of their own: the chapters of a part."""
        return section.role == "part"

    def opens(self, section: Section) -> bool:
        """Whether the notes of a printed section are numbered from 1: it is a document of its own in an e-book."""
        return self.name == "print" and section.id in self.survey.opening


_LONGEST_ENTRY = 60
"""Characters of a caption that are listed whole; a line has about as many."""


def numbered(labels: Labels, node: Node | None, number: str) -> str:
    """The label of a node: "Figure 2.3", "Chapter 4", "Section 4.1"."""
    match node:
        case Figure():
            return labels("figure", number=number)
        case Table():
            return labels("table", number=number)
        case CodeBlock():
            return labels("listing", number=number)
        case MathBlock():
            return labels("equation", number=number)
        case Section() if node.role in NUMBERED:
            return labels(node.role, number=number)
    return labels("section", number=number)


def edition(
    name: Name,
    publication: Publication,
    assets: Assets,
    labels: Labels,
    survey: Survey,
    *,
    paged: bool = False,
    room: Room = ENDLESS,
) -> Edition:
    """The edition of a publication."""

    def place(section: Section) -> str:
        title = section.short_title or in_words(section.title, assets.formulas, publication.language)
        return numbered(labels, section, section.number) if section.number else title

    return Edition(
        name=name,
        publication=publication,
        assets=assets,
        labels=labels,
        survey=survey,
        index=index(survey.terms, publication.language, place),
        counters=Counters(survey.notes, survey.targets),
        paged=paged,
        room=room,
    )


__all__ = ["Edition", "Name", "edition"]
