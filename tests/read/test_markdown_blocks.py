"""Blocks of plain Markdown: figures, tables, lists, code, quotations, formulas, sections, front matter."""

import pytest
from written import all_nodes, block, blocks, document, p, picture, problems, t

from publisher.model import (
    Aside,
    Code,
    CodeBlock,
    DataCell,
    Definition,
    DefinitionGroup,
    DefinitionList,
    Emphasis,
    Figure,
    HeaderCell,
    Link,
    List,
    ListItem,
    MathBlock,
    Paragraph,
    Quote,
    Row,
    Section,
    Table,
    Term,
    Text,
    ThematicBreak,
)


def test_a_picture_alone_with_a_caption_is_a_figure() -> None:
    assert block("![A map](map.png)") == picture("atlas/map.png", "A map")
    assert block('![A map](map.png "The *Nile*")') == Figure(
        (picture("atlas/map.png", "A map"),), (Text("The "), Emphasis(t("Nile")))
    )


@pytest.mark.parametrize("key", ["alt", "fig-alt"])
def test_with_an_alt_attribute_the_brackets_are_the_caption(key: str) -> None:
    made = block(f'![The `Nile`](map.png){{{key}="A map" width=60% #nile lang=fr credit="Photo: *A*"}}')
    assert made == Figure(
        (picture("atlas/map.png", "A map", 60).replace(language="fr"),),
        (Text("The "), Code("Nile")),
        (Text("Photo: "), Emphasis(t("A"))),
        id="nile",
        language="fr",
    )


def test_decorative_pictures() -> None:
    assert block("![](rule.svg){decorative}") == picture("atlas/rule.svg")
    assert block("{decorative=true}\n![](rule.svg)") == picture("atlas/rule.svg")


def test_a_picture_without_words_is_an_error_and_shows_in_a_draft() -> None:
    made = document("a\n\n![](x/map.png)\n")
    assert [(problem.code, problem.place.line, problem.severity) for problem in made.problems] == [
        ("image-alt", 3, "error")
    ]
    assert made.content[1] == picture("atlas/x/map.png", "[map.png]")


def test_table() -> None:
    made = block("| | L | R |\n|---|:-:|--:|\n| a \\| b | *c* | `d` |\n")
    assert isinstance(made, Table)
    assert made.alignments == ("start", "center", "end")
    assert made.head == (Row((DataCell(()), HeaderCell((p("L"),)), HeaderCell((p("R"),)))),)
    assert made.body[0].cells[0] == DataCell((p("a | b"),))


def test_cells_beyond_the_last_column_are_kept() -> None:
    made = document("> |a|b|\n> |-|-|\n> |1|2|3|*4*|\n")
    assert [(problem.code, problem.place.line) for problem in made.problems] == [("table-cells", 3)] * 2
    assert {node.value for node in all_nodes(made) if isinstance(node, Text)} == {"a", "b", "1", "2", "3", "4"}


def test_a_table_without_words_in_its_first_row_has_no_header() -> None:
    made = block("| | |\n|-|-|\n| 1 | 2 |\n")
    assert isinstance(made, Table)
    assert made.head == ()


def test_lists() -> None:
    assert block("- a\n- b\n") == List((ListItem((p("a"),)), ListItem((p("b"),))))
    assert block("3. a\n\n4. b\n") == List(
        (ListItem((p("a"),)), ListItem((p("b"),))), numbering="decimal", start=3, tight=False
    )
    assert block("- a\n  - b\n") == List((ListItem((p("a"), List((ListItem((p("b"),)),)))),))


def test_task_lists() -> None:
    made = block("- [ ] a\n- [x] b *c*\n- [X] `d`\n- [y] e\n- [x]\n  f\n")
    assert isinstance(made, List)
    assert [item.checked for item in made.items] == [False, True, True, None, True]
    assert made.items[0].content == (p("a"),)
    assert made.items[1].content == (Paragraph((Text("b "), Emphasis(t("c")))),)
    assert made.items[4].content == (p("f"),)


def test_definition_lists() -> None:
    assert block("Silt {#silt lang=en}\n: Fine\n\n  and wet\n: Soft\n\n*Delta*\n: Mouth\n") == DefinitionList(
        (
            DefinitionGroup(
                (Term(t("Silt"), id="silt", language="en"),),
                (Definition((p("Fine"), p("and wet"))), Definition((p("Soft"),))),
            ),
            DefinitionGroup((Term((Emphasis(t("Delta")),)),), (Definition((p("Mouth"),)),)),
        )
    )


@pytest.mark.parametrize(
    ("info", "syntax"),
    [
        ("rust", "rust"),
        ("rust,ignore,does_not_compile", "rust"),
        ("c++ title=x", "c++"),
        ("", ""),
        ("{.python #a}", "python"),
        ('js {caption="b"}', "js"),
    ],
)
def test_code(info: str, syntax: str) -> None:
    made = block(f"```{info}\nfn main() {{\n\n    *x*\t\n}}\n```\n")
    assert isinstance(made, CodeBlock)
    assert (made.text, made.syntax) == ("fn main() {\n\n    *x*\t\n}", syntax)
    assert block("    indented\n      code\n") == CodeBlock("indented\n  code")


