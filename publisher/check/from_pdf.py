"""What a tagged PDF holds, read back from its structure tree alone (ISO 14289-1 7.1; PDF 1.7 §14.7).

1. every page's text is decoded by marked-content identifier
2. the structure tree becomes a tree of plain elements, with its text and links in place
3. that tree is walked in reading order, as assistive technology does

Artifacts are not in the tree: decorative images are proven by their absence.
"""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Object, Pdf

from publisher.check.pdf_text import Decoder, array, page_texts
from publisher.check.records import (
    Collector,
    Contents,
    FigureGroup,
    Formula,
    Heading,
    LinkTarget,
    Recording,
    TableCell,
    TableGrid,
    UnreadableError,
)

SCOPES = {"/Column": "column", "/Row": "row", "/Both": "both"}
DEEPEST = 400
"""How deep a structure tree may be."""


class Element(Struct, frozen=True):
    """A structure element: its type, what its attributes say, and its children: elements, text, and link targets."""

    tag: str
    classes: tuple[str, ...] = ()
    language: str = ""
    alt: str = ""
    scope: str = ""
    columns: int = 1
    rows: int = 1
    kids: "tuple[Element | str, ...]" = ()
    target: str = ""

    def all(self, tag: str) -> "Iterator[Element]":
        """Every element of this type below this one, in order."""
        for kid in self.kids:
            if isinstance(kid, Element):
                if kid.tag == tag:
                    yield kid
                yield from kid.all(tag)


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


def structure(pdf: Pdf) -> Element:
    """The structure tree with the text of the pages in it. Raises `UnreadableError` where the file has none."""
    if "/StructTreeRoot" not in pdf.Root:
        raise UnreadableError("this PDF is not tagged")
    return _Tree(pdf).root()


class _Tree:
    """Reads the structure tree of one file."""

    def __init__(self, pdf: Pdf) -> None:
        self.pdf = pdf
        self.fonts: dict[tuple[int, int], Decoder] = {}
        self.pages = {page.obj.objgen: page for page in pdf.pages}
        self.texts: dict[tuple[int, int], dict[int, str]] = {}

    def root(self) -> Element:
        root = self.pdf.Root.StructTreeRoot
        return Element("Root", kids=tuple(self.element(kid, 0) for kid in array(root.get("/K"))))

    def text(self, page: Object, mcid: int) -> str:
        key = page.objgen
        if key not in self.texts:
            # A reading order that leaps between pages is rare: only the last pages are kept.
            if len(self.texts) > 64:
                self.texts.clear()
            self.texts[key] = page_texts(self.pages[key], self.fonts)
        return self.texts[key].get(mcid, "")

    def element(self, source: Object, depth: int) -> Element:
        if depth > DEEPEST:
            raise UnreadableError(f"the structure tree is deeper than {DEEPEST} levels")
        attributes = _attributes(source)
        page = source.get("/Pg")
        kids = [self.kid(kid, page, depth) for kid in array(source.get("/K"))]
        if "/ActualText" in source:
            kids = [str(source.ActualText), *(kid for kid in kids if isinstance(kid, _Target))]
        targets = [kid for kid in kids if isinstance(kid, _Target)]
        return Element(
            tag=str(source.S)[1:],
            classes=tuple(str(name)[1:] for name in array(source.get("/C")) if isinstance(name, Name)),
            language=str(source.get("/Lang", "")),
            alt=str(source.get("/Alt", "")),
            scope=SCOPES.get(str(attributes.get("/Scope", "")), ""),
            columns=int(attributes.get("/ColSpan", 1)),
            rows=int(attributes.get("/RowSpan", 1)),
            kids=tuple(kid for kid in kids if not isinstance(kid, _Target)),
            target=targets[0].address if targets else "",
        )

    def kid(self, kid: Object, page: Object | None, depth: int) -> "Element | str | _Target":
        if isinstance(kid, int) and page is not None:
            return self.text(page, kid)
        if isinstance(kid, Dictionary):
            if kid.get("/Type") == Name.OBJR:
                return _Target(_address(kid.Obj))
            if kid.get("/Type") == Name.MCR or "/MCID" in kid:
                page = kid.get("/Pg") or page
                return self.text(page, int(kid.MCID)) if page is not None else ""
            return self.element(kid, depth + 1)
        return ""


class _Target(Struct, frozen=True):
    """Where a link annotation leads."""

    address: str


