"""The directives ``glossary`` and ``bibliography``: lists that the text refers to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from publisher.model import (
    Bibliography,
    BibliographyEntry,
    Block,
    Code,
    DefinitionGroup,
    Glossary,
    Inline,
    LineBreak,
    List,
    ListItem,
    Paragraph,
    Text,
    nodes,
    plain_text,
)
from publisher.read.markdown.converter import Converter, Item
from publisher.read.markdown.element import Element
from publisher.read.markdown.lists import definition_groups
from publisher.read.markdown.spaces import trim

_KEY_END = re.compile(r"\s*[:：]\s*")
_PLAIN_KEY = re.compile(r"([\w.:+/-]+):\s+")


def glossary(converter: Converter, element: Element) -> Iterable[Item]:
    """The terms of a definition list in the body. What else stands there follows."""
    groups: list[DefinitionGroup] = []
    rest: list[Block] = []
    fields = converter.common(element)
    for child in element.children:
        if child.name == "dl":
            found, before = definition_groups(converter, child)
            groups.extend(found)
            rest.extend(before)
        else:
            rest.extend(converter.blocks([child]))
    if not groups or rest:
        converter.report("directive-content", element, name=element.info, expected="a definition list")
    return ((Glossary(tuple(groups), **fields),) if groups else ()) + tuple(rest)


def bibliography(converter: Converter, element: Element) -> Iterable[Item]:
    """The entries of a list (``- `key`: entry``) or definition list (key, then entry)."""
    entries: list[BibliographyEntry] = []
    rest: list[Block] = []
    fields = converter.common(element)
    for child in element.children:
        if child.name == "dl":
            groups, before = definition_groups(converter, child)
            entries.extend(entry for group in groups for entry in _from_group(converter, group))
            rest.extend(before)
            continue
        for block in converter.blocks([child]):
            if isinstance(block, List):
                entries.extend(_from_item(converter, item) for item in block.items)
            else:
                rest.append(block)
    if not entries or rest:
        converter.report("directive-content", element, name=element.info, expected="a list of entries")
    return ((Bibliography(tuple(entries), **fields),) if entries else ()) + tuple(rest)


def _from_group(converter: Converter, group: DefinitionGroup) -> Iterable[BibliographyEntry]:
    content = _joined(converter, tuple(block for definition in group.definitions for block in definition.content))
    for term in group.terms:
        key = term.id or plain_text(term.content).strip()
        yield BibliographyEntry(content, id=key, at=term.at)


def _from_item(converter: Converter, item: ListItem) -> BibliographyEntry:
    content = _joined(converter, item.content)
    key = item.id
    first, second = (*content[:2], None, None)[:2]
    if isinstance(first, Code) and isinstance(second, Text) and (match := _KEY_END.match(second.value)):
        key, content = first.value, _without(content[1:], match.end())
    elif not key and isinstance(first, Text) and (match := _PLAIN_KEY.match(first.value)):
        key, content = match[1], _without(content, match.end())
    if not key:
        converter.report("bibliography-key", item.at.line, entry=plain_text(content))
    return BibliographyEntry(content, id=key, language=item.language, at=item.at)


def _without(content: tuple[Inline, ...], length: int) -> tuple[Inline, ...]:
    first = content[0]
    rest = first.value[length:] if isinstance(first, Text) else ""
    return trim((Text(rest, at=first.at), *content[1:]) if rest else content[1:])


def _joined(converter: Converter, blocks: tuple[Block, ...]) -> tuple[Inline, ...]:
    """The paragraphs of an entry on lines of their own; other blocks give their words."""
    made: list[Inline] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            made.extend((LineBreak(at=block.at), *block.content) if made else block.content)
        else:
            converter.report("caption-block", block.at.line, kind=block.type)
            made.extend(_words(block))
    return tuple(made)


def _words(block: Block) -> Iterable[Inline]:
    for node in nodes(block):
        if isinstance(node, Paragraph):
            yield LineBreak(at=node.at)
            yield from node.content
