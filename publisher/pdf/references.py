"""Page numbers in the text ("see page 47", the contents, the index): filled in from the last layout.

1. an element with ``data-target="#id"`` gets ``data-page`` with the number of the page that this id stands on, as it is
   printed there; the stylesheet shows it
2. an entry of the index names every page once, and three or more pages in a row as a range: "14–16"
"""

from collections.abc import Mapping

from lxml import etree

from publisher.pdf.folios import number

_XHTML = "http://www.w3.org/1999/xhtml"
_UNKNOWN = "88"
"""What is shown before any page is known: as wide as most page numbers."""


def targets(xhtml: bytes) -> frozenset[str]:
    """The ids whose pages a part tells."""
    if b"data-target" not in xhtml:
        return frozenset()
    root = etree.fromstring(xhtml, _parser())
    return frozenset(str(one).lstrip("#") for one in root.xpath("//@data-target"))  # type: ignore[union-attr]


def filled(xhtml: bytes, labels: Mapping[str, str]) -> bytes:
    """The document with the page numbers that are known; ids without a page get none."""
    if b"data-target" not in xhtml:
        return xhtml
    root = etree.fromstring(xhtml, _parser())
    for element in root.iterfind(".//*[@data-target]"):
        name = element.get("data-target", "").lstrip("#")
        element.set("data-page", labels.get(name, "" if labels else _UNKNOWN))
    if labels:
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
