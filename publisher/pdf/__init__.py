"""XHTML becomes a tagged PDF file: PDF/UA-1 and PDF/A-3a in one. ISO 14289-1; ISO 19005-3.

1. ``layout``    lay out the pages, and plan and paint their tags (``tags``)
2. ``assemble``  one file of the pages: structure tree, links, outline, page labels, metadata
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from publisher.model import Problem, Publication, in_order
from publisher.pdf.part import LayoutError
from publisher.render.assets import Assets

__all__ = ["LayoutError", "PdfFacts", "write"]


class PdfFacts(Struct, frozen=True):
    """What was written: how many pages, and what went wrong with content or style on the way."""

    pages: int
    problems: tuple[Problem, ...] = ()


def write(
    publication: Publication,
    xhtml: bytes,
    css: str,
    assets: Assets,
    path: Path,
    modified: datetime,
    *,
    claim: bool = True,
    progress: Callable[[str], None] | None = None,
) -> PdfFacts:
    """Write the publication as one tagged PDF file, whole or not at all; the same bytes for the same input.

    ``xhtml`` and ``css`` may refer to ``assets`` as ``asset:NAME`` and to nothing else. Without ``claim`` the file is
    the same but does not say that it conforms to PDF/UA-1 and PDF/A-3a. Raises OSError where ``path`` cannot be
    written, and `LayoutError` where the stylesheet brings no font.
    """
    # WeasyPrint takes half a second to load; whoever writes no PDF shall not wait for it.
    from publisher.pdf.assemble import assemble
    from publisher.pdf.layout import lay_out

    tell = progress or (lambda _stage: None)
    part = lay_out(xhtml, css, assets, tell)
    tell("writing the PDF")
    problems = assemble(publication, [part], path, modified, claim=claim)
    return PdfFacts(len(part.pages), in_order((*part.problems, *problems)))
