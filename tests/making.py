"""Making the real files of a publication in tests, as `publisher build` makes them, without its checks."""

from datetime import UTC, datetime
from pathlib import Path

from publisher import epub, pdf, render
from publisher.cache import Cache
from publisher.model import EditionSettings, Publication
from publisher.read import read
from publisher.render.styles import USUAL

MODIFIED = datetime(2026, 1, 2, tzinfo=UTC)


def publication_of(source: str, folder: Path) -> Publication:
    """The publication of a text in Markdown, whose pictures are in ``folder``."""
    path = folder / "book.md"
    path.write_text(source, encoding="utf-8")
    with read(path) as reading:
        assert reading.publication is not None, reading.problems
        return reading.publication


def make_epub(publication: Publication, folder: Path, path: Path) -> Path:
    """The EPUB of a publication whose pictures are in ``folder``."""
    theme = render.theme()
    assets = render.gather(publication, folder, "epub")
    markup = render.epub_markup(publication, theme, assets)
    css = render.stylesheet(theme, "epub", publication, assets)
    epub.write(publication, markup, css, assets, path, MODIFIED)
    return path


def make_pdf(
    publication: Publication, folder: Path, path: Path, claim: bool = True, settings: EditionSettings = USUAL
) -> Path:
    """The PDF of a publication whose pictures are in ``folder``, in the edition with these settings."""
    write_pdf(publication, folder, path, claim, settings)
    return path


def write_pdf(
    publication: Publication,
    folder: Path,
    path: Path,
    claim: bool = True,
    settings: EditionSettings = USUAL,
    crew: pdf.Workers | None = None,
    cache: Cache | None = None,
) -> pdf.PdfFacts:
    """Makes the same, and gives what is known of it."""
    theme = render.theme()
    assets = render.gather(publication, folder, "print")
    units = render.print_units(publication, theme, assets, settings=settings)
    css = render.stylesheet(theme, "print", publication, assets, settings)
    return pdf.write(
        publication, units, css, assets, path, MODIFIED, claim=claim, settings=settings, crew=crew, cache=cache
    )
