"""The pages of a document one after the other, so that some can be made again while those before them stay.

WeasyPrint makes all pages of a document at once; to set one figure otherwise, all of them would be made again. Here its
own steps are taken with a look at every page in between:

1. styles and boxes are made of the document (`Boxes`)
2. the pages are made; whoever looks at them may restyle a box, and go back to an earlier page
3. every bookmark is left once, and what is fixed and the backgrounds are laid out; the margins are not (`furniture`),
   but the number that they would tell is read

A document that tells page numbers by counters of its stylesheet is given back to WeasyPrint after step 2, which makes
its pages until these numbers settle.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from publisher.pdf import engine
from publisher.pdf.engine import Document, Page, Xhtml
from publisher.pdf.part import Folio, LayoutError, Numbering

_NUMBERINGS: Mapping[str, Numbering] = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimal",
    "lower-roman": "lower-roman",
    "upper-roman": "upper-roman",
    "lower-alpha": "lower-alpha",
    "lower-latin": "lower-alpha",
    "upper-alpha": "upper-alpha",
    "upper-latin": "upper-alpha",
}
_MARGINS = tuple(
    f"@{edge}-{place}"
    for edge, places in {
        "top": ("left-corner", "left", "center", "right", "right-corner"),
        "bottom": ("left-corner", "left", "center", "right", "right-corner"),
        "left": ("top", "middle", "bottom"),
        "right": ("top", "middle", "bottom"),
    }.items()
    for place in places
)
_STILL = 5
"""How many pages may end at the same place: some are blank, or have nothing but notes."""


class Boxes:
    """The boxes of a document before they are laid out, and what is changed in them."""

    def __init__(self) -> None:
        self._root: Any = None
        self._of: dict[Element, list[Any]] = {}
        self._values: dict[tuple[Element, str], Any] = {}

    def take(self, root: Any) -> None:
        """Take the boxes that are made anew of the document, and change them like those before."""
        self._root, self._of = root, {}
        for (element, name), value in self._values.items():
            self.restyle(element, name, value)

    def restyle(self, element: Element, name: str, value: Any) -> Any:
        """Gives the boxes of an element another computed value; says which one they had before."""
        found = self._found(element)
        before = found[0].style[name]
        for box in found:
            box.style = engine.restyled(box.style, **{name: value})
        self._values[element, name] = value
        return before

    def _found(self, element: Element) -> list[Any]:
        if not self._of:
            for box in self._root.descendants():
                if box.element is not None and "::" not in (box.element_tag or ""):
                    self._of.setdefault(box.element, []).append(box)
        return self._of[element]


class EndlessError(LayoutError):
    """The pages would go on without end, since something finds room on none of them."""


Look = Callable[[Boxes, Sequence[Any]], int | None]
"""Sees the boxes, and the pages up to now (page boxes); says from which page on they are to be made again, if any."""


class Pages:
    """A document that is laid out: ``document``, and for each page the number that is told in its margins, if any.

    ``noted`` says whether there are notes that stand at the foot of a page.
    """

    def __init__(self, html: Xhtml, sheets: Sequence[Any], fonts: Any, look: Look) -> None:
        making = _Making(html, sheets, fonts)
        self.noted = bool(making.context.footnotes)
        pages = making.pages(look)
        settled = making.settled
        if not settled:
            pages = making.pages_by_weasyprint()
        self.folios = tuple(_folio(making.context, page, at) for at, page in enumerate(pages))
        if settled:
            _finish(making.context, pages)
        self.document: Document = engine.document_of(html, fonts, [Page(page) for page in pages])


class _Moment:
    """What a layout has in hand between two pages, besides the place where the next one begins."""

    def __init__(self, context: Any) -> None:
        self._notes = list(context.footnotes), list(context.reported_footnotes)
        self._broken = dict(context.broken_out_of_flow)

    def restore(self, context: Any) -> None:
        """Take the layout back to it."""
        context.footnotes, context.reported_footnotes = map(list, self._notes)
        context.broken_out_of_flow = dict(self._broken)


class _Making:
    """The layout of a document on its way."""

    def __init__(self, html: Xhtml, sheets: Sequence[Any], fonts: Any) -> None:
        self._html, self._sheets, self._fonts = html, sheets, fonts
        self._boxes = Boxes()
        self._begin()

    def _begin(self) -> None:
        self.context = engine.layout_context(self._html, self._sheets, self._fonts)
        self._root = engine.boxes_of(self._html, self.context)
        self._boxes.take(self._root)
        engine.initialize_page_maker(self.context, self._root)
        self.context.rendered_notes = []
        self._made: list[Any] = []
        self._moments: list[_Moment] = []
        self._places: list[str] = []

    def pages(self, look: Look) -> list[Any]:
        """The pages, without margins and backgrounds."""
        more = True
        while more:
            more = self._make()
            again = look(self._boxes, self._made)
            if again is not None:
                self._go_back(again)
                more = True
        return self._made

    def pages_by_weasyprint(self) -> list[Any]:
        """The pages as WeasyPrint makes all of them."""
        self._begin()
        return list(engine.layout_document(self._html, self._root, self.context))

    @property
    def settled(self) -> bool:
        """Whether no counters of pages stand in the text itself, which are known only now."""
        missing = (state["content_changed"] or state["pages_wanted"] for *_, state in self.context.page_maker)
        return not (any(missing) or self.context.target_collector.counter_lookup_items)

    def _make(self) -> bool:
        """Make the next page; say whether there are more."""
        at, context = len(self._made), self.context
        self._moments.append(_Moment(context))
        # It says that the page is to be made, and what was missing when it was.
        context.page_maker[at][-1].update(content_changed=False, pages_wanted=False, anchors=[], content_lookups=[])
        page, resume = engine.remake_page(at, context, self._root, self._html)
        self._made.append(page)
        self._places[at:] = [f"{resume} {len(context.reported_footnotes)}"]
        if self._places.count(self._places[at]) > _STILL:
            message = "it goes on without end: something in it finds room on no page"
            raise EndlessError(message, fix="take what is tall out of the tables")
        return resume is not None or bool(context.reported_footnotes)

    def _go_back(self, again: int) -> None:
        if any(_has_letter_apart(page) for page in self._made[again:]):
            # WeasyPrint takes the first letter out of its paragraph for good: that needs other boxes.
            self._begin()
            return
        self._moments[again].restore(self.context)
        del self._made[again:], self._moments[again:], self._places[again:], self.context.page_maker[again + 1 :]


def _has_letter_apart(page: Any) -> bool:
    return any((box.element_tag or "").endswith("::first-letter") for box in page.descendants())


def _finish(context: Any, pages: list[Any]) -> None:
    """What is left to do when all pages are known."""
    seen: set[tuple[Element, str]] = set()
    for page in pages:
        for box in page.descendants():
            if box.bookmark_label:
                # A heading that crosses a page has a box on each.
                key = box.element, box.element_tag.partition("::")[2]
                box.bookmark_label = "" if key in seen else box.bookmark_label
                seen.add(key)
    for at, page in enumerate(pages):
        root, *areas = page.children
        before = list(engine.layout_fixed_boxes(context, pages[:at], page))
        root.children = [*before, *root.children, *engine.layout_fixed_boxes(context, pages[at + 1 :], page)]
        page.children = (root, *(area for area in areas if area.children))
        engine.layout_backgrounds(page, context.get_image_from_uri)


def _folio(context: Any, page: Any, at: int) -> Folio | None:
    """The number that a margin of the page tells."""
    for name in _MARGINS:
        style = context.style_for(page.page_type, name)
        content = style["content"] if style is not None else ()
        for kind, value in content if isinstance(content, tuple) else ():
            if kind == "counter()" and value[0] == "page":
                written = value[1] if isinstance(value[1], str) else value[1][-1]
                number = context.page_maker[at + 1][3][1].get("page", [0])[-1]
                return Folio(number, _NUMBERINGS.get(str(written), "decimal"))
    return None
