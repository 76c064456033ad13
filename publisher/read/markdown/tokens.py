"""From markdown-it's tokens to the tree of elements.

1. walk through the tokens in their order, without recursion; each kind of token has its own small function
2. inline tokens bring the lines that come before them in their block
3. raw HTML is cut into tags and words, which go into the same tree
4. attributes on a line of their own go to the element that follows
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from publisher.read import html
from publisher.read.markdown.attributes import BRACES, match_attributes, read_attributes
from publisher.read.markdown.element import Element, Report, Tree
from publisher.read.markdown.syntax import inline_tokens

_FENCE_SYNTAX = re.compile(r"[^\s,{}]*")
_QUOTE_MARKS = re.compile(r"^(?:[ \t]*>)+")


def grow(tokens: Sequence[Token], lines: Sequence[str], first_line: int, report: Report) -> Element:
    """The tree of a text's tokens; ``lines`` is its source, which begins at ``first_line`` of the file."""
    return _Growing(lines, first_line, report).blocks(tokens)


def grow_inline(tokens: Sequence[Token], line: int, report: Report) -> list[Element]:
    """The elements of inline text that stands at ``line``, such as an attribute's words."""
    growing = _Growing((), line, report)
    growing.inline(tokens, line)
    return growing.tree.finish().children


class _Growing:
    def __init__(self, lines: Sequence[str], first_line: int, report: Report) -> None:
        self.lines = lines
        self.first = first_line
        self.report = report
        self.tree = Tree(report)
        self.line = first_line
        self.attributes: dict[str, str] = {}
        self.attributes_line = first_line
        self.option = False

    def blocks(self, tokens: Sequence[Token]) -> Element:
        for token in tokens:
            if token.map:
                self.line = self.first + token.map[0]
            if token.type == "attributes":
                self.unused_attributes()
                self.attributes, self.attributes_line = dict(token.meta["attributes"]), self.line
            elif token.type == "inline":
                self.inline(token.children or (), self.line)
            elif token.nesting < 0:
                self.close(token)
            else:
                self.open(token)
        self.unused_attributes()
        return self.tree.finish()

    def unused_attributes(self) -> None:
        if self.attributes:
            self.report("attribute-unused", self.attributes_line, names=" ".join(self.attributes))
            self.attributes = {}

    def open(self, token: Token) -> None:
        before = len(self.tree.top.children)
        parent = self.tree.top
        _OPENING.get(token.type, _open_by_tag)(self, token)
        if len(parent.children) > before and (token.meta.get("attributes") or self.attributes):
            element = parent.children[before]
            # Those at the end of a heading are nearer than those on the line before it.
            element.attributes = {**self.attributes, **element.attributes, **token.meta.get("attributes", {})}
            self.attributes = {}

    def close(self, token: Token) -> None:
        self.unused_attributes()
        if token.type == "tr_close" and self.tree.top.name == "tr":
            self.excess_cells(self.tree.top)
        closed = self.tree.top
        self.tree.close()
        directive = self.tree.top
        if closed.name == "{option}" and directive.name == "{directive}":
            directive.options.setdefault(closed.info, closed).children = closed.children
            directive.children.remove(closed)

    def inline(self, tokens: Sequence[Token], line: int) -> None:
        """Add the elements of inline tokens whose text begins at ``line``."""
        at = line
        closed: Element | None = None
        for token in tokens:
            # Some rules of plugins leave no line; then that of the token before is the nearest.
            if "line" in token.meta:
                at = line + token.meta["line"]
            if token.nesting > 0:
                name = _INLINE_NAMES.get(token.type, token.tag)
                element = self.tree.open(name, at, attributes=_attributes(token))
                if token.type == "link_open":
                    element.info = token.markup
            elif token.nesting < 0:
                closed = self.tree.top
                self.tree.close()
                continue
            else:
                self.inline_leaf(token, at, closed)
            closed = None

    def inline_leaf(self, token: Token, at: int, closed: Element | None) -> None:
        """Add the element of a token without an end; ``closed`` is what ended right before it."""
        match token.type:
            case "text":
                # The parser knows where emphasis ends only after it has read the text that follows.
                match = match_attributes(token.content) if closed and closed.name in _EMPHASES else None
                if closed and match:
                    closed.attributes.update(read_attributes(match[0]))
                self.tree.words(token.content[match.end() if match else 0 :], at)
            case "softbreak":
                self.tree.words("\n", at)
            case "hardbreak":
                self.tree.add("br", at)
            case "code_inline":
                self.tree.add("code", at, text=token.content, attributes=_attributes(token))
            case "math_inline":
                self.tree.add("{formula}", at, text=token.content, attributes=_attributes(token))
            case "html_inline":
                self.raw_html(token.content, at)
            case "image":
                self.tree.open("img", at, attributes=_attributes(token))
                self.inline(token.children or (), at)
                self.tree.close()
            case "role":
                text = "" if token.children else token.content
                self.tree.open("{role}", at, text=text, info=token.info, attributes=_attributes(token))
                self.inline(token.children or (), at)
                self.tree.close()
            case "note_call":
                self.tree.add("{note-call}", at, info=token.info)
            case "inline_note":
                self.tree.open("{inline-note}", at)
                self.inline(token.children or (), at)
                self.tree.close()
            case _:
                self.tree.words(token.content, at)

    def raw_html(self, text: str, line: int) -> None:
        for piece in html.pieces(text):
            if isinstance(piece.what, str):
                self.tree.words(piece.what, line + piece.line)
            else:
                self.tree.tag(piece.what, line + piece.line)

    def excess_cells(self, row: Element) -> None:
        """Add the cells beyond the last column, which the table rule leaves out."""
        number = row.line - self.first
        if row.html or not 0 <= number < len(self.lines):
            return
        cells = escapedSplit(_QUOTE_MARKS.sub("", self.lines[number]).strip())
        cells = cells[cells[:1] == [""] : len(cells) - (cells[-1:] == [""])]
        for text in cells[len(row.children) :]:
            self.report("table-cells", row.line, text=text.strip())
            self.tree.open("td", row.line)
            self.inline(inline_tokens(text.strip()), row.line)
            self.tree.close()


