"""Attributes in braces: ``{#id .class lang=fr alt="words" decorative}``.

Four places take them: right after a link, picture, span, code, role or formula; after ``[text]``, which makes a span;
at the end of a heading or defined term; and on a line of their own before a block.
"""

import re
from types import SimpleNamespace

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

_NAME = r"[^\s\"'#.{}=<>`]++"
_QUOTED = r"""\"(?P<double>(?:[^\"\\]|\\.)*+)\"|'(?P<single>(?:[^'\\]|\\.)*+)'"""
_VALUE = rf"""(?:{_QUOTED}|(?P<bare>[^\s{{}}"']++))"""
_ONE = rf"""(?:\#(?P<id>[^\s{{}}"']++)|\.(?P<class>[^\s{{}}"'.]++)|(?P<key>{_NAME})(?:={_VALUE})?+)"""
_ATTRIBUTE = re.compile(_ONE, re.DOTALL)
_PLAIN = re.sub(r"\(\?P<\w+>", "(?:", _ONE)
BRACES = re.compile(rf"\{{[ \t\n]*+(?:{_PLAIN}[ \t\n]*+)*+\}}", re.DOTALL)
"""A pair of braces with attributes in it."""
_TAKES = frozenset({"image", "code_inline", "link_close", "span_close", "role", "math_inline"})


_FLAGS = frozenset({"decorative"})


def match_attributes(text: str, start: int = 0, end: int | None = None) -> re.Match[str] | None:
    """A pair of braces at ``start`` that holds attributes; ``{x}`` is only a word in braces."""
    match = BRACES.match(text, start, len(text) if end is None else end)
    if match and any(value or key in _FLAGS for key, value in read_attributes(match[0]).items()):
        return match
    return None


def read_attributes(braces: str) -> dict[str, str]:
    """The attributes in a pair of braces: classes joined under ``class``, a bare word has the value ``""``."""
    attributes: dict[str, str] = {}
    for match in _ATTRIBUTE.finditer(braces, 1, len(braces) - 1):
        if match["id"]:
            attributes["id"] = match["id"]
        elif match["class"]:
            attributes["class"] = f"{attributes['class']} {match['class']}" if "class" in attributes else match["class"]
        else:
            quoted = match["double"] if match["double"] is not None else match["single"]
            value = re.sub(r"\\(.)", r"\1", quoted, flags=re.DOTALL) if quoted is not None else match["bare"] or ""
            attributes[match["key"].lower()] = " ".join(value.split())
    return attributes


def attributes_plugin(md: MarkdownIt) -> None:
    """Teach the parser attributes in their four places."""
    md.helpers = SimpleNamespace(**{**vars(helpers), "parseLinkLabel": _label_end})  # type: ignore[assignment]
    md.inline.ruler.after("link", "span", _span)
    md.inline.ruler.push("attributes", _after_inline)
    md.block.ruler.before("fence", "attributes", _line, {"alt": ["paragraph"]})
    md.core.ruler.after("block", "attributes_at_end", _at_end)


def _span(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "[" or not _has_span(state):
        return False
    label_end = state.md.helpers.parseLinkLabel(state, state.pos, False)
    if label_end < 0:
        return False
    match = match_attributes(state.src, label_end + 1, state.posMax)
    if not match:
        return False
    if not silent:
        start, maximum = state.pos, state.posMax
        state.pos, state.posMax = start + 1, label_end
        token = state.push("span_open", "span", 1)
        token.meta["attributes"] = read_attributes(match[0])
        state.md.inline.tokenize(state)
        state.push("span_close", "span", -1)
        state.posMax = maximum
    state.pos = match.end()
    return True


def _label_end(state: StateInline, start: int, no_links: bool = False) -> int:
    """Where a label that begins at ``start`` ends, or -1: as in CommonMark, but a span is no link in a link."""
    before, level = state.pos, 1
    state.pos = start + 1
    while state.pos < state.posMax:
        at, character = state.pos, state.src[state.pos]
        level -= character == "]"
        if level == 0:
            break
        state.md.inline.skipToken(state)
        if character == "[":
            if state.pos == at + 1:
                level += 1
            elif no_links and state.src[state.pos - 1 : state.pos] != "}":
                break
    end, state.pos = state.pos if level == 0 else -1, before
    return end


def _has_span(state: StateInline) -> bool:
    # Looking for the end of a label is slow; most text has no span at all.
    return state.html_terminator_last("]{") > state.pos


def _after_inline(state: StateInline, silent: bool) -> bool:
    if silent or state.src[state.pos] != "{" or state.pending or not state.tokens:
        return False
    token = state.tokens[-1]
    if token.type not in _TAKES:
        return False
    match = match_attributes(state.src, state.pos, state.posMax)
    if not match:
        return False
    opening = _opening(state.tokens)
    opening.meta.setdefault("attributes", {}).update(read_attributes(match[0]))
    state.pos = match.end()
    return True


def _opening(tokens: list[Token]) -> Token:
    level = 0
    for token in reversed(tokens):
        level += token.nesting
        if level >= 0:
            return token
    return tokens[-1]


def _line(state: StateBlock, start_line: int, _end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line):
        return False
    text = state.src[state.bMarks[start_line] + state.tShift[start_line] : state.eMarks[start_line]].rstrip()
    match = match_attributes(text) if text.startswith("{") else None
    if not match or match.end() != len(text):
        return False
    if silent:
        return True
    token = state.push("attributes", "", 0)
    token.meta["attributes"] = read_attributes(text)
    token.map = [start_line, start_line + 1]
    state.line = start_line + 1
    return True


def _at_end(state: StateCore) -> None:
    for before, token in zip(state.tokens, state.tokens[1:], strict=False):
        if before.type not in ("heading_open", "dt_open") or token.type != "inline" or not token.content.endswith("}"):
            continue
        start = token.content.rfind("{")
        match = match_attributes(token.content, start) if start >= 0 else None
        if match and match.end() == len(token.content) and token.content[start - 1 : start] in ("", " ", "\t", "\n"):
            before.meta["attributes"] = read_attributes(match[0])
            token.content = token.content[:start].rstrip()
