"""Page numbers in the text ("see page 47", the contents, the index): filled in from the last layout.

1. an element with ``data-target="#id"`` gets ``data-page`` with the number of the page that this id stands on, as it is
   printed there; the stylesheet shows it
2. where that is written in digits, there may be room for them instead, and the digits come later (`slots`)
3. an entry of the index names every page once, and three or more pages in a row as a range: "14–16"
"""

import re
from collections.abc import Mapping, Sequence

from lxml import etree

from publisher.pdf.folios import number
from publisher.pdf.slots import room_for
from publisher.render import PrintUnit

ROOM = "data-room"
"""The attribute of an element whose ``data-page`` only keeps the room for a number."""
_XHTML = "http://www.w3.org/1999/xhtml"
_ID = re.compile(rb'\sid="([^"]+)"')
_PAGE = 2500
"""How much markup makes a page of a printed book, more or less, bytes."""


def targets(xhtml: bytes) -> frozenset[str]:
    """The ids whose pages a part tells."""
    if b"data-target" not in xhtml:
        return frozenset()
    root = etree.fromstring(xhtml, _parser())
    return frozenset(str(one).lstrip("#") for one in root.xpath("//@data-target"))  # type: ignore[union-attr]


def merges(xhtml: bytes) -> bool:
    """Whether the numbers themselves decide what a part says: those of an index become one where they are the same."""
    return b'class="locator"' in xhtml


def guessed(units: Sequence[PrintUnit]) -> dict[str, str]:
    """On which page each id will be, more or less: what matters is how many digits its number has. Ids of the front
    matter, whose pages have other numbers, have none."""
    found: dict[str, str] = {}
    pages = 1
    for unit in units:
        if not unit.front:
            for name in _ID.finditer(unit.xhtml):
                found.setdefault(name[1].decode(), str(pages + name.start() // _PAGE))
            # The next one begins on a right page again.
            pages += -(-len(unit.xhtml) // (2 * _PAGE)) * 2
    return found


def filled(xhtml: bytes, labels: Mapping[str, str], *, rooms: bool) -> bytes:
    """The document with the page numbers that are known, or, with ``rooms``, with room for those in digits.

    Ids without a page get none.
    """
    if b"data-target" not in xhtml:
        return xhtml
    root = etree.fromstring(xhtml, _parser())
    for element in root.iterfind(".//*[@data-target]"):
        label = labels.get(element.get("data-target", "").lstrip("#"), "")
        room = room_for(label) if rooms else ""
        element.set("data-page", room or label)
        if room:
            element.set(ROOM, "")
    if not rooms:
        for entry in root.xpath("//h:a[@class='locator']/..", namespaces={"h": _XHTML}):  # type: ignore[union-attr]
            _merge(entry)  # type: ignore[arg-type]
    return etree.tostring(root, encoding="utf-8")


def _merge(entry: etree._Element) -> None:
    """Leaves each page of an index entry once, and of those in a row the first and the last."""
    pages: dict[str, etree._Element] = {}
    for locator in entry.findall(f"{{{_XHTML}}}a[@class='locator']"):
        page = "".join(one.get("data-page", "") for one in locator)
        if page in pages:
            _drop(locator)
        else:
            pages[page] = locator
    for run in _runs(list(pages)):
        for page in run[1:-1]:
            _drop(pages[page])
        pages[run[0]].tail = "–"


def _runs(pages: list[str]) -> list[list[str]]:
    """The pages that follow each other, three or more of them."""
    runs: list[list[str]] = []
    for at, page in enumerate(pages):
        folio, before = number(page), number(pages[at - 1]) if at else None
        follows = folio and before and (folio.number, folio.numbering) == (before.number + 1, before.numbering)
        if follows:
            runs[-1].append(page)
        else:
            runs.append([page])
    return [run for run in runs if len(run) > 2]


def _drop(locator: etree._Element) -> None:
    """Takes a locator out, and what parts it from the one before."""
    before, entry = locator.getprevious(), locator.getparent()
    if before is not None and entry is not None:
        before.tail = locator.tail
        entry.remove(locator)


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
