"""Page numbers in the text ("see page 47", the contents, the index): filled in from the last layout.

An element with ``data-target="#id"`` gets ``data-page`` with the number of the page that this id stands on, as it is
printed there; the stylesheet shows it.
"""

from collections.abc import Mapping

from lxml import etree

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
    return etree.tostring(root, encoding="utf-8")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
