"""Where each page begins in the author's text, so that an e-book can say so at the same word. EPUB 3.3 §9.2; EPUB
Accessibility 1.1 §3.1.

1. the first painted text or picture of a page that is the author's own; notes and made words are passed over
2. how much of its element was painted on earlier pages
3. the nearest element around that is numbered (``data-n``), and how many of its characters stand before that place

Characters are counted without white space, since both editions have their own.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from publisher.pdf.engine import AbsolutePlaceholder, boxes
from publisher.pdf.part import Start
from publisher.pdf.tags.node import Node
from publisher.pdf.tags.plan import Plan
from publisher.pdf.tags.source import UNSEEN

NUMBER = "data-n"
_WORDS = 60
"""How many characters of the page's beginning are kept."""


def starts(pages: Sequence[Any], plan: Plan) -> tuple[Start | None, ...]:
    """Where each page (page boxes of WeasyPrint) begins; None where it shows nothing of the author's."""
    painted: dict[Element, int] = {}
    return tuple(_start(page, plan, painted) for page in pages)


def _start(page: Any, plan: Plan, painted: dict[Element, int]) -> Start | None:
    first: tuple[Element, int | None] | None = None
    words = ""
    for box in _content(page):
        if not isinstance(plan.targets.get(id(box)), Node):
            continue
        if plan.source.is_made(box.element) or plan.source.is_apart(box.element):
            continue
        if isinstance(box, boxes.TextBox):
            text = bare(plan.spoken[id(box)].text) if id(box) in plan.spoken else ""
            if not text or box.element_tag.partition("::")[2] not in ("", "first-letter", "first-line"):
                continue
            if first is None:
                first = (box.element, painted.get(box.element, 0))
            if len(words) < _WORDS:
                words += text
            painted[box.element] = painted.get(box.element, 0) + len(text)
        elif first is None:
            first = (box.element, None)
    if first is None:
        return None
    element, own = first
    anchor = next((one for one in plan.source.up(element) if one.get(NUMBER)), None)
    if anchor is None:
        return None
    return Start(anchor.get(NUMBER, ""), _offset(anchor, element, own, plan), words[:_WORDS])


def _content(box: Any) -> Iterator[Any]:
    """The texts and pictures in a box in the order of the page, without its margins and notes."""
    box = box._box if isinstance(box, AbsolutePlaceholder) else box
    if isinstance(box, boxes.MarginBox | boxes.FootnoteAreaBox):
        return
    if isinstance(box, boxes.TextBox | boxes.ReplacedBox):
        if box.element is not None:
            yield box
        return
    for child in box.children:
        yield from _content(child)


def _offset(anchor: Element, wanted: Element, own: int | None, plan: Plan) -> int:
    """How many characters of ``anchor`` stand before the character number ``own`` of the text of ``wanted``, or before
    ``wanted`` if it is a picture."""
    counted = 0
    for element, text in _texts(anchor, plan):
        size = len(bare(text))
        if element is wanted:
            if own is None or own < size:
                return counted + (own or 0)
            own -= size
        counted += size
    return counted


def _texts(element: Element, plan: Plan) -> Iterator[tuple[Element, str]]:
    """The author's texts in an element, each with the element that it belongs to."""
    yield element, element.text or ""
    for child in element:
        if not (plan.source.is_made(child) or plan.source.is_note(child)):
            yield from _texts(child, plan)
        yield element, child.tail or ""


def bare(text: str) -> str:
    """The text without white space and without characters that are only hints for line breaks."""
    return "".join(character for character in text if not character.isspace() and character not in UNSEEN)
