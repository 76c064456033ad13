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
    called: dict[Any, int] = {}
    shown: dict[Any, list[int]] = {}
    for number, (page, area) in enumerate(zip(pages, areas, strict=True)):
        for box in page._page_box.descendants():
            if (box.element_tag or "").endswith("::footnote-call"):
                called.setdefault(box.element, number)
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


def _area(page: Any) -> Any | None:
    return next((child for child in page.children if isinstance(child, boxes.FootnoteAreaBox)), None)
