"""What a tagged PDF holds, read back from its structure tree alone (ISO 14289-1 7.1; PDF 1.7 §14.7).

The tree of elements (`pdf_structure`) is walked in reading order, as assistive technology does.

Artifacts are not in the tree: decorative images are proven by their absence.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Literal

import pikepdf
from pikepdf import Pdf

from publisher.check.collector import Collector, Record
from publisher.check.headers import NamedCell, with_headers
from publisher.check.pdf_structure import Element, PageTurn, structure
from publisher.check.records import (
    AbbreviationText,
    AsideText,
    CodeText,
    Contents,
    EmphasisText,
    FigureGroup,
    Formula,
    Heading,
    LinkTarget,
    Quotation,
    Recording,
    RubyText,
    TableCell,
    TableGrid,
    UnreadableError,
    line,
)

PASSAGES: Mapping[str, Callable[[str], Record]] = {
    "BlockQuote": partial(Quotation, kind="block"),
    "Quote": partial(Quotation, kind="inline"),
    "Em": partial(EmphasisText, kind="emphasis"),
    "Strong": partial(EmphasisText, kind="strong"),
    "Code": CodeText,
    "Aside": AsideText,
}
"""Types that say something of the text in them."""
NUMBERINGS = frozenset({"/Decimal", "/LowerAlpha", "/LowerRoman", "/UpperAlpha", "/UpperRoman", "/Ordered"})
"""Those of lists whose items are numbered. PDF 1.7 §14.8.5.5; ISO 32000-2 14.8.5.5."""
MOST_PLACES = 1_000_000
"""Of a table with more places than that there need not be a file of its data."""
GROUPS = ("Div", "Sect")
NOTES = ("Note", "FENote")
"""Types for the same thing: in PDF 1.7, and in PDF 2.0."""


def contents(path: Path) -> Contents:
    """What is in the PDF file. Raises `UnreadableError` where it is not a tagged one."""
    try:
        with pikepdf.open(path) as pdf:
            collector = Collector(_title(pdf), str(pdf.Root.get("/Lang", "")))
            walker = _Walker(collector)
            walker.children(structure(pdf))
            return collector.contents()
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError) as fault:
        raise UnreadableError(f"this is not a whole tagged PDF: {fault}") from fault


def _title(pdf: Pdf) -> str:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        return str(metadata.get("dc:title") or "")


class _Walker:
    """Walks the structure tree and tells the collector."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector

    def children(self, element: Element) -> None:
        for kid in element.kids:
            self.kid(kid)

    def kid(self, kid: Element | str | PageTurn) -> None:
        if isinstance(kid, str):
            self.collector.write(kid)
        elif isinstance(kid, Element):
            self.element(kid)

    def element(self, element: Element) -> None:
        if "made" in element.classes:
            if element.tag == "Reference":
                # The call of a note: its number is made by the layout.
                self.collector.call()
            return
        with self.collector.speaking(element.language):
            tag = element.tag
            if tag[0] == "H" and tag[1:].isdigit():
                self._heading(element, min(int(tag[1:]), 6))
            elif tag in GROUPS and "figure" in element.classes:
                self._group(element)
            elif tag in GROUPS and "media" in element.classes:
                self._media(element)
            elif tag in PASSAGES:
                with self.collector.passage(PASSAGES[tag]):
                    self.children(element)
            else:
                getattr(self, f"on_{tag.lower()}", self.children)(element)

    def _heading(self, element: Element, level: int) -> None:
        with self.collector.copy() as text:
            self.children(element)
        self.collector.add(Heading(level, "".join(text)))

    def on_figure(self, element: Element) -> None:
        self.collector.picture(_alt(element))

    def on_formula(self, element: Element) -> None:
        self.collector.add(Formula(element.alt, "application/mathml+xml" in element.files))
        self.collector.mark()

    def on_span(self, element: Element) -> None:
        if not element.expansion:
            self.children(element)
            return
        with self.collector.passage(partial(AbbreviationText, expansion=line(element.expansion))):
            self.children(element)

    def on_ruby(self, element: Element) -> None:
        base: list[str] = []
        text: list[str] = []
        for kid in element.kids:
            with self.collector.copy() as piece:
                self.kid(kid)
            (text if isinstance(kid, Element) and kid.tag == "RT" else base).extend(piece)
        self.collector.add(RubyText("".join(base), "".join(text)))

    def on_l(self, element: Element) -> None:
        kind: Literal["numbered", "bullets", "terms"] = "numbered" if element.numbering in NUMBERINGS else "bullets"
        labels = [part for item in element.kids for part in _parts(item) if part.tag == "Lbl"]
        if any("made" not in label.classes for label in labels):
            kind = "terms"
        with self.collector.outline(kind):
            self.children(element)

    def on_li(self, element: Element) -> None:
        for kid in element.kids:
            with self.collector.item() if _is_item(kid) else nullcontext():
                self.kid(kid)

    def on_note(self, element: Element) -> None:
        with self.collector.note():
            self.children(element)

    on_fenote = on_note

    def on_link(self, element: Element) -> None:
        with self.collector.copy() as text:
            self.children(element)
        self.collector.add(LinkTarget("".join(text), element.target))

    def on_table(self, element: Element) -> None:
        with self.collector.capture() as caption:
            for part in element.kids:
                if isinstance(part, Element) and part.tag == "Caption":
                    self.element(part)
        groups = [[[self._named(cell) for cell in _cells(row)] for row in rows] for rows in _groups(element)]
        rows = with_headers(groups)
        data = "text/csv" in element.files or not 0 < _places(rows) <= MOST_PLACES
        self.collector.add(TableGrid("".join(caption), rows, data))
        self.collector.mark()

    def _named(self, cell: Element) -> NamedCell:
        return NamedCell(self._cell(cell), cell.id, cell.headers)

    def _cell(self, cell: Element) -> TableCell:
        with self.collector.speaking(cell.language), self.collector.capture() as text:
            self.children(cell)
        return TableCell("".join(text), cell.scope if cell.tag == "TH" else "", cell.columns, cell.rows)

    def _group(self, element: Element) -> None:
        alts = self._pictures(element)
        caption, credit = self._captions(element)
        description = self._part(element, "description")
        self.collector.figure(FigureGroup(alts, caption, credit, description))

    def _media(self, element: Element) -> None:
        self._pictures(element)
        caption, credit = self._captions(element)
        self.collector.add(Recording(caption, credit, self._part(element, "transcript")))
        self.collector.mark()

    def _captions(self, element: Element) -> tuple[str, str]:
        """Caption and credit; the notes that they call stand behind them."""
        caption, credit = self._part(element, "caption"), self._part(element, "credit")
        for note in _loose_notes(element):
            self.element(note)
        return caption, credit

    def _pictures(self, element: Element) -> tuple[str | None, ...]:
        """The short texts of the pictures of a figure itself, not of those in its description, caption or notes."""
        found = list(_own_pictures(element))
        with self.collector.capture():
            for picture in found:
                with self.collector.speaking(picture.language):
                    self.on_figure(picture)
        return tuple(_alt(picture) for picture in found)

    def _part(self, element: Element, name: str) -> str:
        with self.collector.capture() as text:
            part = _first(element, name)
            if part is not None:
                with self.collector.speaking(part.language):
                    self.children(part)
        return "".join(text)


