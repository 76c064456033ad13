"""Ids, cross references and numbers."""

import re

from publisher.model import (
    Bibliography,
    BibliographyEntry,
    Block,
    Citation,
    CodeBlock,
    CrossReference,
    Definition,
    DefinitionGroup,
    Described,
    Figure,
    Glossary,
    Image,
    IndexTerm,
    Inline,
    MathBlock,
    Node,
    Note,
    NoteReference,
    Paragraph,
    Place,
    Problem,
    Publication,
    Section,
    Span,
    Term,
    Text,
    nodes,
    plain_text,
    sections,
)
from publisher.read.metadata import NO_NUMBERS, NumberingPlan
from publisher.read.resolve import resolve


def text(words: str) -> tuple[Inline, ...]:
    return (Text(words),)


def section(title: str, *content: Block | Section, file: str = "a.md", line: int = 1, **fields: object) -> Section:
    fields.setdefault("role", "section")
    return Section(
        title=text(title),
        content=tuple(node for node in content if not isinstance(node, Section)),
        sections=tuple(node for node in content if isinstance(node, Section)),
        at=Place(file, line),
        **fields,  # type: ignore[arg-type]
    )


def chapter(title: str, *content: Block | Section, file: str = "a.md", **fields: object) -> Section:
    return section(title, *content, file=file, **{"role": "chapter", **fields})


def figure(caption: str = "", name: str = "", src: str = "map.png") -> Figure:
    image = Image(src=src, alt=Described("A map of the river"))
    return Figure(images=(image,), caption=text(caption) if caption else (), id=name)


def paragraph(*content: Inline) -> Paragraph:
    return Paragraph(content=content)


def to(target: str, words: str = "", **fields: object) -> Paragraph:
    return paragraph(CrossReference(target=target, content=text(words) if words else (), **fields))  # type: ignore[arg-type]


def book(
    *body: Section, front: tuple[Section, ...] = (), back: tuple[Section, ...] = (), **fields: object
) -> Publication:
    return Publication(identifier="urn:x:y", title="T", language="en", front=front, body=body, back=back, **fields)  # type: ignore[arg-type]


def resolved(
    *body: Section, plan: NumberingPlan | None = None, **fields: object
) -> tuple[Publication, tuple[Problem, ...]]:
    return resolve(book(*body, **fields), plan)  # type: ignore[arg-type]


def of(kind: type[Node], publication: Publication) -> list[Node]:
    return [node for node in nodes(publication) if isinstance(node, kind)]


def ids(publication: Publication) -> list[str]:
    return [node.id for node in nodes(publication) if node.id]


def targets(publication: Publication) -> list[str]:
    return [node.target for node in of(CrossReference, publication)]  # type: ignore[attr-defined]


def test_sections_are_named_by_file_and_title() -> None:
    publication, problems = resolved(
        chapter("Great Rivers", *[section("The Nile!", file="02-rivers.md")] * 2, file="02-rivers.md"),
        chapter("Seas", section("Überfluß & Æther", file="seas.md"), section("海", file="seas.md"), file="seas.md"),
    )
    assert problems == ()
    named = [one.id for one, _ in sections(publication)]
    assert named[:5] == ["rivers", "rivers-the-nile", "rivers-the-nile-2", "seas", "seas-uberfluss-aether"]
    assert re.fullmatch(r"seas-s-[0-9a-f]{8}", named[5])


def test_a_single_file_needs_no_prefix() -> None:
    publication, _ = resolved(chapter("Great Rivers", section("2001")))
    assert [one.id for one, _ in sections(publication)] == ["great-rivers", "s-2001"]


def test_ids_stay_when_other_files_change() -> None:
    seas = chapter("Seas", section("Salt"), figure("A map"), file="seas.md")
    before, _ = resolved(chapter("One", file="one.md"), seas)
    after, _ = resolved(
        chapter("Zero", section("Salt"), figure("A map"), file="zero.md"), chapter("One", file="one.md"), seas
    )
    assert set(ids(before)) - {"one"} <= set(ids(after))


def test_all_ids_are_unique_and_safe() -> None:
    publication, _ = resolved(
        chapter("Same", figure("Map"), figure("Map"), section("Same", figure("Map")), file="same.md"),
        chapter("Same", section("Same"), figure("Map", name="same"), file="x/same.md"),
        chapter("Same", figure("Map", name="same"), section("Ïd", id="wéird id"), file="y.md"),
    )
    found = ids(publication)
    assert len(found) == len(set(found))
    assert all(re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.-]*", one) for one in found)


