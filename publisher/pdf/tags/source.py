"""The document as WeasyPrint parsed it: who contains whom, what its attributes mean, and its text.

Painted text is matched with the source here, character by character: what is painted may be in capitals, without
the white space at the ends of lines, or with a hyphen where a word is broken; what a reader hears must not be.
"""

from collections.abc import Callable, Iterator
from typing import TypeAlias
from xml.etree.ElementTree import Element

from msgspec import Struct

SVG = "{http://www.w3.org/2000/svg}"
EPUB = ("{http://www.idpf.org/2007/ops}type", "epub:type")
_WORDS = ("role", *EPUB)
XML_LANGUAGE = ("lang", "xml:lang", "{http://www.w3.org/XML/1998/namespace}lang")
SPACE = "publisher-space"
"""An element that holds a space, made before the layout (`spaces`)."""
APART, CALL, MARKER = "data-apart", "publisher-call", "publisher-marker"
"""An attribute of a note that stands behind the block that calls it, and of its call; the elements of this call and of
the number in front of the note (`long_notes`)."""
LAID = frozenset({SPACE, CALL, MARKER})
"""Elements that are made for the layout, all of them inline."""
PHRASING = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd"}
    | {"label", "mark", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time"}
    | {"u", "var", "wbr"}
    | LAID
)
WHITE = " \t\n\r\f"
UNSEEN = "\u00ad\u200b\u2060\ufeff"
"""Characters that are only hints for line breaks."""

Piece: TypeAlias = "Text | Edge"


class Text(Struct, frozen=True):
    """A piece of text between two tags; white space is collapsed unless it is preformatted."""

    text: str


class Edge(Struct, frozen=True):
    """Where text breaks: at a line break (``br``), or at the edge of a block."""

    line: bool


