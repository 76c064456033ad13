"""The Markdown parser: CommonMark with tables, strikethrough, definition lists, notes, formulas and directives.

What is unlike markdown-it: inline tokens know their line, nesting has a bound beyond which text is kept as text
(markdown-it drops it), and addresses are left as they are written, for the reader to judge.
"""

import re
from bisect import bisect_right
from functools import cache
from typing import Any, Literal

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from publisher.read.markdown.attributes import attributes_plugin
from publisher.read.markdown.directive_rule import directive_plugin
from publisher.read.markdown.inline_rules import inline_plugin

DEEPEST = 48
"""How deep blocks, or inline markup, may be nested."""
_LINE_END = re.compile("\n")
_DEEPEST_PARSE = 6
"""How deep text may stand in text of its own: a picture's words in a note in a picture's words."""


def tokens(text: str) -> list[Token]:
    """The tokens of a text. Inline tokens have ``meta["line"]``, counted from the first line of their block."""
    return _parser().parse(text)


def inline_tokens(text: str) -> list[Token]:
    """The tokens of text that has no blocks, such as an attribute's words."""
    return _parser().parseInline(text)[0].children or []


@cache
def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"maxNesting": DEEPEST})
    md.block, md.inline = _Block(), _Inline()
    md.configure("commonmark")
    md.options["maxNesting"] = DEEPEST
    md.enable(["table", "strikethrough"])
    md.use(deflist_plugin)
    md.use(dollarmath_plugin, allow_blank_lines=False)
    md.use(footnote_plugin, inline=False, move_to_end=False)
    # Our own rules know better what is a formula, and say which notes are missing.
    md.inline.ruler.disable(["math_inline", "footnote_ref"])
    md.use(inline_plugin).use(attributes_plugin).use(directive_plugin)
    # The reader decides which addresses may pass, so that none is refused without a word.
    md.validateLink = _any_address  # type: ignore[assignment]
    md.normalizeLink = str  # type: ignore[assignment]
    return md


def _any_address(_url: str) -> bool:
    return True


class _Block(ParserBlock):
    def tokenize(self, state: StateBlock, startLine: int, endLine: int) -> None:  # noqa: N803
        if state.level < DEEPEST:
            super().tokenize(state, startLine, endLine)
            return
        line = state.skipEmptyLines(startLine)
        if line < endLine:
            token = state.push("too_deep", "", 0)
            token.map, token.content = [line, endLine], state.getLines(line, endLine, state.blkIndent, False)
        state.line = endLine


class _Inline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        depth = env.get("depth", 0)
        if depth >= _DEEPEST_PARSE:
            tokens.append(Token("text", "", 0, content=src, meta={"line": 0}))
            return tokens
        env["depth"] = depth + 1
        state = _PlacedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        env["depth"] = depth
        return state.tokens


class _PlacedState(StateInline):
    """Inline state whose tokens know how many lines come before them."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, outTokens: list[Token]) -> None:  # noqa: N803
        super().__init__(src, md, env, outTokens)
        self.ends = [match.start() for match in _LINE_END.finditer(src)]
        self.flushed = 0

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        token = super().push(ttype, tag, nesting)
        token.meta = {"line": self._line(self.pos)}
        self.flushed = self.pos + (ttype == "hardbreak")
        return token

    def pushPending(self) -> Token:  # noqa: N802
        token = super().pushPending()
        # What was pushed before may have been a line end.
        token.meta = {"line": self._line(self.flushed + 1)}
        self.flushed = self.pos
        return token

    def _line(self, position: int) -> int:
        return bisect_right(self.ends, position - 1) if self.ends else 0