def test_an_authors_name_is_kept_and_its_duplicate_reported() -> None:
    publication, problems = resolved(chapter("A", figure("One", name="map"), figure("Two", name="map")))
    assert [one.id for one in of(Figure, publication)] == ["map", "map-2"]
    assert [(problem.code, problem.message) for problem in problems] == [
        ("id-duplicate", 'the name "map" is given twice')
    ]


def test_links_to_files_and_headings() -> None:
    publication, problems = resolved(
        chapter(
            "Rivers",
            to("b.md", "seas"),
            to("b.md#the-dead-sea", "dead"),
            to("a.md#rivers", "self"),
            to("b.html#Salt-1", "x"),
        ),
        chapter("Seas", section("The *Dead* Sea", file="b.md"), section("Salt"), section("Salt"), file="b.md"),
    )
    assert [problem.message for problem in problems] == ['the link to "b.html#Salt-1" leads nowhere'] or problems == ()
    assert targets(publication)[:3] == ["b", "b-the-dead-sea", "a"]


def test_mdbook_links_to_html_and_to_folders() -> None:
    publication, problems = resolved(
        chapter(
            "A", to("src/x/b.html#what-is-it", "x"), to("src/x/", "x"), to("src/index.html", "x"), file="src/README.md"
        ),
        chapter("B", section("What Is It?", file="src/x/b.md"), file="src/x/b.md"),
        chapter("C", file="src/x/README.md"),
    )
    assert problems == ()
    assert targets(publication) == ["b-what-is-it", of(Section, publication)[3].id, of(Section, publication)[0].id]


def test_a_link_that_leads_nowhere_is_a_problem_and_keeps_its_words() -> None:
    publication, problems = resolved(
        chapter(
            "A",
            to("b.md#sals", "salt"),
            to("../c.md", "outside"),
            to("nobody"),
            section("Salt", file="b.md"),
            file="b.md",
        )
    )
    assert [problem.code for problem in problems] == ["link-target"] * 3
    assert {problem.fix for problem in problems} == {
        "did you mean #salt?",
        "it lies outside the publication; give its address on the web, or that of the book: source: https://…",
        "give what it means that name: {#nobody}",
    }
    assert [plain_text(span.content) for span in of(Span, publication)] == ["salt", "outside", "nobody"]  # type: ignore[attr-defined]
    assert not of(CrossReference, publication)


def test_names_are_found_in_the_own_file_first() -> None:
    publication, problems = resolved(
        chapter("A", figure("Map", name="map"), to("map"), file="a.md"),
        chapter("B", figure("Map", name="map"), to("map"), file="b.md"),
        chapter("C", to("map"), to("b.md#map"), file="c.md"),
    )
    assert targets(publication) == ["map", "b-map", "b-map"]
    assert [problem.fix for problem in problems] == ["several files have that name; write [words](file.md#map)"]


def test_numbers_of_a_book() -> None:
    publication, problems = resolved(
        chapter("One", figure("Map"), figure(), section("Below"), file="1.md"),
        section(
            "Water",
            chapter("Two", figure("Map"), figure("Map", name="x"), MathBlock(tex="a", id="sum"), file="2.md"),
            role="part",
        ),
        chapter("Three", CodeBlock(text="x", caption=text("Code")), to("x", show="number"), to("sum"), file="3.md"),
        front=(section("Preface", figure("Map"), role="preface", file="0.md"),),
        back=(
            section("Tables", figure("Map"), role="appendix", file="4.md"),
            section("More", role="appendix", file="5.md"),
        ),
    )
    assert problems == ()
    numbers = {plain_text(one.title): one.number for one, _ in sections(publication)}
    assert numbers == {
        "Preface": "", "One": "1", "Below": "", "Water": "I", "Two": "2", "Three": "3", "Tables": "A", "More": "B",
    }  # fmt: skip
    assert [one.number for one in of(Figure, publication)] == ["1", "1.1", "", "2.1", "2.2", "A.1"]  # type: ignore[attr-defined]
    assert [one.number for one in of(MathBlock, publication)] == ["2.1"]  # type: ignore[attr-defined]
    assert [one.number for one in of(CodeBlock, publication)] == ["3.1"]  # type: ignore[attr-defined]
    assert [one.show for one in of(CrossReference, publication)] == ["number", "number"]  # type: ignore[attr-defined]


