"""The author's text in an element of an e-book: runs of characters, what is counted of them, and where words begin.

1. the runs in the order of reading; made words, notes, formulas and drawings are passed over, and end a word
2. where blocks begin and end there is None, since no word goes on there
3. from a place in a run back to the beginning of the word that is there, also through the elements that it stands in
"""

import unicodedata
from collections.abc import Iterator, Sequence

from lxml import etree
from msgspec import Struct

XHTML = "{http://www.w3.org/1999/xhtml}"
HEADINGS = frozenset(f"{XHTML}h{level}" for level in range(1, 7))
_OTHERS = ("{http://www.w3.org/1998/Math/MathML}", "{http://www.w3.org/2000/svg}")
_PHRASES = frozenset(
    XHTML + name
    for name in (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "dfn", "em", "i", "ins", "kbd", "mark", "q", "s", "samp"),
        *("small", "span", "strong", "sub", "sup", "u", "var", "wbr"),
    )
)
_SHOWN = frozenset(XHTML + name for name in ("audio", "hr", "img", "video"))
_HINTS = "\u00ad\u200b\u2060\ufeff"
_AMID = _HINTS + "'\u2019"
"""What may stand between two letters of a word."""
_UNPARTED = ("CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "YI", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "TAI")
"""Scripts, by how Unicode names their characters, that have no spaces between words."""


class Run(Struct, frozen=True, eq=False):
    """A text: the element that holds it, and whether it stands behind that element (its tail) or begins it."""

    holder: etree._Element
    is_tail: bool
    text: str

    @property
    def container(self) -> etree._Element:
        """The element that the text stands in."""
        parent = self.holder.getparent() if self.is_tail else None
        return self.holder if parent is None else parent

    @property
    def block(self) -> etree._Element:
        """The nearest element around that is no phrase in a line."""
        element = self.container
        while element.tag in _PHRASES and (parent := element.getparent()) is not None:
            element = parent
        return element


def runs(element: etree._Element) -> Iterator[Run | None]:
    """The author's texts in an element, and None wherever a block begins or ends."""
    if element.text:
        yield Run(element, False, element.text)
    for child in element:
        if isinstance(child.tag, str):
            if _passed(child):
                # A space counts nothing, and no word goes on behind it.
                yield Run(child, False, " ")
            elif child.tag in _PHRASES:
                yield from runs(child)
            else:
                yield None
                yield from runs(child)
                yield None
        if child.tail:
            yield Run(child, True, child.tail)


def is_made(element: etree._Element) -> bool:
    """Whether nothing in the element is the author's: neither text, nor a picture, formula or recording."""
    if "made" in element.get("class", "").split():
        return True
    shown = any(str(one.tag).startswith(_OTHERS) or one.tag in _SHOWN for one in element.iter())
    return not shown and not any(map(counts, "".join(run.text for run in runs(element) if run is not None)))


def counts(character: str) -> bool:
    """Whether a character is counted: white space and hints for line breaks differ between editions."""
    return not character.isspace() and character not in _HINTS


def word_at(run: Run, at: int, before: Sequence[Run | None]) -> tuple[Run, int]:
    """Where the word begins that goes on at the character ``at`` of a run: a run and a place in it; that place itself
    where no word is cut there. ``before`` are the runs before it."""
    first = run, at
    if _joins(run.text[at]):
        for earlier, place in _backwards(run, at, before):
            if _joins(earlier.text[place]):
                first = earlier, place
            elif earlier.text[place] not in _AMID:
                break
    return first


def opens_block(run: Run, at: int) -> bool:
    """Whether nothing of the author's stands before this place in its block, in which no other block is before it."""
    for one in runs(run.block):
        if one is None:
            return False
        same = one.holder is run.holder and one.is_tail == run.is_tail
        if any(map(counts, one.text[:at] if same else one.text)):
            return False
        if same:
            return True
    return False


def _backwards(run: Run, at: int, before: Sequence[Run | None]) -> Iterator[tuple[Run, int]]:
    """The places before one, the nearest first, up to the beginning of its block."""
    yield from ((run, place) for place in range(at - 1, -1, -1))
    for earlier in reversed(before):
        if earlier is None:
            return
        yield from ((earlier, place) for place in range(len(earlier.text) - 1, -1, -1))


def _passed(element: etree._Element) -> bool:
    """What is not counted: made words, notes, formulas and drawings."""
    if str(element.tag).startswith(_OTHERS):
        return True
    return "made" in element.get("class", "").split() or "doc-footnote" in element.get("role", "")


def _joins(character: str) -> bool:
    """Whether it is a letter, figure or accent that is one word with those beside it."""
    return unicodedata.category(character)[0] in "LNM" and not unicodedata.name(character, "").startswith(_UNPARTED)
