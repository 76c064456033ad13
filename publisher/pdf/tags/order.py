"""What is painted late moves to where it is read, so that the order of painting is that of the tags.

WeasyPrint paints markers that stand outside their item, and notes, after all else on a page. Boxes have fixed
positions by now, so that moving them in the tree changes only when they are painted.
"""

from collections.abc import Sequence
from typing import Any

from publisher.pdf.engine import AbsolutePlaceholder, boxes
from publisher.pdf.tags.node import Node
from publisher.pdf.tags.plan import Plan


def in_reading_order(page: Any, plan: Plan) -> None:
    """Reorders the boxes of a page."""
    for child in page.children:
        _markers_first(child)
    area = next((child for child in page.children if isinstance(child, boxes.FootnoteAreaBox)), None)
    if area is not None and area.children:
        order = plan.order()
        area.children = [note for note in area.children if not _place(note, page.children[0], order, plan)]


def _markers_first(box: Any) -> None:
    """Puts the lines of an outside marker in front of the first line of its item."""
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    if not isinstance(box, boxes.ParentBox):
        return
    children = list(box.children)
    for at, child in enumerate(children):
        marker = child._box if isinstance(child, AbsolutePlaceholder) else child
        if getattr(marker, "is_outside_marker", False):
            lines = [line for line in marker.children if isinstance(line, boxes.LineBox)]
            rest = children[at + 1 :]
            host = _first_lines(rest)
            if host is not None:
                host.children = [*lines, *host.children]
                box.children = children[:at] + rest
            elif rest and isinstance(rest[0], boxes.LineBox):
                box.children = children[:at] + lines + rest
            break
    for child in box.children:
        _markers_first(child)


def _first_lines(rest: Sequence[Any]) -> Any | None:
    """The box that holds the first line in these boxes, if it is not among them itself."""
    host = None
    while rest and isinstance(rest[0], boxes.BlockBox) and rest[0].children:
        host, rest = rest[0], rest[0].children
    return host if rest and isinstance(rest[0], boxes.LineBox) else None


def _place(note: Any, root: Any, order: dict[Node, int], plan: Plan) -> bool:
    """Moves a note behind the last block that is read before it. Says whether it could."""
    first, _ = _span(note, order, plan)
    host, at = root, 0
    while True:
        children = list(host.children)
        if not _holds_blocks(host):
            return False
        at = len(children)
        for number, child in enumerate(children):
            start, _ = _span(child, order, plan)
            if start is not None and first is not None and start > first:
                at = number
                break
        before = children[at - 1] if at else None
        end = _span(before, order, plan)[1] if before is not None else None
        if before is None or end is None or first is None or end < first or not _holds_blocks(before):
            break
        host = before
    host.children = [*children[:at], note, *children[at:]]
    return True


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
