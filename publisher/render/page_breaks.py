"""The pages of the printed edition, marked in the documents of the e-book exactly where they begin. EPUB 3.3 §9.2.

1. the element with the number of the node (``data-n``) that the page begins in
2. the place in it: behind as many of the author's characters as stand on earlier pages
3. from there back to the beginning of a word that the page cuts, and in front of a heading or label that it begins with
4. an empty element with the role ``doc-pagebreak`` there
5. the numbers are taken out again

A word that goes on from one page to the next belongs to the later one: whoever goes to a page hears all that stands on
it, and no screen reader says a word in two (DPUB-ARIA 1.1, doc-pagebreak: before all content of its page, and before or
after a word that is hyphenated across pages).
"""

from collections.abc import Sequence
from itertools import count

from lxml import etree

from publisher.model import PageStart
from publisher.render.attributes import NUMBER
from publisher.render.authored import HEADINGS, XHTML, Run, counts, is_made, opens_block, runs, word_at

_TYPE = "{http://www.idpf.org/2007/ops}type"
_MARK = "doc-pagebreak"
_VOID = frozenset(
    XHTML + name for name in ("area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
_PLAYERS = frozenset(XHTML + name for name in ("audio", "video"))
_WHOLE = frozenset(XHTML + name for name in ("aside", "blockquote", "dl", "figure", "nav", "ol", "pre", "table", "ul"))
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
    for element in root.iter(f"{XHTML}*"):
        # An element that closes itself is no good HTML.
        if element.tag not in _VOID and not len(element) and element.text is None:
            element.text = ""
    data = etree.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>", xml_declaration=True)
    return data, tuple(reversed(marked))


def page_id(label: str) -> str:
    """The id of a page break."""
    return f"page-{label}"


def _beginning(root: etree._Element) -> etree._Element | None:
    return root.find(f".//{XHTML}h1")


def _insert(element: etree._Element, page: PageStart) -> None:
    mark = etree.Element(XHTML + "span", {_TYPE: "pagebreak", "role": _MARK, "id": page_id(page.label)})
    mark.set("aria-label", page.label)
    mark.text = ""
    # What stands in a player is shown in its place, where there is none.
    element = next(element.iterancestors(*_PLAYERS), element)
    if element.tag in _VOID | _PLAYERS or (element.tag in _WHOLE and not page.offset):
        element.addprevious(mark)
        return
    found = list(runs(element))
    left = page.offset
    for number, run in enumerate(found):
        size = sum(map(counts, run.text)) if run is not None else 0
        if run is not None and left < size:
            _put(mark, *word_at(run, _place(run.text, left), found[:number]))
            return
        left -= size
    element.insert(0, mark) if not page.offset else element.append(mark)


def _place(text: str, left: int) -> int:
    """Where the character number ``left`` of those that count stands in a text."""
    numbers = count()
    return next(at for at, one in enumerate(text) if counts(one) and next(numbers) == left)


def _put(mark: etree._Element, run: Run, at: int) -> None:
    """Puts the mark in front of a character, or of what its block begins with."""
    block, holder = _opened(run.block), run.holder
    if opens_block(run, at):
        if block.tag in _WHOLE or block.tag in HEADINGS or block.get("role") == "heading":
            block.addprevious(mark)
        else:
            block.text, mark.tail = None, block.text
            block.insert(0, mark)
    elif run.is_tail and not at and holder.get("role") == _MARK:
        # The next page begins with the same word.
        holder.addprevious(mark)
    elif run.is_tail:
        holder.tail, mark.tail = run.text[:at], run.text[at:]
        run.container.insert(run.container.index(holder) + 1, mark)
    else:
        holder.text, mark.tail = run.text[:at], run.text[at:]
        holder.insert(0, mark)


def _opened(block: etree._Element) -> etree._Element:
    """What begins together with a block, with made words at most in front of it: an aside with its label, say.

    In a heading, a mark would be said as a part of it wherever headings are listed; and a list for navigation may hold
    nothing else (EPUB 3.3 §7.3).
    """
    while (around := block.getparent()) is not None and around.tag in _WHOLE:
        if not all(is_made(one) for one in block.itersiblings(preceding=True)):
            break
        block = around
    return block
