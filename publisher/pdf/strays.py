"""Notes that stand at the foot of two pages.

When WeasyPrint moves a block to the next page, a note that it calls can be set twice: where the block was, or is,
and on a later page. The note stays on the page that calls it, or else on the first one after it.
"""

from collections.abc import Sequence
from typing import Any

from publisher.pdf.engine import boxes


def drop_stray_notes(pages: Sequence[Any]) -> None:
    """Leaves each note on one page only; ``pages`` are WeasyPrint's."""
    areas = [_area(page._page_box) for page in pages]
    called = calls(pages)
    shown: dict[Any, list[int]] = {}
    for number, area in enumerate(areas):
        for note in area.children if area is not None else ():
            shown.setdefault(note.element, []).append(number)
    home = {
        element: next((number for number in numbers if number >= called.get(element, 0)), numbers[0])
        for element, numbers in shown.items()
    }
    for number, (page, area) in enumerate(zip(pages, areas, strict=True)):
        if area is None:
            continue
        area.children = [note for note in area.children if home[note.element] == number]
        if not area.children:
            # An empty area would still paint the rule above the notes.
            page._page_box.children = [child for child in page._page_box.children if child is not area]


def calls(pages: Sequence[Any]) -> dict[Any, int]:
    """The number of the page on which each note is called."""
    called: dict[Any, int] = {}
    for number, page in enumerate(pages):
        repeated = _in_feet(page._page_box)
        for box in page._page_box.descendants():
            if (box.element_tag or "").endswith("::footnote-call"):
                # The foot of a table is repeated on each of its pages, and read on the last one.
                called[box.element] = number if box in repeated else called.get(box.element, number)
    return called


def _in_feet(page: Any) -> set[Any]:
    """The boxes in the feet of the tables of a page."""
    feet = (box for box in page.descendants() if isinstance(box, boxes.TableRowGroupBox) and box.is_footer)
    return {box for foot in feet for box in foot.descendants()}


def _area(page: Any) -> Any | None:
    return next((child for child in page.children if isinstance(child, boxes.FootnoteAreaBox)), None)
