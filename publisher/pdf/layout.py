"""One XHTML document becomes pages: a PDF without tags, and beside it the structure tree as plain data.

1. WeasyPrint parses the document; stylesheets and fonts are loaded already (`press`)
2. it lays out the pages: one of them again where a figure asks for it, and all where notes or table heads do
3. the tags are planned, and the pages painted with marks in them
4. fonts are left out of the file: what is used of them is told (`fonts`)
"""

from collections.abc import Sequence
from typing import Any

import msgspec

from publisher.model import Problem
from publisher.pdf.engine import Xhtml, boxes
from publisher.pdf.fitting import Fitting
from publisher.pdf.fonts import used
from publisher.pdf.labels import printed_numbers
from publisher.pdf.limits import let_go
from publisher.pdf.long_notes import set_behind
from publisher.pdf.pagination import EndlessError, Pages
from publisher.pdf.part import Break, Folio, PageFacts, Part, Position, Sheet, Side
from publisher.pdf.press import Fetcher, Press, complaints, press
from publisher.pdf.references import ROOM
from publisher.pdf.starts import starts
from publisher.pdf.strays import drop_stray_notes
from publisher.pdf.streams import compact
from publisher.pdf.tags.export import export, settle_notes
from publisher.pdf.tags.plan import POINTS, Plan
from publisher.pdf.tags.source import Source
from publisher.pdf.tags.stream import TaggedPage
from publisher.pdf.wide_tables import crowd
from publisher.pdf.work import Job, Style

_ROUNDS = 4
"""How often tables that are too wide, their heads without room, and notes that are too long or lost, are set
otherwise."""
_BROKEN = " .table, .table tr { break-inside: auto !important }"
"""What is set where rows of tables in tables are to stay whole, and find room on no page."""
_SIDES: dict[str, Side] = {"left": "left", "right": "right"}
_OTHER: dict[Side, Side] = {"left": "right", "right": "left"}


def lay_out(style: Style, job: Job) -> Part:
    """Lay out and paint a part. Raises `LayoutError` where no font can be used."""
    ready = press(style)
    with complaints() as problems:
        html = Xhtml(job.xhtml, Fetcher({**style.files, **job.files}))
        pages = _settled(ready, html, f"html {{ break-before: {job.side} }}", style.smallest)
        document = pages.document
        boxes_of_pages = [page._page_box for page in document.pages]
        folios = printed_numbers(pages.folios, boxes_of_pages)
        if job.draft:
            return _draft(document, folios, (*ready.problems, *problems))
        source = Source(html.etree_element)
        plan = Plan(source, document.pages)
        settle_notes(plan.elements.root)
        sheets = _sheets(boxes_of_pages)
        begun = starts(boxes_of_pages, plan)
        tagged = [TaggedPage(page, plan, number) for number, page in enumerate(document.pages)]
        copy = document.copy(tagged)
        data = copy.write_pdf()
    tree, links = export(plan.elements.root, plan.marks, plan.actual)
    facts = tuple(
        PageFacts(plan.counts[at], links.get(at, ()), folio, sheet, start)
        for at, (folio, sheet, start) in enumerate(zip(folios, sheets, begun, strict=True))
    )
    part = Part(
        pdf=compact(data),
        pages=facts,
        structure=msgspec.Raw(msgspec.msgpack.encode(tree)),
        destinations=_destinations(document.pages),
        bookmarks=tuple(plan.bookmarks.values()),
        problems=(*ready.problems, *plan.problems, *problems),
        fonts=used(copy.fonts.values()),
        break_before=_break_before(boxes_of_pages),
        rooms=tuple(sorted(plan.rooms)),
        roomy=all(element in plan.roomy for element in html.etree_element.iter() if ROOM in element.attrib),
    )
    # The next part shall not come on top of the boxes of this one.
    del document, pages, copy, plan, source, tagged, boxes_of_pages, html
    let_go(len(facts))
    return part


