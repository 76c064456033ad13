"""Directives to blocks.

1. the name: known, another name for a known one, or unknown; then what is in it stays, as text
2. options and argument: those that are not known are reported, their text is not lost
3. the maker of the directive; it reports what it has no place for and puts it after itself
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from publisher.model import (
    Aside,
    Block,
    CodeBlock,
    Epigraph,
    Index,
    Inline,
    Listed,
    ListOf,
    MathBlock,
    PageBreak,
    Paragraph,
    Quote,
    Stanza,
    Table,
    Text,
    Verse,
    VerseLine,
)
from publisher.read.markdown.blocks import ASIDE_KINDS
from publisher.read.markdown.converter import BlockMaker, Converter, Item, in_language
from publisher.read.markdown.element import Element
from publisher.read.markdown.figure_directive import figure_directive, image_directive
from publisher.read.markdown.options import option_words
from publisher.read.markdown.recordings import recording_directive
from publisher.read.markdown.reference_lists import bibliography, glossary
from publisher.read.markdown.spaces import trim
from publisher.read.markdown.tables import alignments_from, list_table, with_headers
from publisher.read.markdown.vocabulary import INNER, SPECS, WORD_OPTIONS

_ALIASES = {
    "admonition": "note",
    "attention": "important",
    "blockquote": "quote",
    "error": "danger",
    "hint": "tip",
    "math-block": "math",
    "pagebreak": "page-break",
    "topic": "sidebar",
}
_MOST_STEPS = 12


def directive(converter: Converter, element: Element) -> Iterable[Item]:
    """The blocks of a directive."""
    name = element.info if element.info in SPECS else _ALIASES.get(element.info.lower(), element.info.lower())
    _take_common(converter, element)
    if name not in SPECS:
        return _unknown(converter, element)
    spec = SPECS[name]
    # A name given twice is no text that could be lost.
    lost = [
        option
        for key, option in element.options.items()
        if key and key not in spec.options and key.partition(" ")[0] not in spec.options - WORD_OPTIONS
    ]
    for key, option in element.options.items():
        if key and key not in spec.options:
            _unknown_option(converter, name, key, option)
    argument = element.options.get("")
    if argument and spec.argument == "none":
        converter.report("argument-unknown", argument, name=name, argument=argument.text)
        lost.append(argument)
    if name in INNER:
        converter.report("directive-outside", element, name=name)
    made = list(_MAKERS[name](converter, element))
    return (*made, *(block for option in lost for block in _kept(converter, option)))


def _take_common(converter: Converter, element: Element) -> None:
    """The options that every directive has become attributes."""
    for option, attribute in (("name", "id"), ("lang", "lang"), ("dir", "dir")):
        if found := element.options.get(option):
            element.attributes[attribute] = found.text
    for key in [key for key in element.options if key.endswith(" (again)")]:
        name = key.partition(" ")[0]
        converter.report("option-again", element.options[name], name=name)


def _unknown(converter: Converter, element: Element) -> Iterable[Item]:
    hint = _nearest(element.info, [*SPECS, *_ALIASES])
    converter.report("directive-unknown", element, name=element.info, hint=hint or "see the list of directives")
    if element.text:
        fields = converter.common(element)
        return (CodeBlock(element.text.removesuffix("\n"), syntax=element.info, **fields),)
    options = [block for option in element.options.values() for block in _kept(converter, option)]
    return (*options, *converter.items(element.children))


def _unknown_option(converter: Converter, name: str, key: str, option: Element) -> None:
    if key.endswith(" (again)"):
        return
    known = sorted(SPECS[name].options)
    hint = _nearest(key, known) or f"it has {', '.join(known)}"
    converter.report("option-unknown", option, name=name, option=key, hint=hint)


def _nearest(word: str, known: Sequence[str]) -> str:
    found = difflib.get_close_matches(word, known, 1)
    return f"did you mean {found[0]}?" if found else ""


def _kept(converter: Converter, option: Element) -> Iterable[Block]:
    content = option_words(converter, option)
    return (Paragraph(content, at=converter.at(option)),) if content else ()


def _aside(converter: Converter, element: Element) -> Iterable[Item]:
    kind = ASIDE_KINDS[element.info if element.info in ASIDE_KINDS else _ALIASES[element.info.lower()]]
    title = option_words(converter, element.options.get("")) or option_words(converter, element.options.get("title"))
    fields = converter.common(element)
    items = converter.blocks(element.children)
    content = in_language(items, "", converter.direction(element))
    return (Aside(kind, tuple(content), title, **fields),)  # type: ignore[arg-type]


def _quote(converter: Converter, element: Element) -> Iterable[Item]:
    fields = converter.common(element)
    content = list(in_language(converter.blocks(element.children), "", converter.direction(element)))
    attribution = option_words(converter, element.options.get("attribution"))
    last = content[-1] if content else None
    if not attribution and len(content) > 1 and isinstance(last, Paragraph):
        attribution = _after_dash(last.content)
        del content[len(content) - bool(attribution) :]
    kind = Epigraph if element.info == "epigraph" else Quote
    return (kind(tuple(content), attribution, **fields),) if content or attribution else ()  # type: ignore[arg-type]


def _after_dash(content: tuple[Inline, ...]) -> tuple[Inline, ...]:
    first = content[0] if content else None
    if not isinstance(first, Text) or not first.value.startswith(("— ", "-- ", "― ")):
        return ()
    rest = first.value.split(" ", 1)[1]
    return trim((Text(rest, at=first.at), *content[1:])) if rest.strip() else content[1:]


def _verse(converter: Converter, element: Element) -> Iterable[Item]:
    fields = converter.common(element)
    stanzas: list[Stanza] = []
    lines: list[VerseLine] = []
    attribution = option_words(converter, element.options.get("attribution"))
    for child in (*element.children, Element("{stanza-end}", element.line)):
        if child.name == "{verse-line}":
            content = converter.line(child.children)
            if content:
                lines.append(
                    VerseLine(content, indent=min(int(child.info or 0), _MOST_STEPS), **converter.common(child))
                )
        elif lines:
            stanzas.append(Stanza(tuple(lines), at=lines[0].at))
            lines = []
    last = stanzas[-1] if len(stanzas) > 1 else None
    if last and not attribution and len(last.lines) == 1 and (attribution := _after_dash(last.lines[0].content)):
        stanzas.pop()
    return (Verse(tuple(stanzas), attribution, **fields),) if stanzas else ()


def _code(converter: Converter, element: Element) -> Iterable[Item]:
    argument = element.options.get("")
    caption = option_words(converter, element.options.get("caption"))
    syntax = argument.text.split()[0] if argument and argument.text.split() else ""
    return (CodeBlock(element.text.removesuffix("\n"), syntax=syntax, caption=caption, **converter.common(element)),)


def _math(converter: Converter, element: Element) -> Iterable[Item]:
    argument = element.options.get("")
    tex = "\n".join(part for part in (argument.text if argument else "", element.text.strip()) if part).strip()
    if not tex:
        converter.report("math-empty", element)
        return ()
    spoken = element.options.get("spoken")
    return (MathBlock(tex, spoken=" ".join(spoken.text.split()) if spoken else "", **converter.common(element)),)


def _table(converter: Converter, element: Element) -> Iterable[Item]:
    caption = option_words(converter, element.options.get(""))
    fields = converter.common(element)
    if element.info == "list-table" or not any(child.name == "table" for child in element.children):
        made, rest = _first_list(converter, element)
        default: int | None = 1
    else:
        items = converter.blocks(element.children)
        made = next((item for item in items if isinstance(item, Table)), None)
        rest = tuple(item for item in items if item is not made)
        default = None
    if made is None:
        converter.report("directive-content", element, name=element.info, expected="a table")
        return (Paragraph(caption, at=converter.at(element)), *rest) if caption else rest
    rows = count_option(converter, element, "header-rows", default)
    columns = count_option(converter, element, "header-columns", 0) or 0
    if rows is not None or columns:
        made = with_headers(made, rows, columns)
    if align := element.options.get("align"):
        made = made.replace(alignments=alignments_from(converter, align))
    fields["id"] = fields.get("id") or made.id
    return (made.replace(caption=caption or made.caption, **fields), *rest)


def _first_list(converter: Converter, element: Element) -> tuple[Table | None, tuple[Block, ...]]:
    lists = next((child for child in element.children if child.name in ("ul", "ol")), None)
    rest = converter.blocks([child for child in element.children if child is not lists])
    return (list_table(converter, lists) if lists else None), rest


def count_option(converter: Converter, element: Element, name: str, default: int | None) -> int | None:
    """A number of rows or columns in an option."""
    option = element.options.get(name)
    if option is None:
        return default
    if option.text.strip().isdecimal() and len(option.text.strip()) < 4:
        return int(option.text)
    converter.report("option-value", option, name=name, value=option.text, expected="a number")
    return default


def _division(converter: Converter, element: Element) -> Iterable[Item]:
    return converter.makers.block["section"](converter, element)


def _page_break(converter: Converter, element: Element) -> Iterable[Item]:
    return (PageBreak(**converter.common(element)), *converter.blocks(element.children))


def _index(converter: Converter, element: Element) -> Iterable[Item]:
    return (Index(**converter.common(element)), *converter.blocks(element.children))


def _list_of(converter: Converter, element: Element) -> Iterable[Item]:
    what: Listed = "figures" if element.info == "list-of-figures" else "tables"
    return (ListOf(what, **converter.common(element)), *converter.blocks(element.children))


_MAKERS: dict[str, BlockMaker] = {
    **dict.fromkeys(ASIDE_KINDS, _aside),
    **dict.fromkeys(("code", "code-block", "sourcecode"), _code),
    **dict.fromkeys(INNER, _division),
    **dict.fromkeys(("list-of-figures", "list-of-tables"), _list_of),
    **dict.fromkeys(("quote", "epigraph"), _quote),
    **dict.fromkeys(("table", "list-table"), _table),
    **dict.fromkeys(("video", "audio"), recording_directive),
    "bibliography": bibliography,
    "div": _division,
    "figure": figure_directive,
    "glossary": glossary,
    "image": image_directive,
    "index": _index,
    "math": _math,
    "page-break": _page_break,
    "verse": _verse,
}
