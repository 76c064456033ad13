"""Markdown and raw HTML as one tree of elements, in HTML's names where HTML has one.

Markdown's own structure comes first: an HTML tag is closed at the latest where the Markdown around it ends. Within
that, tags pair as HTML has them: some end by themselves, some have no content. Beyond a fixed depth, tags are left
out and their text stays.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct, field

from publisher.read import html

DEEPEST = 64
"""Elements that may lie within each other."""

Report = Callable[..., None]
"""``report(code, line, **values)``"""


class Element(Struct, eq=False):
    """An element of Markdown or HTML, or words (``name`` empty, ``text`` the words), while the tree is built.

    ``text`` is what an element holds to the letter (code, TeX, a role's content); ``info`` what is said beside it
    (the syntax of code, a role's name, a note's label); ``options`` are those of a directive, as elements.
    """

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Element] = field(default_factory=list)
    text: str = ""
    info: str = ""
    options: dict[str, Element] = field(default_factory=dict)
    html: bool = False
    tight: bool = False
    block: bool | None = None

    def words(self) -> str:
        """All text in it, as it stands."""
        return self.text + "".join(child.words() for child in self.children)


class Tree:
    """Elements as they open and close."""

    def __init__(self, report: Report) -> None:
        self.root = Element("root", 1)
        self._report = report
        # Beyond the greatest depth the same element is pushed again, so that every end finds its start.
        self._stack: list[Element] = [self.root]
        self._names: list[str] = ["root"]
        self._html: list[bool] = [False]
        self._late_ends: list[list[str]] = [[]]

    @property
    def top(self) -> Element:
        """The element that is open and innermost."""
        return self._stack[-1]

    def words(self, text: str, line: int) -> None:
        """Add words."""
        if text:
            self.top.children.append(Element("", line, text=text))

    def add(self, name: str, line: int, **values: Any) -> Element:
        """Add an element that has no more content than ``values`` say."""
        element = Element(name, line, **values)
        self.top.children.append(element)
        return element

    def open(self, name: str, line: int, **values: Any) -> Element:
        """Open an element; what follows is in it until it is closed. Too deep, it is not in the tree."""
        if len(self._stack) > DEEPEST:
            self._report("too-deep", line)
            element = Element(name, line, **values)
            if name in html.BLOCK:
                self.words(" ", line)
            self._stack.append(self.top)
        else:
            element = self.add(name, line, **values)
            self._stack.append(element)
        self._names.append(name)
        self._html.append(bool(values.get("html")))
        self._late_ends.append([])
        return element

    def close(self) -> None:
        """Close the innermost element of Markdown, and the HTML in it that is still open."""
        while self._html[-1]:
            self._pop(unclosed=True)
        if len(self._stack) > 1:
            late_ends = self._pop()
            for name in late_ends:
                self._end(name, self.top.line)

    def finish(self) -> Element:
        """Close everything and give the root."""
        while len(self._stack) > 1:
            self._pop(unclosed=self._html[-1])
        return self.root

    def tag(self, tag: html.Tag, line: int) -> None:
        """Take a raw HTML tag."""
        for name in tag.refused:
            self._report("html-script", line, what=f"the attribute {name} of <{tag.name}>")
        if tag.kind == "end":
            self._end(tag.name, line)
            return
        self._end_what_it_ends(tag.name)
        if tag.kind == "empty":
            self.add(tag.name, line, attributes=dict(tag.attributes), html=True)
        else:
            self.open(tag.name, line, attributes=dict(tag.attributes), html=True)

    def _end_what_it_ends(self, name: str) -> None:
        if name in html.BLOCK and self._html[-1] and self._names[-1] == "p":
            self._pop()
        rule = html.ended_by(name)
        if not rule:
            return
        ended, within = rule
        depth = len(self._stack) - 1
        last = -1
        while depth > 0 and self._html[depth] and self._names[depth] not in within:
            if self._names[depth] in ended:
                last = depth
            depth -= 1
        if last > 0:
            while len(self._stack) > last:
                self._pop(unclosed=True)

    def _end(self, name: str, line: int) -> None:
        depth = len(self._stack) - 1
        while depth > 0 and self._html[depth] and self._names[depth] != name:
            depth -= 1
        if depth > 0 and self._html[depth]:
            while len(self._stack) > depth + 1:
                self._pop(unclosed=True)
            self._pop()
        elif depth > 0 and self._names[depth] == "p" and self._html[depth - 1] and self._names[depth - 1] == name:
            # <div>, a blank line, text</div>: it ends where the paragraph does.
            self._late_ends[depth].append(name)
        elif name not in html.VOID and name != "p":
            self._report("html-stray", line, name=name)

    def _pop(self, *, unclosed: bool = False) -> list[str]:
        element = self._stack.pop()
        name = self._names.pop()
        self._html.pop()
        if unclosed and name not in html.OPTIONAL_END:
            self._report("html-unclosed", element.line, name=name)
        if element is self.top and name in html.BLOCK:
            self.words(" ", element.line)
        return self._late_ends.pop()