def _alt(element: Element) -> str | None:
    """The short text; None where there is none at all."""
    return None if element.alt is None else line(element.alt)


def _places(rows: tuple[tuple[TableCell, ...], ...]) -> int:
    """How many places a table has, empty ones among them."""
    height = max((at + cell.rows for at, row in enumerate(rows) for cell in row), default=0)
    return height * max((sum(cell.columns for cell in row) for row in rows), default=0)


def _parts(item: Element | str | PageTurn) -> tuple[Element, ...]:
    return tuple(part for part in item.kids if isinstance(part, Element)) if isinstance(item, Element) else ()


def _is_item(part: Element | str | PageTurn) -> bool:
    """Whether a part of an LI is what the author put there: the content of an item, a term, or its definition."""
    return isinstance(part, Element) and part.tag in ("Lbl", "LBody")


def _groups(table: Element) -> Iterator[list[Element]]:
    """The rows of each head, body and foot; those that stand in none of them are one, too."""
    loose = [row for row in table.kids if isinstance(row, Element) and row.tag == "TR"]
    if loose:
        yield loose
    for part in table.kids:
        if isinstance(part, Element) and part.tag in ("THead", "TBody", "TFoot"):
            yield [row for row in part.kids if isinstance(row, Element) and row.tag == "TR"]


def _cells(row: Element) -> Iterator[Element]:
    return (cell for cell in row.kids if isinstance(cell, Element) and cell.tag in ("TH", "TD"))


def _own_pictures(element: Element) -> Iterator[Element]:
    for kid in element.kids:
        if isinstance(kid, Element):
            if kid.tag == "Figure":
                yield kid
            elif kid.tag not in ("Caption", *NOTES) and not {"description", "transcript"} & set(kid.classes):
                yield from _own_pictures(kid)


def _loose_notes(element: Element) -> Iterator[Element]:
    """The notes of a figure that stand in none of its parts."""
    for kid in element.kids:
        if isinstance(kid, Element):
            if kid.tag in NOTES:
                yield kid
            elif not {"caption", "credit", "description", "transcript"} & set(kid.classes):
                yield from _loose_notes(kid)


def _first(element: Element, name: str) -> Element | None:
    """The part of a figure itself that has this class, not one of a figure in its description."""
    for kid in element.kids:
        if isinstance(kid, Element):
            if name in kid.classes:
                return kid
            apart = kid.tag in NOTES or {"description", "transcript"} & set(kid.classes)
            if not apart and (found := _first(kid, name)) is not None:
                return found
    return None
