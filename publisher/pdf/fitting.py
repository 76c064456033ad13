"""Figures and tables that would leave a page half empty are made to fit onto it.

A figure is read where it stands, so it is not floated past text that follows it: it would be painted before, and read
behind. Where a figure or a table does not fit onto what is left of a page, and leaves a quarter of it or more empty:

1. the pictures of a figure are made smaller, as far as the edition lets them, so that figure and caption fit onto what
   is left; a table that is tall may break, though it has few rows
2. that page is made again; where the figure or table did not come up to it after all, it is set as before
"""

from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias
from xml.etree.ElementTree import Element

from msgspec import Struct

from publisher.pdf.engine import Dimension, boxes
from publisher.pdf.pagination import Boxes

_EMPTY = 0.25
"""How much of a page may stay empty in front of a figure or table."""
_TALL = 0.4
"""How tall a table is that may break, of the height of a page's text."""
_SLACK = 20
"""What is left free, px: the space above a figure, and what rounding needs."""
_LONG = 80
"""The title and first lines of a long description, px."""
_ATTEMPTS = 12
"""How many figures and tables of a part are tried."""
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "header"})
_FORCED = frozenset({"page", "left", "right", "recto", "verso", "always"})


class _Attempt(Struct):
    """What was tried: an element that is to come up to a page, and the values that elements had before."""

    element: Element
    page: int
    before: list["Set"]


Set: TypeAlias = tuple[Element, str, Any]
"""An element, a property, and its computed value."""


class Fitting:
    """The figures and tables of a document, while its pages are made one after the other."""

    def __init__(self, smallest: float) -> None:
        """``smallest`` is how small a picture may become, of its own size; with 1, it never does."""
        self._smallest = smallest
        self._tried: set[Element] = set()
        self._last: _Attempt | None = None

    def look(self, found: Boxes, pages: Sequence[Any]) -> int | None:
        """Sets a figure or table otherwise, or as before; gives the page that is to be made again for it, if any."""
        last = self._last
        if last is not None:
            if len(pages) <= last.page:
                # The pages before are made again, too.
                return None
            self._last = None
            if _is_on(last.element, pages[-1]):
                return None
            for element, name, value in last.before:
                found.restyle(element, name, value)
            return last.page
        if len(pages) < 2 or len(self._tried) >= _ATTEMPTS:
            return None
        box = _first(pages[-1], pages[-2])
        if box is None or box.element in self._tried:
            return None
        room = _room(pages[-2])
        if room < _EMPTY * pages[-2].height:
            return None
        wanted = (
            _smaller(box, pages[-1], room, self._smallest) if box.element_tag == "figure" else _broken(box, pages[-1])
        )
        if not wanted:
            return None
        self._tried.add(box.element)
        before = [(element, name, found.restyle(element, name, value)) for element, name, value in wanted]
        self._last = _Attempt(box.element, len(pages) - 2, before)
        return self._last.page


def _smaller(figure: Any, page: Any, room: float, smallest: float) -> list[Set]:
    """The pictures of a figure, which stand side by side, and the height that lets it fit."""
    pictures = [box for box in figure.descendants() if isinstance(box, boxes.ReplacedBox)]
    if not pictures or len({box.position_y for box in pictures}) > 1:
        return []
    tallest = max(box.height for box in pictures)
    height = tallest - (_bottom(figure) - page.content_box_y() + _SLACK - room)
    if not smallest * tallest <= height < tallest:
        return []
    return [(box.element, "max_height", Dimension(round(height, 1), "px")) for box in pictures]


def _broken(table: Any, page: Any) -> list[Set]:
    """A table that is tall, and that it may break."""
    tall = table.margin_height() > _TALL * page.height
    return [(table.element, "break_inside", "auto")] if tall else []


def _first(page: Any, before: Any) -> Any | None:
    """The figure or table that begins at the top of a page, below its headings; none where it had to begin there."""
    begun: set[Element] | None = None
    for box in _from_the_top(_root(page)):
        if box.style["break_before"] in _FORCED or _is_kept(box):
            # What is around it, or its own part before, may stand on the page before.
            begun = {one.element for one in before.descendants()} if begun is None else begun
            if box.element not in begun:
                return box if _is_kept(box) and box.style["break_before"] not in _FORCED else None
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
    return any(box.element is element for box in page.descendants())


def _root(page: Any) -> Any:
    return next(child for child in page.children if child.element_tag == "html")