def test_titles_that_number_themselves_get_no_second_number() -> None:
    publication, _ = resolved(
        chapter("Chapter 3: Seas", figure("Map"), file="1.md"),
        chapter("4. Rivers", file="2.md"),
        chapter("1984", file="3.md"),
        back=(section("Appendix B: Keys", figure("Map"), role="appendix", file="4.md"),),
    )
    assert [one.number for one, _ in sections(publication)] == ["", "", "5", ""]
    assert [one.number for one in of(Figure, publication)] == ["3.1", "B.1"]  # type: ignore[attr-defined]


def test_numbering_can_be_switched_off_and_deepened() -> None:
    body = chapter("One", figure("Map"), section("Two", section("Three", section("Four"))))
    without, _ = resolved(body, plan=NO_NUMBERS)
    assert [one.number for one, _ in sections(without)] == [""] * 4
    assert of(Figure, without)[0].number == ""  # type: ignore[attr-defined]
    deeper, _ = resolved(body, plan=NumberingPlan(sections=2))
    assert [one.number for one, _ in sections(deeper)] == ["1", "1.1", "1.1.1", ""]
    unnumbered, _ = resolved(body, plan=NumberingPlan(chapters=False))
    assert of(Figure, unnumbered)[0].number == "1"  # type: ignore[attr-defined]


def test_figures_of_an_article_are_counted_through() -> None:
    article = section("News", figure("Map"), section("Below", figure("Map")), role="article")
    publication, _ = resolved(article, kind="article", lead=figure("Lead", src="lead.png"))
    assert [(one.id, one.number) for one in of(Figure, publication)] == [  # type: ignore[attr-defined]
        ("lead", ""), ("figure-map", "1"), ("figure-map-2", "2"),
    ]  # fmt: skip


def test_what_has_no_number_is_referred_to_by_its_title() -> None:
    publication, problems = resolved(
        chapter("A", Paragraph(content=text("x"), id="here"), section("B", id="b"), to("b", show="number"), to("here"))
    )
    assert [problem.code for problem in problems] == ["link-number", "link-untitled"]
    references = of(CrossReference, publication)
    assert [(one.target, one.show) for one in references] == [("b", "title"), ("here", "title")]  # type: ignore[attr-defined]
    assert plain_text(references[1].content) == "here"  # type: ignore[attr-defined]


def test_notes_are_those_of_their_file() -> None:
    def with_note(file: str) -> Section:
        note = Note(id="1", content=(paragraph(Text(file)),), at=Place(file, 9))
        return chapter(file, paragraph(NoteReference(note="1", at=Place(file, 3))), file=file, notes=(note,))

    publication, problems = resolved(with_note("a.md"), with_note("b.md"))
    assert problems == ()
    assert [one.note for one in of(NoteReference, publication)] == ["a-note-1", "b-note-1"]  # type: ignore[attr-defined]
    assert [one.id for one in of(Note, publication)] == ["a-note-1", "b-note-1"]


def test_notes_that_are_missing_or_never_called() -> None:
    note = Note(id="x", content=(paragraph(Text("n")),), at=Place("a.md", 9))
    publication, problems = resolved(
        chapter("A", paragraph(NoteReference(note="y", at=Place("a.md", 3))), notes=(note,))
    )
    assert [(problem.code, problem.place.line) for problem in problems] == [("note-missing", 3), ("note-unused", 9)]
    assert not of(Note, publication)


def test_citations_terms_and_index_terms() -> None:
    terms = Glossary(
        groups=(
            DefinitionGroup(
                terms=(Term(content=text("Dead Sea")),), definitions=(Definition(content=(paragraph(Text("d")),)),)
            ),
        )
    )
    publication, problems = resolved(
        chapter(
            "A",
            paragraph(Citation(target="darwin", content=text("Darwin")), Citation(target="nobody", content=text("N"))),
            to("dead sea"),
            paragraph(IndexTerm(entry=("Salt",)), IndexTerm(entry=("Salt",))),
            terms,
            Bibliography(entries=(BibliographyEntry(id="darwin", content=text("Darwin, 1859.")),)),
        )
    )
    assert [problem.code for problem in problems] == ["citation-target"]
    assert [one.target for one in of(Citation, publication)] == ["darwin"]  # type: ignore[attr-defined]
    assert targets(publication) == ["term-dead-sea"]
    assert [one.id for one in of(IndexTerm, publication)] == ["index-salt", "index-salt-2"]
