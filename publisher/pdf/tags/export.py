"""The planned structure tree as plain data, after painting.

1. notes that stand amid the text of an item or cell move behind it
2. each painted box becomes the mark that it got; boxes that share one give it once
3. elements without content vanish, but for the cells and rows of tables
4. text beside elements becomes an element
"""

from collections.abc import Mapping
from typing import TypeAlias

from publisher.pdf.part import Annotation, LinkArea, Mark, StructureElement
from publisher.pdf.tags.node import INLINE, Kid, Node, PaintedBox, PlannedLink

Exported: TypeAlias = StructureElement | Mark | Annotation
_KEPT = frozenset({"TR", "TH", "TD"})


def settle_notes(node: Node) -> None:
    """Moves every note that stands amid the text of an item or cell behind that text."""
    waiting: list[Kid] = []
    kids: list[Kid] = []
    for kid in node.kids:
        if isinstance(kid, Node):
            settle_notes(kid)
            if kid.tag == "Note":
                waiting.append(kid)
                continue
            if kid.tag not in INLINE and not _in_a_line(kid):
                kids += waiting
                waiting = []
        kids.append(kid)
    node.kids = kids + waiting


def _in_a_line(node: Node) -> bool:
    """Whether it is a picture or formula amid text, and does not stand by itself."""
    return node.tag in ("Formula", "Figure") and node.attributes.get("Layout", {}).get("Placement") != "/Block"


def export(
    root: Node, marks: Mapping[int, tuple[int, int]], actual: Mapping[int, str]
) -> tuple[StructureElement, dict[int, tuple[LinkArea, ...]]]:
    """The tree, and the links of each page in reading order.

    ``marks`` are the pages and MCIDs of the boxes, ``actual`` what some of them say that their glyphs do not.
    """
    exporter = _Exporter(marks, actual)
    tree = exporter.element(root) or StructureElement("Document")
    return tree, {page: tuple(links) for page, links in exporter.links.items()}


class _Exporter:
    def __init__(self, marks: Mapping[int, tuple[int, int]], actual: Mapping[int, str]) -> None:
        self._marks, self._actual = marks, actual
        self._given: set[tuple[int, int]] = set()
        self.links: dict[int, list[LinkArea]] = {}

    def element(self, node: Node) -> StructureElement | None:
        kids = self._kids(node)
        if not kids and node.tag not in _KEPT:
            return None
        return StructureElement(
            tag=node.tag,
            kids=tuple(kids),
            language=node.language,
            alt=node.alt,
            actual=node.actual,
            expansion=node.expansion,
            id=node.id,
            box=node.box,
            attributes={owner: values for owner, values in node.attributes.items() if values},
            classes=node.classes,
            modern=node.modern,
            anchors=node.anchors,
            refs=node.refs,
            files=node.files,
        )

    def _kids(self, node: Node) -> list[Exported]:
        kids: list[Exported] = []
        for kid in node.kids:
            made: Exported | None
            match kid:
                case Node():
                    made = self.element(kid)
                    if made is None:
                        # Who refers to what vanishes is led to where it was.
                        node.anchors += kid.anchors
                case PaintedBox():
                    place = self._marks.get(id(kid.box))
                    made = self._mark(place) if place is not None else None
                    if made is not None and id(kid.box) in self._actual:
                        made = StructureElement("Span", (made,), actual=self._actual[id(kid.box)])
                case PlannedLink():
                    links = self.links.setdefault(kid.page, [])
                    links.append(kid.area)
                    made = Annotation(kid.page, len(links) - 1)
            if made is not None:
                kids.append(made)
        if any(isinstance(kid, StructureElement) for kid in kids):
            # Text beside elements gets an element, so that one list of children says the order of all.
            return [StructureElement("Span", (kid,)) if isinstance(kid, Mark) else kid for kid in kids]
        return kids

    def _mark(self, place: tuple[int, int]) -> Mark | None:
        """The mark, the first time: texts on both sides of a line break share it."""
        if place in self._given:
            return None
        self._given.add(place)
        return Mark(*place)