class Source:
    """The element tree of a document. ``called`` are the notes that stand apart, by the elements that call them."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.parents: dict[Element, Element] = {child: parent for parent in root.iter() for child in parent}
        self.called = _called(root)
        self._pieces: list[Piece] = []
        self._ends: dict[Element, int] = {}
        self._notes: dict[int, int] = {}
        self._own: dict[Element, list[int]] = {}
        self._cursors: dict[Element, tuple[int, int]] = {}
        self._last: tuple[int, int] | None = None
        self._tokens: dict[Element, tuple[str, ...]] = {}
        self._hidden: dict[Element, bool] = {}
        self._apart: dict[Element, bool] = {}
        self._made: dict[Element, bool] = {}
        self._read(root, preformatted=False)

    # Attributes

    def name(self, element: Element) -> str:
        """The element's name without its namespace."""
        return str(element.tag).rpartition("}")[2]

    def tokens(self, element: Element) -> tuple[str, ...]:
        """The words of ``role`` and ``epub:type``."""
        found = self._tokens.get(element)
        if found is None:
            found = tuple(" ".join(element.get(name, "") for name in _WORDS).split())
            self._tokens[element] = found
        return found

    def has(self, element: Element, *tokens: str) -> bool:
        """Whether ``role`` or ``epub:type`` has one of these words."""
        return any(token in tokens for token in self.tokens(element))

    def classes(self, element: Element) -> tuple[str, ...]:
        """The words of ``class``."""
        return tuple(element.get("class", "").split())

    def language(self, element: Element) -> str:
        """The language that the element itself states, or nothing."""
        return next((element.get(name, "") for name in XML_LANGUAGE if element.get(name)), "")

    def up(self, element: Element | None) -> Iterator[Element]:
        """The element and all around it, inside out."""
        while element is not None:
            yield element
            element = self.parents.get(element)

    def hidden(self, element: Element | None) -> bool:
        """Whether it is decoration that assistive technology passes over."""
        return self._within(self._hidden, element, self._hides)

    def _hides(self, element: Element) -> bool:
        if element.get("aria-hidden") == "true" or element.tag == "hr":
            return True
        # A table, list or section with this role has only lost its own meaning, not its content.
        return self.name(element) in ("img", "svg") and self.has(element, "presentation", "none")

    def _within(self, known: dict[Element, bool], element: Element | None, holds: Callable[[Element], bool]) -> bool:
        """Whether something holds for the element or one around it; what is found is kept in mind."""
        passed: list[Element] = []
        found = False
        for one in self.up(element):
            if one in known:
                found = known[one]
                break
            passed.append(one)
            if holds(one):
                found = True
                break
        known.update(dict.fromkeys(passed, found))
        return found

    def is_note(self, element: Element) -> bool:
        """Whether the element is a note at the foot of a page or the end of a text."""
        return self.has(element, "doc-footnote", "doc-endnote", "footnote", "endnote", "rearnote")

    def is_apart(self, element: Element | None) -> bool:
        """Whether the element is a note that stands behind the block that calls it, or in one."""
        return self._within(self._apart, element, lambda one: APART in one.attrib)

    def is_made(self, element: Element | None) -> bool:
        """Whether the element is not the author's, but made by the renderer."""
        return self._within(self._made, element, lambda one: "made" in self.classes(one))

    def is_block(self, element: Element) -> bool:
        """Whether the element is a block of its own, as a note is."""
        return self.is_note(element) or self.name(element) not in PHRASING

    def in_contents(self, element: Element | None) -> bool:
        """Whether it stands in a table of contents, or a list of figures or tables. PDF 1.7 §14.8.4.2, TOC."""
        return any(self.has(one, "doc-toc", "toc") or "list-of" in self.classes(one) for one in self.up(element))

    def words(self, element: Element) -> str:
        """What the element says: its label, or its text and its pictures' texts, without notes."""
        label = element.get("aria-label")
        texts = (one for one in self.said(element) if isinstance(one, str))
        return label if label else " ".join("".join(texts).split())

    def said(self, element: Element) -> Iterator[str | Element]:
        """Its text and its pictures' texts in order, without notes; in front of a number of a page, its element."""
        if self.name(element) == "img":
            yield element.get("alt", "")
        if element.get("data-target"):
            yield element
        yield element.text or ""
        for child in element:
            if not self.is_note(child) and child.tag != CALL:
                yield from self.said(child)
            yield child.tail or ""

    # Text

    def _read(self, element: Element, preformatted: bool) -> None:
        name = self.name(element)
        preformatted = preformatted or name == "pre"
        opaque = self.is_note(element)
        block = opaque or name not in PHRASING
        start = len(self._pieces)
        own = self._own.setdefault(element, [])
        if name == "br" or block:
            self._pieces.append(Edge(line=name == "br"))
        self._text(own, element.text, preformatted)
        for child in element:
            if isinstance(child.tag, str):
                self._read(child, preformatted)
            self._text(own, child.tail, preformatted)
        if block and name != "br":
            self._pieces.append(Edge(line=False))
        self._ends[element] = len(self._pieces)
        if opaque:
            self._notes[start] = len(self._pieces)

    def _text(self, own: list[int], text: str | None, preformatted: bool) -> None:
        if text:
            own.append(len(self._pieces))
            self._pieces.append(Text(text if preformatted else _collapsed(text)))

    def consume(self, element: Element, painted: str, hyphen: str) -> tuple[str, bool]:
        """The source of the next painted text of the element, and whether a hyphen was put at its end.

        What cannot be found in the source is taken as it is painted.
        """
        own = self._own.get(element, [])
        part, offset = self._cursors.get(element, (0, 0))
        found: list[str] = []
        at = 0
        while at < len(painted):
            character = painted[at]
            part, offset = self._skip(own, part, offset, character)
            if part == len(own):
                break
            text = self._text_of(own[part])
            whole = min(len(painted) - at, len(text) - offset)
            if painted.startswith(text[offset : offset + whole], at):
                found.append(painted[at : at + whole])
                at, offset = at + whole, offset + whole
                continue
            step = _matched(painted, at, text[offset])
            if step:
                found.append(" " if text[offset] in WHITE and character == " " else text[offset])
                at, offset = at + step, offset + 1
            elif character in WHITE + UNSEEN:
                found.append(character)
                at += 1
            elif painted[at:] == hyphen:
                self._consumed(element, own, part, offset)
                return "".join(found), True
            else:
                return painted, False
        if painted[at:] == hyphen and at:
            return "".join(found), True
        if at < len(painted):
            return painted, False
        if painted:
            self._consumed(element, own, part, offset)
        return "".join(found), False

    def _consumed(self, element: Element, own: list[int], part: int, offset: int) -> None:
        self._cursors[element] = (part, offset)
        if part < len(own):
            self._last = (own[part], offset)

    def _text_of(self, token: int) -> str:
        piece = self._pieces[token]
        return piece.text if isinstance(piece, Text) else ""

    def _skip(self, own: list[int], part: int, offset: int, wanted: str) -> tuple[int, int]:
        """Pass over what is not painted: the ends of pieces, white space at the ends of lines, hints."""
        while part < len(own):
            text = self._text_of(own[part])
            if offset == len(text):
                part, offset = part + 1, 0
            elif text[offset] != wanted and text[offset] in WHITE + UNSEEN and wanted not in WHITE:
                offset += 1
            elif text[offset] in "\n\r" and wanted == "\t":
                # Only preformatted text has tabs, and its line ends are not painted.
                offset += 1
            else:
                break
        return part, offset

    def ending(self, element: Element, pseudo: str) -> str:
        """What stands in the source between the text consumed last and what follows: a space, a line end, or nothing.

        ``pseudo`` is the pseudo-element of the text, since what follows its element then follows it.
        """
        if pseudo in ("footnote-call", "after"):
            return self._following(self._ends[element])
        if self._last is None:
            return ""
        piece, offset = self._last
        rest = self._text_of(piece)[offset:].lstrip(UNSEEN)
        return _white(rest) if rest else self._following(piece + 1)

    def _following(self, token: int) -> str:
        while token < len(self._pieces):
            if token in self._notes:
                token = self._notes[token]
                continue
            piece = self._pieces[token]
            if isinstance(piece, Edge):
                return "\n" if piece.line else ""
            if rest := piece.text.lstrip(UNSEEN):
                return _white(rest)
            token += 1
        return ""


def _called(root: Element) -> dict[Element, Element]:
    calls = list(root.iter(CALL))
    apart = {one.get(APART): one for one in root.iter() if one.tag != CALL and APART in one.attrib} if calls else {}
    return {call: apart[call.get(APART)] for call in calls}


def _white(text: str) -> str:
    """What the white space at the beginning of a text says; empty lines of preformatted text are lines, too."""
    if text[0] not in WHITE:
        return ""
    return "\n" * (len(text) - len(text.lstrip("\n"))) or " "


def _collapsed(text: str) -> str:
    text = text.translate(_SPACES)
    while "  " in text:
        text = text.replace("  ", " ")
    return text


_SPACES = str.maketrans(dict.fromkeys(WHITE, " "))


def _matched(painted: str, at: int, character: str) -> int:
    """How many painted characters stand for this one of the source: more than one for ``ß`` in capitals."""
    if character in WHITE and painted[at] in WHITE:
        return 1
    for form in (character, character.upper(), character.title(), character.lower()):
        if painted.startswith(form, at):
            return len(form)
    return 0
