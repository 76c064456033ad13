"""Figures and tables that would leave a page half empty are made to fit onto it.

A figure is read where it stands, so it is not floated past text that follows it: it would be painted before, and read
behind. Where a figure or a table does not fit onto what is left of a page, and leaves a quarter of it or more empty:

1. the pictures of a figure are made smaller, as far as the edition lets them, so that figure and caption fit onto what
   is left; a table that is tall may break, though it has few rows
2. the pages are laid out again; where the figure or table did not come up after all, it is set as before
"""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from msgspec import Struct

from publisher.pdf.engine import boxes
from publisher.pdf.part import Fit

_EMPTY = 0.25
"""How much of a page may stay empty in front of a figure or table."""
_TALL = 0.4
"""How tall a table is that may break, of the height of a page's text."""
_SLACK = 20
"""What is left free, px: the space above a figure, and what rounding needs."""
_LONG = 80
"""The title and first lines of a long description, px."""
_ATTEMPTS = 12
"""How many times a part is laid out for its figures and tables."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "header"})
_FORCED = frozenset({"page", "left", "right", "recto", "verso", "always"})


class _Attempt(Struct):
    """What was tried: an element that is to come up to a page, with the styles that its elements had before."""

    element: Element
    page: int
    styles: list[tuple[Element, str | None]]


class Fitting:
    """The figures and tables of a document that is laid out several times, one of them after the other."""

    def __init__(self, root: Element, smallest: float, fits: Sequence[Fit]) -> None:
        """``smallest`` is how small a picture may become, of its own size; with 1, it never does. ``fits`` were found
        when the document was laid out before, with other page numbers in it."""
        self._smallest = smallest
        self._left = _ATTEMPTS
        self._elements = list(root.iter())
        self._tried: set[Element] = set()
        self._set: set[Element] = set()
        self._last: _Attempt | None = None
        for fit in fits:
            element = self._elements[fit.element]
            if fit.style is None:
                self._tried.add(element)
            else:
                self._set.add(element)
                element.set("style", fit.style)

    @property
    def fits(self) -> tuple[Fit, ...]:
        """What was changed, and (without a style) what was tried, by the number of the element in the document."""
        tried = (Fit(at) for at, element in enumerate(self._elements) if element in self._tried)
        changed = (Fit(at, element.get("style")) for at, element in enumerate(self._elements) if element in self._set)
        return (*tried, *changed)

    def step(self, pages: Sequence[Any]) -> bool:
        """Sets one of them otherwise, or as before; says whether the pages (WeasyPrint's) are to be laid out again."""
        last, self._last = self._last, None
        if last is not None and not _is_on(last.element, pages[last.page]):
            for element, style in last.styles:
                self._set.discard(element)
                if style is None:
                    del element.attrib["style"]
                else:
                    element.set("style", style)
            return True
        for number in range(1, len(pages)):
            if self._left and self._fit(pages[number - 1]._page_box, pages[number]._page_box, number - 1):
                self._left -= 1
                return True
        return False

    def _fit(self, before: Any, page: Any, number: int) -> bool:
        room = _room(before)
        if room < _EMPTY * before.height:
            return False
        box = _first(page, {one.element for one in before.descendants()})
        if box is None or box.element in self._tried:
            return False
        styles = _smaller(box, page, room, self._smallest) if box.element_tag == "figure" else _broken(box, page)
        if not styles:
            return False
        self._tried.add(box.element)
        self._last = _Attempt(box.element, number, [(element, element.get("style")) for element, _ in styles])
        for element, style in styles:
            own = element.get("style")
            self._set.add(element)
            element.set("style", f"{own}; {style}" if own else style)
        return True


def _smaller(figure: Any, page: Any, room: float, smallest: float) -> list[tuple[Element, str]]:
    """The pictures of a figure, which stand side by side, and the height that lets it fit."""
    pictures = [box for box in figure.descendants() if isinstance(box, boxes.ReplacedBox)]
    if not pictures or len({box.position_y for box in pictures}) > 1:
        return []
    tallest = max(box.height for box in pictures)
    height = tallest - (_bottom(figure) - page.content_box_y() + _SLACK - room)
    if not smallest * tallest <= height < tallest:
        return []
    return [(box.element, f"max-height: {height:.1f}px") for box in pictures]


def _broken(table: Any, page: Any) -> list[tuple[Element, str]]:
    """A table that is tall, and that it may break."""
    tall = table.margin_height() > _TALL * page.height
    return [(table.element, "break-inside: auto")] if tall else []


def _first(page: Any, begun: set[Element]) -> Any | None:
    """The figure or table that a page begins with, below its headings; none where the page had to begin there.

    ``begun`` are the elements that began on the page before.
    """
    for box in _from_the_top(_root(page)):
        if box.element in begun:
            continue
        if box.style["break_before"] in _FORCED:
            return None
        if _is_kept(box):
            return box
    return None


def _from_the_top(box: Any) -> Iterator[Any]:
    """The blocks that a page begins with, from outside to inside, headings and what comes after them."""
    for child in getattr(box, "children", ()):
        yield child
        if _is_kept(child) or isinstance(child, boxes.LineBox):
            return
        if child.element_tag not in _HEADINGS:
            yield from _from_the_top(child)
            return


def _is_kept(box: Any) -> bool:
    """Whether it is a figure, or the frame of a table."""
    return box.element_tag == "figure" or (box.element_tag == "div" and "table" in _classes(box.element))


def _classes(element: Element) -> list[str]:
    return (element.get("class") or "").split()


def _room(page: Any) -> float:
    """What is left free at the end of a page, above its notes, px."""
    notes = (child for child in page.children if isinstance(child, boxes.FootnoteAreaBox) and child.children)
    end = page.content_box_y() + page.height - sum(note.margin_height() for note in notes)
    lines = (box for box in _root(page).descendants() if isinstance(box, boxes.LineBox | boxes.ReplacedBox))
    return float(end - max((box.position_y + box.margin_height() for box in lines), default=end))


def _bottom(figure: Any) -> float:
    """Where the part of a figure ends that is not broken: of a long description, only the beginning."""
    whole = [child for child in figure.children if "long" not in _classes(child.element)]
    end = max(child.position_y + child.margin_height() for child in whole or [figure])
    return float(end + (_LONG if len(whole) < len(figure.children) else 0))


def _is_on(element: Element, page: Any) -> bool:
    return any(box.element is element for box in page._page_box.descendants())


def _root(page: Any) -> Any:
    return next(child for child in page.children if child.element_tag == "html")
