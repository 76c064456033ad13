"""WeasyPrint, which lays out and paints: the only place that imports it.

The fonts of the machine are shut out (``fonts.conf`` names no folder), so that every machine makes the same pages;
all fonts come from @font-face. The other modules take from here what they need of its box classes.
"""

import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from PIL import ImageFile

from publisher.pdf.spaces import Selectable, set_apart

_FONTS = Path(__file__).with_name("fonts.conf")


@contextmanager
def no_system_fonts() -> Iterator[None]:
    """While it is open, font configurations that are made do not know the fonts of the machine."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(_FONTS)
    try:
        with warnings.catch_warnings():
            # WeasyPrint warns that it found no fonts; that is what is wanted.
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


with no_system_fonts():
    from weasyprint import CSS, DEFAULT_OPTIONS, HTML, VERSION
    from weasyprint.css.counters import CounterStyle
    from weasyprint.css.properties import Dimension
    from weasyprint.document import Document, DocumentMetadata, Page
    from weasyprint.formatting_structure import boxes
    from weasyprint.formatting_structure.build import build_formatting_structure
    from weasyprint.layout import initialize_page_maker, layout_document, layout_fixed_boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.layout.background import layout_backgrounds
    from weasyprint.layout.page import remake_page
    from weasyprint.logger import LOGGER
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

# WeasyPrint makes Pillow accept pictures that are cut off, for the whole program; ours are to be refused.
ImageFile.LOAD_TRUNCATED_IMAGES = False

XHTML_NAMESPACE = "{http://www.w3.org/1999/xhtml}"


class Xhtml(HTML):  # type: ignore[misc]
    """A document for WeasyPrint that is parsed as the XML that it is.

    WeasyPrint reads HTML, where a block element ends the paragraph around it (a list in a note) and an empty element
    that is closed at once stays open. Raises ValueError where it declares entities, which could grow without bound,
    and ``xml.etree.ElementTree.ParseError`` where it is not well-formed.
    """

    def __init__(self, data: bytes, url_fetcher: URLFetcher) -> None:
        if b"<!ENTITY" in data:
            raise ValueError("the document declares entities")
        root = ElementTree.fromstring(data.decode())  # noqa: S314 (no entities)
        for element in root.iter():
            element.tag = element.tag.removeprefix(XHTML_NAMESPACE)
        set_apart(root)
        self.base_url = None
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = Selectable.from_html_root(root, content_language=None)
        self.etree_element = root


def layout_context(html: Xhtml, sheets: Sequence[Any], fonts: FontConfiguration) -> Any:
    """The computed styles of a document, and what WeasyPrint keeps in hand while it lays it out."""
    options = {**DEFAULT_OPTIONS, "stylesheets": sheets, "presentational_hints": True}
    return Document._build_layout_context(html, fonts, CounterStyle(), {}, options)


def boxes_of(html: Xhtml, context: Any) -> Any:
    """The root of the boxes of a document."""
    return build_formatting_structure(
        html.etree_element,
        context.style_for,
        context.get_image_from_uri,
        html.base_url,
        context.target_collector,
        context.counter_style,
        context.footnotes,
    )


def restyled(style: Any, **values: Any) -> Any:
    """A style of its own for one box, with other computed values: others may share the old one."""
    copied = style.copy()
    copied.update(values)
    return copied


def document_of(html: Xhtml, fonts: FontConfiguration, pages: list[Page]) -> Document:
    """A document of these pages."""
    return Document(pages, DocumentMetadata(), html.url_fetcher, fonts, {}, None)


__all__ = [
    "CSS",
    "HTML",
    "LOGGER",
    "VERSION",
    "AbsolutePlaceholder",
    "Dimension",
    "Document",
    "FontConfiguration",
    "Page",
    "Stream",
    "URLFetcher",
    "URLFetcherResponse",
    "Xhtml",
    "boxes",
    "boxes_of",
    "document_of",
    "initialize_page_maker",
    "layout_backgrounds",
    "layout_context",
    "layout_document",
    "layout_fixed_boxes",
    "no_system_fonts",
    "remake_page",
    "restyled",
]
