"""The pages of all parts in one file, with their margins laid over them, blank pages between them, and shared fonts.

What stands in the margins is a form over the page (PDF 1.7 §8.10), and all in it is an artifact.
"""

from collections.abc import Mapping, Sequence
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf, Stream

from publisher.pdf.book import Placed
from publisher.pdf.fonts import Cut, FontGroup, merge
from publisher.pdf.part import Furniture
from publisher.pdf.slots import fill

_BEFORE = b"q\n"
_BEHIND = b"\nQ\nq /Margins Do Q\n"
"""The page's own content turns its space upside down, and leaves it so."""


def bind(pdf: Pdf, parts: Sequence[Placed], labels: Mapping[str, str], cut: Cut) -> None:
    """Adds all pages to the file. ``labels`` are the numbers that pages tell, ``cut`` gives subsets of the fonts."""
    groups: list[FontGroup] = []
    for one in parts:
        with Pdf.open(BytesIO(one.part.pdf)) as source:
            first = len(pdf.pages) + (one.blank is not None)
            if one.blank is not None:
                _add_blank(pdf, source.pages[0])
            pdf.pages.extend(source.pages)
        pages = [page.obj for page in pdf.pages[first:]]
        for at in one.part.rooms:
            pages[at].Contents = pdf.make_indirect(Stream(pdf, fill(pages[at].Contents.read_bytes(), labels)))
        if one.furniture is not None:
            # In front of the pages, which lead to these forms, too, but do not know their fonts.
            groups.append(FontGroup(one.unit.name, _lay_over(pdf, pages, one.furniture), one.furniture.fonts))
        groups.append(FontGroup(one.unit.name, pages, one.part.fonts))
    merge(pdf, groups, cut)


def _add_blank(pdf: Pdf, like: Page) -> None:
    """An empty page of the same size."""
    page = pdf.make_indirect(Dictionary(Type=Name.Page, Resources=Dictionary()))
    for name in ("/MediaBox", "/TrimBox", "/BleedBox"):
        if name in like.obj:
            page[name] = Array([float(edge) for edge in like.obj[name].as_list()])
    pdf.pages.append(Page(page))


def _lay_over(pdf: Pdf, pages: Sequence[Object], furniture: Furniture) -> list[Object]:
    """Lays the margins over the pages; gives the forms."""
    forms: list[Object] = []
    before, behind = (pdf.make_indirect(Stream(pdf, data)) for data in (_BEFORE, _BEHIND))
    with Pdf.open(BytesIO(furniture.pdf)) as source:
        shared: dict[tuple[int, int], Object] = {}
        for page, at in zip(pages, furniture.pages, strict=True):
            if at is None:
                continue
            margins = source.pages[at]
            content = margins.obj.get("/Contents")
            data = content.read_bytes() if isinstance(content, Stream) else b""
            if b"BDC" not in data:
                continue
            form = Stream(pdf, data, Type=Name.XObject, Subtype=Name.Form)
            form.BBox = Array([float(edge) for edge in margins.obj.MediaBox])
            resources = margins.obj.Resources
            if resources.objgen not in shared:
                shared[resources.objgen] = pdf.copy_foreign(resources)
            form.Resources = shared[resources.objgen]
            form = pdf.make_indirect(form)
            forms.append(form)
            _show(page, form, before, behind)
    return forms


def _show(page: Object, form: Object, before: Object, behind: Object) -> None:
    # The resources are shared by all pages of a part; the form is this page's alone.
    resources = Dictionary(dict(page.Resources.items()))
    shown = Dictionary(dict(resources.XObject.items()) if "/XObject" in resources else {})
    shown["/Margins"] = form
    resources.XObject = shown
    page.Resources = resources
    page.Contents = Array([before, page.Contents, behind])
