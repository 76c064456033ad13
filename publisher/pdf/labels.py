"""The page numbers as they are printed, so that a reader's "go to page ix" finds that page. PDF 1.7 §12.4.2.

1. read the folio that stands in a page's margin, where there is one
2. pages without one (openers, blank pages) are counted on from the page before, or back from the next one where that
   begins a count of its own
"""

import re
from collections.abc import Sequence
from typing import Any

from publisher.pdf.engine import boxes
from publisher.pdf.part import Folio, Numbering

_STYLES: dict[str, Numbering] = {
    "decimal": "decimal",
    "decimal-leading-zero": "decimal",
    "lower-roman": "lower-roman",
    "upper-roman": "upper-roman",
    "lower-alpha": "lower-alpha",
    "lower-latin": "lower-alpha",
    "upper-alpha": "upper-alpha",
    "upper-latin": "upper-alpha",
}
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def printed_numbers(pages: Sequence[Any]) -> tuple[Folio, ...]:
    """The number of each page (page boxes of WeasyPrint) and how it is written."""
    known = [_folio(page) for page in pages]
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


def _folio(page: Any) -> Folio | None:
    """The page number in a margin of the page."""
    for margin in page.children:
        if isinstance(margin, boxes.MarginBox) and isinstance(margin.style["content"], tuple):
            text = "".join(inner.text for inner in margin.descendants() if isinstance(inner, boxes.TextBox))
            for kind, value in margin.style["content"]:
                if kind == "counter()" and value[0] == "page":
                    style = value[1] if isinstance(value[1], str) else value[1][-1]
                    return _read(text, _STYLES.get(str(style), "decimal"))
    return None


def _read(text: str, numbering: Numbering) -> Folio | None:
    if numbering == "decimal":
        numbers = re.findall(r"\d+", text)
        return Folio(int(numbers[-1]), numbering) if numbers else None
    words = re.findall(r"[A-Za-z]+", text)
    if not words:
        return None
    word = words[-1].lower()
    if numbering.endswith("alpha"):
        return Folio(sum(26**place * (ord(letter) - 96) for place, letter in enumerate(reversed(word))), numbering)
    return Folio(_roman(word), numbering) if set(word) <= set(_ROMAN) else None


def _roman(word: str) -> int:
    values = [_ROMAN[letter] for letter in word]
    return sum(-value if value < max(values[at:]) else value for at, value in enumerate(values))
