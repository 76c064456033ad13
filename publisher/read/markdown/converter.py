"""From elements to the nodes of the model.

`Converter` walks the tree and asks a maker for each element: `inline_makers` and `block_makers` by name. What stands
between blocks as loose text becomes paragraphs. An element that is not known leaves its content where it is and is
reported once for the whole file. Anchors without content give their id to the next block that has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from msgspec import Struct, structs

from publisher.model import (
    Block,
    CodeBlock,
    Direction,
    Inline,
    Note,
    Paragraph,
    Place,
    Problem,
    Span,
    Strong,
    Text,
    plain_text,
    transform,
)
from publisher.model.node import Node
from publisher.read import html
from publisher.read.language import is_language
from publisher.read.markdown.element import Element
from publisher.read.markdown.spaces import tidy, trim
from publisher.read.markdown.vocabulary import ATTRIBUTES, COMMON_ATTRIBUTES
from publisher.read.problems import problem


class Heading(Struct, frozen=True):
    """A heading before its section is made: ``level`` as written, ``calls`` the notes called before it."""

    level: int
    title: tuple[Inline, ...]
    at: Place
    calls: int
    id: str = ""
    language: str = ""
    direction: Direction | None = None


Item: TypeAlias = Block | Heading
InlineMaker: TypeAlias = "Callable[[Converter, Element], Iterable[Inline]]"
BlockMaker: TypeAlias = "Callable[[Converter, Element], Iterable[Item]]"
Included: TypeAlias = "Callable[[Converter, str, Element], tuple[Block, ...]]"


class Makers(Struct, frozen=True):
    """Which function makes nodes of which element, and which joins captions with what they belong to."""

    inline: Mapping[str, InlineMaker]
    block: Mapping[str, BlockMaker]
    join: Callable[[Converter, list[Item]], list[Item]]


class Converter:
    """Makes nodes of the elements of one file, and collects problems, calls of notes and loose anchors."""

    def __init__(self, file: str, last_line: int, makers: Makers, read_included: Included) -> None:
        self.file = file
        self.read_included = read_included
        self.makers = makers
        self.problems: list[Problem] = []
        self.calls: list[str] = []
        self.notes: dict[str, Element] = {}
        self.taken_in: dict[str, Note] = {}
        self.anchors: list[str] = []
        self.captions: dict[int, Paragraph] = {}
        self.in_link = False
        self._last_line = last_line
        self._places: dict[int, Place] = {}
        self._unknown: dict[str, tuple[int, int]] = {}
        self._once: set[tuple[str, int]] = set()

    # Places and problems

    def at(self, where: Element | int) -> Place:
        """The place of an element or line."""
        line = where if isinstance(where, int) else where.line
        line = max(1, min(line, self._last_line))
        if line not in self._places:
            self._places[line] = Place(self.file, line)
        return self._places[line]

    def report(self, code: str, where: Element | int, **values: object) -> None:
        """Add a problem. That the text is too deep is said once."""
        if code == "too-deep":
            where = 0 if ("too-deep", 0) in self._once else where
            if where == 0:
                return
            self._once.add(("too-deep", 0))
        self.problems.append(problem(code, self.at(where), **values))

    def unknown(self, element: Element) -> None:
        """Note an HTML element that is not known, to be reported at its first place."""
        line, count = self._unknown.get(element.name, (element.line, 0))
        self._unknown[element.name] = (line, count + 1)

    def report_unknown(self) -> None:
        """Report the elements that were not known, each once with the number of its places."""
        for name, (line, count) in self._unknown.items():
            times = "" if count == 1 else f" ({count} times in this file)"
            self.report("html-unknown", line, what=f"<{name}>{times}")
        self._unknown = {}

    # What elements have in common

    def common(self, element: Element) -> dict[str, Any]:
        """The fields that every node has: id, language and place."""
        fields: dict[str, Any] = {"at": self.at(element)}
        if element.attributes:
            if not element.html:
                self._known_attributes(element)
            if id_ := "".join(element.attributes.get("id", "").split()):
                fields["id"] = id_
            if language := self.language(element):
                fields["language"] = language
        return fields

    def _known_attributes(self, element: Element) -> None:
        known = ATTRIBUTES.get(element.name, ())
        for name, value in element.attributes.items():
            if name == "class" and name not in known:
                for each in value.split():
                    self.report("attribute-unknown", element, name=f".{each}")
            elif name not in known and name not in COMMON_ATTRIBUTES:
                self.report("attribute-unknown", element, name=name)

    def language(self, element: Element) -> str:
        """The element's language, empty without one. A tag that is none is reported."""
        tag = (element.attributes.get("lang") or element.attributes.get("xml:lang") or "").strip()
        if tag and not is_language(tag):
            self.report("language-tag", element, value=tag)
            return ""
        return tag

    def direction(self, element: Element) -> Direction | None:
        """The element's writing direction."""
        value = element.attributes.get("dir", "").strip().lower()
        if value == "ltr":
            return "ltr"
        if value == "rtl":
            return "rtl"
        if value and not element.html:
            self.report("option-value", element, name="dir", value=value, expected="ltr or rtl")
        return None

    # Inline content

    def inlines(self, children: Sequence[Element]) -> tuple[Inline, ...]:
        """Inline nodes of elements: line ends folded to spaces, words that stand together in one `Text`."""
        made: list[Inline] = []
        for child in children:
            if not child.name:
                made.append(Text(child.text, at=self.at(child.line)))
            else:
                made.extend(self.inline(child))
        return tidy(made)

    def line(self, children: Sequence[Element]) -> tuple[Inline, ...]:
        """Inline nodes without space at either end: the content of a paragraph, title or caption."""
        return trim(self.inlines(children))

    def plain(self, children: Sequence[Element]) -> str:
        """The words of elements, where nothing but words can be: a note called there is called by nobody."""
        calls = len(self.calls)
        text = plain_text(self.inlines(children))
        del self.calls[calls:]
        return " ".join(text.split())

    def inline(self, element: Element) -> Iterable[Inline]:
        """The inline nodes of one element."""
        maker = self.makers.inline.get(element.name)
        if maker:
            made = list(maker(self, element))
            direction = self.direction(element) if "dir" in element.attributes and element.name != "span" else None
            return [Span(tuple(made), direction=direction, at=self.at(element))] if direction and made else made
        if element.name in html.NEVER:
            self.report("html-script", element, what=f"<{element.name}>")
            return ()
        if element.name not in self.makers.block:
            self.unknown(element)
        if element.text:
            return (Text(element.text, at=self.at(element)),)
        space = Text(" ", at=self.at(element))
        return (space, *self.inlines(element.children), space)

    # Blocks

    def is_block(self, element: Element) -> bool:
        """Whether the element stands on lines of its own, or something in it does."""
        if element.block is None:
            known = element.name in self.makers.block and element.name not in self.makers.inline
            element.block = known or any(self.is_block(child) for child in element.children if child.name)
        return element.block

    def items(self, children: Sequence[Element]) -> list[Item]:
        """Blocks and headings of elements; loose text becomes paragraphs."""
        made: list[Item] = []
        run: list[Element] = []
        for child in children:
            if child.name and self.is_block(child):
                self._paragraph(run, made)
                run = []
                self._add(made, self.block(child))
            else:
                run.append(child)
        self._paragraph(run, made)
        return self.makers.join(self, made)

    def block(self, element: Element) -> Iterable[Item]:
        """The blocks and headings of one element that is a block."""
        maker = self.makers.block.get(element.name)
        if maker:
            return maker(self, element)
        if element.name in html.NEVER:
            self.report("html-script", element, what=f"<{element.name}>")
            return ()
        if element.name not in self.makers.inline:
            self.unknown(element)
        return self.makers.block[""](self, element)

    def blocks(self, children: Sequence[Element]) -> tuple[Block, ...]:
        """Blocks of elements inside another block, where a heading cannot begin a section."""
        return self.without_headings(self.items(children))

    def without_headings(self, items: Iterable[Item]) -> tuple[Block, ...]:
        """The same with headings as paragraphs, and reported."""
        return tuple(self._without_heading(item) for item in items)

    def included(self, file: str, where: Element) -> tuple[Block, ...]:
        """The blocks of another file, such as a long description; () and a problem where it cannot be read."""
        return self.read_included(self, file, where)

    def _without_heading(self, item: Item) -> Block:
        if not isinstance(item, Heading):
            return item
        self.report("heading-inside", item.at.line)
        strong = Strong(item.title, at=item.at)
        return Paragraph((strong,), id=item.id, language=item.language, direction=item.direction, at=item.at)

    def _paragraph(self, run: list[Element], made: list[Item]) -> None:
        if any(child.name or not child.text.isspace() for child in run):
            first = next(child for child in run if child.name or not child.text.isspace())
            self._add(made, self.makers.block["p"](self, Element("p", first.line, children=run, html=True)))

    def _add(self, made: list[Item], items: Iterable[Item]) -> None:
        for item in items:
            if self.anchors and not item.id:
                item = structs.replace(item, id=self.anchors.pop())
            made.append(item)


def in_language(blocks: Iterable[Item], language: str, direction: Direction | None) -> list[Item]:
    """The same in a language and direction, but for what has its own."""

    def turn(node: Node) -> Node:
        return node.replace(direction=direction) if isinstance(node, Paragraph) and not node.direction else node

    made: list[Item] = []
    for block in blocks:
        if isinstance(block, Heading):
            block = structs.replace(block, language=block.language or language, direction=block.direction or direction)
        elif direction:
            block = transform(block, turn)
        # Code is in no language that a voice could read it in.
        if language and not block.language and not isinstance(block, CodeBlock):
            block = structs.replace(block, language=language)
        made.append(block)
    return made
