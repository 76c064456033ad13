"""The pages of the printed edition, marked in the documents of the e-book exactly where they begin. EPUB 3.3 §9.2.

1. the element with the number of the node (``data-n``) that the page begins in
2. the place in it: behind as many of the author's characters as stand on earlier pages
3. an empty element with the role ``doc-pagebreak`` there, also amid a word that the page breaks
4. the numbers are taken out again
"""

from collections.abc import Iterator, Sequence
from itertools import count

from lxml import etree

from publisher.model import PageStart
from publisher.render.attributes import NUMBER

_XHTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_OTHERS = frozenset({f"{{{name}}}" for name in ("http://www.w3.org/1998/Math/MathML", "http://www.w3.org/2000/svg")})
_HINTS = "\u00ad\u200b\u2060\ufeff"
_VOID = frozenset(
    _XHTML + name for name in ("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_WHOLE = frozenset(_XHTML + name for name in ("aside", "blockquote", "dl", "figure", "ol", "pre", "table", "ul"))
"""What a page break stands before, not in, where the page begins with it: a picture may come before its words."""


def mark_pages(xhtml: bytes, pages: Sequence[PageStart]) -> tuple[bytes, tuple[str, ...]]:
    """The document with its page breaks, and the labels of the pages that have one, in the order of ``pages``."""
    root = etree.fromstring(xhtml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    numbered = {element.get(NUMBER): element for element in reversed(list(root.iterfind(f".//*[@{NUMBER}]")))}
    marked = []
    # From the end on, so that no mark moves the place of another.
    for page in reversed(pages):
        element = numbered.get(page.node) if page.node else _beginning(root)
        if element is not None:
            _insert(element, page)
            marked.append(page.label)
    for element in numbered.values():
        del element.attrib[NUMBER]
    for element in root.iter(f"{_XHTML}*"):
        # An element that closes itself is no good HTML.
        if element.tag not in _VOID and not len(element) and element.text is None:
            element.text = ""
    data = etree.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>", xml_declaration=True)
    return data, tuple(reversed(marked))


def page_id(label: str) -> str:
    """The id of a page break."""
    return f"page-{label}"


def _beginning(root: etree._Element) -> etree._Element | None:
    return root.find(f".//{_XHTML}h1")


def _insert(element: etree._Element, page: PageStart) -> None:
    mark = etree.Element(_XHTML + "span", {_TYPE: "pagebreak", "role": "doc-pagebreak", "id": page_id(page.label)})
    mark.set("aria-label", page.label)
    mark.text = ""
    if element.tag in _VOID or (element.tag in _WHOLE and not page.offset):
        element.addprevious(mark)
        return
    left = page.offset
    for holder, is_tail, text in _texts(element):
        size = sum(map(_counts, text))
        if left < size or (size and left == 0):
            _split(holder, is_tail, text, left, mark)
            return
        left -= size
    element.insert(0, mark) if not page.offset else element.append(mark)


def _split(holder: etree._Element, is_tail: bool, text: str, left: int, mark: etree._Element) -> None:
    """Puts the mark into a text, in front of its character number ``left`` that counts."""
    numbers = count()
    at = next(at for at, one in enumerate(text) if _counts(one) and next(numbers) == left)
    if is_tail:
        parent = holder.getparent()
        if parent is not None:
            holder.tail = text[:at]
            mark.tail = text[at:]
            parent.insert(parent.index(holder) + 1, mark)
    else:
        holder.text = text[:at]
        mark.tail = text[at:]
        holder.insert(0, mark)


def _texts(element: etree._Element) -> Iterator[tuple[etree._Element, bool, str]]:
    """The author's texts in an element: what holds each, whether it is its tail, and the text."""
    if element.text:
        yield element, False, element.text
    for child in list(element):
        if isinstance(child.tag, str) and not _passed(child):
            yield from _texts(child)
        if child.tail:
            yield child, True, child.tail


def _passed(element: etree._Element) -> bool:
    """What is not counted: made words, notes, formulas and drawings."""
    if any(str(element.tag).startswith(other) for other in _OTHERS):
        return True
    return "made" in element.get("class", "").split() or "doc-footnote" in element.get("role", "")


def _counts(character: str) -> bool:
    return not character.isspace() and character not in _HINTS
