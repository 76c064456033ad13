"""Source elements become structure elements, each once, where it stands in the source.

Notes are the exception: laid out at the foot of a page, they are read right after the paragraph that calls them.
Text and inline elements that stand loose in a grouping element get a paragraph around them.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from publisher.model import Problem
from publisher.pdf.part import Value
from publisher.pdf.tags.node import BLOCKS_OF_TEXT, HOLDS_TEXT, INLINE, STRUCTURAL, Node
from publisher.pdf.tags.source import APART, PHRASING, Source
from publisher.pdf.tags.supplements import formula_markup, table_data
from publisher.pdf.tags.tables import Grid
from publisher.pdf.tags.vocabulary import (
    alt_of,
    classes_of,
    is_reference,
    is_task_box,
    list_numbering,
    modern_of,
    style_of,
    tag_of,
)

_SCOPES = {"column": "/Column", "row": "/Row", "both": "/Both"}


class Elements:
    """The structure tree of a document while it grows."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.root = Node("Document")
        self.problems: list[Problem] = []
        self._nodes: dict[Element, Node] = {}
        self._bodies: dict[Node, Node] = {}
        self._made: dict[tuple[Element, str], Node] = {}
        self._calls: dict[Element, Node] = {}
        self._cells: dict[Element, dict[str, Value]] = {}
        self._ids: dict[Element, str] = {}
        self._number = 0

    def node(self, element: Element | None) -> Node:
        """The structure element of an element, or of the nearest one around it that has one."""
        if element is None or element is self.source.root:
            return self.root
        if element not in self._nodes:
            tag = tag_of(self.source, element)
            parent = self.source.parents.get(element)
            self._nodes[element] = self.body(parent) if tag is None else self._new(tag, element, parent)
        return self._nodes[element]

    def body(self, element: Element | None) -> Node:
        """The structure element that takes the content of an element: an item's is in its LBody."""
        node = self.node(element)
        if node.element is None or node.element is not element:
            return node
        if node.tag == "LI":
            return self._body(node, "LBody")
        if node.tag == "P" and element.tag == "pre" and not any(child.tag == "code" for child in element):
            return self._body(node, "Code")
        return node

    def _body(self, node: Node, tag: str) -> Node:
        if node not in self._bodies:
            self._bodies[node] = node.add(Node(tag))
        return self._bodies[node]

    def _new(self, tag: str, element: Element, around: Element | None) -> Node:
        node = Node(tag, element)
        node.language = self.source.language(element)
        node.classes = classes_of(self.source, element)
        node.modern = modern_of(self.source, element)
        if style := style_of(self.source, element):
            node.set("Layout", **style)
        self._describe(node, element)
        if tag == "Note" and element in self._calls and APART not in element.attrib:
            self._after_its_call(node, self._calls[element])
        elif element.tag in ("dt", "dd"):
            self._item(self.node(around), tag).add(node)
        elif around is not None and is_task_box(self.source, element):
            self.label(around).add(node)
        else:
            self._parent(node, element, around).add(node)
        return node

    def _parent(self, node: Node, element: Element, around: Element | None) -> Node:
        parent = self.body(around)
        if node.tag in ("Figure", "Formula"):
            if parent.tag in HOLDS_TEXT:
                if self._block(around) is not self._block(self._of_source(parent)):
                    node.set("Layout", Placement="/Block")
                return parent
            last = parent.last()
            if last is not None and last.tag == "P" and last.around is self._block(around):
                return last
            node.set("Layout", Placement="/Block")
            return self.holder(parent, around) if parent.tag in STRUCTURAL else parent
        if node.tag in INLINE:
            if node.tag == "Link" and is_reference(self.source, element):
                holder = parent if parent.tag == "TOCI" else self.holder(parent, around)
                # What is cited is said once, by the outer of the two.
                refs, node.refs = node.refs, ()
                return holder.add(Node("Reference", refs=refs))
            if not (parent.tag == "Ruby" and node.tag in ("RB", "RT", "RP")):
                return self.holder(parent, around)
        return parent

    def _of_source(self, node: Node) -> Element | None:
        """The element that a node stands for, or that the node around it does."""
        above: Node | None = node
        while above is not None and above.element is None:
            above = above.parent
        return above.element if above is not None else None

    def _item(self, list_: Node, tag: str) -> Node:
        """The LI of a term or its definition: a new one with every term that follows a definition."""
        last = list_.last()
        if last is None or (tag == "Lbl" and any(isinstance(kid, Node) and kid.tag == "LBody" for kid in last.kids)):
            return list_.add(Node("LI"))
        return last

    def _describe(self, node: Node, element: Element) -> None:
        match node.tag:
            case "Figure" | "Formula":
                node.alt = alt_of(element)
                if node.alt is None:
                    what = element.get("src") or self.source.name(element)
                    message = f'the picture "{what}" has no text that stands for it and is left out of the tags'
                    self.problems.append(Problem(code="pdf-alt", message=message, clause="ISO 14289-1 7.3"))
                elif node.tag == "Formula":
                    node.files = formula_markup(element, node.alt)
            case "TH" | "TD":
                node.attributes["Table"] = dict(self._cells.get(element, {}))
                node.id = self._ids.get(element, "")
            case "L":
                node.set("List", ListNumbering=list_numbering(element))
            case "Table":
                node.files = table_data(self.source, element, self._table(element))
            case "Link":
                if not "".join(element.itertext()).strip():
                    # What a link of a picture alone says.
                    node.alt = self.source.words(element) or None
                href = element.get("href", "")
                node.refs = (href[1:],) if href.startswith("#") else ()
            case "Note":
                number = element.get("id") or self._next()
                node.id = f"note-{number}"
                # No id has a space in it: these names are ours.
                node.anchors = (f"note {number}",)
                ending = self.source.has(element, "doc-endnote", "endnote", "rearnote")
                node.set("FENote", NoteType="/Endnote" if ending else "/Footnote")
            case _ if element.tag == "abbr":
                node.expansion = element.get("title", "")
            case _ if self.source.has(element, "img"):
                node.alt = element.get("aria-label")

    def _table(self, table: Element) -> Grid:
        """Works out the attributes of all cells. ISO 14289-1 7.5."""
        grid = Grid(table)
        headers = grid.headers()
        for of_cell in headers.values():
            for header in of_cell:
                if header not in self._ids:
                    self._ids[header] = header.get("id") or f"header-{self._next()}"
        for cell in grid.cells:
            values: dict[str, Value] = {}
            if cell.columns > 1:
                values["ColSpan"] = cell.columns
            if cell.rows > 1:
                values["RowSpan"] = cell.rows
            if cell.scope is not None:
                values["Scope"] = _SCOPES[cell.scope]
            if of_cell := headers[cell.element]:
                values["Headers"] = tuple(self._ids[header] for header in of_cell)
            self._cells[cell.element] = values
        return grid

    def _next(self) -> int:
        self._number += 1
        return self._number

    def _after_its_call(self, note: Node, call: Node) -> None:
        child, parent = call, call.parent
        while parent is not None and child.tag != "Note" and parent.tag in INLINE | BLOCKS_OF_TEXT:
            child, parent = parent, parent.parent
        if parent is None or parent.tag in STRUCTURAL:
            child.add(note)
            return
        at = parent.kids.index(child) + 1
        while at < len(parent.kids):
            beside = parent.kids[at]
            if not (isinstance(beside, Node) and beside.tag == "Note") or self.source.is_apart(beside.element):
                break
            at += 1
        parent.add(note, at)

    def refer(self, named: Iterable[tuple[str, Element]]) -> None:
        """Gives names to what others refer to: to the element, or if it has none, to the nearest around it.

        To be called when all elements are planned.
        """
        for name, element in named:
            found = next((self._nodes[one] for one in self.source.up(element) if one in self._nodes), self.root)
            found.anchors += (name,)
        for note, call in self._calls.items():
            if note in self._nodes:
                call.refs = self._nodes[note].anchors[:1]

    # What the layout makes

    def call(self, note: Element, call: Element | None = None) -> Node:
        """The Reference at the place where a note is called: where it stands itself, or where ``call`` does."""
        if note not in self._calls:
            around = self.source.parents.get(note if call is None else call)
            parent = self.holder(self.body(around), around)
            self._calls[note] = parent.add(Node("Reference", classes=("made",)))
        return self._calls[note]

    def label(self, element: Element) -> Node:
        """The Lbl of a list item or note, its first child; where there is none, what takes the item's content."""
        owner = self.node(element)
        if owner.tag not in ("LI", "Note", "TOCI"):
            return self.body(element)
        key = (element, "marker")
        if key not in self._made:
            self._made[key] = owner.add(Node("Lbl", classes=("made",)), 0)
        return self._made[key]

    def generated(self, element: Element, pseudo: str) -> Node:
        """The Span of text that the stylesheet puts before or after the content of an element."""
        key = (element, pseudo)
        if key not in self._made:
            self._made[key] = self.holder(self.body(element), element).add(Node("Span", classes=("made",)))
        return self._made[key]

    def holder(self, node: Node, element: Element | None) -> Node:
        """A structure element that may hold text: ``node``, or an implied one in it."""
        if node.tag in HOLDS_TEXT and node.tag != "Ruby":
            return node
        implied = "RB" if node.tag == "Ruby" else "P"
        block = self._block(element)
        last = node.last()
        if last is not None and last.tag == implied and last.element is None and last.around is block:
            return last
        return node.add(Node(implied, around=block))

    def holds_text(self, element: Element) -> bool:
        """Whether text of this element has a place already, so that white space in it separates words."""
        node = self.body(element)
        last = node.last()
        return node.tag in HOLDS_TEXT or (last is not None and last.tag == "P" and last.around is self._block(element))

    def _block(self, element: Element | None) -> Element | None:
        """The nearest element around that is not inline."""
        for around in self.source.up(element):
            if self.source.name(around) not in PHRASING:
                return around
        return None
