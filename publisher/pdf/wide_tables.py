"""Tables that came out wider than the room that they stand in are crowded, as those are whose words are too wide.

What a table says is measured before it is laid out (`render.crowding`), and what is too wide gets columns that fit.
But a table in a list, a quotation or another table has less room than the page, and what is nested in its cells wants
more than its words: only the layout knows. Where a table stands out of what is around it, its columns become equally
wide, and its words break where they must.

The document is then to be laid out again.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from publisher.pdf.engine import boxes

_TOLERATED = 1.0
"""By how much a table may be wider than its room, CSS px."""
_CROWDED = "crowded"


def crowd(root: Element, pages: Sequence[Any]) -> bool:
    """Crowds the tables of a laid-out document (pages of WeasyPrint) that are too wide; says whether there are any. One
    that is crowded already stays as it is."""
    if root.find(".//table") is None:
        return False
    wide = {table for page in pages for table in _wide(page._page_box)}
    frames = {frame: frame.get("class", "").split() for frame in root.iter() if wide.intersection(frame)}
    roomy = [frame for frame, classes in frames.items() if _CROWDED not in classes]
    for frame in roomy:
        frame.set("class", " ".join((*frames[frame], _CROWDED)))
    return bool(roomy)


def _wide(box: Any) -> Iterator[Element]:
    """The tables in a box that are too wide, without those in them."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.BlockBox) and child.is_table_wrapper:
            # Of a table that has only its caption on a page, there is none.
            table = child.get_wrapped_table()
            if table is not None and table.border_width() > box.width + _TOLERATED and not child.is_floated():
                yield table.element
                continue
        yield from _wide(child)
