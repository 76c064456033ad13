"""Inline elements to inline nodes, from Markdown and HTML alike. Roles are in `roles`, pictures in `pictures`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from publisher.model import (
    Abbreviation,
    Code,
    CrossReference,
    Emphasis,
    Inline,
    InlineQuote,
    LineBreak,
    Link,
    Math,
    NoteReference,
    Ruby,
    Span,
    SpanStyle,
    Strong,
    Subscript,
    Superscript,
    Text,
    transform,
)
from publisher.model.node import Node
from publisher.read.markdown.addresses import read_address
from publisher.read.markdown.converter import Converter, InlineMaker
from publisher.read.markdown.element import Element
from publisher.read.markdown.pictures import inline_picture
from publisher.read.markdown.roles import role

_Plain: TypeAlias = "type[Emphasis | Strong | Subscript | Superscript | InlineQuote]"
_STYLE_CLASSES: dict[str, SpanStyle] = {
    "small-caps": "small-caps",
    "smallcaps": "small-caps",
    "sc": "small-caps",
    "mark": "highlight",
    "kbd": "keyboard",
}


def _node(kind: _Plain) -> InlineMaker:
    def make(converter: Converter, element: Element) -> Iterable[Inline]:
        content = converter.inlines(element.children)
        fields = converter.common(element)
        return (kind(content, **fields),) if content or "id" in fields else ()

    return make


def _styled(style: SpanStyle) -> InlineMaker:
    def make(converter: Converter, element: Element) -> Iterable[Inline]:
        content = converter.inlines(element.children)
        fields = converter.common(element)
        return (Span(content, style=style, **fields),) if content or "id" in fields else ()

    return make


def _span(converter: Converter, element: Element) -> Iterable[Inline]:
    content = converter.inlines(element.children)
    fields = converter.common(element)
    style = None
    for name in element.attributes.get("class", "").split():
        style = _STYLE_CLASSES.get(name, style)
        if name not in _STYLE_CLASSES and not element.html:
            converter.report("attribute-unknown", element, name=f".{name}")
    direction = converter.direction(element)
    if not (style or direction or "id" in fields or "language" in fields):
        return content
    return (Span(content, style=style, direction=direction, **fields),)


def _code(converter: Converter, element: Element) -> Iterable[Inline]:
    fields = converter.common(element)
    if element.text:
        return (Code(element.text, syntax=element.attributes.get("class", "").partition(" ")[0], **fields),)

    def as_code(node: Node) -> Node:
        return Code(node.value, at=node.at) if isinstance(node, Text) else node

    content = transform(converter.inlines(element.children), as_code)
    # Code holds only characters, so that markup in it goes around pieces of code.
    if len(content) == 1 and isinstance(content[0], Code):
        return (content[0].replace(**fields),)
    return (Span(content, **fields),) if content and len(fields) > 1 else content


def _link(converter: Converter, element: Element) -> Iterable[Inline]:
    fields = converter.common(element)
    if name := element.attributes.get("name", "").strip():
        fields.setdefault("id", name)
    nested, converter.in_link = converter.in_link, True
    content = converter.inlines(element.children)
    converter.in_link = nested
    href = element.attributes.get("href")
    link = None if nested else link_to(converter, element, href, content, fields) if href is not None else None
    if nested and href:
        converter.report("link-inside", element, href=href)
    if link:
        return (link,)
    return (Span(content, **fields),) if "id" in fields or "language" in fields else content


def link_to(
    converter: Converter, element: Element, href: str, content: tuple[Inline, ...], fields: dict[str, object]
) -> Inline | None:
    """The link or cross reference to an address; None and a problem where it leads nowhere."""
    address = read_address(href, converter.file)
    match address.kind:
        case "web":
            words = content or (Text(address.value, at=converter.at(element)),)
            return Link(address.value, words, title=element.attributes.get("title", ""), **fields)  # type: ignore[arg-type]
        case "file":
            if title := element.attributes.get("title"):
                converter.report("attribute-unknown", element, name=f"title={title}")
            return CrossReference(address.value, content, **fields)  # type: ignore[arg-type]
        case _:
            converter.report("link-address", element, href=href)
            return None


def _abbreviation(converter: Converter, element: Element) -> Iterable[Inline]:
    content = converter.inlines(element.children)
    expansion = " ".join(element.attributes.get("title", "").split())
    return (Abbreviation(content, expansion, **converter.common(element)),) if content and expansion else content


def _ruby(converter: Converter, element: Element) -> Iterable[Inline]:
    made: list[Inline] = []
    base = ""
    for child in element.children:
        words = "".join(child.words().split()) if child.name == "rt" else child.words()
        if child.name == "rt" and base.strip() and words:
            made.append(Ruby(base.strip(), words, at=converter.at(element)))
            base = ""
        elif child.name != "rp":
            base += words
    if base.strip():
        made.append(Text(base.strip(), at=converter.at(element)))
    return made


def _line_break(converter: Converter, element: Element) -> Iterable[Inline]:
    return (LineBreak(at=converter.at(element)),)


def _word_break(converter: Converter, element: Element) -> Iterable[Inline]:
    return (Text("\u200b", at=converter.at(element)),)


def _formula(converter: Converter, element: Element) -> Iterable[Inline]:
    tex = element.text.strip()
    spoken = element.attributes.get("spoken", "")
    return (Math(tex, spoken=spoken, **converter.common(element)),) if tex else ()


def _note_call(converter: Converter, element: Element) -> Iterable[Inline]:
    if element.info not in converter.notes:
        converter.report("note-missing", element, note=element.info)
        return (Text(f"[^{element.info}]", at=converter.at(element)),)
    converter.calls.append(element.info)
    return (NoteReference(element.info, at=converter.at(element)),)


def _inline_note(converter: Converter, element: Element) -> Iterable[Inline]:
    number = len(converter.notes) + 1
    while (label := f"inline-{number}") in converter.notes:
        number += 1
    converter.notes[label] = Element("{note}", element.line, children=element.children, info=label)
    converter.calls.append(label)
    return (NoteReference(label, at=converter.at(element)),)


_as_is: Callable[[Converter, Element], Iterable[Inline]] = _span

INLINE_MAKERS: dict[str, InlineMaker] = {
    **dict.fromkeys(("em", "i"), _node(Emphasis)),
    **dict.fromkeys(("strong", "b"), _node(Strong)),
    **dict.fromkeys(("del", "s", "strike"), _styled("deleted")),
    **dict.fromkeys(("span", "u", "big", "font", "nobr", "time", "data", "bdi", "bdo", "label"), _as_is),
    **dict.fromkeys(("code", "tt"), _code),
    "a": _link,
    "abbr": _abbreviation,
    "acronym": _abbreviation,
    "br": _line_break,
    "cite": _styled("work-title"),
    "dfn": _styled("term"),
    "img": inline_picture,
    "ins": _styled("inserted"),
    "kbd": _styled("keyboard"),
    "mark": _styled("highlight"),
    "q": _node(InlineQuote),
    "ruby": _ruby,
    "samp": _styled("sample"),
    "small": _styled("small"),
    "sub": _node(Subscript),
    "sup": _node(Superscript),
    "var": _styled("variable"),
    "wbr": _word_break,
    "{formula}": _formula,
    "{inline-note}": _inline_note,
    "{note-call}": _note_call,
    "{role}": role,
}
"""The maker of every inline element."""
