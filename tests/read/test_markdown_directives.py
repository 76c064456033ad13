"""Directives become blocks; what one cannot hold follows it, and is reported."""

import pytest
from written import all_nodes, block, blocks, document, p, picture, problems, t

from publisher.model import (
    Aside,
    Bibliography,
    BibliographyEntry,
    Code,
    CodeBlock,
    DataCell,
    Definition,
    DefinitionGroup,
    Emphasis,
    Epigraph,
    Figure,
    Glossary,
    HeaderCell,
    Index,
    LineBreak,
    List,
    ListItem,
    ListOf,
    MathBlock,
    Media,
    NoteReference,
    PageBreak,
    Paragraph,
    Quote,
    Row,
    Stanza,
    Strong,
    Table,
    Term,
    Text,
    Verse,
    VerseLine,
)


def test_figure() -> None:
    made = block(
        ":::{figure} map.png\n:name: nile\n:alt: A map\n  of the Nile\n:credit: Photo: *A*\n:width: 60%\n:lang: fr\n\n"
        "The *delta*.\n\nIn flood.\n\n::::{description}\nBlue.\n\n- x\n::::\n:::\n"
    )
    assert made == Figure(
        (picture("atlas/map.png", "A map of the Nile", 60),),
        (Text("The "), Emphasis(t("delta")), Text("."), LineBreak(), Text("In flood.")),
        (Text("Photo: "), Emphasis(t("A"))),
        (p("Blue."), List((ListItem((p("x"),)),))),
        id="nile",
        language="fr",
    )


def test_figure_of_several_pictures() -> None:
    assert block(':::{figure} a.png "b c.png"\n:alt: One\n  Two\n:::\n') == Figure(
        (picture("atlas/a.png", "One"), picture("atlas/b c.png", "Two"))
    )
    # One text for all stands with the first.
    assert block(":::{figure} a.png b.png\n:alt: Both\n:::\n") == Figure(
        (picture("atlas/a.png", "Both"), picture("atlas/b.png"))
    )
    assert block(":::{figure}\n![One](a.png)\n![Two](b.png)\n\nCaption\n:::\n") == Figure(
        (picture("atlas/a.png", "One"), picture("atlas/b.png", "Two")), t("Caption")
    )
    assert block(":::{figure} a.png\n:decorative:\n:::\n") == Figure((picture("atlas/a.png"),))


def test_description_from_a_file() -> None:
    made = document(
        ":::{figure} a.png\n:alt: A\n:description: long/a.md\n:::\n", atlas_long_a="# Title\n\nLong[^1]\n\n[^1]: Note\n"
    )
    assert made.problems == ()
    (figure,) = made.content
    assert isinstance(figure, Figure)
    reference = "atlas/long/a.md:1"
    assert figure.description == (
        Paragraph((Strong(t("Title")),)),
        Paragraph((Text("Long"), NoteReference(reference))),
    )
    assert figure.description[1].at.file == "atlas/long/a.md"
    assert [note.id for note in made.notes] == [reference]


def test_description_as_text_and_missing_files() -> None:
    made = block(":::{figure} a.png\n:alt: A\n:description: In *short*\n:::\n")
    assert isinstance(made, Figure)
    assert made.description == (Paragraph((Text("In "), Emphasis(t("short")))),)
    assert problems(":::{figure} a.png\n:alt: A\n:description: no.md\n:::\n") == [("file-missing", 3)]


def test_a_file_that_takes_in_itself_ends() -> None:
    text = ":::{figure} a.png\n:alt: A\n:description: rivers.md\n:::\n"
    assert {code for code, _ in problems(text, atlas_rivers=text)} == {"file-missing"}


@pytest.mark.parametrize(
    "text",
    [
        "::::{note}\n:::{tip}\na\n:::\n\nb\n::::",
        ":::{note}\n::::{tip}\na\n::::\n\nb\n:::",
        ":::{note}\n:::{tip}\na\n:::\n\nb\n:::",
        "````{note}\n```{tip}\na\n```\n\nb\n````",
    ],
)
def test_directives_nest_either_way(text: str) -> None:
    assert block(text) == Aside("note", (Aside("tip", (p("a"),)), p("b")))


def test_code_that_shows_a_directive() -> None:
    made = block(":::{example} Code\n```\n:::\n```\nb\n:::\n")
    assert made == Aside("example", (CodeBlock(":::"), p("b")), t("Code"))


