"""How readers move through the file: links, named destinations, outline, page labels. PDF 1.7 §12.3, §12.5.6.5.

1. every link becomes an annotation on its page
2. when the structure tree is written: links are led to named destinations, which are places on pages and, where the
   standard wants it, elements of the structure, too (ISO 32000-2 12.3.2.3; ISO 14289-2 8.8)
3. the outline leads to the headings, page labels say the printed numbers
"""

from collections.abc import Mapping, Sequence

from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, String

from publisher.model import Problem
from publisher.pdf.book import Placed
from publisher.pdf.part import Folio, LinkArea, Numbering, PageOf, Position
from publisher.pdf.structure import anchor_key
from publisher.pdf.trees import tree

_PRINT = 4
"""Annotation flag: printed with the page. ISO 19005-3 6.3.2."""
_NUMBERINGS: dict[Numbering, str] = {
    "decimal": "/D",
    "lower-roman": "/r",
    "upper-roman": "/R",
    "lower-alpha": "/a",
    "upper-alpha": "/A",
}


class Navigation:
    """The ways through a file whose pages are there; ``labels`` are the printed pages of ids.

    ``problems`` are links between the parts that lead nowhere.
    """

    def __init__(self, pdf: Pdf, parts: Sequence[Placed], labels: Mapping[str, str]) -> None:
        self._pdf, self._parts, self._page_of = pdf, parts, labels
        self.pages: list[Object] = [page.obj for page in pdf.pages]
        self.problems: tuple[Problem, ...] = ()
        self._places = _places(parts)
        self._links: list[tuple[Object, str]] = []
        self._structure: Mapping[str, Object] = {}

    def annotations(self) -> list[list[Object]]:
        """The link annotations of each page. ISO 14289-1 7.18.5."""
        made: list[list[Object]] = [[] for _ in self.pages]
        areas = ((one.position + at, page.links) for one in self._parts for at, page in enumerate(one.part.pages))
        for at, links in areas:
            made[at] = [self._annotation(link) for link in links]
            if made[at]:
                self.pages[at].Annots = Array(made[at])
            self.problems += tuple(
                Problem(code="pdf-link", message=f'the link to "{link.target}" leads nowhere', fix="mend the link")
                for link in links
                if link.target.startswith("#") and link.target[1:] not in self._places
            )
        return made

    def _annotation(self, link: LinkArea) -> Object:
        annotation = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array(list(link.box)),
                Border=Array([0, 0, 0]),
                F=_PRINT,
                Contents=String(self._said(link)),
            )
        )
        if link.target.startswith("#"):
            self._links.append((annotation, link.target[1:]))
        else:
            annotation.A = Dictionary(Type=Name.Action, S=Name.URI, URI=String(link.target))
        return annotation

    def _said(self, link: LinkArea) -> str:
        """The words of a link, with the numbers of pages; its address, where it leads nowhere and has no words."""
        pieces = (self._page_of.get(one.id, "") if isinstance(one, PageOf) else one for one in link.words)
        return " ".join("".join(pieces).split()) or link.target

    def lead(self, structure: Mapping[str, Object] | None) -> None:
        """Leads links and outline to their targets; to those elements of the structure, too, if they are given."""
        self._structure = structure or {}
        for annotation, name in self._links:
            if (target := self._structure.get(name)) is not None and name in self._places:
                place = self._to(target, self._places[name])
                annotation.A = Dictionary(Type=Name.Action, S=Name.GoTo, D=String(name), SD=place)
            else:
                annotation.Dest = String(name)
        self._destinations()
        self._outline()
        self._labels()

    def _to(self, target: Object, place: Position) -> Array:
        return Array([target, Name.XYZ, place.x, place.y, 0])

    def _destinations(self) -> None:
        named = sorted((bytes(String(name)), name) for name in self._places)
        entries: list[tuple[Object | int, Object]] = []
        for _, name in named:
            place = self._places[name]
            made: Object = self._to(self.pages[place.page], place)
            if (target := self._structure.get(name)) is not None:
                made = Dictionary(D=made, SD=self._to(target, place))
            entries.append((String(name), made))
        if entries:
            self._pdf.Root.Names = Dictionary(Dests=tree(self._pdf, "/Names", entries))

    def _outline(self) -> None:
        with self._pdf.open_outline() as outline:
            open_items: list[tuple[int, list[OutlineItem]]] = [(0, outline.root)]
            for one in self._parts:
                for bookmark in one.part.bookmarks:
                    place = bookmark.position
                    there = Position(one.position + place.page, place.x, place.y)
                    item = self._item(bookmark.title, there, anchor_key(bookmark.anchor, one.unit.name))
                    while open_items[-1][0] >= bookmark.level:
                        open_items.pop()
                    open_items[-1][1].append(item)
                    open_items.append((bookmark.level, item.children))

    def _item(self, title: str, place: Position, anchor: str) -> OutlineItem:
        on_page = self._to(self.pages[place.page], place)
        target = self._structure.get(anchor)
        if target is None:
            return OutlineItem(title, on_page)
        action = Dictionary(Type=Name.Action, S=Name.GoTo, D=on_page, SD=self._to(target, place))
        return OutlineItem(title, action=action)

    def _labels(self) -> None:
        labels = Array()
        before: Folio | None = None
        folios = [folio for one in self._parts for folio in (*([one.blank] if one.blank else []), *one.folios)]
        for at, folio in enumerate(folios):
            if before is None or before != Folio(folio.number - 1, folio.numbering):
                labels.append(at)
                labels.append(Dictionary(S=Name(_NUMBERINGS.get(folio.numbering, "/D")), St=folio.number))
            before = folio
        self._pdf.Root.PageLabels = Dictionary(Nums=labels)


def _places(parts: Sequence[Placed]) -> dict[str, Position]:
    found: dict[str, Position] = {}
    for one in parts:
        for name, place in one.part.destinations.items():
            found.setdefault(name, Position(one.position + place.page, place.x, place.y))
    return found
