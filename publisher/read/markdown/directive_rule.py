"""Directives as nested tokens: ``:::{name} argument``, option lines, body, ``:::``.

1. an opening fence of colons, backticks or tildes with a name in braces
2. its end: the fence of the same length, or the nearest that is not longer, so that directives nest either way
3. option lines ``:key: value``; lines indented below one continue its value
4. the body: blocks, which are parsed where they stand and so keep their lines; lines of verse; or plain text

Tokens: ``directive_open`` (``info`` name, ``content`` plain body, ``meta["argument"]``), for each option and for an
argument of words ``option_open`` (``info`` key), ``inline``, ``option_close``; the body; ``directive_close``.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from publisher.read.markdown.vocabulary import SPECS, WORD_OPTIONS, Spec

_OPENING = re.compile(r"(:{3,}|`{3,}|~{3,})[ \t]*\{([A-Za-z][\w:.-]*)\}[ \t]*(.*)$")
_NESTED = re.compile(r"(:{3,})[ \t]*\{[A-Za-z][\w:.-]*\}")
_CLOSING = re.compile(r"(:{3,}|`{3,}|~{3,})[ \t]*$")
_FENCE_CHARACTERS = frozenset(":`~")
_CODE_FENCE = re.compile(r"(`{3,}(?=[^`]*$)|~{3,})")
_OPTION = re.compile(r":([A-Za-z][\w-]*):(?:[ \t]+(.*))?$")
_PLAIN = Spec(frozenset(), "plain", "plain")
_BLOCKS = Spec(frozenset(), "words", "blocks")


def directive_plugin(md: MarkdownIt) -> None:
    """Teach the parser directives."""
    ends = ["paragraph", "reference", "blockquote", "list", "table"]
    md.block.ruler.before("fence", "directive", _directive, {"alt": ends})


def _text(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]


def _directive(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    if state.is_code_block(start_line) or state.src[state.bMarks[start_line] + state.tShift[start_line]] not in ":`~":
        return False
    match = _OPENING.match(_text(state, start_line))
    if not match or (match[1][0] == "`" and "`" in match[3]):
        return False
    if silent:
        return True
    fence, name, argument = match.groups()
    # An unknown name on a code fence is most often one of a program: ```{r}.
    spec = SPECS.get(name) or (_BLOCKS if fence[0] == ":" else _PLAIN)
    end, closed = _end(state, start_line, end_line, fence, nests=fence[0] == ":" and spec.body == "blocks")
    token = state.push("directive_open", "", 1)
    token.block, token.info, token.markup, token.map = True, name, fence, [start_line, end]
    token.meta = {"argument": argument.strip(), "options": {}, "closed": closed}
    if spec.argument == "words" and argument.strip():
        _words(state, "", argument.strip(), start_line)
    body = _options(state, start_line + 1, end, token.meta["options"])
    if spec.body == "plain":
        # The blank line that ends the options is no part of the code.
        body += body > start_line + 1 and body < end and state.isEmpty(body)
        token.content = state.getLines(body, end, state.sCount[start_line], True)
    elif spec.body == "lines":
        _verse(state, body, end)
    else:
        _blocks(state, body, end)
    token = state.push("directive_close", "", -1)
    token.block = True
    state.line = end + closed
    return True


def _blocks(state: StateBlock, start: int, end: int) -> None:
    parent, line_max = state.parentType, state.lineMax
    # Nothing may go on lazily past the closing fence.
    state.parentType, state.lineMax = "directive", end
    state.md.block.tokenize(state, start, end)
    state.parentType, state.lineMax = parent, line_max


def _words(state: StateBlock, key: str, text: str, line: int) -> None:
    token = state.push("option_open", "", 1)
    token.info, token.map = key, [line, line + 1]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = text, [line, line + 1 + text.count("\n")], []
    state.push("option_close", "", -1)


def _options(state: StateBlock, line: int, end: int, options: dict[str, tuple[str, int]]) -> int:
    """Read the option lines into ``options`` (value and line) and give the line where the body begins."""
    while line < end and not state.isEmpty(line) and (match := _OPTION.match(_text(state, line))):
        first, values = line, [(match[2] or "").strip()]
        line += 1
        while line < end and not state.isEmpty(line) and state.sCount[line] > state.sCount[first]:
            values.append(_text(state, line).strip())
            line += 1
        value = "\n".join(values).strip()
        key = match[1].lower()
        if key in options:
            # The last one counts; the reader says so.
            options[f"{key} (again)"] = options[key]
        options[key] = (value, first)
        if key in WORD_OPTIONS and value:
            _words(state, key, value, first)
    return line


def _verse(state: StateBlock, start: int, end: int) -> None:
    indent = min((state.sCount[line] for line in range(start, end) if not state.isEmpty(line)), default=0)
    for line in range(start, end):
        if state.isEmpty(line):
            state.push("stanza_end", "", 0)
            continue
        token = state.push("verse_line_open", "", 1)
        token.map, token.meta = [line, line + 1], {"indent": (state.sCount[line] - indent) // 2}
        token = state.push("inline", "", 0)
        token.content, token.map, token.children = _text(state, line).strip(), [line, line + 1], []
        state.push("verse_line_close", "", -1)


def _end(state: StateBlock, start_line: int, end_line: int, fence: str, *, nests: bool) -> tuple[int, bool]:
    """The line of the closing fence and whether there is one; without, the end of what is around the directive."""
    # A code fence may show a directive; one that is never closed must not hide the end.
    for skip_code in (True, False) if nests else (False,):
        line, closed = _search(state, start_line + 1, end_line, fence, nests=nests, skip_code=skip_code)
        if closed:
            break
    return line, closed


def _search(
    state: StateBlock, line: int, end_line: int, fence: str, *, nests: bool, skip_code: bool
) -> tuple[int, bool]:
    open_fences = [len(fence)]
    code = ""
    for number in range(line, end_line):
        first = state.bMarks[number] + state.tShift[number]
        if state.sCount[number] < state.blkIndent and not state.isEmpty(number):
            return number, False
        if state.src[first : first + 1] not in _FENCE_CHARACTERS or state.is_code_block(number):
            continue
        text = _text(state, number)
        if code:
            if text.startswith(code) and not text.strip(code[0] + " \t"):
                code = ""
        elif skip_code and (match := _CODE_FENCE.match(text)):
            code = match[1]
        elif nests and (match := _NESTED.match(text)):
            open_fences.append(len(match[1]))
        elif (match := _CLOSING.match(text)) and match[1][0] == fence[0] and not _close(open_fences, len(match[1])):
            return number, True
    return end_line, False


def _close(open_fences: list[int], length: int) -> bool:
    """End the directive that a fence of this length closes; whether the outermost is still open."""
    exact = [index for index, other in enumerate(open_fences) if other == length]
    shorter = [index for index, other in enumerate(open_fences) if other < length]
    if found := exact or shorter:
        del open_fences[found[-1] :]
    return bool(open_fences)
