"""Lists and definition lists."""

from __future__ import annotations

import re
from collections.abc import Iterable

from publisher.model import (
    Block,
    Definition,
    DefinitionGroup,
    DefinitionList,
    List,
    ListItem,
    Numbering,
    Term,
)
from publisher.read.markdown.converter import Converter, Item
from publisher.read.markdown.element import Element

_TASK = re.compile(r"\[([ xX])\][ \t\n]")
_NUMBERINGS: dict[str, Numbering] = {
    "1": "decimal",
    "a": "lower-alpha",
    "A": "upper-alpha",
    "i": "lower-roman",
    "I": "upper-roman",
}
_LARGEST_START = 999_999_999


def item_list(converter: Converter, element: Element) -> Iterable[Item]:
    """A list. What stands in it outside its items becomes an item."""
    children = [child for child in element.children if child.name or not child.text.isspace()]
    items = tuple(_item(converter, child) for child in children)
    if not items:
        return ()
    numbering = _NUMBERINGS.get(element.attributes.get("type", "1"), "decimal") if element.name == "ol" else None
    tight = (
        element.html or any(part.tight for child in children for part in child.children) or not _has_paragraph(children)
    )
    fields = converter.common(element)
    return (List(items, numbering=numbering, start=_start(element), tight=tight, **fields),)


def _has_paragraph(children: list[Element]) -> bool:
    return any(part.name == "p" for child in children for part in child.children)


def _start(element: Element) -> int:
    value = element.attributes.get("start", "1").strip()
    return min(int(value), _LARGEST_START) if re.fullmatch(r"\d{1,9}", value) else 1


def _item(converter: Converter, element: Element) -> ListItem:
    if element.name != "li":
        return ListItem(converter.blocks([element]), at=converter.at(element))
    checked = _take_task(element)
    fields = converter.common(element)
    return ListItem(converter.blocks(element.children), checked=checked, **fields)


def _take_task(item: Element) -> bool | None:
    """Whether a task is done; its box is taken out of the text."""
    first = item.children[0] if item.children else None
    if item.html or first is None or first.name != "p" or not first.children or first.children[0].name:
        return None
    words = first.children[0]
    # The line end of "[ ]" alone on its line is an element of its own.
    match = _TASK.match(words.text + "\n") if len(first.children) > 1 else _TASK.match(words.text)
    if not match:
        return None
    words.text = words.text[min(match.end(), len(words.text)) :]
    return match[1] != " "


def definition_list(converter: Converter, element: Element) -> Iterable[Item]:
    """Terms with their definitions; what stands before the first term goes before the list."""
    groups, before = definition_groups(converter, element)
    if not groups:
        return before
    return (*before, DefinitionList(groups, **converter.common(element)))


def definition_groups(converter: Converter, element: Element) -> tuple[tuple[DefinitionGroup, ...], tuple[Block, ...]]:
    """The groups of a definition list, and what stands in it before the first term."""
    groups: list[DefinitionGroup] = []
    before: list[Block] = []
    terms: list[Term] = []
    definitions: list[Definition] = []
    for part in _parts(element):
        if part.name == "dt":
            if definitions:
                groups.append(_group(converter, terms, definitions))
                terms, definitions = [], []
            terms.append(_term(converter, part))
            continue
        content = converter.blocks(part.children if part.name == "dd" else [part])
        if terms:
            definitions.append(Definition(content, **converter.common(part)))
        elif content:
            converter.report("definition-term", part)
            before.extend(content)
    if terms:
        groups.append(_group(converter, terms, definitions))
    return tuple(groups), tuple(before)


def _parts(element: Element) -> Iterable[Element]:
    for child in element.children:
        if child.name == "div":
            yield from _parts(child)
        elif child.name or not child.text.isspace():
            yield child


def _term(converter: Converter, element: Element) -> Term:
    fields = converter.common(element)
    if converter.anchors and "id" not in fields:
        fields["id"] = converter.anchors.pop()
    return Term(converter.line(element.children), **fields)


def _group(converter: Converter, terms: list[Term], definitions: list[Definition]) -> DefinitionGroup:
    if not definitions:
        converter.report("definition-missing", terms[0].at.line)
    return DefinitionGroup(tuple(terms), tuple(definitions) or (Definition((), at=terms[0].at),), at=terms[0].at)
