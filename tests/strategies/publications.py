"""Whole publications: books with parts, reports and articles, in several languages."""

from collections.abc import Iterator
from itertools import count, cycle

from hypothesis import strategies as st

from publisher.model import (
    Accessibility,
    Bibliography,
    BibliographyEntry,
    Block,
    Citation,
    Contributor,
    CrossReference,
    Definition,
    DefinitionGroup,
    Emphasis,
    Figure,
    Glossary,
    Index,
    IndexTerm,
    Inline,
    ListOf,
    Node,
    Note,
    NoteReference,
    Paragraph,
    Publication,
    Section,
    Table,
    Term,
    Text,
    nodes,
    transform,
)
from strategies.blocks import contents, note_contents
from strategies.inlines import linked
from strategies.words import LANGUAGES, RIGHT_TO_LEFT, described, short, title_words

_plain = title_words.map(lambda value: (Text(value=value),))
titles: st.SearchStrategy[tuple[Inline, ...]] = st.one_of(
    _plain,
    _plain,
    st.tuples(st.builds(Emphasis, content=_plain)),
    st.builds(
        lambda first, more, called: (*first, *more, *[NoteReference(note="later")] * called),
        _plain,
        st.lists(linked, max_size=2),
        st.booleans(),
    ),
)


@st.composite
def _sections(draw: st.DrawFn, role: str, depth: int) -> Section:
    below = draw(st.integers(0, 2)) if depth < 7 else 0
    language = draw(st.sampled_from(("", "", "", "", "", "", "ar", "he", "ja", "fr")))
    return Section(
        id="later",
        role=role,  # type: ignore[arg-type]
        title=(Text(value=LANGUAGES[language]),) if language else draw(titles),
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else None,
        content=draw(contents),
        sections=tuple(draw(_sections("section", depth + 1)) for _ in range(below)),
    )


@st.composite
def publications(draw: st.DrawFn) -> Publication:
    """A whole publication, with ids, notes and references that fit together."""
    kind = draw(st.sampled_from(("book", "book", "book", "report", "article")))
    language = draw(st.sampled_from(("en", "en-GB", "de", "fr", "ar", "he", "ja")))
    publication = Publication(
        identifier="urn:uuid:5b3f2a52-6c5e-4f0b-8f43-0b8b6d1f6a10",
        kind=kind,
        title=draw(title_words),
        language=language,
        direction="rtl" if language in RIGHT_TO_LEFT else "ltr",
        authors=(Contributor(name="Ada Author"), Contributor(name="עדה סופרת")),
        published="2026-01-02",
        rights="© 2026 Ada Author",
        accessibility=Accessibility(hazards=()),
    )
    publication = draw(_article(publication) if kind == "article" else _book(publication))
    return whole(publication, draw(st.lists(note_contents, min_size=1, max_size=5)))


@st.composite
def _book(draw: st.DrawFn, publication: Publication) -> Publication:
    chapters = [draw(_sections("chapter", 1)) for _ in range(draw(st.integers(1, 3)))]
    if draw(st.booleans()):
        chapters = [Section(id="later", role="part", title=draw(titles), sections=tuple(chapters))]
    return publication.replace(
        front=(draw(_sections("foreword", 1)),) if draw(st.booleans()) else (), body=tuple(chapters), back=_back()
    )


@st.composite
def _article(draw: st.DrawFn, publication: Publication) -> Publication:
    lead = Figure(images=(draw(described),), caption=draw(short), credit=draw(short)) if draw(st.booleans()) else None
    return publication.replace(standfirst=draw(short), lead=lead, body=(draw(_sections("article", 1)),), back=_back())


def _back() -> tuple[Section, ...]:
    term = DefinitionGroup(
        terms=(Term(content=(Text(value="Swash"),)),),
        definitions=(Definition(content=(Paragraph(content=(Text(value="Water that runs up a beach."),)),)),),
    )
    entry = BibliographyEntry(content=(Text(value="A. Author, A Book, 1859."),), id="author-1859")
    cited = Paragraph(content=(Text(value="As in "), Citation(target="author-1859", content=(Text(value="Author"),))))
    return (
        Section(id="g", role="glossary", title=(Text(value="Glossary"),), content=(cited, Glossary(groups=(term,)))),
        Section(id="b", role="bibliography", title=(Text(value="Sources"),), content=(Bibliography(entries=(entry,)),)),
        Section(
            id="l", role="appendix", title=(Text(value="Pictures"),), content=(ListOf("figures"), ListOf("tables"))
        ),
        Section(id="i", role="index", title=(Text(value="Index"),), content=(Index(),)),
    )


def whole(publication: Publication, notes: list[tuple[Block, ...]]) -> Publication:
    """The same publication with unique ids, a note for every call, and cross references that lead somewhere.

    The notes have these contents in turn.
    """
    numbers, said = count(1), cycle(notes)

    def called(node: Node) -> Node:
        return node.replace(note=f"note{next(numbers)}") if isinstance(node, NoteReference) else node

    def noted(node: Node) -> Node:
        return node.replace(notes=tuple(_notes(node, said))) if isinstance(node, Section) else node

    def identified(node: Node) -> Node:
        if isinstance(node, Section | Figure | Table | IndexTerm | Term):
            return node.replace(id=f"n{next(numbers)}")
        return node

    for change in (called, noted, identified):
        publication = transform(publication, change)
    targets = cycle([node.id for node in nodes(publication) if isinstance(node, Section)])

    def pointed(node: Node) -> Node:
        if isinstance(node, CrossReference) and node.target == "later":
            return node.replace(target=next(targets))
        return node

    return transform(publication, pointed)


def _notes(section: Section, said: Iterator[tuple[Block, ...]]) -> Iterator[Note]:
    for node in nodes((section.title, section.content)):
        if isinstance(node, NoteReference):
            yield Note(id=node.note, content=next(said))
