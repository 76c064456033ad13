"""The page numbers as they are printed, so that a reader's "go to page ix" finds that page. PDF 1.7 §12.4.2.

1. the folio that stands in a page's margin, where there is one
2. pages without one (openers, blank pages) are counted on from the page before, or back from the next one where that
   begins a count of its own
"""

from collections.abc import Sequence
from typing import Any

from publisher.pdf.part import Folio


def printed_numbers(known: Sequence[Folio | None], pages: Sequence[Any]) -> tuple[Folio, ...]:
    """The number of each page (page boxes of WeasyPrint) and how it is written; some tell ``known`` ones."""
    names = [str(page.page_type.name) for page in pages]
    found: list[Folio] = []
    for at, folio in enumerate(known):
        if folio is None:
            folio = _between(at, known, names, found)
        found.append(folio)
    return tuple(found)


def _between(at: int, known: Sequence[Folio | None], names: Sequence[str], found: Sequence[Folio]) -> Folio:
    """The number of a page that shows none."""
    counted = Folio(found[-1].number + 1, found[-1].numbering) if found else None
    following = next(((to, folio) for to, folio in enumerate(known) if to > at and folio is not None), None)
    if following is not None:
        to, folio = following
        back = folio.number - (to - at)
        # A page of another kind (its @page name) than the one before begins what follows.
        begins = at == 0 or back == 1 or (names[at] != names[at - 1] and names[at] == names[to])
        if back >= 1 and begins:
            return Folio(back, folio.numbering)
    return counted or Folio(at + 1)
