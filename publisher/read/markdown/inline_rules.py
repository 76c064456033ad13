"""Inline syntax beyond CommonMark: roles, formulas and notes written where they are called."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

WORD_ROLES = frozenset({"del", "dfn", "ins", "kbd", "mark", "q", "samp", "sc", "small", "sub", "sup", "title", "var"})
"""Roles whose content is Markdown text."""

_ROLE = re.compile(r"\{([A-Za-z][\w:.+-]*)\}(`++)")
# The dollars of prices and shell variables are no formula: no space inside, no letter or digit outside.
_DISPLAY = re.compile(r"\$\$(?!\$)((?:[^$\\]|\\.|\$(?!\$))++)\$\$", re.DOTALL)
_NOTE_CALL = re.compile(r"\[\^([^\s\[\]]++)\]")
_FORMULA = re.compile(r"\$(?![\s$])((?:[^$\\]|\\.)++)(?<!\s)\$(?![\w$])", re.DOTALL)


def inline_plugin(md: MarkdownIt) -> None:
    """Teach the parser roles, formulas and inline notes."""
    md.inline.ruler.before("backticks", "role", _role)
    md.inline.ruler.before("escape", "formula", _formula)
    md.inline.ruler.after("image", "inline_note", _inline_note)
    md.inline.ruler.before("link", "note_call", _note_call)


def _role(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "{":
        return False
    match = _ROLE.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    start, end = match.end(), _closing_ticks(state, match.end(), len(match[2]))
    if end < 0:
        return False
    if not silent:
        token = state.push("role", "", 0)
        token.info = match[1]
        token.content = " ".join(state.src[start:end].split())
        token.children = []
        if match[1] in WORD_ROLES:
            state.md.inline.parse(token.content, state.md, state.env, token.children)
    state.pos = end + len(match[2])
    return True


def _closing_ticks(state: StateInline, position: int, length: int) -> int:
    """Where a run of exactly ``length`` backticks begins, or -1."""
    ticks = "`" * length
    # Runs that are not there are looked for but once: the last place of a run is kept for the whole paragraph.
    if state.html_terminator_last(ticks) < position:
        return -1
    while (position := state.src.find(ticks, position, state.posMax)) >= 0:
        end = position
        while end < state.posMax and state.src[end] == "`":
            end += 1
        if end - position == length:
            return position
        position = end
    return -1


def _formula(state: StateInline, silent: bool) -> bool:
    at = state.pos
    if state.src[at] != "$" or state.html_terminator_last("$") <= at:
        return False
    before = state.src[at - 1] if at else " "
    if before.isalnum() or before == "$":
        return False
    match = _DISPLAY.match(state.src, at, state.posMax) or _FORMULA.match(state.src, at, state.posMax)
    if not match or not match[1].strip():
        return False
    if not silent:
        token = state.push("math_inline", "math", 0)
        token.content = match[1]
    state.pos = match.end()
    return True


def _note_call(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("[^", state.pos):
        return False
    match = _NOTE_CALL.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        state.push("note_call", "", 0).info = match[1]
    state.pos = match.end()
    return True


def _inline_note(state: StateInline, silent: bool) -> bool:
    # Looking for the end of a label is slow where there is none.
    if not state.src.startswith("^[", state.pos) or state.html_terminator_last("]") < state.pos:
        return False
    end = state.md.helpers.parseLinkLabel(state, state.pos + 1, False)
    if end < 0:
        return False
    if not silent:
        token = state.push("inline_note", "", 0)
        token.children = []
        state.md.inline.parse(state.src[state.pos + 2 : end], state.md, state.env, token.children)
    state.pos = end + 1
    return True
