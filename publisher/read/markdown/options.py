"""What the makers of directives share: their options' values and the parts inside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from publisher.model import Block, Inline, LineBreak, Paragraph, Text
from publisher.read.markdown.addresses import join
from publisher.read.markdown.converter import Converter
from publisher.read.markdown.element import Element

_FILE = re.compile(r"\S+\.(?:md|markdown)")
_PATHS = re.compile(r'"([^"]+)"|<([^<>]+)>|(\S+)')


def plain_option(element: Element, name: str) -> str:
    """The value of an option on one line, empty without it."""
    option = element.options.get(name)
    return " ".join(option.text.split()) if option else ""


def option_words(converter: Converter, option: Element | None) -> tuple[Inline, ...]:
    """The Markdown text of an option or argument; plain text where it was not read as Markdown."""
    if option is None:
        return ()
    if option.children:
        return converter.line(option.children)
    return (Text(" ".join(option.text.split()), at=converter.at(option)),) if option.text.strip() else ()


def paths(element: Element) -> tuple[str, ...]:
    """The files in the argument; one with spaces stands in quotes."""
    argument = element.options.get("")
    return tuple(next(filter(None, match.groups())) for match in _PATHS.finditer(argument.text if argument else ""))


def inner(element: Element, name: str) -> tuple[Element, ...]:
    """The directives of this name that stand directly in another."""
    return tuple(child for child in element.children if child.name == "{directive}" and child.info == name)


def without_inner(element: Element, *names: str) -> list[Element]:
    """What else stands in a directive."""
    return [child for child in element.children if not (child.name == "{directive}" and child.info in names)]


def inner_blocks(converter: Converter, element: Element, name: str) -> tuple[Block, ...]:
    """The blocks of an inner directive, or of the option of the same name: text, or the name of a file with it."""
    made: list[Block] = []
    option = element.options.get(name)
    if option and _FILE.fullmatch(option.text.strip()):
        made.extend(converter.included(join(converter.file, option.text.strip()), option))
    elif content := option_words(converter, option):
        made.append(Paragraph(content, at=converter.at(option or element)))
    for child in inner(element, name):
        wrapper = converter.makers.block["section"]
        for key, attribute in (("lang", "lang"), ("dir", "dir")):
            if key in child.options:
                child.attributes[attribute] = child.options[key].text
        made.extend(converter.without_headings(wrapper(converter, child)))
    return tuple(made)


def caption_of(
    converter: Converter, element: Element, children: Sequence[Element]
) -> tuple[tuple[Inline, ...], tuple[Block, ...]]:
    """The caption that paragraphs make, joined by line breaks, and the blocks that cannot be in one, reported."""
    parts = [option_words(converter, element.options.get("caption"))]
    rest: list[Block] = []
    for block in converter.blocks([*children, *(part for each in inner(element, "caption") for part in each.children)]):
        if isinstance(block, Paragraph):
            parts.append(block.content)
        else:
            converter.report("caption-block", block.at.line, kind=block.type)
            rest.append(block)
    caption: list[Inline] = []
    for part in filter(None, parts):
        caption.extend((LineBreak(at=part[0].at), *part) if caption else part)
    return tuple(caption), tuple(rest)
