"""Publications from Hypothesis: every node of the model, nested as authors nest them, whole and without problems.

Ids, notes and cross references are made consistent after drawing, so that what comes out could have been read from
good sources. Pictures are the two of `pictures`, which the caller writes into the publication's folder.
"""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from hypothesis import strategies as st
from PIL import Image as Raster

from publisher.model import (
    Abbreviation,
    Accessibility,
    Aside,
    Bibliography,
    BibliographyEntry,
    Block,
    Citation,
    Code,
    CodeBlock,
    Contributor,
    CrossReference,
    DataCell,
    Decorative,
    Definition,
    DefinitionGroup,
    DefinitionList,
    Described,
    Emphasis,
    Epigraph,
    Figure,
    Glossary,
    HeaderCell,
    Image,
    Index,
    IndexTerm,
    Inline,
    InlineQuote,
    LineBreak,
    Link,
    List,
    ListItem,
    Math,
    MathBlock,
    Media,
    Node,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Publication,
    Quote,
    Row,
    Ruby,
    Section,
    Span,
    Stanza,
    Strong,
    Subscript,
    Superscript,
    Table,
    Term,
    Text,
    ThematicBreak,
    Verse,
    VerseLine,
    nodes,
    transform,
)

PICTURES = ("pictures/tile.png", "pictures/rings.svg")
WORDS = (
    *[
        "a",
        "tide",
        "pool",
        "keeps",
        "what",
        "the",
        "sea",
        "forgets",
        "until",
        "noon",
        "&",
        "<then>",
        "returns",
        "it,",
        "cold;",
        "“bright”",
        "–",
        "odd",
    ],
    *["naïve", "Ærø", "fjord", "Straße", "ĳ", "œuvre", "Ωμέγα", "Москва", "100", "%", "½", "x²", "fi", "ffl"],
)
FOREIGN = (
    ("fr", "déjà vu"),
    ("de", "Straßenbahn"),
    ("ar", "بركة المد"),
    ("he", "בריכת גאות"),
    ("ja", "潮だまり"),
    ("la", "Patella vulgata"),
)
FORMULAS = (r"a^2 + b^2 = c^2", r"\frac{1}{2}", r"\sqrt{x}", r"\sum_{i=1}^{n} i")

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
texts = words.map(lambda value: Text(value=value))
short = st.tuples(texts)


def pictures(folder: Path) -> None:
    """Writes the pictures that the publications use."""
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    Raster.linear_gradient("L").convert("RGB").save(folder / PICTURES[0])
    rings = "".join(f'<circle cx="50" cy="50" r="{r}" fill="none" stroke="#124"/>' for r in (10, 20, 30, 40))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">{rings}</svg>'
    (folder / PICTURES[1]).write_text(svg, encoding="utf-8")


def _alts() -> st.SearchStrategy[Described | Decorative]:
    return st.one_of(words.map(lambda text: Described(text=f"Picture: {text}")), st.just(Decorative()))


images = st.builds(Image, src=st.sampled_from(PICTURES), alt=_alts(), width=st.sampled_from((0, 30, 100)))
leaves: st.SearchStrategy[Inline] = st.one_of(
    texts,
    texts,
    texts,
    words.map(lambda value: Code(value=value)),
    st.just(LineBreak()),
    st.just(NoteReference(note="later")),
    st.builds(Math, tex=st.sampled_from(FORMULAS), spoken=st.sampled_from(("", "as spoken"))),
    st.builds(Ruby, base=st.just("漢字"), text=st.just("かんじ"), language=st.just("ja")),
    st.sampled_from(FOREIGN).map(lambda pair: Span(language=pair[0], content=(Text(value=pair[1]),))),
    images,
)


def _around(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    content = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        *(st.builds(kind, content=content) for kind in (Emphasis, Strong, Subscript, Superscript, InlineQuote)),
        st.builds(
            Span, content=content, style=st.sampled_from(("small-caps", "keyboard", "highlight", "deleted", None))
        ),
        st.builds(Abbreviation, content=short, expansion=words),
        st.builds(IndexTerm, entry=st.tuples(words), content=short),
    )


nested = st.recursive(leaves, _around, max_leaves=4)
links: st.SearchStrategy[Inline] = st.one_of(
    st.builds(
        Link, href=st.sampled_from(("https://example.org/a?b=1&c=2", "mailto:someone@example.org")), content=short
    ),
    st.builds(CrossReference, target=st.just("later"), content=short),
    st.builds(CrossReference, target=st.just("later"), show=st.sampled_from(("title", "number", "page"))),
)
inlines = st.lists(st.one_of(nested, nested, links), min_size=1, max_size=5).map(
    lambda parts: (Text(value="Say:"), *(piece for part in parts for piece in (Text(value=" "), part)))
)
captions = st.one_of(st.just(()), st.lists(nested, min_size=1, max_size=2).map(tuple))
paragraphs: st.SearchStrategy[Block] = st.builds(Paragraph, content=inlines)


