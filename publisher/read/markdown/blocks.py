"""Block elements to blocks: paragraphs, headings, quotations, code, formulas and wrappers.

Lists are in `lists`, tables in `tables`, figures in `pictures`, directives in `directives`, recordings in `recordings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from publisher.model import (
    Aside,
    AsideKind,
    Code,
    CodeBlock,
    CrossReference,
    Inline,
    Link,
    MathBlock,
    Paragraph,
    Quote,
    Span,
    Text,
    ThematicBreak,
)
from publisher.read import html
from publisher.read.markdown.converter import BlockMaker, Converter, Heading, Item, in_language
from publisher.read.markdown.element import Element
from publisher.read.markdown.inlines import link_to
from publisher.read.markdown.lists import definition_list, item_list
from publisher.read.markdown.pictures import choice, figure, is_caption, standing_picture, with_caption, words
from publisher.read.markdown.spaces import trim
from publisher.read.markdown.tables import table

ASIDE_KINDS: dict[str, AsideKind] = {
    "note": "note",
    "tip": "tip",
    "important": "important",
    "warning": "warning",
    "caution": "caution",
    "danger": "danger",
    "example": "example",
    "sidebar": "sidebar",
}
_ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\s*")
_LANGUAGE_CLASS = re.compile(r"(?:^|\s)(?:language|lang|highlight-source)-([\w+#.-]+)")
_KEPT_IN_PRE = frozenset({"code", "span", "br"})


def _solid(children: list[Element]) -> list[Element]:
    return [child for child in children if child.name or not child.text.isspace()]


def _paragraph(converter: Converter, element: Element) -> Iterable[Item]:
    if any(converter.is_block(child) for child in element.children if child.name):
        return _wrapper(converter, element)
    children = _solid(element.children)
    if len(children) == 1 and children[0].name == "img":
        return standing_picture(converter, children[0], element)
    content = converter.line(element.children)
    fields = converter.common(element)
    if all(_anchor(inline) or inline == Text(" ") for inline in content):
        # Nothing but anchors: they name what follows.
        own = [fields["id"]] if "id" in fields else []
        converter.anchors.extend([*own, *filter(None, map(_anchor, content))])
        return ()
    if "id" not in fields and (name := _anchor(content[0])):
        fields["id"] = name
        content = trim(content[1:])
    made = Paragraph(content, direction=converter.direction(element), **fields)
    if is_caption(element) or (len(children) == 1 and is_caption(children[0])):
        converter.captions[id(made)] = made
    return (made,)


def _anchor(inline: Inline) -> str:
    return inline.id if isinstance(inline, Span) and not inline.content else ""


def _heading(converter: Converter, element: Element) -> Iterable[Item]:
    calls = len(converter.calls)
    title = converter.line(element.children)
    fields = converter.common(element)
    named = [name for inline in title if (name := _anchor(inline))]
    title = trim(tuple(inline for inline in title if not _anchor(inline)))
    if named and "id" not in fields:
        fields["id"] = named.pop(0)
    converter.anchors.extend(named)
    if not title:
        converter.report("heading-empty", element)
        if "id" in fields:
            converter.anchors.append(fields["id"])
        return ()
    level = int(element.name[1])
    return (Heading(level, title, calls=calls, direction=converter.direction(element), **fields),)


def _block_quote(converter: Converter, element: Element) -> Iterable[Item]:
    fields = converter.common(element)
    children = _solid(element.children)
    if alert := _alert(children):
        kind, children = alert
        return (Aside(kind, converter.blocks(children), **fields),)
    attribution: tuple[Inline, ...] = ()
    if children and element.html and children[-1].name in ("footer", "cite"):
        attribution = converter.line(children.pop().children)
    content = converter.blocks(children)
    return (Quote(content, attribution, **fields),) if content or attribution else ()


def _alert(children: list[Element]) -> tuple[AsideKind, list[Element]] | None:
    """GitHub's alerts: a quotation whose first line is ``[!NOTE]``."""
    first = children[0] if children else None
    if first is None or first.html or first.name != "p" or not first.children:
        return None
    match = _ALERT.fullmatch(first.children[0].text)
    if not match or (len(first.children) > 1 and first.children[1].text != "\n"):
        return None
    rest = Element("p", first.line, children=first.children[2:])
    return ASIDE_KINDS[match[1].lower()], [*([rest] if rest.children else []), *children[1:]]


def _details(converter: Converter, element: Element) -> Iterable[Item]:
    title: tuple[Inline, ...] = ()
    children = _solid(element.children)
    if children and children[0].name in ("summary", "legend"):
        title = converter.line(children.pop(0).children)
    fields = converter.common(element)
    return (Aside("sidebar", converter.blocks(children), title, **fields),) if children or title else ()


def _aside(converter: Converter, element: Element) -> Iterable[Item]:
    classes = element.attributes.get("class", "").lower().split()
    kind = next((ASIDE_KINDS[name] for name in classes if name in ASIDE_KINDS), None)
    if not kind and element.name == "div":
        return _wrapper(converter, element)
    children = _solid(element.children)
    title: tuple[Inline, ...] = ()
    if len(children) > 1 and re.fullmatch("h[1-6]", children[0].name):
        title = converter.line(children.pop(0).children)
    content = converter.blocks(children)
    return (Aside(kind or "sidebar", content, title, **converter.common(element)),) if content or title else ()


