"""What an EPUB holds, read back from the finished file with lxml.

1. the container names the package document, the package its metadata and spine
2. every content document of the spine is walked in reading order
3. cover, title page, imprint and navigation are ours, not the author's, and are left out
"""

import posixpath
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Literal
from urllib.parse import unquote, urlsplit

from lxml import etree

from publisher.check.collector import Collector, Record
from publisher.check.headers import NamedCell, with_headers
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

XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
PASSAGES: Mapping[str, Callable[[str], Record]] = {
    "blockquote": partial(Quotation, kind="block"),
    "q": partial(Quotation, kind="inline"),
    "em": partial(EmphasisText, kind="emphasis"),
    "strong": partial(EmphasisText, kind="strong"),
    "code": partial(CodeText, kind="code"),
    "kbd": partial(CodeText, kind="keyboard"),
    "samp": partial(CodeText, kind="sample"),
}
"""Elements that say something of the text in them."""
OUTLINES: Mapping[str, Literal["numbered", "bullets", "terms"]] = {"ul": "bullets", "ol": "numbered", "dl": "terms"}
"""Lists, and what each is one of."""
SCOPES = {"col": "column", "row": "row", "colgroup": "column-group", "rowgroup": "row-group"}
LIMIT = 64_000_000
"""The most bytes that one document in an EPUB may have when it is read."""


def contents(path: Path) -> Contents:
    """What is in the EPUB file. Raises `UnreadableError` where it is not one."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _contents(archive)
    except (OSError, KeyError, IndexError, StopIteration, zipfile.BadZipFile, etree.XMLSyntaxError) as fault:
        raise UnreadableError(f"this is not a whole EPUB: {fault}") from fault


def parse(archive: zipfile.ZipFile, name: str) -> etree._Element:
    if archive.getinfo(name).file_size > LIMIT:
        raise UnreadableError(f"{name} is larger than {LIMIT // 1_000_000} MB")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.fromstring(archive.read(name), parser)


def _contents(archive: zipfile.ZipFile) -> Contents:
    container = parse(archive, "META-INF/container.xml")
    package_name = next(container.iter("{*}rootfile")).get("full-path") or ""
    package = parse(archive, package_name)
    folder = posixpath.dirname(package_name)
    items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
    collector = Collector(next(package.iter(f"{DC}title")).text or "", next(package.iter(f"{DC}language")).text or "")
    walker = _Walker(collector)
    for reference in package.iter(f"{OPF}itemref"):
        item = items[reference.get("idref")]
        if "nav" not in (item.get("properties") or "").split():
            name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
            walker.document(parse(archive, name))
    return collector.contents()


def classes(element: etree._Element) -> list[str]:
    """The element's class names."""
    return (element.get("class") or "").split()


