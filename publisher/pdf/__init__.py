"""XHTML becomes a tagged PDF file: PDF/UA-1 and PDF/A-3a in one. ISO 14289-1; ISO 19005-3.

1. ``work``      what is to be done, as plain data: a style for all parts, a job for each unit
2. ``workers``   lay out the units (``layout``), and plan and paint their tags (``tags``)
3. ``book``      the parts in their order, their page numbers, and what stands in the margins (``furniture``)
4. ``assemble``  one file of the parts: pages, fonts, structure tree, links, outline, page labels, metadata
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from publisher.cache import Cache
from publisher.model import AttachedFile, EditionSettings, PageMap, Problem, Publication, in_order
from publisher.pdf.limits import Limits
from publisher.pdf.part import LayoutError
from publisher.pdf.stage import Stage
from publisher.pdf.workers import Here, Results, Workers, workers
from publisher.render import PrintUnit
from publisher.render.assets import Assets
from publisher.render.styles import USUAL

__all__ = ["LayoutError", "Limits", "PdfFacts", "Stage", "Workers", "workers", "write"]

_SMALLEST = 0.6
"""How small a picture may be made to fit onto a page, of its own size; large print leaves its size alone."""


class PdfFacts(Struct, frozen=True):
    """What was written: how many pages, what went wrong with content or style on the way, and where the pages begin."""

    pages: int
    problems: tuple[Problem, ...] = ()
    page_map: PageMap | None = None


def write(
    publication: Publication,
    units: bytes | Sequence[PrintUnit],
    css: str,
    assets: Assets,
    path: Path,
    modified: datetime,
    *,
    settings: EditionSettings = USUAL,
    claim: bool = True,
    files: Sequence[AttachedFile] = (),
    progress: Callable[[str], None] | None = None,
    crew: Workers | None = None,
    cache: Cache | None = None,
) -> PdfFacts:
    """Write the publication as one tagged PDF file, whole or not at all; the same bytes for the same input.

    ``units`` are laid out by themselves; one document alone may be given as its XHTML. They and ``css`` may refer to
    ``assets`` as ``asset:NAME`` and to nothing else; ``settings`` are those of the edition. Without ``claim`` the file
    is the same but does not say that it conforms to PDF/UA-1 and PDF/A-3a. ``files`` are what the publication was made
    from, if the file is to carry that. Raises OSError where ``path`` cannot be
    written, and `LayoutError` where the stylesheet brings no font. ``crew`` does the work (this process, without one);
    ``cache`` keeps what was laid out.
    """
    from publisher.pdf.assemble import assemble
    from publisher.pdf.book import Plan, lay_out_book
    from publisher.pdf.limits import give_back
    from publisher.pdf.work import style_of

    tell = progress or (lambda _stage: None)
    given = (PrintUnit(name="", xhtml=units),) if isinstance(units, bytes) else tuple(units)
    style = style_of(css, assets, 1 if settings.name == "large-print" else _SMALLEST)
    plan = Plan(given, assets, publication.language, publication.direction)
    results = Results(style, crew or Here(), cache or Cache(None))
    book = lay_out_book(plan, results, tell)
    tell("writing the PDF")
    problems = assemble(publication, book, path, modified, results.fonts, settings, claim=claim, files=files)
    page_map = PageMap(publication.identifier_of(settings.name), book.starts)
    facts = PdfFacts(book.pages, in_order((*book.problems, *problems)), page_map)
    # The next file shall not come on top of the parts of this one.
    del book, plan, results
    give_back()
    return facts
