"""Whatever the content, both editions are good HTML, each id is there once, and every link leads somewhere."""

from pathlib import Path
from typing import Literal

import pytest
from hypothesis import HealthCheck, given, settings
from strategies import PICTURES, pictures, publications
from validity import faults, rendered

from publisher import render
from publisher.model import (
    Aside,
    Block,
    CodeBlock,
    Decorative,
    Definition,
    DefinitionGroup,
    DefinitionList,
    Described,
    Epigraph,
    Figure,
    Image,
    IndexTerm,
    InlineQuote,
    Link,
    List,
    ListItem,
    MathBlock,
    Media,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Publication,
    Quote,
    Section,
    Stanza,
    Table,
    Term,
    Text,
    ThematicBreak,
    Verse,
    VerseLine,
)
from publisher.model.block import DataCell, HeaderCell, Row

EDITIONS: tuple[Literal["epub", "print"], ...] = ("epub", "print")
each_edition = pytest.mark.parametrize("edition", EDITIONS)


def words(text: str) -> tuple[Text]:
    return (Text(value=text),)


def paragraph(text: str = "Words.") -> Paragraph:
    return Paragraph(content=words(text))


def cell(*content: Block) -> DataCell:
    return DataCell(content=content or (paragraph(),))


PICTURE = Image(src=PICTURES[0], alt=Described("A tile"))
TABLE = Table(
    head=(Row(cells=(HeaderCell(content=(paragraph("A"),)), HeaderCell(content=(paragraph("B"),)))),),
    body=(Row(cells=(HeaderCell(content=(paragraph("1"),), scope="row"), cell(paragraph(), paragraph()))),),
    caption=words("Numbers"),
    number="1.1",
)
BLOCKS: dict[str, Block] = {
    "paragraph": paragraph(),
    "figure": Figure(
        images=(PICTURE,), caption=words("Caption"), credit=words("Li"), description=(paragraph(), TABLE), number="1.1"
    ),
    "figure without words": Figure(images=(PICTURE, PICTURE)),
    "picture": PICTURE,
    "decorative picture": PICTURE.replace(alt=Decorative()),
    "table": TABLE,
    "table of tables": Table(body=(Row(cells=(cell(TABLE),)),)),
    "list": List(items=(ListItem(content=(paragraph(), List(items=(ListItem(content=(paragraph(),)),)))),)),
    "list of figures": List(items=(ListItem(content=(Figure(images=(PICTURE,), caption=words("In it")),)),)),
    "loose list": List(
        items=(ListItem(content=(paragraph(), paragraph()), checked=True),), tight=False, numbering="upper-roman"
    ),
    "definition list": DefinitionList(
        groups=(
            DefinitionGroup(
                terms=(Term(content=words("Term")),),
                definitions=(
                    Definition(
                        content=(
                            paragraph(),
                            DefinitionList(
                                groups=(
                                    DefinitionGroup(
                                        terms=(Term(content=words("Term")),),
                                        definitions=(Definition(content=(paragraph(), TABLE)),),
                                    ),
                                )
                            ),
                        )
                    ),
                ),
            ),
        )
    ),
    "quote": Quote(content=(paragraph(), List(items=(ListItem(content=(paragraph(),)),))), attribution=words("Thales")),
    "epigraph": Epigraph(content=(paragraph(),), attribution=words("Thales")),
    "verse": Verse(
        stanzas=(Stanza(lines=(VerseLine(content=words("a")), VerseLine(content=words("b"), indent=3))),) * 2,
        attribution=words("Arnold"),
    ),
    "code": CodeBlock(text="a < b\n", syntax="python"),
    "listing": CodeBlock(text="a < b\n", syntax="python", caption=words("Less"), number="1.1"),
    "formula": MathBlock(tex="x^2", number="1"),
    "aside": Aside(kind="warning", content=(paragraph(), TABLE), title=words("Mind")),
    "sidebar": Aside(kind="sidebar", content=(paragraph(),)),
    "recording": Media(
        kind="audio",
        title=words("Bell"),
        link="https://example.org/bell",
        caption=words("A bell"),
        transcript=(paragraph(), List(items=(ListItem(content=(paragraph(),)),))),
    ),
    "break": ThematicBreak(),
    "page break": PageBreak(),
}
"""A block of every kind that may stand anywhere."""


def book(*content: Block, notes: tuple[Note, ...] = (), **fields: object) -> Publication:
    chapter = Section(id="one", role="chapter", title=words("One"), content=content, notes=notes)
    whole = Publication(identifier="urn:isbn:9780000000002", title="Small", language="en", body=(chapter,))
    return whole.replace(**fields)