def _attributes(element: Object) -> dict[str, Object]:
    found: dict[str, Object] = {}
    for owner in array(element.get("/A")):
        if isinstance(owner, Dictionary):
            found.update(dict(owner.items()))
    return found


def _address(annotation: Object) -> str:
    """A web address, or ``#`` and the name of a destination."""
    action = annotation.get("/A", Dictionary())
    if "/URI" in action:
        return str(action.URI)
    target = annotation.get("/Dest", action.get("/D"))
    if target is None or isinstance(target, Array):
        return ""
    return "#" + str(target).removeprefix("/")


class _Walker:
    """Walks the structure tree and tells the collector."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector

    def children(self, element: Element) -> None:
        for kid in element.kids:
            if isinstance(kid, str):
                self.collector.write(kid)
            else:
                self.element(kid)

    def element(self, element: Element) -> None:
        if "made" in element.classes:
            return
        with self.collector.speaking(element.language):
            tag = element.tag
            if len(tag) == 2 and tag[0] == "H" and tag[1].isdigit():
                self._heading(element, int(tag[1]))
            elif tag == "Div" and "figure" in element.classes:
                self._group(element)
            elif tag == "Div" and "media" in element.classes:
                self._media(element)
            else:
                getattr(self, f"on_{tag.lower()}", self.children)(element)

    def _heading(self, element: Element, level: int) -> None:
        with self.collector.copy() as text:
            self.children(element)
        self.collector.add(Heading(level, "".join(text)))

    def on_figure(self, element: Element) -> None:
        self.collector.picture(element.alt)

    def on_formula(self, element: Element) -> None:
        self.collector.add(Formula(element.alt))
        self.collector.mark()

    def on_note(self, element: Element) -> None:
        with self.collector.note():
            self.children(element)

    def on_link(self, element: Element) -> None:
        with self.collector.copy() as text:
            self.children(element)
        self.collector.add(LinkTarget("".join(text), element.target))

    def on_reference(self, element: Element) -> None:
        # The call of a note: its number is made by the layout.
        if any(isinstance(kid, Element) for kid in element.kids):
            self.children(element)

    def on_table(self, element: Element) -> None:
        with self.collector.capture() as caption:
            for part in element.kids:
                if isinstance(part, Element) and part.tag == "Caption":
                    self.element(part)
        rows = tuple(
            tuple(self._cell(cell) for cell in row.kids if isinstance(cell, Element) and cell.tag in ("TH", "TD"))
            for row in _rows(element)
        )
        self.collector.add(TableGrid("".join(caption), rows))
        self.collector.mark()

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
        """The short texts of the pictures of a figure itself, not of those in its description or caption."""
        found = list(_own_pictures(element))
        with self.collector.capture():
            for picture in found:
                with self.collector.speaking(picture.language):
                    self.on_figure(picture)
        return tuple(picture.alt for picture in found)

    def _part(self, element: Element, name: str) -> str:
        with self.collector.capture() as text:
            part = _first(element, name)
            if part is not None:
                with self.collector.speaking(part.language):
                    self.children(part)
        return "".join(text)


def _rows(table: Element) -> Iterator[Element]:
    for part in table.kids:
        if isinstance(part, Element):
            if part.tag == "TR":
                yield part
            elif part.tag in ("THead", "TBody", "TFoot"):
                yield from (row for row in part.kids if isinstance(row, Element) and row.tag == "TR")


def _own_pictures(element: Element) -> Iterator[Element]:
    for kid in element.kids:
        if isinstance(kid, Element):
            if kid.tag == "Figure":
                yield kid
            elif kid.tag != "Caption" and not {"description", "transcript"} & set(kid.classes):
                yield from _own_pictures(kid)


def _loose_notes(element: Element) -> Iterator[Element]:
    """The notes of a figure that stand in none of its parts."""
    for kid in element.kids:
        if isinstance(kid, Element):
            if kid.tag == "Note":
                yield kid
            elif not {"caption", "credit", "description", "transcript"} & set(kid.classes):
                yield from _loose_notes(kid)


def _first(element: Element, name: str) -> Element | None:
    """The part of a figure itself that has this class, not one of a figure in its description."""
    for kid in element.kids:
        if isinstance(kid, Element):
            if name in kid.classes:
                return kid
            if not {"description", "transcript"} & set(kid.classes) and (found := _first(kid, name)) is not None:
                return found
    return None
