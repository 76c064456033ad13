"""Every box of every page gets its structure element, or is an artifact. ISO 14289-1 7.1.

1. note what must be known before: which foot of a table is its last, which destinations there are
2. walk the boxes of all pages in the order of the source, page after page
3. text is matched with its source, and pictures, links and lists give their elements what only the layout knows
"""

from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from msgspec import Struct

from publisher.model import Problem
from publisher.pdf.engine import AbsolutePlaceholder, boxes
from publisher.pdf.part import Bookmark, LinkArea, Position
from publisher.pdf.tags.elements import Elements
from publisher.pdf.tags.links import words_of
from publisher.pdf.tags.node import Artifact, Node, PaintedBox, PlannedLink
from publisher.pdf.tags.outside import Outside
from publisher.pdf.tags.source import CALL, MARKER, Source
from publisher.pdf.tags.vocabulary import laid_out_numbering

SOFT_HYPHEN = "\u00ad"
POINTS = 0.75
"""Points in a CSS px."""
_SCHEMES = ("http:", "https:", "mailto:", "tel:")
_OWN_TEXT = ("", "first-letter", "first-line")


class Spoken(Struct, frozen=True):
    """What painted text says: its source, and what follows it at the end of a line."""

    text: str
    ending: str = ""


class Plan:
    """What is to be marked as what.

    Painting fills ``marks`` (page and MCID of a box), ``actual`` (what a box says that its glyphs do not) and
    ``counts`` (how many marks are on a page); ``wraps`` are the lines of code on each page that go on from the one
    above (left, top, height, size of type, CSS px), ``cues`` boxes that are not to be painted; with ``margins`` the
    margins of the pages are painted, else what is between them; ``fonts`` and ``font`` are those used, and the last
    one, for white space, which has none. ``rooms`` are the pages with room for page numbers, and ``roomy`` the elements
    whose room can be filled.
    """

    def __init__(self, source: Source, pages: Sequence[Any], *, margins: bool = False) -> None:
        self.source = source
        self.margins = margins
        self.pages = len(pages)
        self.elements = Elements(source)
        self.targets: dict[int, Node | Artifact] = {}
        self.spoken: dict[int, Spoken] = {}
        self.marks: dict[int, tuple[int, int]] = {}
        self.fonts: dict[str, Any] = {}
        self.font: tuple[Any, float] | None = None
        self.actual: dict[int, str] = {}
        self.bookmarks: dict[Element, Bookmark] = {}
        self.counts: dict[int, int] = {}
        self.wraps: dict[int, list[tuple[float, float, float, float]]] = {}
        self.cues: set[int] = set()
        self.rooms: set[int] = set()
        self.roomy: set[Element] = set()
        self._wrapped: Element | None = None
        self._page = 0
        self._heads: set[Element] = set()
        self._feet: dict[Element, Any] = {}
        self._lists: set[Node] = set()
        self._destinations = {name for page in pages for name in page.anchors}
        self._hidden: dict[Element, bool] = {}
        self._order: dict[Node, int] = {}
        self._bad_targets: dict[str, str] = {}
        self._outside = Outside(source)
        self._size = (0.0, 0.0)
        for page in pages:
            self._find_feet(page._page_box)
        for number, page in enumerate(pages):
            self._page, self._size = number, (page.width, page.height)
            for child in page._page_box.children:
                self._walk(child, None)
        self.elements.refer(self._named())

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What cannot be tagged, and links that lead nowhere."""
        links = (
            Problem(code="pdf-link", message=f'the link to "{target}" {why}', fix="mend the link")
            for target, why in self._bad_targets.items()
        )
        return (*self.elements.problems, *links, *self._outside.problems)

    def order(self) -> dict[Node, int]:
        """Where each structure element stands in the order of reading."""
        if not self._order:
            stack = [self.elements.root]
            while stack:
                node = stack.pop()
                self._order[node] = len(self._order)
                stack += [kid for kid in reversed(node.kids) if isinstance(kid, Node)]
        return self._order

    def _named(self) -> Iterable[tuple[str, Element]]:
        """What links and the outline lead to."""
        for element in self.source.root.iter():
            if element.get("id") in self._destinations:
                yield element.get("id", ""), element
        for element, bookmark in self.bookmarks.items():
            yield bookmark.anchor, element

    def _find_feet(self, box: Any) -> None:
        for inner in _inside(box):
            if isinstance(inner, boxes.TableRowGroupBox) and inner.is_footer:
                self._feet[inner.element] = inner

    def _walk(self, box: Any, artifact: Artifact | None) -> None:
        box = box._box if isinstance(box, AbsolutePlaceholder) else box
        artifact = artifact or self._artifact(box)
        if isinstance(box, boxes.TextBox):
            self._text(box, artifact)
            return
        if artifact is None and box.element is not None:
            self._element(box)
        if isinstance(box, boxes.ReplacedBox):
            self._picture(box, artifact)
            return
        if isinstance(box, boxes.LineBox) and artifact is None:
            self._begin_line(box)
        for child in box.children:
            self._walk(child, artifact)
        if isinstance(box, boxes.LineBox) and artifact is None:
            self._end_line(box)

    def _artifact(self, box: Any) -> Artifact | None:
        """Why a box and all in it is an artifact, if it is one. PDF 1.7 §14.8.2.2."""
        if isinstance(box, boxes.MarginBox):
            kinds: dict[str, Artifact] = {"top": "Header", "bottom": "Footer"}
            return kinds.get(box.at_keyword[1:].partition("-")[0], "Pagination")
        if box.is_leader:
            return "Decoration"
        if isinstance(box, boxes.TableRowGroupBox) and box.element is not None:
            repeated = box.is_header and box.element in self._heads
            if box.is_header:
                self._heads.add(box.element)
            if box.is_header and not repeated:
                # That the table goes on is said where its head is repeated.
                self.cues.update(id(inner) for inner in _inside(box) if is_cue(inner))
            if repeated or (box.is_footer and self._feet.get(box.element) is not box):
                return "Pagination"
        if box.element is not None and self._is_hidden(box.element):
            return "Decoration"
        return None

    def _is_hidden(self, element: Element) -> bool:
        if element not in self._hidden:
            self._hidden[element] = self.source.hidden(element)
        return self._hidden[element]

    def _element(self, box: Any) -> None:
        """What a box tells of its element besides text."""
        element, pseudo = box.element, box.element_tag.partition("::")[2]
        if pseudo:
            return
        if isinstance(box, boxes.TableRowBox | boxes.TableCellBox):
            # Also empty cells are in the table.
            self.elements.node(element)
        elif element.tag == "li" and isinstance(box, boxes.BlockLevelBox):
            self._list(element, box.style)
        elif element.tag in ("sub", "sup") and isinstance(box, boxes.InlineBox):
            shift = box.style["font_size"] * POINTS * (0.4 if element.tag == "sup" else -0.2)
            self.elements.node(element).attributes.setdefault("Layout", {"BaselineShift": round(shift, 2)})
        if box.bookmark_label and box.style["bookmark_level"] != "none" and element not in self.bookmarks:
            # The label that the layout makes has the numbers of notes in it.
            noted = any(self.source.is_note(inner) for inner in element.iter())
            title = self.source.words(element) if noted else " ".join(box.bookmark_label.split())
            x, y = box.hit_area()[:2]
            # No id has a space in it: these names are ours.
            anchor = f"heading {len(self.bookmarks) + 1}"
            self.bookmarks[element] = Bookmark(box.style["bookmark_level"], title, self._position(x, y), anchor)
        if box.link is not None and element.tag == "a":
            self._link(element, box.link, box.hit_area())

    def _position(self, x: float, y: float) -> Position:
        return Position(self._page, round(x * POINTS, 2), round((self._size[1] - y) * POINTS, 2))

    def _list(self, item: Element, style: Any) -> None:
        node = self.elements.node(item).parent
        if node is not None and node.tag == "L" and node not in self._lists:
            self._lists.add(node)
            node.set("List", ListNumbering=laid_out_numbering(style))

    def _link(self, element: Element, link: Any, area: tuple[float, float, float, float]) -> None:
        x, y, width, height = area
        kind, address = link[1]
        target = f"#{address}" if kind == "internal" else address
        if width <= 0 or height <= 0:
            return
        if kind != "internal" and not address.lower().startswith(_SCHEMES):
            self._bad_targets[target] = "is neither to a place in the publication nor to the web"
        else:
            words = words_of(self.source, element, target)
            self.elements.node(element).kids.append(
                PlannedLink(self._page, LinkArea(self._box(x, y, width, height), target, words))
            )

    def _box(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        left, right = x * POINTS, (x + width) * POINTS
        bottom, top = (self._size[1] - y - height) * POINTS, (self._size[1] - y) * POINTS
        return round(left, 3), round(bottom, 3), round(right, 3), round(top, 3)

    def _picture(self, box: Any, artifact: Artifact | None) -> None:
        element = box.element
        if artifact is None and element is not None and "::" not in box.element_tag:
            node = self.elements.node(element)
            if node.alt:
                x, y = box.content_box_x(), box.content_box_y()
                node.box = self._box(x, y, box.width, box.height)
                self._outside.look(element, (x, y, box.width, box.height), self._size, node.alt)
                node.kids.append(PaintedBox(box))
                self.targets[id(box)] = node
                self._picture_link(element, (x, y, box.width, box.height))
                return
            if node.element is element and node.parent is not None and node in node.parent.kids:
                node.parent.kids.remove(node)
        self.targets[id(box)] = artifact or "Decoration"

    def _picture_link(self, element: Element, area: tuple[float, float, float, float]) -> None:
        """A picture in a link can be clicked where it is, which may be outside of the link's line."""
        link = next((one for one in self.source.up(element) if one.tag == "a" and one.get("href")), None)
        if link is not None and not self._is_in_line(link, self._box(*area)):
            target = link.get("href", "")
            kind = ("internal", target[1:]) if target.startswith("#") else ("external", target)
            self._link(link, ("url", kind), area)

    def _is_in_line(self, link: Element, box: tuple[float, float, float, float]) -> bool:
        """Whether a place on the page is in one where the link can be clicked already."""
        left, bottom, right, top = box
        links = (one for one in self.elements.node(link).kids if isinstance(one, PlannedLink))
        lines = (one.area.box for one in links if one.page == self._page)
        return any(x <= left and y <= bottom and right <= to and top <= up for x, y, to, up in lines)

    # Text

    def _text(self, box: Any, artifact: Artifact | None) -> None:
        element, pseudo = box.element, (box.element_tag or "").partition("::")[2]
        if artifact is not None or element is None:
            self.targets[id(box)] = artifact or "Decoration"
            return
        spoken = Spoken(box.text)
        if pseudo in _OWN_TEXT:
            text, hyphenated = self.source.consume(element, box.text, box.style["hyphenate_character"])
            spoken = Spoken(text, SOFT_HYPHEN if hyphenated else "")
        node = self._holder(box, element, pseudo)
        if node is None:
            self.targets[id(box)] = "Decoration"
            return
        self.targets[id(box)] = node
        self.spoken[id(box)] = spoken
        area = (box.position_x, box.position_y, box.width, box.height)
        self._outside.look(element, area, self._size, box.text.strip())
        node.kids.append(PaintedBox(box))

    def _holder(self, box: Any, element: Element, pseudo: str) -> Node | None:
        """The structure element of a text, or None if it is an ornament or white space between blocks."""
        if pseudo == "footnote-call":
            return self.elements.call(element)
        if element.tag == CALL:
            return self.elements.call(self.source.called[element], element)
        if pseudo in ("marker", "footnote-marker") or element.tag == MARKER:
            owner = self.source.parents[element] if element.tag == MARKER else element
            return self.elements.label(owner) if box.text.strip() else None
        if pseudo in ("before", "after"):
            said = any(character.isalnum() for character in box.text) or element.tag == "q"
            return self.elements.generated(element, pseudo) if said else None
        if not box.text.strip() and not self.elements.holds_text(element):
            return None
        return self.elements.holder(self.elements.body(element), element)

    def _begin_line(self, line: Any) -> None:
        """Notes where a line of code goes on that was too long for the line above."""
        code = self._code(line)
        if code is not None and code is self._wrapped:
            at = (line.position_x, line.position_y, line.height, line.style["font_size"])
            self.wraps.setdefault(self._page, []).append(at)

    def _code(self, line: Any) -> Element | None:
        """The ``pre`` that a line stands in."""
        if line.style["white_space"] not in ("pre-wrap", "break-spaces") or line.element is None:
            return None
        return next((one for one in self.source.up(line.element) if one.tag == "pre"), None)

    def _end_line(self, line: Any) -> None:
        """Says what follows the last text of a line: a space that is not painted, or a line break."""
        last = next((box for box in reversed(list(_inside(line))) if id(box) in self.spoken), None)
        self._wrapped = None
        if last is None:
            return
        spoken = self.spoken[id(last)]
        if not spoken.ending:
            ending = self.source.ending(last.element, last.element_tag.partition("::")[2])
            if "\n" not in ending and not spoken.text.endswith("\n"):
                self._wrapped = self._code(line)
            if ending and not spoken.text[-1:].isspace():
                self.spoken[id(last)] = Spoken(spoken.text, ending)


def is_cue(box: Any) -> bool:
    """Whether a box says that its table goes on from the page before."""
    element = getattr(box, "element", None)
    return element is not None and "cue" in element.get("class", "").split()


def _inside(box: Any) -> Iterable[Any]:
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    yield box
    for child in getattr(box, "children", ()):
        yield from _inside(child)
