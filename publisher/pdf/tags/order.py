"""Everything is painted where it is read, so that the order of painting is that of the tags.

WeasyPrint paints floats early, and late what is positioned, clipped, a marker outside its item, or a note. All boxes
have fixed positions by now, so that only the time of painting changes here:

1. floats become part of their line or of their block's children
2. boxes that are only shifted, or clipped without need, are painted like their neighbours
3. outside markers come first in their items
4. notes become a part of the last line that is read before them
"""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Any

from publisher.pdf.engine import AbsolutePlaceholder, boxes, restyled
from publisher.pdf.tags.node import Node
from publisher.pdf.tags.plan import Plan

_NEAR = 0.5
"""By how much, CSS px, something may stand out of a box that clips it, and still count as inside."""


def in_reading_order(page: Any, plan: Plan) -> None:
    """Reorders the boxes of a page."""
    for child in page.children:
        if not isinstance(child, boxes.MarginBox):
            _settle(child, plan)
    area = next((child for child in page.children if isinstance(child, boxes.FootnoteAreaBox)), None)
    if area is not None and area.children:
        order = plan.order()
        lines = list(_lines(page.children[0], order, plan))
        area.children = _place(area.children, lines, order, plan)


def _settle(box: Any, plan: Plan) -> None:
    """Steps 1 to 3 for a box and all in it; what is not to be painted here goes."""
    if not isinstance(box, boxes.ParentBox):
        return
    inline = isinstance(box, boxes.LineBox | boxes.InlineBox)
    children = [_in_place(child, inline) for child in box.children if id(child) not in plan.cues]
    if children and getattr(children[0], "is_outside_marker", False):
        children = _with_marker(children[0], children[1:])
    box.children = children
    for child in children:
        _settle(child, plan)
    if box.style["overflow"] != "visible" and _fits(box):
        box.style = restyled(box.style, overflow="visible")


def _in_place(child: Any, inline: bool) -> Any:
    """The child, so that it is painted between its neighbours."""
    if isinstance(child, AbsolutePlaceholder):
        marker = child._box
        if getattr(marker, "is_outside_marker", False) and isinstance(marker, boxes.BlockLevelBox):
            marker.style = restyled(marker.style, position="static")
            return marker
        return child
    if child.is_floated():
        child.style = restyled(child.style, float="none")
        if inline and isinstance(child, boxes.BlockBox):
            return _inline_block(child)
    elif child.style["position"] == "relative" and child.style["z_index"] == "auto":
        child.style = restyled(child.style, position="static")
    return child


def _with_marker(marker: Any, rest: Sequence[Any]) -> list[Any]:
    """The children of an item, with its marker as a part of the first line, or in front of its first block."""
    if rest and isinstance(rest[0], boxes.LineBox):
        return [*(line for line in marker.children if isinstance(line, boxes.LineBox)), *rest]
    return [marker, *rest]


def _fits(box: Any) -> bool:
    """Whether nothing in a box stands out of it, so that clipping it changes nothing."""
    left, top = box.padding_box_x() - _NEAR, box.padding_box_y() - _NEAR
    right, bottom = left + box.padding_width() + 2 * _NEAR, top + box.padding_height() + 2 * _NEAR
    for inner in box.descendants():
        if inner is not box and not isinstance(inner, boxes.LineBox | boxes.TextBox):
            x, y, width, height = inner.hit_area()
            if x < left or y < top or x + width > right or y + height > bottom:
                return False
    return True


def _lines(box: Any, order: dict[Node, int], plan: Plan) -> Iterator[tuple[int, Any]]:
    """The lines in a box in which a note can be painted where it stands, and where each begins in reading."""
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    if isinstance(box, boxes.LineBox):
        start = _first(box, order, plan)
        if start is not None:
            yield start, box
    elif not box.style["transform"] and box.style["overflow"] == "visible":
        for child in box.children:
            yield from _lines(child, order, plan)


def _place(notes: Sequence[Any], lines: Sequence[tuple[int, Any]], order: dict[Node, int], plan: Plan) -> list[Any]:
    """Moves notes to the end of the last line that is read before them, or in front of all. Gives those that stay."""
    starts = [(_first(note, order, plan), note) for note in notes]
    if not lines:
        return list(notes)
    front, before_all = lines[0][1], []
    for start, note in sorted(((start, note) for start, note in starts if start is not None), key=itemgetter(0)):
        before = [line for begins, line in lines if begins < start]
        if before:
            before[-1].children = [*before[-1].children, _inline_block(note)]
        else:
            before_all.append(_inline_block(note))
    front.children = [*before_all, *front.children]
    return [note for start, note in starts if start is None]


def _inline_block(block: Any) -> Any:
    """The same box as one that is painted within a line."""
    made = boxes.InlineBlockBox.__new__(boxes.InlineBlockBox)
    made.__dict__.update(block.__dict__)
    return made


def _first(box: Any, order: dict[Node, int], plan: Plan) -> int | None:
    """Where the first thing in a box stands in the order of reading."""
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    target = plan.targets.get(id(box))
    if isinstance(target, Node):
        return order.get(target)
    places = (_first(child, order, plan) for child in getattr(box, "children", ()))
    return min((place for place in places if place is not None), default=None)
