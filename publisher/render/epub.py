"""The documents of an e-book: cover, title page, imprint, navigation, and one for each chapter.

1. find out which sections become documents of their own, and so where every id is
2. make the contents list from the sections, the lists of figures and tables, and the landmarks
3. render each document; what it holds decides its manifest properties
"""

from functools import partial
from typing import Any

from publisher.cache import Cache
from publisher.model import PageMap, PageStart, Problem, Publication, Section
from publisher.render.assets import Assets
from publisher.render.documents import Document, EpubMarkup, Kind, Landmark, NavList, NavPoint, PageTarget
from publisher.render.edition import Edition, edition
from publisher.render.engine import TYPES
from publisher.render.kept import Kept
from publisher.render.labels import labels
from publisher.render.page_breaks import mark_pages, page_id
from publisher.render.pages import Pages
from publisher.render.paper import CONTENTS, OPENING
from publisher.render.survey import Planned, reading_direction, survey
from publisher.render.theme import Theme

DEEPEST_ENTRY = 3
"""How many levels of sections the contents list shows."""

LOOKED_UP = ("list-of-figures", "list-of-tables", "glossary", "bibliography", "index")
"""Roles of sections that readers look things up in: they are landmarks."""


def epub_markup(
    publication: Publication,
    theme: Theme,
    assets: Assets,
    problems: tuple[Problem, ...] = (),
    page_map: PageMap | None = None,
    cache: Cache | None = None,
) -> EpubMarkup:
    """All documents of the EPUB. ``problems`` are those of a draft and are shown at its head; ``cache`` has chapters
    that were rendered before.

    With a ``page_map`` the pages of the printed edition are marked, and listed in the navigation document.

    Raises `ThemeError` for a template that is broken, or whose output is not well-formed.
    """
    found = survey(publication)
    words = labels(theme, publication.language)
    one = edition("epub", publication, assets, words, found, paged=page_map is not None)
    paginator = _Paginator(page_map)
    pages = Pages(theme, one)
    kept = Kept(cache, theme, one)
    whole = {"page_language": publication.language, "page_direction": reading_direction(publication)}

    def made(kind: Kind, title: str, **values: Any) -> Document:
        xhtml = pages.render(one, f"epub/{kind}.xhtml.j2", f"{kind}.xhtml", document_title=title, **whole, **values)
        xhtml = paginator.mark(_UNITS.get(kind, ""), f"{kind}.xhtml", xhtml)
        return Document(name=f"{kind}.xhtml", title=title, xhtml=xhtml, kind=kind, properties=_properties(kind, xhtml))

    article = publication.kind == "article"
    opening = []
    if publication.cover and publication.cover.src in assets.images:
        opening.append(made("cover", words("cover")))
    if not article:
        opening.append(made("title", words("title-page"), problems=problems))
        opening.append(made("imprint", words("imprint")))
    contents = []
    for planned in found.plan:
        shown = problems if article and planned is found.plan[0] else ()
        title = one.words(planned.section.title)
        rendered = partial(
            pages.render,
            one.at(planned.name, planned.depth),
            "epub/chapter.xhtml.j2",
            planned.name,
            document_title=title,
            planned=planned,
            page_language=planned.language,
            page_direction=planned.direction,
            problems=shown,
        )
        about = (planned.name, planned.depth, planned.matter, planned.language, planned.direction, shown)
        xhtml = kept.xhtml(planned.section, about, rendered)
        xhtml = paginator.mark(planned.section.id, planned.name, xhtml)
        properties = _properties("content", xhtml)
        contents.append(Document(name=planned.name, title=title, xhtml=xhtml, kind="content", properties=properties))
    toc = _toc(one)
    landmarks = _landmarks(opening, one)
    listed = paginator.listed("nav.xhtml")
    lists = _lists(one)
    nav = made("nav", words("contents"), toc=toc, lists=lists, landmarks=landmarks, pages=listed)
    # Who opens an article wants to read it; a book has its contents before its text.
    documents = (*opening, *contents, nav) if article else (*opening, nav, *contents)
    source = page_map.source if page_map is not None and listed else ""
    return EpubMarkup(documents=documents, toc=toc, landmarks=landmarks, pages=listed, page_source=source)