def test_directives_in_lists_and_quotations() -> None:
    made = blocks("- a\n\n  :::{note} *T*\n  b\n  :::\n- c\n\n> :::{tip}\n> d\n> :::\n> e\n")
    note = Aside("note", (p("b"),), (Emphasis(t("T")),))
    assert made == (
        List((ListItem((p("a"), note)), ListItem((p("c"),))), tight=made[0].tight),  # type: ignore[union-attr]
        Quote((Aside("tip", (p("d"),)), p("e"))),
    )


@pytest.mark.parametrize("kind", ["note", "tip", "important", "warning", "caution", "danger", "example", "sidebar"])
def test_asides(kind: str) -> None:
    made = block(f":::{{{kind}}} A *title*\n:name: x\n:lang: fr\n\na\n:::")
    assert made == Aside(kind, (p("a"),), (Text("A "), Emphasis(t("title"))), id="x", language="fr")  # type: ignore[arg-type]


def test_quotations() -> None:
    expected = Quote((p("a"),), (Text("B, "), Emphasis(t("C"))))
    assert block(":::{quote}\n:attribution: B, *C*\n\na\n:::") == expected
    assert block(":::{quote}\na\n\n— B, *C*\n:::") == expected
    assert block(":::{epigraph}\na\n\n— B\n:::") == Epigraph((p("a"),), t("B"))


def test_verse() -> None:
    made = block(":::{verse}\n:attribution: Me\n\none *two*\n    three\n\n  four\n:::")
    assert made == Verse(
        (
            Stanza((VerseLine((Text("one "), Emphasis(t("two")))), VerseLine(t("three"), indent=2))),
            Stanza((VerseLine(t("four"), indent=1),)),
        ),
        t("Me"),
    )
    assert block("```{verse}\na\n\n— Me\n```") == Verse((Stanza((VerseLine(t("a")),)),), t("Me"))


def test_code() -> None:
    assert block("```{code} rust\n:caption: *Main*\n:name: main\n\nfn  main() {}\n  :::\n```") == CodeBlock(
        "fn  main() {}\n  :::", syntax="rust", caption=(Emphasis(t("Main")),), id="main"
    )
    assert block(":::{code}\n\n*a*\n:::") == CodeBlock("\n*a*")


def test_math() -> None:
    assert block(":::{math}\n:name: euler\n:spoken: e to the\n\ne^{i\\pi}\n:::") == MathBlock(
        "e^{i\\pi}", spoken="e to the", id="euler"
    )


def test_table() -> None:
    made = block(
        ":::{table} The *rivers*\n:name: rivers\n:header-columns: 1\n:align: left right\n\n"
        "| a | b |\n|--|--|\n| c | d |\n:::"
    )
    assert made == Table(
        body=(Row((HeaderCell((p("c"),), scope="row"), DataCell((p("d"),)))),),
        caption=(Text("The "), Emphasis(t("rivers"))),
        head=(Row((HeaderCell((p("a"),)), HeaderCell((p("b"),)))),),
        alignments=("start", "end"),
        id="rivers",
    )


def test_list_table() -> None:
    made = block(
        ":::{list-table} Rivers\n:header-rows: 1\n:header-columns: 1\n\n"
        "* - {colspan=2} a\n* - {rowspan=2}\n    b\n  - c\n\n    d\n* - *e*\n:::"
    )
    assert made == Table(
        body=(
            Row((HeaderCell((p("b"),), scope="row", rows=2), DataCell((p("c"), p("d"))))),
            Row((DataCell((Paragraph((Emphasis(t("e")),)),)),)),
        ),
        caption=t("Rivers"),
        head=(Row((HeaderCell((p("a"),), columns=2),)),),
    )


def test_recordings() -> None:
    made = block(
        ":::{video} flood.mp4\n:title: The flood\n:link: https://x.org/v\n:poster: flood.jpg\n:poster-alt: A boat\n"
        ":captions: flood.vtt\n:duration: 1:02:03\n:credit: A\n\nThe *Nile*\n\n:::{transcript}\nHello\n:::\n:::"
    )
    assert made == Media(
        "video",
        t("The flood"),
        src="atlas/flood.mp4",
        link="https://x.org/v",
        poster=picture("atlas/flood.jpg", "A boat"),
        captions="atlas/flood.vtt",
        caption=(Text("The "), Emphasis(t("Nile"))),
        credit=t("A"),
        transcript=(p("Hello"),),
        duration=3723,
    )
    assert block(":::{audio} https://x.org/a.mp3\n:title: A\n:duration: 75 s\n:::") == Media(
        "audio", t("A"), link="https://x.org/a.mp3", duration=75
    )
    assert problems(":::{audio}\n:duration: long\n:::") == [
        ("media-source", 1),
        ("media-title", 1),
        ("option-value", 2),
    ]


