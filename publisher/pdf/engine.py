"""WeasyPrint, which lays out and paints: the only place that imports it.

The fonts of the machine are shut out (``fonts.conf`` names no folder), so that every machine makes the same pages;
all fonts come from @font-face. The other modules take from here what they need of its box classes.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from PIL import ImageFile

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
    import cssselect2
    from weasyprint import CSS, HTML, VERSION
    from weasyprint.document import Document, Page
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout import inline
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.logger import LOGGER
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

_break_line = inline.split_first_line


def _break_behind_last_word(
    text: str, style: Any, context: Any, width: float | None, spacing: float, *options: Any, **named: Any
) -> Any:
    """The first line of a text, as WeasyPrint breaks it, but with all words that fit.

    Where a text fits in front of an element but for the space at its end, WeasyPrint keeps only its first word.
    """
    line = _break_line(text, style, context, width, spacing, *options, **named)
    broken, spaces = line[2] is not None, text.endswith(" ") and style["white_space"] in ("normal", "pre-line")
    # Most texts are longer than any line; those need no second look.
    if broken and spaces and width is not None and len(text) * style["font_size"] <= 4 * width:
        words = _break_line(text.rstrip(" "), style, context, width, spacing, *options, **named)
        if words[2] is None and words[3] <= width:
            return _break_line(text, style, context, None, spacing, *options, **named)
    return line


inline.split_first_line = _break_behind_last_word

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
        self.base_url = None
        self.url_fetcher = url_fetcher
        self.media_type = "print"
        self.wrapper_element = cssselect2.ElementWrapper.from_html_root(root, content_language=None)
        self.etree_element = root


__all__ = [
    "CSS",
    "HTML",
    "LOGGER",
    "VERSION",
    "AbsolutePlaceholder",
    "Document",
    "FontConfiguration",
    "Page",
    "Stream",
    "URLFetcher",
    "URLFetcherResponse",
    "Xhtml",
    "boxes",
    "no_system_fonts",
]
