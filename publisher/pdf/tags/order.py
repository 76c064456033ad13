"""Everything is painted where it is read, so that the order of painting is that of the tags.

WeasyPrint paints floats early, and late what is positioned, clipped, a marker outside its item, or a note. All boxes
have fixed positions by now, so that only the time of painting changes here:

1. floats become part of their line or of their block's children
2. boxes that are only shifted, or clipped without need, are painted like their neighbours
3. outside markers come first in their items
4. notes move behind the last block that is read before them
"""

from collections.abc import Sequence
from typing import Any

from publisher.pdf.engine import AbsolutePlaceholder, boxes
from publisher.pdf.tags.node import Node
from publisher.pdf.tags.plan import Plan

_NEAR = 0.5
"""By how much, CSS px, something may stand out of a box that clips it, and still count as inside."""


def in_reading_order(page: Any, plan: Plan) -> None:
    """Reorders the boxes of a page."""
    for child in page.children:
        if not isinstance(child, boxes.MarginBox):
            _settle(child)
    area = next((child for child in page.children if isinstance(child, boxes.FootnoteAreaBox)), None)
    if area is not None and area.children:
        order = plan.order()
        area.children = [note for note in area.children if not _place(note, page.children[0], order, plan)]


def _settle(box: Any) -> None:
    """Steps 1 to 3 for a box and all in it."""
    if not isinstance(box, boxes.ParentBox):
        return
    inline = isinstance(box, boxes.LineBox | boxes.InlineBox)
    children = [_in_place(child, inline) for child in box.children]
    if children and getattr(children[0], "is_outside_marker", False):
        children = _with_marker(children[0], children[1:])
    box.children = children
    for child in children:
        _settle(child)
    if box.style["overflow"] != "visible" and _fits(box):
        box.style = _restyled(box.style, overflow="visible")


def _in_place(child: Any, inline: bool) -> Any:
    """The child, so that it is painted between its neighbours."""
    if isinstance(child, AbsolutePlaceholder):
        marker = child._box
        if getattr(marker, "is_outside_marker", False) and isinstance(marker, boxes.BlockLevelBox):
            marker.style = _restyled(marker.style, position="static")
            return marker
        return child
    if child.is_floated():
        child.style = _restyled(child.style, float="none")
        if inline and isinstance(child, boxes.BlockBox):
            # A block in a line is painted only as an inline block.
            block = boxes.InlineBlockBox.__new__(boxes.InlineBlockBox)
            block.__dict__.update(child.__dict__)
            return block
    elif child.style["position"] == "relative" and child.style["z_index"] == "auto":
        child.style = _restyled(child.style, position="static")
    return child


def _restyled(style: Any, **values: str) -> Any:
    """A style of its own for one box: others may share the old one."""
    copied = style.copy()
    copied.update(values)
    return copied


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


def _place(note: Any, root: Any, order: dict[Node, int], plan: Plan) -> bool:
    """Moves a note behind the last block that is read before it. Says whether it could."""
    first, _ = _span(note, order, plan)
    host = root
    while first is not None and _holds_blocks(host):
        children = list(host.children)
        at = next(
            (at for at, child in enumerate(children) if (_span(child, order, plan)[0] or 0) > first), len(children)
        )
        before = children[at - 1] if at else None
        end = _span(before, order, plan)[1] if before is not None else None
        if before is None or end is None or end < first or not _holds_blocks(before):
            host.children = [*children[:at], note, *children[at:]]
            return True
        host = before
    return False


def _holds_blocks(box: Any) -> bool:
    """Whether a block can be put among the children of a box without changing how it is painted."""
    plain = not box.style["transform"] and box.style["overflow"] == "visible" and box.style["position"] == "static"
    lines = any(isinstance(child, boxes.LineBox) for child in box.children)
    return plain and not lines and isinstance(box, boxes.BlockContainerBox) and not box.is_table_wrapper


def _span(box: Any, order: dict[Node, int], plan: Plan) -> tuple[int | None, int | None]:
    """Where the first and the last thing in a box stand in the order of reading."""
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    target = plan.targets.get(id(box))
    places = [order[target]] if isinstance(target, Node) and target in order else []
    for child in getattr(box, "children", ()):
        places += [place for place in _span(child, order, plan) if place is not None]
    return (min(places), max(places)) if places else (None, None)