def _attributes(token: Token) -> dict[str, str]:
    # A title may have a form feed, written as &#12;, which XML has not.
    attributes = {key: str(value).replace("\f", " ") for key, value in token.attrs.items()}
    if token.type == "image":
        # Its words are its children; what stands here is always empty.
        attributes.pop("alt", None)
    attributes.update(token.meta.get("attributes", {}))
    return attributes


def _open_by_tag(growing: _Growing, token: Token) -> None:
    if token.nesting:
        growing.tree.open(token.tag, growing.line, attributes=_attributes(token))
    elif token.content:
        growing.tree.words(token.content, growing.line)


def _paragraph(growing: _Growing, token: Token) -> None:
    growing.tree.open("p", growing.line, tight=token.hidden)


def _list(growing: _Growing, token: Token) -> None:
    growing.tree.open(token.tag, growing.line, attributes=_attributes(token))


def _code(growing: _Growing, token: Token) -> None:
    braces = BRACES.search(token.info)
    attributes = read_attributes(braces[0]) if braces else {}
    match = _FENCE_SYNTAX.match(token.info.strip())
    syntax = (match[0] if match else "") or attributes.get("class", "").partition(" ")[0]
    growing.tree.add("{code-block}", growing.line, text=token.content, info=syntax, attributes=attributes)


def _html(growing: _Growing, token: Token) -> None:
    growing.raw_html(token.content, growing.line)


def _math(growing: _Growing, token: Token) -> None:
    attributes = {"id": token.info} if token.info else {}
    growing.tree.add("{formula-block}", growing.line, text=token.content, attributes=attributes)


def _cell(growing: _Growing, token: Token) -> None:
    style = str(token.attrs.get("style", "")).rpartition(":")[2]
    growing.tree.open(token.tag, growing.line, attributes={"align": style} if style else {})


def _note(growing: _Growing, token: Token) -> None:
    growing.tree.open("{note}", growing.line, info=str(token.meta["label"]))


def _directive(growing: _Growing, token: Token) -> None:
    directive = growing.tree.open(
        "{directive}", growing.line, info=token.info, text=token.content, attributes={"markup": token.markup[:1]}
    )
    if not token.meta["closed"]:
        growing.report("directive-unclosed", growing.line, name=token.info, fence=token.markup)
    if argument := token.meta["argument"]:
        directive.options[""] = Element("{option}", growing.line, text=argument)
    for key, (value, line) in token.meta["options"].items():
        directive.options[key] = Element("{option}", growing.first + line, text=value)


def _option(growing: _Growing, token: Token) -> None:
    growing.tree.open("{option}", growing.line, info=token.info)


def _verse_line(growing: _Growing, token: Token) -> None:
    growing.tree.open("{verse-line}", growing.line, info=str(token.meta["indent"]))


def _leaf(name: str) -> Callable[[_Growing, Token], None]:
    def add(growing: _Growing, _token: Token) -> None:
        growing.tree.add(name, growing.line)

    return add


def _too_deep(growing: _Growing, token: Token) -> None:
    growing.report("too-deep", growing.line)
    growing.tree.open("p", growing.line)
    growing.tree.words(token.content, growing.line)
    growing.tree.close()


_EMPHASES = frozenset({"em", "strong", "del"})
_INLINE_NAMES = {"s_open": "del", "span_open": "span", "link_open": "a"}
_OPENING: dict[str, Callable[[_Growing, Token], None]] = {
    "code_block": _code,
    "directive_open": _directive,
    "fence": _code,
    "footnote_reference_open": _note,
    "hr": _leaf("hr"),
    "html_block": _html,
    "math_block": _math,
    "math_block_label": _math,
    "option_open": _option,
    "paragraph_open": _paragraph,
    "stanza_end": _leaf("{stanza-end}"),
    "td_open": _cell,
    "th_open": _cell,
    "too_deep": _too_deep,
    "verse_line_open": _verse_line,
}
