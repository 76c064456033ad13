"""Making the real files of a publication in tests, as `publisher build` makes them, without its checks."""

from datetime import UTC, datetime
from pathlib import Path

from publisher import epub, pdf, render
from publisher.model import EditionSettings, Publication
from publisher.render.styles import USUAL

MODIFIED = datetime(2026, 1, 2, tzinfo=UTC)


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
    theme = render.theme()
    assets = render.gather(publication, folder, "print")
    units = render.print_units(publication, theme, assets, settings=settings)
    css = render.stylesheet(theme, "print", publication, assets, settings)
    pdf.write(publication, units, css, assets, path, MODIFIED, claim=claim, settings=settings)
    return path
