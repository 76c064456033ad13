"""What templates may ask of the edition that they render: addresses, pictures, formulas, names.

The same macros serve both editions; this object is what differs.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from markupsafe import Markup
from msgspec import Struct, structs

from publisher.model import (
    CodeBlock,
    Contributor,
    DataCell,
    Figure,
    HeaderCell,
    Image,
    Inline,
    Math,
    MathBlock,
    Node,
    Publication,
    Row,
    Section,
    Table,
    Term,
    nodes,
    plain_text,
)
from publisher.model import List as ListNode
from publisher.render import math
from publisher.render.assets import Asset, Assets
from publisher.render.indexing import Letter, index
from publisher.render.labels import Labels
from publisher.render.notes import Notes, notes_of

Name = Literal["epub", "print"]


class Edition(Struct, frozen=True, kw_only=True):
    """The edition that is rendered. ``document`` is the EPUB document at hand, ``depth`` the depth of its section."""

    name: Name
    publication: Publication
    assets: Assets
    labels: Labels
    addresses: Mapping[str, str]
    targets: Mapping[str, Node]
    index: tuple[Letter, ...]
    notes: Notes
    document: str = ""
    depth: int = 1
    anchors: dict[int, str] = {}  # noqa: RUF012 - msgspec copies it

    @property
    def language(self) -> str:
        """The publication's language."""
        return self.publication.language

    def at(self, document: str, depth: int) -> "Edition":
        """The same edition for another document, with its notes numbered from 1."""
        return structs.replace(
            self, document=document, depth=depth, notes=Notes(notes_of(self.publication)), anchors={}
        )

    def href(self, id: str) -> str:  # noqa: A002 - it is the id
        """The address of the node with this id, as seen from the document at hand."""
        document = self.addresses.get(id, self.document)
        return f"#{id}" if document == self.document else f"{document}#{id}"

    def src(self, asset: Asset) -> str:
        """The address of a file of the edition."""
        return asset.name if self.name == "epub" else f"asset:{asset.name}"

    def picture(self, image: Image) -> Asset | None:
        """The prepared picture, None where a draft has none."""
        return self.assets.images.get(image.src)

    def file(self, src: str) -> str:
        """The address of a media or captions file; empty where the edition has none."""
        asset = self.assets.files.get(src)
        return self.src(asset) if asset else ""

    def width(self, image: Image) -> str:
        """The style that gives a picture its share of the measure."""
        return f"width: {image.width}%" if image.width else ""

    def anchor(self, node: Node) -> str:
        """The node's id, or one that is made for this document, the same each time it is asked for."""
        return node.id or self.anchors.setdefault(id(node), f"made-{len(self.anchors) + 1}")

    def formula(self, node: Math | MathBlock) -> Markup:
        """The formula: MathML in an e-book, a picture in print, with its spoken text (WCAG 2.2, 1.1.1)."""
        display = isinstance(node, MathBlock)
        if self.name == "epub":
            return math.mathml(node.tex, display, node.spoken, self.language)
        asset = self.assets.math.get(math.key(node.tex, display))
        source = self.src(asset) if asset else ""
        return math.image(node.tex, display, source, node.spoken, self.language)

    def called(self, target: str, show: str) -> str:
        """What a cross reference without words of its own shows."""
        node = self.targets.get(target)
        number = str(getattr(node, "number", ""))
        if number and show in ("number", "page"):
            return self.numbered(node, number)
        title = self._title(node)
        return title or (self.numbered(node, number) if number else self.publication.title)

    def numbered(self, node: Node | None, number: str) -> str:
        """A node's label: "Figure 2.3"."""
        match node:
            case Figure():
                return self.labels("figure", number=number)
            case Table():
                return self.labels("table", number=number)
            case CodeBlock():
                return self.labels("listing", number=number)
            case MathBlock():
                return self.labels("equation", number=number)
            case Section(role="part" | "chapter" | "appendix"):
                return self.labels(node.role, number=number)
        return self.labels("section", number=number)

    def _title(self, node: Node | None) -> str:
        match node:
            case Section():
                return plain_text(node.title)
            case Figure() | Table() | CodeBlock():
                return plain_text(node.caption)
            case Term():
                return plain_text(node.content)
        return ""

    def words(self, inlines: Sequence[Inline]) -> str:
        """The plain words of inline content."""
        return " ".join(plain_text(inlines).split())

    def names(self, people: Sequence[Contributor]) -> str:
        """Names in a row: "Ada, Ben and Cleo"."""
        names = [person.name for person in people]
        return f" {self.labels('and')} ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""

    def duration(self, seconds: float) -> str:
        """A length of time: "2 min 5 s"."""
        return self.labels("duration", minutes=int(seconds // 60), seconds=int(seconds % 60))

    def columns(self, row: Row, table: Table) -> list[tuple[HeaderCell | DataCell, int]]:
        """The row's cells with the column in which each begins, spans from rows above counted."""
        return list(zip(row.cells, self._starts(row, table), strict=True))

    def _starts(self, row: Row, table: Table) -> list[int]:
        for group in (table.head, table.body, table.foot):
            covered: list[int] = []
            for other in group:
                starts, column, left = [], 0, [count - 1 if count else 0 for count in covered]
                for cell in other.cells:
                    while column < len(covered) and covered[column]:
                        column += 1
                    starts.append(column)
                    reach = column + cell.columns
                    left += [0] * (reach - len(left))
                    covered += [0] * (reach - len(covered))
                    for position in range(column, reach):
                        left[position] = cell.rows - 1
                    column = reach
                if other is row:
                    return starts
                covered = left
        return [0] * len(row.cells)

    def marker(self, node: ListNode, number: int) -> str:
        """What stands before an item where the layout cannot set a marker."""
        return f"{node.start + number}." if node.numbering else "•"

    def split(self, section: Section) -> bool:
        """Whether the sections of this one are documents of their own: the chapters of a part."""
        return self.name == "epub" and section.role == "part"


def edition(
    name: Name, publication: Publication, assets: Assets, labels: Labels, addresses: Mapping[str, str]
) -> Edition:
    """The edition of a publication; ``addresses`` name the document in which each id stands."""
    return Edition(
        name=name,
        publication=publication,
        assets=assets,
        labels=labels,
        addresses=addresses,
        targets={node.id: node for node in nodes(publication) if node.id},
        index=index(publication),
        notes=Notes(notes_of(publication)),
    )


__all__ = ["Edition", "edition"]