def check(publication: Publication, folder: Path, edition: Literal["epub", "print"]) -> None:
    assets = render.gather(publication, folder, edition)
    assert faults(rendered(publication, edition, assets), assets) == []


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pictures."""
    made = tmp_path_factory.mktemp("publication")
    pictures(made)
    # Rendering allows Python deeper calls, which must not happen between Hypothesis's own looks at them.
    check(book(paragraph()), made, "epub")
    return made


@each_edition
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(publication=publications())
def test_any_publication_is_whole(publication: Publication, edition: Literal["epub", "print"], folder: Path) -> None:
    check(publication, folder, edition)


@each_edition
@pytest.mark.parametrize("kind", BLOCKS)
def test_any_block_may_stand_in_a_note(kind: str, edition: Literal["epub", "print"], folder: Path) -> None:
    call = Paragraph(content=(*words("Called"), NoteReference(note="n")))
    notes = (Note(id="n", content=(BLOCKS[kind], paragraph())),)

    check(book(call, notes=notes), folder, edition)


@each_edition
@pytest.mark.parametrize("kind", BLOCKS)
def test_any_block_may_stand_in_any_other(kind: str, edition: Literal["epub", "print"], folder: Path) -> None:
    inner = BLOCKS[kind]
    group = DefinitionGroup(
        terms=(Term(content=words("Term")),),
        definitions=(Definition(content=(inner,)),),
    )
    around = (
        List(items=(ListItem(content=(inner,)), ListItem(content=(paragraph(), inner)))),
        List(items=(ListItem(content=(inner,)),), tight=False, numbering="decimal", start=3),
        DefinitionList(groups=(group,)),
        Table(body=(Row(cells=(cell(inner), cell(paragraph(), inner))),)),
        Quote(content=(inner,)),
        Epigraph(content=(inner,), attribution=words("Thales")),
        Aside(kind="tip", content=(inner,)),
        Figure(images=(PICTURE,), description=(inner,)),
        Media(kind="video", title=words("Film"), link="https://example.org/f", transcript=(inner,)),
    )

    check(book(*around), folder, edition)


@each_edition
def test_notes_may_be_called_from_anywhere(edition: Literal["epub", "print"], folder: Path) -> None:
    call = (*words("Here"), NoteReference(note="n"))
    term = Term(content=call)
    blocks = (
        Figure(images=(PICTURE,), caption=call, credit=call, description=(Paragraph(content=call),), number="1"),
        TABLE.replace(caption=call),
        CodeBlock(text="x", caption=call),
        Quote(content=(paragraph(),), attribution=call),
        Aside(kind="note", title=call, content=(paragraph(),)),
        Verse(stanzas=(Stanza(lines=(VerseLine(content=call),)),), attribution=call),
        DefinitionList(groups=(DefinitionGroup(terms=(term,), definitions=(Definition(content=(paragraph(),)),)),)),
        Media(kind="audio", title=call, link="https://example.org/b", caption=call, transcript=(paragraph(),)),
        Paragraph(content=(Link(href="https://example.org/", content=call),)),
        Paragraph(content=(InlineQuote(content=call),)),
    )
    note = Note(id="n", content=(Paragraph(content=(*words("Within"), NoteReference(note="m"))),))
    inner = Note(id="m", content=(Paragraph(content=(*words("And back"), NoteReference(note="n"))),))
    for block in blocks:
        check(book(block, notes=(note, inner)), folder, edition)
    check(book(*blocks, notes=(note, inner)), folder, edition)
    titled = Section(id="t", role="chapter", title=call, subtitle=call, content=(paragraph(),), notes=(note, inner))
    check(book().replace(body=(titled,)), folder, edition)


@each_edition
def test_what_is_shown_twice_keeps_its_ids_once(edition: Literal["epub", "print"], folder: Path) -> None:
    marked = (IndexTerm(id="term", entry=("Sea",), content=words("sea")), *words(" of "), *(Text(value="x", id="x"),))
    section = Section(
        id="s", role="section", title=marked, content=(Figure(id="f", images=(PICTURE,), caption=words("C")),)
    )
    made = Section(id="made-1", role="chapter", title=words("One"), content=(BLOCKS["figure"],), sections=(section,))
    taken = Section(id="made-1-title", role="chapter", title=words("Two"), content=(BLOCKS["aside"],))

    check(book().replace(body=(made, taken)), folder, edition)


@each_edition
def test_deep_sections_are_headings(edition: Literal["epub", "print"], folder: Path) -> None:
    section = Section(id="d9", role="section", title=words("9"), content=(paragraph(),))
    for depth in range(8, 1, -1):
        section = Section(id=f"d{depth}", role="section", title=words(str(depth)), sections=(section,))
    chapter = Section(id="d1", role="chapter", title=words("1"), sections=(section,))
    publication = book().replace(body=(chapter,))
    assets = render.gather(publication, folder, edition)
    documents = rendered(publication, edition, assets)

    assert faults(documents, assets) == []
    levels = {
        int(heading.get("aria-level") or heading.tag[-1]): "".join(heading.itertext()).strip()
        for root in documents.values()
        for heading in root.xpath("//*[@role='heading' or self::*[starts-with(local-name(), 'h')][@data-title]]")
    }
    assert levels == {depth: str(depth) for depth in range(1, 10)}


@each_edition
def test_parts_hold_their_chapters(edition: Literal["epub", "print"], folder: Path) -> None:
    def chapter(name: str) -> Section:
        call = Paragraph(content=(*words("Called"), NoteReference(note=f"n{name}")))
        return Section(
            id=name, role="chapter", title=words(name), content=(call,), notes=(Note(id=f"n{name}", content=(call,)),)
        )

    part = Section(
        id="p", role="part", title=words("Part"), content=(paragraph(),), sections=(chapter("a"), chapter("b"))
    )

    check(book().replace(body=(part,)), folder, edition)


def test_deep_content_renders(folder: Path) -> None:
    block: Block = paragraph()
    for _ in range(60):
        block = Quote(content=(block,))

    for edition in EDITIONS:
        check(book(block), folder, edition)