def test_glossary_and_bibliography() -> None:
    assert block(":::{glossary}\nSilt {#silt}\n: Fine *mud*\n:::") == Glossary(
        (
            DefinitionGroup(
                (Term(t("Silt"), id="silt"),), (Definition((Paragraph((Text("Fine "), Emphasis(t("mud")))),)),)
            ),
        )
    )
    entry = BibliographyEntry((Text("Darwin, "), Emphasis(t("Origin"))), id="darwin59")
    assert block(":::{bibliography}\n- `darwin59`: Darwin, *Origin*\n:::") == Bibliography((entry,))
    assert block(":::{bibliography}\ndarwin59\n: Darwin, *Origin*\n:::") == Bibliography((entry,))
    assert problems(":::{bibliography}\n- Darwin\n:::") == [("bibliography-key", 2)]


def test_page_break_index_and_division() -> None:
    assert blocks(":::{page-break}\n:::\n\n:::{index}\n:::") == (PageBreak(), Index())
    lists = ":::{list-of-figures}\n:::\n\n:::{list-of-tables}\n:::"
    assert blocks(lists) == (ListOf("figures"), ListOf("tables"))
    assert blocks(":::{div}\n:lang: ar\n:dir: rtl\n\nنص\n\n- نص\n:::") == (
        Paragraph(t("نص"), direction="rtl", language="ar"),
        List((ListItem((Paragraph(t("نص"), direction="rtl"),)),), language="ar"),
    )


@pytest.mark.parametrize(
    ("text", "found", "words"),
    [
        ("a\n\n:::{fgure} b.png\n:alt: c\n\nd\n:::", ["directive-unknown"], "a b.png c d"),
        (":::{note}\n:colour: red\n\na\n:::", ["option-unknown"], "a red"),
        (":::{note}\n:name: a\n:name: b\n\na\n:::", ["option-again"], "a"),
        (":::{quote}\n:attribution: b\n:attribution: c\n\na\n:::", ["option-again"], "a c b"),
        (":::{note}\na", ["directive-unclosed"], "a"),
        (":::{page-break} now\n:::", ["argument-unknown"], "now"),
        (":::{transcript}\na\n:::", ["directive-outside"], "a"),
        (":::{figure}\na\n:::", ["figure-empty"], "a"),
        (":::{figure} a.png\n:alt: b\n:width: wide\n:::", ["option-value"], ""),
        (":::{figure} a.png\n:alt: b\n\n- c\n:::", ["caption-block"], "c"),
        (":::{glossary}\na\n:::", ["directive-content"], "a"),
        (":::{table} a\nb\n:::", ["directive-content"], "a b"),
        (":::{table} a\n:header-rows: x\n\n|b|\n|-|\n:::", ["option-value"], "a b"),
        (":::{list-table}\n- a\n:::", ["list-table-row"], "a"),
        (":::{math}\n:::", ["math-empty"], ""),
        (":::{div}\n:dir: up\n\na\n:::", ["option-value"], "a"),
        ("```{r}\nx <- 1\n```", ["directive-unknown"], "x <- 1"),
        (":::{bibliography}\n- `k`: a\n  - b\n:::", ["caption-block"], "a b"),
    ],
)
def test_what_a_directive_cannot_hold_is_reported_and_kept(text: str, found: list[str], words: str) -> None:
    made = document(text)
    assert [problem.code for problem in made.problems] == found
    values = [getattr(node, "value", "") or getattr(node, "text", "") for node in all_nodes(made)]
    assert " ".join(value for value in values if value) == words


def test_an_unknown_directive_says_what_may_be_meant() -> None:
    (problem,) = document(":::{fgure} a.png\n:::").problems
    assert "did you mean figure?" in problem.fix


def test_places_in_directives() -> None:
    made = document("\n:::{figure} a.png\n:alt: a\n:credit: b\n\nc\n\n::::{description}\nd\n\n> e\n::::\n:::\n\nf\n")
    assert {node.value: node.at.line for node in all_nodes(made) if isinstance(node, Text)} == {
        "b": 4,
        "c": 6,
        "d": 9,
        "e": 11,
        "f": 15,
    }
    assert [node for node in all_nodes(made) if isinstance(node, Code)] == []