_UNITS = {"title": OPENING, "nav": CONTENTS}
"""Documents that are made in both editions: what their units are called in print."""


class _Paginator:
    """Marks the pages of the printed edition in the documents, and remembers where they are."""

    def __init__(self, page_map: PageMap | None) -> None:
        self._pages = page_map.pages if page_map is not None else ()
        self._places: dict[str, str] = {}

    def mark(self, unit: str, document: str, xhtml: bytes) -> bytes:
        """The document with its page breaks."""
        own = self._own(unit)
        if not self._pages:
            return xhtml
        marked, labels = mark_pages(xhtml, own)
        self._places |= {label: f"{document}#{page_id(label)}" for label in labels}
        return marked

    def listed(self, contents: str) -> tuple[PageTarget, ...]:
        """The page list, in the order of the pages; ``contents`` is the document that it will stand in itself."""
        places = self._places | {page.label: f"{contents}#{page_id(page.label)}" for page in self._own(CONTENTS)}
        labels = (page.label for page in self._pages)
        return tuple(PageTarget(label=label, href=places[label]) for label in labels if label in places)

    def _own(self, unit: str) -> tuple[PageStart, ...]:
        """The pages that begin in a unit. Of what is made in both editions, only the first page is the same."""
        own = tuple(page for page in self._pages if page.unit == unit)
        return own[:1] if unit in (OPENING, CONTENTS) else tuple(page for page in own if page.node)


def _toc(one: Edition) -> tuple[NavPoint, ...]:
    names = {planned.section.id: planned.name for planned in one.survey.plan}

    def point(section: Section, document: str, depth: int) -> NavPoint:
        name = names.get(section.id)
        children = section.sections if depth < DEEPEST_ENTRY else ()
        title = one.words(section.title)
        return NavPoint(
            title=f"{section.number} {title}" if section.number and section.role != "article" else title,
            href=name or f"{document}#{section.id}",
            language=section.language,
            children=tuple(point(child, name or document, depth + 1) for child in children),
        )

    return tuple(point(section, "", 1) for section in one.publication.sections)


def _lists(one: Edition) -> tuple[NavList, ...]:
    """The lists of figures and tables that the publication asks for, and that have entries."""
    found = []
    for what in one.survey.listed:
        entries = tuple(
            NavPoint(
                title=f"{node.number} {one.in_short(node.caption)}".strip(),
                href=f"{one.survey.documents[node.id]}#{node.id}",
                language=node.language,
            )
            for node in one.listed(what)
        )
        label = f"list-of-{what}"
        if entries:
            found.append(NavList(type=TYPES[label], label=label, entries=entries))
    return tuple(found)


def _landmarks(opening: list[Document], one: Edition) -> tuple[Landmark, ...]:
    """Where the reader begins, and what is looked up; the first section of each kind."""
    types = {"cover": "cover", "title": "titlepage", "imprint": "copyright-page"}
    marks = [Landmark(type=types[page.kind], title=page.title, href=page.name) for page in opening]
    marks.append(Landmark(type="toc", title=one.labels("contents"), href="nav.xhtml#toc"))
    body = next((planned for planned in one.survey.plan if planned.matter == "bodymatter"), None)
    if body is not None:
        marks.append(Landmark(type="bodymatter", title=one.labels("start"), href=body.name))
    first: dict[str, Planned] = {}
    for planned in one.survey.plan:
        first.setdefault(planned.section.role, planned)
    for role in LOOKED_UP:
        if role in first:
            title = one.words(first[role].section.title)
            language = first[role].section.language
            marks.append(Landmark(type=TYPES[role], title=title, href=first[role].name, language=language))
    return tuple(marks)


def _properties(kind: Kind, data: bytes) -> tuple[str, ...]:
    """The manifest properties of a document (EPUB 3.3 §5.6.2)."""
    tags = {"mathml": b"<math", "svg": b"<svg"}
    return (*(("nav",) if kind == "nav" else ()), *(name for name, tag in tags.items() if tag in data))
