"""WeasyPrint, which lays out and paints: the only place that imports it.

The fonts of the machine are shut out (``fonts.conf`` names no folder), so that every machine makes the same pages;
all fonts come from @font-face. The other modules take from here what they need of its box classes.
"""

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

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
    from weasyprint import CSS, HTML, VERSION
    from weasyprint.document import Document, Page
    from weasyprint.formatting_structure import boxes
    from weasyprint.layout.absolute import AbsolutePlaceholder
    from weasyprint.logger import LOGGER
    from weasyprint.pdf.stream import Stream
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

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
    "boxes",
    "no_system_fonts",
]
