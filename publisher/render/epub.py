"""The documents of an e-book: cover, title page, imprint, navigation, and one for each chapter.

1. decide which sections become documents of their own, and so where every id is
2. render each; what it holds decides its manifest properties
3. make the contents list from the sections
"""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from publisher.model import Problem, Publication, Section, nodes, plain_text
from publisher.render.assets import Assets
from publisher.render.documents import Document, EpubMarkup, Kind, NavPoint
from publisher.render.edition import Edition, edition
from publisher.render.engine import Attributes, direction, environment, parsed
from publisher.render.labels import labels
from publisher.render.theme import Theme

DEEPEST_ENTRY = 3
"""How many levels of sections the contents list shows."""


class _Planned(Struct, frozen=True):
    """A section that becomes a document: its file name and depth."""

    section: Section
    name: str
    depth: int


def epub_markup(
    publication: Publication, theme: Theme, assets: Assets, problems: tuple[Problem, ...] = ()
) -> EpubMarkup:
    """All documents of the EPUB. ``problems`` are those of a draft and are shown at its head.

    Raises ValueError for a template whose output is not well-formed, jinja2.TemplateError for one that is broken.
    """
    plan = tuple(_plan(publication))
    words = labels(theme, publication.language)
    one = edition("epub", publication, assets, words, _addresses(plan, publication))
    toc = _toc(plan, publication)
    renderer = _Renderer(one, theme, problems)
    documents = []
    if publication.cover and publication.cover.src in assets.images:
        documents.append(renderer.document("cover", "cover.xhtml", words("cover"), problems=()))
    if publication.kind != "article":
        documents.append(renderer.document("title", "title.xhtml", words("title-page")))
        documents.append(renderer.document("imprint", "imprint.xhtml", words("imprint")))
    start = plan[len(publication.front)].name if len(plan) > len(publication.front) else "nav.xhtml"
    documents.append(
        renderer.document(
            "nav", "nav.xhtml", words("contents"), toc=toc, start=start, names=[one.name for one in documents]
        )
    )
    for planned in plan:
        renderer.edition = one.at(planned.name, planned.depth)
        first = publication.kind == "article" and planned is plan[0]
        documents.append(renderer.chapter(planned, problems if first else ()))
    return EpubMarkup(documents=tuple(documents), toc=toc)


def _plan(publication: Publication) -> Iterator[_Planned]:
    count = 0

    def planned(section: Section, depth: int) -> Iterator[_Planned]:
        nonlocal count
        count += 1
        yield _Planned(section, f"{section.role}-{count:03}.xhtml", depth)
        if section.role == "part":
            for child in section.sections:
                yield from planned(child, depth + 1)

    for section in publication.sections:
        yield from planned(section, 1)


def _addresses(plan: tuple[_Planned, ...], publication: Publication) -> dict[str, str]:
    found = {}
    for planned in plan:
        content: object = planned.section
        if planned.section.role == "part":
            content = (planned.section.content, planned.section.notes, planned.section.title)
            found[planned.section.id] = planned.name
        for node in nodes(content):
            if node.id:
                found[node.id] = planned.name
    if publication.lead and publication.lead.id and publication.body:
        found[publication.lead.id] = found[publication.body[0].id]
    return found


def _toc(plan: tuple[_Planned, ...], publication: Publication) -> tuple[NavPoint, ...]:
    names = {planned.section.id: planned.name for planned in plan}

    def point(section: Section, document: str, depth: int) -> NavPoint:
        name = names.get(section.id)
        children = section.sections if depth < DEEPEST_ENTRY else ()
        title = " ".join(plain_text(section.title).split())
        return NavPoint(
            title=f"{section.number} {title}" if section.number and section.role != "article" else title,
            href=name or f"{document}#{section.id}",
            language=section.language,
            children=tuple(point(child, name or document, depth + 1) for child in children),
        )

    return tuple(point(section, "", 1) for section in publication.sections)


class _Renderer:
    """Renders the documents of one e-book."""

    def __init__(self, one: Edition, theme: Theme, problems: tuple[Problem, ...]) -> None:
        self.edition = one
        self.problems = problems
        self.attributes = Attributes(one.publication.direction)
        self.jinja = environment(theme)
        self.jinja.globals.update(attributes=self.attributes, language=self.attributes.language, labels=one.labels)

    def chapter(self, planned: _Planned, problems: tuple[Problem, ...]) -> Document:
        section = planned.section
        language = section.language or self.edition.language
        return self._render(
            "content",
            planned.name,
            " ".join(plain_text(section.title).split()),
            "chapter",
            section=section,
            depth=planned.depth,
            page_language=language,
            page_direction=section.direction or direction(language),
            matter=_matter(section, self.edition.publication),
            problems=problems,
        )

    def document(self, kind: Kind, name: str, title: str, **values: Any) -> Document:
        """A document that is not the author's."""
        language = self.edition.language
        given = {"page_language": language, "page_direction": direction(language), "problems": self.problems, **values}
        return self._render(kind, name, title, kind, **given)

    def _render(self, kind: Kind, name: str, title: str, template: str, **values: Any) -> Document:
        markup = self.jinja.get_template(f"epub/{template}.xhtml.j2").render(
            edition=self.edition, publication=self.edition.publication, document_title=title, **values
        )
        data = parsed(markup, name)
        return Document(name=name, title=title, xhtml=data, kind=kind, properties=_properties(kind, data))


def _matter(section: Section, publication: Publication) -> str:
    if section in publication.front:
        return "frontmatter"
    return "backmatter" if section in publication.back else "bodymatter"


def _properties(kind: Kind, data: bytes) -> tuple[str, ...]:
    """The manifest properties of a document (EPUB 3.3 §5.6.2)."""
    found = ["nav"] if kind == "nav" else []
    found += [name for name in ("mathml", "svg") if (b"<math" if name == "mathml" else b"<svg") in data]
    return tuple(found)