class _Walker:
    """Walks a content document and tells the collector."""

    def __init__(self, collector: Collector) -> None:
        self.collector = collector
        self._depths: dict[str, int] = {}

    def document(self, root: etree._Element) -> None:
        body = next(root.iter(f"{XHTML}body"))
        with self.collector.speaking(root.get("lang") or root.get(XML_LANG) or ""):
            self.element(body)

    def children(self, element: etree._Element) -> None:
        self.collector.write(element.text or "")
        for child in element:
            self.element(child)
            self.collector.write(child.tail or "")

    def element(self, element: etree._Element) -> None:
        if "made" in classes(element):
            if element.get("role") == "doc-noteref":
                name = (element.get("href") or "").rpartition("#")[2]
                if name not in self._depths:
                    # A note that is called by a note stands beside it.
                    self._depths[name] = self.collector.depth + 1
                    self.collector.call()
            return
        with self.collector.speaking(element.get("lang") or element.get(XML_LANG) or ""):
            tag = etree.QName(element).localname
            handler = getattr(self, f"on_{tag}", None)
            if element.get("role") == "heading":
                self._heading(element, int(element.get("aria-level") or 6))
            elif tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
                self._heading(element, int(tag[1]))
            elif handler:
                handler(element)
            elif tag in PASSAGES:
                with self.collector.passage(PASSAGES[tag]):
                    self.children(element)
            elif tag in OUTLINES:
                with self.collector.outline(OUTLINES[tag]):
                    self.children(element)
            else:
                self.children(element)

    def _heading(self, element: etree._Element, level: int) -> None:
        with self.collector.copy() as text:
            self.children(element)
        self.collector.add(Heading(min(level, 6), "".join(text)))

    def on_aside(self, element: etree._Element) -> None:
        if element.get("role") == "doc-footnote":
            with self.collector.note(depth=self._depths.get(element.get("id") or "", 1)):
                self.children(element)
        else:
            with self.collector.passage(AsideText):
                self.children(element)

    def on_pre(self, element: etree._Element) -> None:
        with self.collector.passage(partial(CodeText, kind="block")):
            # What is in its ``code`` is the code itself.
            for child in element.iterchildren(f"{XHTML}code"):
                self.children(child)

    def on_abbr(self, element: etree._Element) -> None:
        with self.collector.passage(partial(AbbreviationText, expansion=line(element.get("title")))):
            self.children(element)

    def on_ruby(self, element: etree._Element) -> None:
        with self.collector.copy() as base:
            self.collector.write(element.text or "")
        text: list[str] = []
        for child in element:
            with self.collector.copy() as piece:
                self.element(child)
            (text if etree.QName(child).localname == "rt" else base).extend(piece)
            self.collector.write(child.tail or "")
        self.collector.add(RubyText("".join(base), "".join(text)))

    def on_li(self, element: etree._Element) -> None:
        with self.collector.item():
            self.children(element)

    on_dt = on_dd = on_li

    def on_a(self, element: etree._Element) -> None:
        href = element.get("href")
        if href is None or element.get("role") in ("doc-noteref", "doc-backlink"):
            self.children(element)
            return
        with self.collector.copy() as text:
            self.children(element)
        parts = urlsplit(href)
        target = f"#{parts.fragment}" if not parts.scheme and parts.fragment else href
        self.collector.add(LinkTarget("".join(text), target))

    def on_img(self, element: etree._Element) -> None:
        self.collector.picture(_alt(element))

    def on_math(self, element: etree._Element) -> None:
        self.collector.add(Formula(element.get("alttext") or ""))
        self.collector.mark()

    def on_svg(self, element: etree._Element) -> None:
        # A formula that has no MathML is drawn.
        self.collector.add(Formula(element.get("aria-label") or "", markup=False))
        self.collector.mark()

    def on_figure(self, element: etree._Element) -> None:
        if "listing" in classes(element):
            self.children(element)
            return
        with self.collector.capture():
            for picture in _outside(element, ("figcaption", "details")):
                self.element(picture)
        caption = self._part(element, "caption")
        credit = self._part(element, "credit")
        if "media" in classes(element):
            self.collector.add(Recording(caption, credit, self._part(element, "transcript")))
            self.collector.mark()
        else:
            alts = tuple(_alt(image) for box in _own(element, "images") for image in box.iter(f"{XHTML}img"))
            self.collector.figure(FigureGroup(alts, caption, credit, self._part(element, "description")))

    def on_video(self, element: etree._Element) -> None:
        for child in element:
            if etree.QName(child).localname == "img":
                self.element(child)

    on_audio = on_video

    def _part(self, figure: etree._Element, name: str) -> str:
        with self.collector.capture() as text:
            for part in _own(figure, name):
                with self.collector.speaking(_language(part, figure)):
                    self.children(part)
        return "".join(text)

    def on_table(self, element: etree._Element) -> None:
        with self.collector.capture() as caption:
            for part in element.iterchildren(f"{XHTML}caption"):
                self.element(part)
        groups = [
            [[self._named(cell) for cell in row.iterchildren(f"{XHTML}th", f"{XHTML}td")] for row in rows]
            for rows in _groups(element)
        ]
        self.collector.add(TableGrid("".join(caption), with_headers(groups)))
        self.collector.mark()

    def _named(self, cell: etree._Element) -> NamedCell:
        return NamedCell(self._cell(cell), cell.get("id") or "", tuple((cell.get("headers") or "").split()))

    def _cell(self, cell: etree._Element) -> TableCell:
        language = cell.get("lang") or cell.getparent().get("lang") or ""  # type: ignore[union-attr]
        with self.collector.speaking(language), self.collector.capture() as text:
            self.children(cell)
        scope = SCOPES.get(cell.get("scope") or "", "") if etree.QName(cell).localname == "th" else ""
        return TableCell("".join(text), scope, int(cell.get("colspan") or 1), int(cell.get("rowspan") or 1))


def _alt(image: etree._Element) -> str | None:
    if image.get("role") in ("presentation", "none"):
        return None
    return line(image.get("alt"))


def _groups(table: etree._Element) -> Iterator[list[etree._Element]]:
    """The rows of each head, body and foot; those that stand in none of them are one, too."""
    loose = list(table.iterchildren(f"{XHTML}tr"))
    if loose:
        yield loose
    for part in table.iterchildren(f"{XHTML}thead", f"{XHTML}tbody", f"{XHTML}tfoot"):
        yield list(part.iterchildren(f"{XHTML}tr"))


def _outside(figure: etree._Element, parts: tuple[str, ...]) -> Iterable[etree._Element]:
    """The children of a figure that are neither its caption nor what unfolds below it."""
    for child in figure:
        if etree.QName(child).localname not in parts and not {"description", "transcript"} & set(classes(child)):
            yield child


def _own(figure: etree._Element, name: str) -> Iterator[etree._Element]:
    """The parts of the figure itself that have this class, not those of figures in its description."""
    for child in figure:
        if name in classes(child):
            yield child
        elif not {"description", "transcript"} & set(classes(child)):
            yield from _own(child, name)


def _language(part: etree._Element, figure: etree._Element) -> str:
    """The language of a part of a figure, set on it or on what is between them."""
    element: etree._Element | None = part
    while element is not None and element is not figure:
        if language := element.get("lang") or element.get(XML_LANG):
            return language
        element = element.getparent()
    return ""
