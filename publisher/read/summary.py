"""The order of a book in an mdBook ``SUMMARY.md``.

Links before the list are front matter, the list is the body with nested sections, links after it are back matter,
and headings in between are the titles of parts. A top entry that is called "Appendix" goes to the back matter.
"""

import re
from urllib.parse import unquote

from publisher.model import Place, Role
from publisher.read import roles
from publisher.read.files import Files
from publisher.read.names import folder_of, normalised
from publisher.read.order import Chapter, Order, Part

_LINK = re.compile(r"\[(?P<title>.*)\]\((?P<file>[^()]*(\([^()]*\)[^()]*)*)\)\s*$")
_ITEM = re.compile(r"(?P<indent>\s*)([-*+]|\d+[.)])\s+(?P<rest>.*)")
LARGEST_SUMMARY = 1_000_000
"""Bytes of a summary that are read at most."""
LONGEST_LINE = 2000
DEEPEST = 6
"""Levels below the chapter; what is nested deeper is set at the last."""


class _Node:
    def __init__(self, title: str, file: str, at: Place) -> None:
        self.title, self.file, self.at = title, file, at
        self.children: list[_Node] = []

    def frozen(self, role: Role | None = None) -> Chapter:
        below = tuple(child.frozen() for child in self.children)
        return Chapter(file=self.file, at=self.at, title=self.title, role=role, chapters=below)


class _Summary:
    def __init__(self, file: str, files: Files) -> None:
        self.file, self.files = file, files
        self.front: list[_Node] = []
        self.parts: list[tuple[str, Place, list[_Node]]] = [("", Place(file), [])]
        self.back: list[_Node] = []
        self.open: list[tuple[int, _Node]] = []
        self.headings = 0

    @property
    def begun(self) -> bool:
        return any(nodes for _, _, nodes in self.parts)

    def line(self, text: str, at: Place) -> None:
        if len(text) > LONGEST_LINE:
            self.files.report("summary-syntax", at)
            return
        item = _ITEM.fullmatch(text)
        link = _LINK.fullmatch(item["rest"] if item else text.strip())
        if link is None:
            if text.startswith("#"):
                self.heading(text, at)
            elif not re.fullmatch(r"\s*|\s*[-*_]{3,}\s*", text):
                self.files.report("summary-syntax", at)
            return
        name = unquote(link["file"].strip().strip("<>").partition("#")[0])
        if not name and not plain(link["title"]):
            self.files.report("summary-syntax", at)
            return
        node = _Node(plain(link["title"]), normalised(folder_of(self.file), name) if name else "", at)
        if item is None:
            self.open.clear()
            (self.back if self.begun else self.front).append(node)
        else:
            self.nest(node, len(item["indent"].expandtabs(4)))

    def heading(self, text: str, at: Place) -> None:
        self.headings += 1
        self.open.clear()
        # The first heading of a summary is its own.
        if self.headings > 1 or self.begun or self.front:
            self.parts.append((plain(text.strip("# ")), at, []))

    def nest(self, node: _Node, indent: int) -> None:
        while self.open and (self.open[-1][0] >= indent or len(self.open) > DEEPEST):
            self.open.pop()
        (self.open[-1][1].children if self.open else self.parts[-1][2]).append(node)
        self.open.append((indent, node))

    def order(self) -> Order:
        body: list[Chapter | Part] = []
        back: list[Chapter] = []
        for title, at, nodes in self.parts:
            chapters = tuple(node.frozen() for node in nodes if roles.role_named(node.title) != "appendix")
            back += [node.frozen("appendix") for node in nodes if roles.role_named(node.title) == "appendix"]
            if title and chapters:
                body.append(Part(title=title, chapters=chapters, at=at))
            else:
                body += chapters
        front = tuple(node.frozen(_role(node, "front", "preface")) for node in self.front)
        back += [node.frozen(_role(node, "back", "afterword")) for node in self.back]
        return Order(front=front, body=tuple(body), back=tuple(back), whole=True, root=folder_of(self.file))


def summary(text: str, file: str, files: Files) -> Order:
    """The order that a summary says; ``file`` is its name, which its links are relative to."""
    found = _Summary(file, files)
    bare = re.sub(r"<!--.*?-->", lambda comment: "\n" * comment[0].count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(bare.split("\n"), 1):
        found.line(line, Place(file, number))
    return found.order()


def plain(title: str) -> str:
    """A title in Markdown without its backticks, stars and backslashes."""
    return re.sub(r"\\(?=[^\w\s])|[`*]", "", title).strip()


def _role(node: _Node, place: roles.Matter, default: Role) -> Role:
    return roles.role_named(node.title, place) or roles.role_named(node.file, place) or default
