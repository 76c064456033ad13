"""The NCX: the contents for reading systems that do not read the navigation document (EPUB 3.3 §5.9.4)."""

from lxml import etree

from publisher.epub.package import clean
from publisher.model import Publication
from publisher.render import NavPoint

NCX = "http://www.daisy.org/z3986/2005/ncx/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def ncx(publication: Publication, contents: tuple[NavPoint, ...]) -> bytes:
    """The NCX with the same entries as the navigation document's table of contents, which must have one or more."""
    root = etree.Element(f"{{{NCX}}}ncx", {"version": "2005-1", XML_LANG: publication.language}, nsmap={None: NCX})  # type: ignore[dict-item]
    head = _add(root, "head")
    values = {"uid": publication.identifier, "depth": _depth(contents), "totalPageCount": 0, "maxPageNumber": 0}
    for name, value in values.items():
        etree.SubElement(head, f"{{{NCX}}}meta", {"name": f"dtb:{name}", "content": clean(str(value))})
    _label(_add(root, "docTitle"), publication.title)
    _points(_add(root, "navMap"), contents, 0)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _points(parent: etree._Element, points: tuple[NavPoint, ...], number: int) -> int:
    for point in points:
        number += 1
        element = _add(parent, "navPoint", id=f"point-{number}")
        label = _add(element, "navLabel")
        if point.language and point.language != parent.getroottree().getroot().get(XML_LANG):
            label.set(XML_LANG, point.language)
        _label(label, point.title)
        _add(element, "content", src=point.href)
        number = _points(element, point.children, number)
    return number


def _depth(points: tuple[NavPoint, ...]) -> int:
    return max((1 + _depth(point.children) for point in points), default=0)


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NCX}}}{name}", attributes)


def _label(parent: etree._Element, words: str) -> None:
    _add(parent, "text").text = clean(words)