def test_quotations_and_alerts() -> None:
    assert block("> a\nb\n>\n> c\n") == Quote((p("a b"), p("c")))
    assert block("> [!WARNING]\n> Deep *water*\n>\n> - x\n") == Aside(
        "warning", (Paragraph((Text("Deep "), Emphasis(t("water")))), List((ListItem((p("x"),)),)))
    )
    assert block("> [!WARNING] Deep\n") == Quote((p("[!WARNING] Deep"),))


def test_formulas() -> None:
    assert block("$$\na = b\n$$") == MathBlock("a = b")
    assert block("$$ a = b $$ (euler)") == MathBlock("a = b", id="euler")
    assert problems("a\n\n$$\n$$\n") == [("math-empty", 3)]


def test_thematic_break() -> None:
    assert blocks("a\n\n***\n\nb") == (p("a"), ThematicBreak(), p("b"))


def test_sections_follow_the_levels() -> None:
    made = document("a\n\n# One\n\nb\n\nTwo\n---\n\nc\n\n### Three\n\n## Four\n\n# Five\n")
    assert made.problems == ()
    assert made.content == (p("a"),)
    two = Section("section", t("Two"), content=(p("c"),), sections=(Section("section", t("Three")),))
    one = Section("section", t("One"), content=(p("b"),), sections=(two, Section("section", t("Four"))))
    assert made.sections == (one, Section("section", t("Five")))


def test_a_skipped_level_is_mended_and_reported() -> None:
    made = document("# One\n\n#### Two\n\n## Three\n\n#### Four\n")
    assert [(problem.code, problem.place.line) for problem in made.problems] == [
        ("heading-level", 3),
        ("heading-level", 7),
    ]
    assert [section.title for section in made.sections[0].sections] == [t("Two"), t("Three")]
    assert made.sections[0].sections[1].sections[0].title == t("Four")


def test_a_file_may_begin_at_any_level() -> None:
    made = document("### One\n\n## Two\n\n### Three\n")
    assert made.problems == ()
    assert [section.title for section in made.sections] == [t("One"), t("Two")]


def test_headings_that_can_make_no_section() -> None:
    made = document("#\n\n> ## In a quotation\n")
    assert [(problem.code, problem.place.line) for problem in made.problems] == [
        ("heading-empty", 1),
        ("heading-inside", 3),
    ]
    (quote,) = made.content
    assert isinstance(quote, Quote)
    assert quote.content[0].type == "paragraph"


def test_anchors_name_what_follows() -> None:
    made = document(
        '<a id="old"></a>\n<a id="older"></a>\n\n# One\n\n'
        '<a id="x"></a>\n\n```\ncode\n```\n\n<a id="y"></a>b <a id="z"></a>c'
    )
    assert made.problems == ()
    (one,) = made.sections
    code, last = one.content
    assert (one.id, code.id, last.id) == ("older", "x", "y")


def test_no_anchor_is_lost() -> None:
    # More anchors than blocks in between, and one with nothing after it.
    text = (
        "".join(f'<a id="a{number}"></a>\n' for number in range(5)) + "\n# One\n\nb\n\nc\n\n- d\n\ne <a id='f'></a>\n"
    )
    found = {node.id for node in all_nodes(document(text)) if node.id}
    assert found == {"a0", "a1", "a2", "a3", "a4", "f"}


def test_front_matter() -> None:
    made = document("---\ntitle: The Nile\ndraft: no\nauthors: [A, B]\nempty:\n---\n\ntext\n")
    assert made.meta == {"title": "The Nile", "draft": "no", "authors": ["A", "B"], "empty": None}
    assert made.front_matter.values[1].at.line == 3
    assert made.content[0].at.line == 8
    assert document("---\n\na: b\n").meta == {}
    assert problems("---\na: b\n\ntext") == [("meta-syntax", 1)]
    assert problems("---\na: [\n---\n")[0][0] == "meta-syntax"


def test_control_characters_are_taken_out() -> None:
    made = document("\ufeffa\r\nb\x00c\x0b\rd \ufffe&#1;")
    assert [(problem.code, str(problem.place)) for problem in made.problems] == [
        ("control-character", "atlas/rivers.md:2:2"),
        ("control-character", "atlas/rivers.md:2:4"),
        ("control-character", "atlas/rivers.md:3:3"),
    ]
    assert all(node.value.isprintable() for node in all_nodes(made) if isinstance(node, Text))


def test_places() -> None:
    made = document("a\n\n- b\n\n  c\n\n| d |\n|---|\n| e |\n\n> f\n>\n> ```\n> g\n> ```\n\nH\n: i\n")
    lines = {node.value: node.at.line for node in all_nodes(made) if isinstance(node, Text)}
    assert lines == {"a": 1, "b": 3, "c": 5, "d": 7, "e": 9, "f": 11, "H": 17, "i": 18}
    assert [node.at.line for node in all_nodes(made) if isinstance(node, CodeBlock)] == [13]


def test_a_link_around_a_picture_stays_a_link() -> None:
    assert block("[![a](b.png)](https://x.org)") == Paragraph((Link("https://x.org", (picture("atlas/b.png", "a"),)),))