def _figure(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    return st.builds(
        Figure,
        images=st.lists(images, min_size=1, max_size=2).map(tuple),
        caption=captions,
        credit=st.one_of(st.just(()), short),
        description=st.one_of(st.just(()), st.lists(blocks, min_size=1, max_size=2).map(tuple)),
    )


@st.composite
def tables(draw: st.DrawFn, blocks: st.SearchStrategy[Block]) -> Table:
    """Tables with a head, row headers and sometimes a spanning cell."""
    columns, rows = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    cells = st.lists(blocks, min_size=1, max_size=2).map(tuple)
    head = Row(cells=tuple(HeaderCell(content=draw(cells), scope="column") for _ in range(columns)))
    body = []
    for _ in range(rows):
        first = HeaderCell(content=draw(cells), scope="row")
        wide = columns > 2 and draw(st.booleans())
        others = [DataCell(content=draw(cells)) for _ in range(columns - 1)]
        if wide:
            others = [DataCell(content=draw(cells), columns=columns - 1)]
        body.append(Row(cells=(first, *others)))
    return Table(head=(head,), body=tuple(body), caption=draw(captions))


def _groups(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[tuple[DefinitionGroup, ...]]:
    group = st.builds(
        DefinitionGroup,
        terms=st.lists(st.builds(Term, content=short), min_size=1, max_size=2).map(tuple),
        definitions=st.lists(
            st.builds(Definition, content=st.lists(blocks, min_size=1, max_size=2).map(tuple)), min_size=1, max_size=2
        ).map(tuple),
    )
    return st.lists(group, min_size=1, max_size=3).map(tuple)


def _blocks_around(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    items = st.lists(st.builds(ListItem, content=several), min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(List, items=items, numbering=st.sampled_from((None, "decimal", "lower-alpha")), tight=st.booleans()),
        st.builds(DefinitionList, groups=_groups(inner)),
        st.builds(Quote, content=several, attribution=st.one_of(st.just(()), short)),
        st.builds(Epigraph, content=several, attribution=short),
        st.builds(
            Aside,
            kind=st.sampled_from(("note", "warning", "sidebar")),
            content=several,
            title=st.one_of(st.just(()), short),
        ),
        tables(inner),
        _figure(inner),
    )


simple: st.SearchStrategy[Block] = st.one_of(
    paragraphs,
    paragraphs,
    _figure(paragraphs),
    images.map(lambda image: image.replace(alt=Decorative())),
    st.builds(
        CodeBlock,
        text=st.sampled_from(("x = 1\n", "if a < b:\n\treturn  'z'\n\n# end\n")),
        syntax=st.just("python"),
        caption=captions,
    ),
    st.builds(MathBlock, tex=st.sampled_from(FORMULAS)),
    st.builds(
        Verse,
        stanzas=st.lists(
            st.builds(
                Stanza,
                lines=st.lists(
                    st.builds(VerseLine, content=short, indent=st.integers(0, 3)), min_size=1, max_size=3
                ).map(tuple),
            ),
            min_size=1,
            max_size=2,
        ).map(tuple),
        attribution=short,
    ),
    st.builds(
        Media,
        kind=st.sampled_from(("video", "audio")),
        title=short,
        link=st.just("https://example.org/film"),
        poster=st.one_of(st.none(), images.map(lambda image: image.replace(alt=Described(text="A still")))),
        caption=captions,
        transcript=st.lists(paragraphs, min_size=1, max_size=2).map(tuple),
    ),
    st.just(ThematicBreak()),
    st.just(PageBreak()),
)
blocks = st.recursive(simple, _blocks_around, max_leaves=5)
contents = st.lists(blocks, min_size=1, max_size=5).map(tuple)
titles = st.one_of(short, short, st.tuples(st.builds(Emphasis, content=short)))


@st.composite
def _sections(draw: st.DrawFn, role: str, depth: int) -> Section:
    below = draw(st.integers(0, 2)) if depth < 4 else 0
    return Section(
        id="later",
        role=role,  # type: ignore[arg-type]
        title=draw(titles),
        content=draw(contents),
        sections=tuple(draw(_sections("section", depth + 1)) for _ in range(below)),
    )


@st.composite
def publications(draw: st.DrawFn) -> Publication:
    """A whole book, with ids, notes and references that fit together."""
    publication = Publication(
        identifier="urn:uuid:5b3f2a52-6c5e-4f0b-8f43-0b8b6d1f6a10",
        title=draw(words),
        language=draw(st.sampled_from(("en", "en-GB", "de", "fr"))),
        authors=(Contributor(name="Ada Author"),),
        published="2026-01-02",
        front=(draw(_sections("foreword", 1)),) if draw(st.booleans()) else (),
        body=tuple(draw(_sections("chapter", 1)) for _ in range(draw(st.integers(1, 3)))),
        back=_back(),
        accessibility=Accessibility(hazards=()),
    )
    return whole(publication)


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
        Section(id="i", role="index", title=(Text(value="Index"),), content=(Index(),)),
    )


def whole(publication: Publication) -> Publication:
    """The same publication with unique ids, a note for every call, and cross references that lead somewhere."""
    numbers = count(1)

    def identified(node: Node) -> Node:
        match node:
            case Section() | Figure() | Table() | IndexTerm() | Term():
                return node.replace(id=f"n{next(numbers)}")
            case NoteReference():
                return node.replace(note=f"note{next(numbers)}")
        return node

    publication = transform(publication, identified)
    targets = [node.id for node in nodes(publication) if isinstance(node, Section)]
    order = count()

    def pointed(node: Node) -> Node:
        if isinstance(node, CrossReference) and node.target == "later":
            return node.replace(target=targets[next(order) % len(targets)])
        if isinstance(node, Section):
            return node.replace(notes=tuple(_notes(node)))
        return node

    return transform(publication, pointed)


def _notes(section: Section) -> Iterator[Note]:
    for number, node in enumerate(nodes((section.title, section.content))):
        if isinstance(node, NoteReference):
            yield Note(id=node.note, content=(Paragraph(content=(Text(value=f"Note number {number}."),)),))