def _settled(ready: Press, html: Xhtml, css: str, smallest: float) -> Pages:
    """The pages, when all notes, tables and their heads have found their places."""
    for _ in range(_ROUNDS):
        try:
            pages = ready.paginate(html, css, Fitting(smallest).look)
        except EndlessError:
            if css.endswith(_BROKEN):
                raise
            css += _BROKEN
            continue
        shown = pages.document.pages
        unrolled = _unroll(html.etree_element, shown)
        crowded = crowd(html.etree_element, shown)
        moved = pages.noted and set_behind(html.etree_element, shown)
        if not (moved or unrolled or crowded):
            break
        count = len(shown)
        del pages, shown
        let_go(count)
    else:
        pages = ready.paginate(html, css, Fitting(smallest).look)
    if pages.noted:
        drop_stray_notes(pages.document.pages)
    return pages


def _draft(document: Any, folios: Sequence[Folio], problems: tuple[Problem, ...]) -> Part:
    """What is to be known of a part that will be laid out again: its pages, and what stands on which of them."""
    pages = [page._page_box for page in document.pages]
    facts = zip(folios, _sheets(pages), strict=True)
    part = Part(
        pdf=b"",
        pages=tuple(PageFacts(0, (), folio, sheet, None) for folio, sheet in facts),
        structure=msgspec.Raw(msgspec.msgpack.encode(None)),
        destinations=_destinations(document.pages),
        bookmarks=(),
        problems=problems,
        break_before=_break_before(pages),
    )
    del document
    let_go(len(pages))
    return part


def _sheets(pages: list[Any]) -> list[Sheet]:
    """What decides the margins of the pages (page boxes of WeasyPrint)."""
    sheets: list[Sheet] = []
    for page in pages:
        kind = page.page_type
        # For WeasyPrint, a page with nothing but notes from the page before is blank, and of no name.
        noted = kind.blank and any(isinstance(box, boxes.FootnoteAreaBox) and box.children for box in page.children)
        sheets.append(
            Sheet(
                side=kind.side,
                name=sheets[-1].name if noted and sheets else kind.name or "",
                begins=bool(kind.groups) and kind.groups[-1][1] == 0 and not noted,
                blank=kind.blank and not noted,
                strings=tuple(pair for box in page.descendants() for pair in _strings_of(box)),
            )
        )
    return sheets


def _strings_of(box: Any) -> list[tuple[str, str]]:
    strings = box.string_set
    return [(str(name), str(text)) for name, text in strings] if strings and strings != "none" else []


def _break_before(pages: list[Any]) -> Break:
    """On which side the part wants to begin: what the first of its boxes says that says anything."""
    box = pages[0]
    recto: Side = "right"
    while True:
        around = getattr(box, "children", ())
        children = [child for child in around if not isinstance(child, boxes.MarginBox | boxes.FootnoteAreaBox)]
        if not children:
            return "any"
        box = children[0]
        wanted = str(box.style["break_before"])
        if box.element_tag == "html":
            recto = "right" if box.style["direction"] == "ltr" else "left"
        elif wanted in _SIDES:
            return _SIDES[wanted]
        elif wanted in ("recto", "verso"):
            return recto if wanted == "recto" else _OTHER[recto]


def _unroll(root: Any, pages: list[Any]) -> bool:
    """Make ordinary rows of table heads and feet that found no room where they belong; say whether there are any.

    WeasyPrint leaves out a head or foot that does not fit onto a page together with a row of its table: on the page
    where the table begins or ends, that is wrong, and on all pages, the head or foot is lost.
    """
    tables = [table for table in root.iter("table") if any(group.tag in ("thead", "tfoot") for group in table)]
    shown: dict[Any, list[int]] = {}
    for number, page in enumerate(pages if tables else ()):
        for box in page._page_box.descendants():
            if isinstance(box, boxes.TableRowGroupBox):
                shown.setdefault(box.element, []).append(number)
    lost = []
    for table in tables:
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
