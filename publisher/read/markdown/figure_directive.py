"""The directives ``figure`` and ``image``."""

from __future__ import annotations

from collections.abc import Iterable

from publisher.model import Decorative, Described, Figure, Image, Inline, Paragraph
from publisher.read.markdown.addresses import read_source
from publisher.read.markdown.converter import Converter, Item
from publisher.read.markdown.element import Element
from publisher.read.markdown.options import (
    caption_of,
    inner_blocks,
    option_words,
    paths,
    plain_option,
    without_inner,
)
from publisher.read.markdown.pictures import percentage, picture, undescribed

_YES = frozenset({"", "true", "yes", "on"})


def figure_directive(converter: Converter, element: Element) -> Iterable[Item]:
    """A figure: pictures from the argument or at the start of the body, the rest of the body is the caption."""
    body = without_inner(element, "caption", "description")
    images = list(_named_images(converter, element))
    while body and (nested := _only_images(body[0])) is not None:
        images.extend(image for each in nested if (image := picture(converter, each)))
        del body[0]
    fields = converter.common(element)
    caption, rest = caption_of(converter, element, body)
    description = inner_blocks(converter, element, "description")
    credit = option_words(converter, element.options.get("credit"))
    if not images:
        converter.report("figure-empty", element)
        return (*_as_blocks(converter, element, caption, credit), *description, *rest)
    return (Figure(tuple(images), caption, credit, description, **fields), *rest)


def image_directive(converter: Converter, element: Element) -> Iterable[Item]:
    """A picture without a caption. Words in its body make it a figure."""
    images = tuple(_named_images(converter, element))
    if len(images) == 1 and not any(child.name or child.text.strip() for child in element.children):
        return (images[0].replace(**converter.common(element)),)
    return figure_directive(converter, element)


def _only_images(element: Element) -> list[Element] | None:
    """The pictures of a paragraph that holds nothing else; [] for white space."""
    if not element.name and element.text.isspace():
        return []
    if element.name == "img":
        return [element]
    solid = [child for child in element.children if child.name or not child.text.isspace()]
    return solid if element.name == "p" and solid and all(child.name == "img" for child in solid) else None


def _named_images(converter: Converter, element: Element) -> Iterable[Image]:
    names = [source for path in paths(element) if (source := read_source(path, converter.file))]
    alt = element.options.get("alt")
    texts = [text for text in (alt.text.split("\n") if alt else ()) if text.strip()]
    if len(texts) != len(names):
        # One text for several pictures stands with the first, which speaks for all (WCAG technique G196).
        texts = [plain_option(element, "alt")]
    decorative = element.options.get("decorative")
    is_decorative = decorative is not None and decorative.text.strip().lower() in _YES
    width_option = element.options.get("width")
    width = percentage(converter, width_option, width_option.text) if width_option else 0
    for number, name in enumerate(names):
        text = " ".join(texts[number].split()) if number < len(texts) else ""
        described: Described | Decorative
        if is_decorative or (number >= len(texts) and texts[0]):
            described = Decorative()
        else:
            described = Described(text) if text else undescribed(converter, element, name)
        yield Image(name, described, width=width, at=converter.at(element))


def _as_blocks(converter: Converter, element: Element, *contents: tuple[Inline, ...]) -> Iterable[Item]:
    for content in filter(None, contents):
        yield Paragraph(content, at=converter.at(element))
