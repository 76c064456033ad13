"""What a worker keeps between jobs: the fonts and the parsed stylesheet of an edition, loaded once.

Complaints of WeasyPrint become problems here; it gets the publication's own files and nothing else.
"""

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from typing import Any

from publisher.model import Problem
from publisher.pdf.engine import (
    CSS,
    LOGGER,
    Document,
    FontConfiguration,
    URLFetcher,
    URLFetcherResponse,
    Xhtml,
    no_system_fonts,
)
from publisher.pdf.pagination import Look, Pages
from publisher.pdf.part import LayoutError
from publisher.pdf.work import File, Style

_BASE = """
/* What is clipped, and what is translucent, is painted late and apart: out of its place in the order of reading. */
img, svg { overflow: visible }
* { opacity: 1 !important }
/* The attributes of a picture give its proportions; the stylesheet may make it smaller. */
img[width][height] { height: auto !important }
publisher-call { vertical-align: super; font-size: 70%; line-height: 0 }
/* Notes that are moved to a page leave room for text there, and go on to the next one where they are too many. */
@page { @footnote { max-height: 80% } }
"""
_RULES: tuple[tuple[str, str, str, str], ...] = (
    ("Font-face", "pdf-font", "a font cannot be used: ", "error"),
    ("Failed to load", "pdf-resource", "", "error"),
    # The end of a line of code, which is not shown (`tags.text`).
    ('.notdef glyph rendered for Unicode string unsupported by fonts: "\n"', "", "", ""),
    (".notdef", "pdf-glyph", "a character is in no font: ", "error"),
    ("Relative URI", "pdf-resource", "", "error"),
    # Targets in other parts of the book are known when it is assembled.
    ("No anchor", "", "", ""),
    ("", "pdf-style", "", "warning"),
)


class Press:
    """The fonts and stylesheets of an edition, ready for use."""

    def __init__(self, style: Style) -> None:
        with complaints() as problems:
            fetcher = Fetcher(style.files)
            with no_system_fonts():
                self.fonts = FontConfiguration()
            self.styles = [CSS(string=text, font_config=self.fonts, url_fetcher=fetcher) for text in (_BASE, style.css)]
        if not fetcher.fonts:
            # Without any font the layout would crash the whole program.
            raise LayoutError("the stylesheet brings no font that can be used")
        self.problems = tuple(problems)
        self._inner = [_without_margins(style) for style in self.styles]

    def render(self, html: Xhtml, css: str) -> Document:
        """The pages of a document with their margins, with rules of its own behind those of the edition."""
        sheets = [*self.styles, CSS(string=css, font_config=self.fonts)]
        return html.render(stylesheets=sheets, font_config=self.fonts, presentational_hints=True)

    def paginate(self, html: Xhtml, css: str, look: Look) -> Pages:
        """The pages of a document without their margins; ``look`` sees each of them as it is made."""
        return Pages(html, [*self._inner, CSS(string=css, font_config=self.fonts)], self.fonts, look)


def _without_margins(style: Any) -> Any:
    """The stylesheet without the margins of pages; of those that tell the page's number, which is read there, only
    what they tell."""
    numbered = {rule[0].lower_at_keyword for rule in style.page_rules if _tells_number(rule)}
    made = copy(style)
    made.page_rules = []
    for rule, selectors, declarations in style.page_rules:
        # The room for notes is written like a margin.
        if rule.lower_at_keyword in ("page", "footnote"):
            made.page_rules.append((rule, selectors, declarations))
        elif rule.lower_at_keyword in numbered:
            contents = [declaration for declaration in declarations if declaration[0] == "content"]
            made.page_rules.append((rule, selectors, contents))
    return made


def _tells_number(rule: Any) -> bool:
    return any(
        kind == "counter()" and value[0] == "page"
        for name, content, _ in rule[2]
        if name == "content" and isinstance(content, list)
        for kind, value in content
    )


_KEPT = 8
_presses: dict[str, Press] = {}


def press(style: Style) -> Press:
    """The press for a style; the same one as before where it is the same style. Raises `LayoutError`."""
    if style.key not in _presses:
        if len(_presses) >= _KEPT:
            del _presses[next(iter(_presses))]
        _presses[style.key] = Press(style)
    return _presses[style.key]


class Fetcher(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint the files of the edition, and data that stands in an address; never the network or the disk."""

    def __init__(self, files: Mapping[str, File]) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self._files = files
        self.fonts = 0

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The file. Raises ValueError for all that is not the edition's."""
        file = self._files.get(url)
        if file is not None:
            if file.media_type.startswith("font/"):
                self.fonts += 1
            return URLFetcherResponse(url, file.data, {"Content-Type": file.media_type})
        if url.startswith("data:"):
            return super().fetch(url, headers)
        raise ValueError("only the publication's own files are read")


@contextmanager
def complaints() -> Iterator[list[Problem]]:
    """What WeasyPrint has to say meanwhile, as problems, each once."""
    found: dict[str, Problem] = {}
    problems: list[Problem] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            problem = _problem(text)
            if problem is not None:
                found.setdefault(text, problem)

    listener = Listener(logging.WARNING)
    propagate, LOGGER.propagate = LOGGER.propagate, False
    LOGGER.addHandler(listener)
    try:
        yield problems
    finally:
        LOGGER.removeHandler(listener)
        LOGGER.propagate = propagate
        problems += found.values()


def _problem(text: str) -> Problem | None:
    shown = re.sub(r"data:[^'\"\s)]{80,}", "data:…", text)
    _, code, lead, severity = next(rule for rule in _RULES if text.startswith(rule[0]))
    if not code:
        return None
    return Problem(code=code, message=lead + shown, severity="warning" if severity == "warning" else "error")
