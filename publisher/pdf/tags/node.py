"""A structure element while it is being planned; `export` makes plain data of it."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias
from xml.etree.ElementTree import Element

from publisher.model import AttachedFile
from publisher.pdf.part import LinkArea, Value

Artifact: TypeAlias = Literal["Decoration", "Pagination", "Header", "Footer"]
Kid: TypeAlias = "Node | PaintedBox | PlannedLink"

INLINE = frozenset({"Span", "Em", "Strong", "Link", "Quote", "Code", "Reference", "Ruby", "RB", "RT", "RP"})
BLOCKS_OF_TEXT = frozenset({"P", "H1", "H2", "H3", "H4", "H5", "H6"})
HOLDS_TEXT = INLINE | BLOCKS_OF_TEXT | {"LBody", "Lbl", "TD", "TH", "Caption", "Note", "Formula", "Figure"}
"""Types whose content may be text; in others (PDF 1.7 §14.8.4.2: grouping elements), text needs a P around it."""
STRUCTURAL = frozenset({"L", "LI", "Table", "THead", "TBody", "TFoot", "TR", "TOC", "TOCI", "Reference", "Ruby"})
"""Types that allow only certain children (PDF 1.7 §14.8.4.3), so that no note can stand in them."""


@dataclass(slots=True, eq=False)
class PaintedBox:
    """A box that will be painted as content; its mark is known after painting."""

    box: Any


@dataclass(slots=True, eq=False)
class PlannedLink:
    """Where a link can be clicked on a page; its number there is given in the end."""

    page: int
    area: LinkArea


@dataclass(slots=True, eq=False)
class Node:
    """A structure element; ``element`` is what it stands for, or None for one that is only implied."""

    tag: str
    element: Element | None = None
    parent: "Node | None" = None
    kids: list[Kid] = field(default_factory=list)
    language: str = ""
    alt: str | None = None
    actual: str | None = None
    expansion: str = ""
    id: str = ""
    box: tuple[float, float, float, float] | None = None
    attributes: dict[str, dict[str, Value]] = field(default_factory=dict)
    classes: tuple[str, ...] = ()
    modern: str = ""
    """The type in PDF 2.0 where it is another one than that of all elements with this tag."""
    anchors: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    """By which names others refer to it, and the names of what it refers to."""
    files: tuple[AttachedFile, ...] = ()
    """What supplements it."""
    around: Element | None = None
    """The element whose loose text an implied paragraph holds."""

    def add(self, node: "Node", at: int | None = None) -> "Node":
        """Makes ``node`` a child, the last one or that at ``at``."""
        node.parent = self
        self.kids.insert(len(self.kids) if at is None else at, node)
        return node

    def last(self) -> "Node | None":
        """The last child that is an element."""
        kid = self.kids[-1] if self.kids else None
        return kid if isinstance(kid, Node) else None

    def set(self, owner: str, **values: Value) -> None:
        """Adds attributes of one owner."""
        self.attributes.setdefault(owner, {}).update(values)
