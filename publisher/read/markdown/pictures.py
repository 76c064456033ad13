"""Pictures and figures, written as ``![…](…)``, ``<img>``, ``<figure>`` or ``:::{figure}``."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from publisher.model import (
    Block,
    CodeBlock,
    Decorative,
    Described,
    Figure,
    Image,
    Inline,
    Media,
    Paragraph,
    Quote,
    Table,
    plain_text,
)
from publisher.read.markdown.addresses import read_source
from publisher.read.markdown.converter import Converter, Item
from publisher.read.markdown.element import Element
from publisher.read.markdown.syntax import inline_tokens
from publisher.read.markdown.tokens import grow_inline

_PERCENT = re.compile(r"(\d{1,3})(?:\.\d+)?\s*%?")
_STYLE_WIDTH = re.compile(r"(?:^|;)\s*(?:max-)?width\s*:\s*(\d{1,3})(?:\.\d+)?%")
_AROUND_PICTURES = frozenset({"a", "center", "div", "p", "picture", "span"})
_YES = frozenset({"", "true", "yes", "on", "decorative", "1"})


def picture(converter: Converter, element: Element) -> Image | None:
    """The picture of an ``img``; a picture that says nothing of itself is reported."""
    attributes = element.attributes
    src = read_source(attributes.get("src", ""), converter.file)
    if not src:
        converter.report("image-source", element)
        return None
    fields = converter.common(element)
    return Image(src, _alternative(converter, element, src), width=_width(converter, element), **fields)


def _alternative(converter: Converter, element: Element, src: str) -> Described | Decorative:
    attributes = element.attributes
    if "decorative" in attributes and attributes["decorative"].lower() in _YES:
        return Decorative()
    text = _own_text(element)
    if text is None:
        text = converter.plain(element.children)
    text = " ".join(text.split())
    if text:
        return Described(text)
    if "alt" in attributes and (element.html or attributes.get("role", "") in ("presentation", "none")):
        return Decorative()
    return undescribed(converter, element, src)


def undescribed(converter: Converter, where: Element, src: str) -> Described:
    """What stands for a picture that has no words, which is reported, so that a draft shows the gap."""
    converter.report("image-alt", where, src=src)
    return Described(f"[{posixpath.basename(src) or src}]")


def _own_text(element: Element) -> str | None:
    return next((element.attributes[key] for key in ("alt", "fig-alt") if key in element.attributes), None)


def _width(converter: Converter, element: Element) -> int:
    value = element.attributes.get("width", "")
    if element.html:
        match = _STYLE_WIDTH.search(element.attributes.get("style", "").lower())
        if not match and value.endswith("%"):
            match = _PERCENT.fullmatch(value)
        return min(int(match[1]), 100) if match else 0
    return percentage(converter, element, value)


def percentage(converter: Converter, element: Element, value: str) -> int:
    """A width in per cent, 0 without one; what is none is reported."""
    match = _PERCENT.fullmatch(value.strip())
    if value and (not match or int(match[1]) > 100):
        converter.report("option-value", element, name="width", value=value, expected="a percentage such as 60%")
        return 0
    return int(match[1]) if match else 0


def words(converter: Converter, text: str, line: int) -> tuple[Inline, ...]:
    """Markdown text in an attribute as inline nodes."""
    return converter.line(grow_inline(inline_tokens(text), line, converter.report))


def inline_picture(converter: Converter, element: Element) -> Iterable[Inline]:
    """A picture in a line of text. It has no room for a caption there."""
    image = picture(converter, element)
    if not image:
        return _caption(converter, element) or converter.inlines(element.children)
    calls = len(converter.calls)
    if caption := _caption(converter, element):
        converter.report("image-caption", element, caption=plain_text(caption))
        del converter.calls[calls:]
    return (image,)


def _caption(converter: Converter, element: Element) -> tuple[Inline, ...]:
    if element.html:
        return ()
    described = _own_text(element) is not None or "decorative" in element.attributes
    caption = converter.line(element.children) if described else ()
    title = element.attributes.get("title", "").strip()
    return caption or (words(converter, title, element.line) if title else ())


def standing_picture(converter: Converter, element: Element, around: Element) -> Iterable[Item]:
    """A picture alone in its paragraph: with a caption or credit a figure, without a picture as a block."""
    element.attributes = {**around.attributes, **element.attributes}
    image = picture(converter, element)
    caption = _caption(converter, element)
    credit = words(converter, element.attributes.get("credit", ""), element.line)
    if not image:
        content = caption or converter.line(element.children)
        return (Paragraph(content, at=converter.at(element)),) if content else ()
    if not caption and not credit:
        return (image,)
    figure = Figure((image.replace(id=""),), caption, credit, id=image.id, language=image.language, at=image.at)
    return (figure,)


def figure(converter: Converter, element: Element) -> Iterable[Item]:
    """An HTML figure: of pictures, or a table, code, quotation or recording with a caption."""
    captions = [child for child in element.children if child.name == "figcaption"]
    rest = [part for child in element.children if child.name != "figcaption" for part in _pictures(converter, child)]
    caption = converter.line([child for each in captions for child in each.children])
    items = converter.items(rest)
    fields = converter.common(element)
    images = tuple(item for item in items if isinstance(item, Image))
    if images and len(images) == len(items):
        return (Figure(images, caption, **fields),)
    if len(items) == 1 and (joined := with_caption(items[0], caption)):
        return (joined.replace(**{**fields, "id": fields.get("id") or joined.id}),)
    if fields.get("id"):
        converter.anchors.append(fields["id"])
    return (*items, Paragraph(caption, at=converter.at(captions[0]))) if caption else items


def _pictures(converter: Converter, element: Element) -> Iterable[Element]:
    """The pictures in an element that holds nothing else, such as a link to a larger one; else the element itself."""
    inside = [part for part in _parts(element) if part.name or not part.text.isspace()]
    if element.name not in _AROUND_PICTURES or not inside or any(part.name != "img" for part in inside):
        return (element,)
    if href := element.attributes.get("href"):
        converter.report("link-around", element, href=href)
    return inside


def _parts(element: Element) -> Iterable[Element]:
    for child in element.children:
        if child.name in _AROUND_PICTURES:
            yield from _parts(child)
        elif child.name != "source":
            yield child


def choice(converter: Converter, element: Element) -> Iterable[Item]:
    """An HTML ``picture``: the ``img`` in it stands for all its sources."""
    return converter.items([child for child in element.children if child.name != "source"])


def with_caption(item: Item, caption: tuple[Inline, ...]) -> Block | None:
    """The block with a caption, where it can have one and has none yet."""
    match item:
        case Image() if caption:
            return Figure((item.replace(id=""),), caption, id=item.id, at=item.at)
        case Figure() | Table() | CodeBlock() | Media() if not item.caption or not caption:
            return item.replace(caption=caption or item.caption)
        case Quote() if not item.attribution or not caption:
            return item.replace(attribution=caption or item.attribution)
        case _:
            return None


def join_captions(converter: Converter, items: list[Item]) -> list[Item]:
    """Captions that stand as paragraphs of their own, ``<span class="caption">``, go to the picture or table beside."""
    if not converter.captions:
        return items
    made: list[Item] = []
    waiting: Paragraph | None = None
    for item in items:
        caption = converter.captions.pop(id(item), None)
        if (
            caption is not None
            and made
            and isinstance(made[-1], Image)
            and (joined := with_caption(made[-1], caption.content))
        ):
            made[-1] = joined
            continue
        if isinstance(item, Table) and not item.caption and waiting is not None and made and made[-1] is waiting:
            made[-1] = item.replace(caption=waiting.content, id=item.id or waiting.id)
            waiting = None
            continue
        waiting = caption if caption is not None else None
        made.append(item)
    return made


def is_caption(element: Element) -> bool:
    """Whether an element says by its class that it is a caption."""
    return element.html and "caption" in element.attributes.get("class", "").split()
