"""Roles, ``{name}`content` ``, to inline nodes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from publisher.model import (
    Abbreviation,
    Citation,
    CrossReference,
    IndexTerm,
    Inline,
    InlineQuote,
    Math,
    Ruby,
    Span,
    SpanStyle,
    Subscript,
    Superscript,
    Text,
)
from publisher.read.markdown.addresses import join
from publisher.read.markdown.converter import Converter
from publisher.read.markdown.element import Element

_TARGET = re.compile(r"(?:(.*\S)\s*)?<([^<>]+)>", re.DOTALL)
_IN_PARENTHESES = re.compile(r"(.*?\S)\s*[(（]\s*(.*\S)\s*[)）]", re.DOTALL)
_STYLES: dict[str, SpanStyle] = {
    "del": "deleted",
    "dfn": "term",
    "ins": "inserted",
    "kbd": "keyboard",
    "mark": "highlight",
    "samp": "sample",
    "sc": "small-caps",
    "small": "small",
    "title": "work-title",
    "var": "variable",
}
_SHOWN: dict[str, Literal["title", "number", "page"]] = {
    "doc": "title",
    "eq": "number",
    "numref": "number",
    "pageref": "page",
    "ref": "title",
}
_ALIASES = {
    "abbreviation": "abbr",
    "cite:p": "cite",
    "cite:t": "cite",
    "keyboard": "kbd",
    "smallcaps": "sc",
    "subscript": "sub",
    "superscript": "sup",
    "quote": "q",
    "code": "samp",
}


def role(converter: Converter, element: Element) -> Iterable[Inline]:
    """The inline nodes of a role."""
    name = _ALIASES.get(element.info.lower(), element.info.lower())
    if name in _STYLES:
        return (Span(_content(converter, element), style=_STYLES[name], **converter.common(element)),)
    if name in _SHOWN:
        return _cross_reference(converter, element, _SHOWN[name])
    maker = _MAKERS.get(name)
    if maker and (made := maker(converter, element)):
        return made
    if not maker:
        converter.report("role-unknown", element, name=element.info)
    return _content(converter, element)


def _content(converter: Converter, element: Element) -> tuple[Inline, ...]:
    if element.children:
        return converter.inlines(element.children)
    return (Text(element.text, at=converter.at(element)),) if element.text else ()


def _with_target(element: Element) -> tuple[str, str]:
    """The words (empty without any) and the target in ``words <target>``."""
    match = _TARGET.fullmatch(element.text)
    return ((match[1] or ""), match[2].strip()) if match else ("", element.text.strip())


def _cross_reference(
    converter: Converter, element: Element, show: Literal["title", "number", "page"]
) -> Iterable[Inline]:
    words, target = _with_target(element)
    # Names stay bare; what looks like a file is one.
    if re.search(r"\.(?:md|markdown)(?:#|$)", target):
        path, mark, fragment = target.partition("#")
        target = join(converter.file, path) + mark + fragment
    target = target.removeprefix("#")
    if not target:
        converter.report("role-content", element, name=element.info, content=element.text, expected="a target")
        return ()
    content = (Text(words, at=converter.at(element)),) if words else ()
    return (CrossReference(target, content, show=show, **converter.common(element)),)


def _term(converter: Converter, element: Element) -> Iterable[Inline]:
    words, target = _with_target(element)
    if not target:
        return ()
    return (CrossReference(target, (Text(words or target, at=converter.at(element)),), **converter.common(element)),)


def _cite(converter: Converter, element: Element) -> Iterable[Inline]:
    words, target = _with_target(element)
    if not target:
        return ()
    return (Citation(target, (Text(words or target, at=converter.at(element)),), **converter.common(element)),)


def _pair(converter: Converter, element: Element, expected: str) -> tuple[str, str] | None:
    match = _IN_PARENTHESES.fullmatch(element.text.strip())
    if not match:
        converter.report("role-content", element, name=element.info, content=element.text, expected=expected)
    return (match[1], match[2]) if match else None


def _abbreviation(converter: Converter, element: Element) -> Iterable[Inline]:
    pair = _pair(converter, element, "HTML (HyperText Markup Language)")
    if not pair:
        return ()
    return (Abbreviation((Text(pair[0], at=converter.at(element)),), pair[1], **converter.common(element)),)


def _ruby(converter: Converter, element: Element) -> Iterable[Inline]:
    pair = _pair(converter, element, "漢字 (かんじ)")
    return (Ruby(*pair, **converter.common(element)),) if pair else ()


def _math(converter: Converter, element: Element) -> Iterable[Inline]:
    tex = element.text.strip()
    return (Math(tex, spoken=element.attributes.get("spoken", ""), **converter.common(element)),) if tex else ()


def _index(converter: Converter, element: Element) -> Iterable[Inline]:
    """``word``, ``words; general!special; other`` or ``words <general!special>``: the words show, the rest is indexed.

    Without words, as in ``; general!special``, only the place is marked.
    """
    match = _TARGET.fullmatch(element.text)
    if match:
        words, entries = match[1] or "", match[2].split(";")
    elif ";" in element.text:
        words, *entries = element.text.split(";")
    else:
        words, entries = "", [element.text]
    paths = [path for entry in entries if (path := _path(entry))]
    if not paths:
        return ()
    if not match and ";" not in element.text:
        words = paths[0][-1]
    content = (Text(words.strip(), at=converter.at(element)),) if words.strip() else ()
    fields = converter.common(element)
    first = IndexTerm(paths[0], content, **fields)
    return (first, *(IndexTerm(path, at=converter.at(element)) for path in paths[1:]))


def _path(entry: str) -> tuple[str, ...]:
    parts = tuple(part.strip() for part in entry.split("!") if part.strip())
    # "Yahoo!" is a name, not a path.
    return (entry.strip(),) if entry.rstrip().endswith("!") and len(parts) == 1 else parts


def _subscript(converter: Converter, element: Element) -> Iterable[Inline]:
    return (Subscript(_content(converter, element), **converter.common(element)),)


def _superscript(converter: Converter, element: Element) -> Iterable[Inline]:
    return (Superscript(_content(converter, element), **converter.common(element)),)


def _quote(converter: Converter, element: Element) -> Iterable[Inline]:
    return (InlineQuote(_content(converter, element), **converter.common(element)),)


_MAKERS: dict[str, Callable[[Converter, Element], Iterable[Inline]]] = {
    "abbr": _abbreviation,
    "cite": _cite,
    "index": _index,
    "math": _math,
    "q": _quote,
    "ruby": _ruby,
    "sub": _subscript,
    "sup": _superscript,
    "term": _term,
}
