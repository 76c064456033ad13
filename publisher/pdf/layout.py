"""One XHTML document becomes pages: a PDF without tags, and beside it the structure tree as plain data.

1. WeasyPrint parses the document and the stylesheets; it gets the publication's own files and nothing else
2. it lays out the pages
3. the tags are planned, and the pages painted with marks in them
4. what WeasyPrint complained of becomes problems
"""

import gc
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from publisher.model import Problem
from publisher.pdf.engine import (
    CSS,
    LOGGER,
    FontConfiguration,
    URLFetcher,
    URLFetcherResponse,
    Xhtml,
    boxes,
    no_system_fonts,
)
from publisher.pdf.labels import printed_numbers
from publisher.pdf.part import LayoutError, PageFacts, Part, Position
from publisher.pdf.strays import drop_stray_notes
from publisher.pdf.tags.export import export, settle_notes
from publisher.pdf.tags.plan import POINTS, Plan
from publisher.pdf.tags.source import Source
from publisher.pdf.tags.stream import TaggedPage
from publisher.render.assets import Asset, Assets

SCHEME = "asset:"
_BASE = """
/* What is clipped, and what is translucent, is painted late and apart: out of its place in the order of reading. */
img, svg { overflow: visible }
* { opacity: 1 !important }
/* The attributes of a picture give its proportions; the stylesheet may make it smaller. */
img[width][height] { height: auto !important }
"""
_RULES: tuple[tuple[str, str, str, str], ...] = (
    ("Font-face", "pdf-font", "a font cannot be used: ", "error"),
    ("Failed to load", "pdf-resource", "", "error"),
    (".notdef", "pdf-glyph", "a character is in no font: ", "error"),
    ("Relative URI", "pdf-resource", "", "error"),
    ("No anchor", "pdf-link", "", "error"),
    ("", "pdf-style", "", "warning"),
)


def lay_out(xhtml: bytes, css: str, assets: Assets, progress: Callable[[str], None]) -> Part:
    """Lay out and paint a document. Raises `LayoutError` where no font can be used."""
    with _complaints() as complaints:
        fetcher = _Fetcher(assets)
        with no_system_fonts():
            fonts = FontConfiguration()
        html = Xhtml(xhtml, fetcher)
        styles = [CSS(string=text, font_config=fonts, url_fetcher=fetcher) for text in (_BASE, css)]
        if not fetcher.fonts:
            # Without any font the layout would crash the whole program.
            raise LayoutError("the stylesheet brings no font that can be used")
        progress("laying out pages")
        document = html.render(stylesheets=styles, font_config=fonts, presentational_hints=True)
        if _unroll(html.etree_element, document.pages):
            # The boxes of a book are large, and refer to each other in circles.
            del document
            gc.collect()
            document = html.render(stylesheets=styles, font_config=fonts, presentational_hints=True)
        drop_stray_notes(document.pages)
        progress(f"tagging {len(document.pages)} pages")
        plan = Plan(Source(html.etree_element), document.pages)
        settle_notes(plan.elements.root)
        numbers = printed_numbers([page._page_box for page in document.pages])
        tagged = [TaggedPage(page, plan, number) for number, page in enumerate(document.pages)]
        data = document.copy(tagged).write_pdf()
    tree, links = export(plan.elements.root, plan.marks, plan.actual)
    pages = tuple(
        PageFacts(number, numbering, plan.counts[at], links.get(at, ()))
        for at, (number, numbering) in enumerate(numbers)
    )
    return Part(
        pdf=data,
        pages=pages,
        structure=tree,
        destinations=_destinations(document.pages),
        bookmarks=tuple(plan.bookmarks.values()),
        problems=(*plan.problems, *complaints),
    )


def _unroll(root: Any, pages: list[Any]) -> bool:
    """Make ordinary rows of table heads and feet that found no room where they belong; say whether there are any.

    WeasyPrint leaves out a head or foot that does not fit onto a page together with a row of its table: on the page
    where the table begins or ends, that is wrong, and on all pages, the head or foot is lost.
    """
    shown: dict[Any, list[int]] = {}
    for number, page in enumerate(pages):
        for box in page._page_box.descendants():
            if isinstance(box, boxes.TableRowGroupBox):
                shown.setdefault(box.element, []).append(number)
    lost = []
    for table in root.iter("table"):
        groups = [group for group in table if len(group)]
        seen = [number for group in groups for number in shown.get(group, ())]
        for group in groups:
            there = shown.get(group, [])
            if (group.tag == "thead" and min(seen, default=0) not in there) or (
                group.tag == "tfoot" and max(seen, default=0) not in there
            ):
                lost.append(group)
    for group in lost:
        group.set("style", f"{group.get('style', '')}; display: table-row-group !important")
    return bool(lost)


def _destinations(pages: list[Any]) -> dict[str, Position]:
    found: dict[str, Position] = {}
    for number, page in enumerate(pages):
        for name, (x, y, *_) in page.anchors.items():
            found.setdefault(name, _position(number, page, x, y))
    return found


def _position(number: int, page: Any, x: float, y: float) -> Position:
    return Position(number, round(x * POINTS, 2), round((page.height - y) * POINTS, 2))


class _Fetcher(URLFetcher):  # type: ignore[misc]
    """Gives WeasyPrint the files of the edition, and data that stands in an address; never the network or the disk."""

    def __init__(self, assets: Assets) -> None:
        super().__init__(allowed_protocols={"data"}, allow_redirects=False)
        self._assets: Mapping[str, Asset] = {asset.name: asset for asset in assets.all()}
        self._faces = {face.path.as_uri(): asset for face, asset in assets.fonts.items()}
        self.fonts = 0

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The file. Raises ValueError for all that is not the edition's."""
        asset = self._faces.get(url)
        if url.startswith(SCHEME):
            asset = self._assets.get(url.removeprefix(SCHEME))
        if asset is not None:
            if asset.media_type.startswith("font/"):
                self.fonts += 1
            return URLFetcherResponse(url, asset.data, {"Content-Type": asset.media_type})
        if url.startswith("data:"):
            return super().fetch(url, headers)
        raise ValueError("only the publication's own files are read")


@contextmanager
def _complaints() -> Iterator[list[Problem]]:
    """What WeasyPrint has to say meanwhile, as problems, each once."""
    found: dict[str, Problem] = {}
    problems: list[Problem] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            found.setdefault(text, _problem(text))

    listener = Listener(logging.WARNING)
    propagate, LOGGER.propagate = LOGGER.propagate, False
    LOGGER.addHandler(listener)
    try:
        yield problems
    finally:
        LOGGER.removeHandler(listener)
        LOGGER.propagate = propagate
        problems += found.values()


def _problem(text: str) -> Problem:
    shown = re.sub(r"data:[^'\"\s)]{80,}", "data:…", text)
    _, code, lead, severity = next(rule for rule in _RULES if text.startswith(rule[0]))
    return Problem(code=code, message=lead + shown, severity="warning" if severity == "warning" else "error")