def _wrapper(converter: Converter, element: Element) -> Iterable[Item]:
    """What is in an element that has no node of its own, in the element's language."""
    fields = converter.common(element)
    if "id" in fields:
        converter.anchors.append(fields["id"])
    items: Iterable[Item] = converter.items(element.children)
    if element.name == "a" and (href := element.attributes.get("href")):
        items = _linked(converter, element, href, items)
    direction = converter.direction(element)
    return in_language(items, fields.get("language", ""), direction) if direction or "language" in fields else items


def _linked(converter: Converter, element: Element, href: str, items: Iterable[Item]) -> Iterable[Item]:
    """A link around blocks goes into its paragraphs."""
    made: list[Item] = []
    for item in items:
        inside = isinstance(item, Paragraph) and not any(isinstance(i, Link | CrossReference) for i in item.content)
        if isinstance(item, Paragraph) and inside:
            link = link_to(converter, element, href, item.content, {"at": item.at})
            made.append(item.replace(content=(link,)) if link else item)
        else:
            converter.report("link-around", element, href=href)
            made.append(item)
    return made


def _unknown(converter: Converter, element: Element) -> Iterable[Item]:
    """An unknown element. One with a caption around a single block gives it to that, as mdBook's ``<Listing>``."""
    file_name = element.attributes.get("file-name", "").strip()
    caption = words(converter, element.attributes.get("caption", ""), element.line)
    if file_name:
        name = Code(file_name, at=converter.at(element))
        caption = (name, Text(": ", at=name.at), *caption) if caption else (name,)
    items = list(_wrapper(converter, element))
    if not caption:
        return items
    joined = with_caption(items[0], caption) if len(items) == 1 else None
    if not joined:
        return (*items, Paragraph(caption, at=converter.at(element)))
    number = element.attributes.get("number", "").strip()
    return (joined.replace(number=number) if isinstance(joined, CodeBlock) and number else joined,)


def _preformatted(converter: Converter, element: Element) -> Iterable[Item]:
    code = next((child for child in element.children if child.name == "code"), element)
    match = _LANGUAGE_CLASS.search(f"{element.attributes.get('class', '')} {code.attributes.get('class', '')}")
    if _has_markup(element):
        converter.report("code-markup", element)
    text = _letters(element).removeprefix("\n").rstrip()
    return (CodeBlock(text, syntax=match[1] if match else "", **converter.common(element)),) if text else ()


def _has_markup(element: Element) -> bool:
    return any(child.name and (child.name not in _KEPT_IN_PRE or _has_markup(child)) for child in element.children)


def _letters(element: Element) -> str:
    return element.text + "".join("\n" if child.name == "br" else _letters(child) for child in element.children)


def _code(converter: Converter, element: Element) -> Iterable[Item]:
    caption = words(converter, element.attributes.get("caption", ""), element.line)
    fields = converter.common(element)
    return (CodeBlock(element.text.removesuffix("\n"), syntax=element.info, caption=caption, **fields),)


def _formula(converter: Converter, element: Element) -> Iterable[Item]:
    tex = element.text.strip()
    if not tex:
        converter.report("math-empty", element)
        return ()
    return (MathBlock(tex, spoken=element.attributes.get("spoken", ""), **converter.common(element)),)


def _rule(converter: Converter, element: Element) -> Iterable[Item]:
    return (ThematicBreak(**converter.common(element)),)


def _embedded(converter: Converter, element: Element) -> Iterable[Item]:
    """A page within the page cannot be carried; a link leads to it."""
    href = element.attributes.get("src", "").strip()
    converter.report("html-embedded", element, src=href)
    title = element.attributes.pop("title", "").strip()
    content = (Text(title, at=converter.at(element)),) if title else ()
    link = link_to(converter, element, href, content, {"at": converter.at(element)}) if href else None
    return (Paragraph((link,), at=converter.at(element)),) if link else converter.items(element.children)


def _elsewhere(_converter: Converter, _element: Element) -> Iterable[Item]:
    """A note stands where it is called; see `document`."""
    return ()


_WRAPPERS = html.BLOCK | {"noscript", "object"}

BLOCK_MAKERS: dict[str, BlockMaker] = {
    **dict.fromkeys(_WRAPPERS, _wrapper),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _heading),
    **dict.fromkeys(("ul", "ol", "menu", "dir"), item_list),
    "": _unknown,
    "aside": _aside,
    "blockquote": _block_quote,
    "details": _details,
    "div": _aside,
    "dl": definition_list,
    "figure": figure,
    "hr": _rule,
    "iframe": _embedded,
    "p": _paragraph,
    "picture": choice,
    "pre": _preformatted,
    "table": table,
    "{code-block}": _code,
    "{formula-block}": _formula,
    "{note}": _elsewhere,
}
"""The maker of every block element but directives and recordings; of those not known, under the empty name."""
