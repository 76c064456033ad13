"""What stands in the margins of a part's pages: running heads and folios, made when it is known which pages these are.

1. an empty document with the same run of pages: their names and sides, and the texts that they set for running heads
2. it is laid out with the stylesheet of the edition, its first page counted from the part's first number
3. its margins are painted, as artifacts; `assemble` lays them over the pages of the part

A part need not be laid out again when only its page numbers change.
"""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import quoteattr

from publisher.pdf.engine import Xhtml
from publisher.pdf.fonts import used
from publisher.pdf.limits import let_go
from publisher.pdf.part import Furniture, Sheet
from publisher.pdf.press import Fetcher, complaints, press
from publisher.pdf.streams import compact
from publisher.pdf.tags.plan import Plan
from publisher.pdf.tags.source import Source
from publisher.pdf.tags.stream import TaggedPage
from publisher.pdf.work import FurnitureJob, Style

_PAGE = "publisher-page"
"""An element that no stylesheet knows."""
_RULES = f"""{_PAGE} {{ display: block; height: 0; margin: 0; padding: 0; border: 0; string-set: none }}
body, html {{ margin: 0; padding: 0; string-set: none; counter-reset: none; counter-increment: none }}
"""


def furnish(style: Style, job: FurnitureJob) -> Furniture:
    """The margins of the pages of a part, one page for each."""
    ready = press(style)
    side = job.sheets[0].side
    rules = (
        f"{_RULES} html {{ break-before: {side} }}"
        f"@page :first {{ counter-reset: page {job.first - 1}; counter-increment: page }}"
    )
    with complaints() as problems:
        html = Xhtml(_document(job), Fetcher(style.files))
        document = ready.render(html, rules)
        plan = Plan(Source(html.etree_element), document.pages, margins=True)
        tagged = [TaggedPage(page, plan, number) for number, page in enumerate(document.pages)]
        copy = document.copy(tagged)
        data = copy.write_pdf()
        blank = [page._page_box.page_type.blank for page in document.pages]
    made = Furniture(compact(data), tuple(_matched(job.sheets, blank)), used(copy.fonts.values()), tuple(problems))
    del document, copy, plan, tagged, html
    let_go(len(blank))
    return made


def _matched(sheets: Sequence[Sheet], blank: Sequence[bool]) -> Iterator[int | None]:
    """For each page of the part the page with its margins. A page with nothing but notes at the end, which the layout
    takes for a blank one, has none."""
    at = 0
    for sheet in sheets:
        if at < len(blank) and blank[at] == sheet.blank:
            yield at
            at += 1
        elif sheet.blank:
            yield None
        else:
            raise AssertionError(f"{len(sheets)} pages have {len(blank)} margins")


def _document(job: FurnitureJob) -> bytes:
    language = f" lang={quoteattr(job.language)}" if job.language else ""
    direction = f" dir={quoteattr(job.direction)}" if job.direction else ""
    return (
        f'<html xmlns="http://www.w3.org/1999/xhtml"{language}{direction}><head><title>-</title></head>'
        f"<body>{''.join(_runs(job))}</body></html>"
    ).encode()


def _runs(job: FurnitureJob) -> list[str]:
    """The pages; those of a run of one name stand in one element, so that the first of them can be told."""
    shown: list[str] = []
    before: Sheet | None = None
    for number, sheet in enumerate(job.sheets):
        if not sheet.blank:
            if before is None or sheet.begins or sheet.name != before.name:
                shown.append("</publisher-page>" if before is not None else "")
                shown.append(f'<{_PAGE} style="page: {sheet.name or "auto"}">')
            brk = f"break-before: {sheet.side}" if number else ""
            strings = _strings(sheet, job.strings if number == 0 else ())
            shown.append(f"<{_PAGE} style={quoteattr(f'{brk}; {strings}')}></{_PAGE}>")
            before = sheet
    shown.append(f"</{_PAGE}>")
    return shown


def _strings(sheet: Sheet, inherited: Sequence[tuple[str, str]]) -> str:
    own = {name for name, _ in sheet.strings}
    # A page shows the first text that is set on it; one that was set before counts only where there is none.
    texts = [*((name, text) for name, text in inherited if name not in own), *sheet.strings]
    return "string-set: " + ", ".join(f"{name} {_quoted(text)}" for name, text in texts) if texts else ""


def _quoted(text: str) -> str:
    """A text as a CSS string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\{ord(one):x} " if ord(one) < 32 else one for one in escaped) + '"'
