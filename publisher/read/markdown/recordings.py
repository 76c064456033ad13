"""Video and audio, as HTML or as directives."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from publisher.model import Decorative, Described, Image, Inline, Media, Text, plain_text
from publisher.read.markdown.addresses import join, read_address, read_source
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
from publisher.read.markdown.pictures import undescribed

_TIME = re.compile(r"(?:(\d{1,3}):)?(\d{1,4}):(\d{1,2}(?:\.\d{1,3})?)|(\d{1,6}(?:\.\d{1,3})?)(?:\s*s)?")


def recording_directive(converter: Converter, element: Element) -> Iterable[Item]:
    """A video or audio directive."""
    kind: Literal["video", "audio"] = "video" if element.info == "video" else "audio"
    src, link = _source(converter, element, (paths(element) or ("",))[0])
    link = _web(converter, element, plain_option(element, "link")) or link
    fields = converter.common(element)
    caption, rest = caption_of(converter, element, without_inner(element, "caption", "transcript"))
    transcript = inner_blocks(converter, element, "transcript")
    title = option_words(converter, element.options.get("title")) or _plain(converter, element, plain_text(caption))
    if not title:
        converter.report("media-title", element, kind=kind)
        title = _plain(converter, element, src or link)
    if not src and not link:
        converter.report("media-source", element, kind=kind)
    captions = plain_option(element, "captions")
    made = Media(
        kind,
        title,
        src=src,
        link=link,
        poster=_poster(converter, element),
        captions=join(converter.file, captions) if captions else "",
        caption=caption,
        credit=option_words(converter, element.options.get("credit")),
        transcript=transcript,
        duration=_duration(converter, element),
        **fields,
    )
    return (made, *rest)


def recording(converter: Converter, element: Element) -> Iterable[Item]:
    """An HTML ``video`` or ``audio``."""
    kind: Literal["video", "audio"] = "video" if element.name == "video" else "audio"
    sources = [element, *(child for child in element.children if child.name == "source")]
    address = next((each.attributes["src"] for each in sources if each.attributes.get("src")), "")
    src, link = _source(converter, element, address)
    tracks = [child for child in element.children if child.name == "track" and child.attributes.get("src")]
    captions = next(
        (t.attributes["src"] for t in tracks if t.attributes.get("kind", "subtitles") in ("captions", "subtitles")), ""
    )
    title = element.attributes.get("aria-label", "") or element.attributes.get("title", "")
    if not title:
        converter.report("media-title", element, kind=kind)
    if not src and not link:
        converter.report("media-source", element, kind=kind)
    poster = read_source(element.attributes.get("poster", ""), converter.file)
    made = Media(
        kind,
        _plain(converter, element, title or src or link),
        src=src,
        link=link,
        poster=Image(poster, Decorative(), at=converter.at(element)) if poster else None,
        captions=read_source(captions, converter.file),
        **converter.common(element),
    )
    # What stands inside shows only where recordings do not play; a book has room for it.
    rest = [child for child in element.children if child.name not in ("source", "track")]
    return (made, *converter.blocks(rest))


def _plain(converter: Converter, element: Element, text: str) -> tuple[Inline, ...]:
    text = " ".join(text.split())
    return (Text(text, at=converter.at(element)),) if text else ()


def _source(converter: Converter, element: Element, address: str) -> tuple[str, str]:
    """The file and the web address that an address is."""
    if not address:
        return "", ""
    if read_address(address, converter.file).kind == "file":
        return read_source(address, converter.file), ""
    return "", _web(converter, element, address)


def _web(converter: Converter, element: Element, address: str) -> str:
    found = read_address(address, converter.file)
    if address and found.kind != "web":
        converter.report("link-address", element, href=address)
    return found.value if address and found.kind == "web" else ""


def _poster(converter: Converter, element: Element) -> Image | None:
    src = read_source(plain_option(element, "poster"), converter.file)
    if not src:
        return None
    text = plain_option(element, "poster-alt")
    alt: Described | Decorative
    if text:
        alt = Described(text)
    else:
        # An empty :poster-alt: says that the poster shows nothing that the title does not say.
        alt = Decorative() if "poster-alt" in element.options else undescribed(converter, element, src)
    return Image(src, alt, at=converter.at(element))


def _duration(converter: Converter, element: Element) -> float:
    """Seconds, from ``75``, ``75 s``, ``1:15`` or ``0:01:15``."""
    value = plain_option(element, "duration")
    match = _TIME.fullmatch(value)
    if value and not match:
        option = element.options["duration"]
        converter.report("option-value", option, name="duration", value=value, expected="a time such as 1:15 or 75 s")
    if not match:
        return 0.0
    hours, minutes, seconds, only_seconds = match.groups()
    return float(only_seconds) if only_seconds else int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)
