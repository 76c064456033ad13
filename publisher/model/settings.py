"""Settings of the printed editions: which there are, their paper, type and colours, and what the PDF file is."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta

from publisher.model.record import Record

EditionName: TypeAlias = Literal["print", "a4", "screen", "large-print"]
"""``print`` for book printing, ``a4`` for the office printer, ``screen`` for reading on screens, ``large-print`` for
readers with low vision (UKAAF guidance)."""
Standard: TypeAlias = Literal["ua-1", "ua-2"]
"""``ua-1``: PDF/UA-1 with PDF/A-3a, in PDF 1.7. ``ua-2``: PDF/UA-2 with PDF/A-4, in PDF 2.0."""
Embedded: TypeAlias = Literal["source"]
"""What a PDF carries with it: ``source``, the content model that it was made from."""
Links: TypeAlias = Literal["plain", "shown"]
"""``shown`` tells on paper where links lead: the page, the address, a code to scan for recordings."""
Points: TypeAlias = Annotated[float, Meta(ge=0, le=14400)]
"""A length, pt. 14,400 is the longest side of a page that readers must take (PDF 1.7 annex C.2)."""
Colour: TypeAlias = Annotated[str, Meta(pattern="^(#[0-9a-f]{6})?$")]
"""A colour of the screen's colour space (sRGB) as ``#rrggbb``; empty for the edition's own."""


class Fonts(Record, frozen=True):
    """The families of text, headings and code; empty for the edition's own."""

    text: str = ""
    heading: str = ""
    code: str = ""


class Colours(Record, frozen=True):
    """The colours of text, accents, secondary text, rules, and the ground of asides and code."""

    ink: Colour = ""
    accent: Colour = ""
    grey: Colour = ""
    rule: Colour = ""
    tint: Colour = ""


class EditionSettings(Record, frozen=True):
    """How an edition differs from what its name stands for. What is None or empty is as the edition has it.

    ``trim`` is the size of the cut page, width and height, pt; ``bleed`` is what is printed beyond it on every side,
    pt; ``size`` is that of running text, pt; ``ragged`` sets text flush at its beginning only;
    ``links`` tells where links lead.
    """

    name: EditionName = "print"
    trim: tuple[Points, Points] | None = None
    bleed: Annotated[float, Meta(ge=0, le=72)] = 0.0
    crop_marks: bool = False
    size: Annotated[float, Meta(ge=6, le=72)] | None = None
    ragged: bool | None = None
    links: Links | None = None
    fonts: Fonts = Fonts()
    colours: Colours = Colours()


class PdfSettings(Record, frozen=True):
    """The PDF: its standard, what it carries, and the editions that are made, one file each."""

    standard: Standard = "ua-1"
    embed: tuple[Embedded, ...] = ()
    editions: Annotated[tuple[EditionSettings, ...], Meta(min_length=1)] = (EditionSettings(),)
