"""Spaces in front of inline elements stand apart, so that a line is filled with all the words that fit.

Where a text fits in front of an element but for the space at its end, WeasyPrint keeps only its first word. A space in
an element of its own may hang over the end of the line, as it should.

1. the space at the end of a text of several words goes into an element that nothing else is called like
2. selectors do not count these elements: for ``:first-child`` or ``+`` they are not there
"""

from collections.abc import Iterator
from functools import cached_property
from xml.etree.ElementTree import Element

from cssselect2 import ElementWrapper

from publisher.pdf.tags.source import LAID, PHRASING, SPACE, WHITE

_PREFORMATTED = frozenset({"pre", "code", "textarea"})
_INLINE = PHRASING - {"br", "wbr"}


def set_apart(element: Element) -> None:
    """Sets apart the spaces in an element and all in it."""
    waiting = [element]
    while waiting:
        around = waiting.pop()
        if around.tag in _PREFORMATTED:
            continue
        children = list(around)
        waiting += children
        # From the end, so that places do not move.
        for at in range(len(children) - 1, -1, -1):
            if children[at].tag not in _INLINE:
                continue
            before = children[at - 1] if at else None
            text = around.text if before is None else before.tail
            words = _without_space(text or "")
            if words is None or text is None:
                continue
            if before is None:
                around.text = words
            else:
                before.tail = words
            space = Element(SPACE)
            space.text = text[len(words) :]
            around.insert(at, space)


def _without_space(text: str) -> str | None:
    """The text without the space at its end; None where it has none, or is one word that cannot be parted from it."""
    words = text.rstrip(WHITE)
    return words if words != text and len(words.split(None, 1)) > 1 else None


class Selectable(ElementWrapper):  # type: ignore[misc]
    """An element as selectors see it: they do not count what is made for the layout."""

    @cached_property
    def etree_children(self) -> list[Element]:
        """The children that count."""
        return [child for child in self.etree_element if child.tag not in LAID]

    def iter_subtree(self) -> Iterator["Selectable"]:
        """The element and all in it, those around others first; also what does not count, since it has a style, too."""
        waiting = [self]
        while waiting:
            around = waiting.pop()
            yield around
            waiting += reversed(list(around.iter_children()))
            waiting += (
                type(self)(child, around, 0, None, self.in_html_document)
                for child in around.etree_element
                if child.tag in LAID
            )
