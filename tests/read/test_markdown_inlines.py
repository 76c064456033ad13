"""Inline Markdown and roles become inline nodes; what cannot be understood stays as text and is reported."""

import pytest
from written import block, blocks, document, inlines, p, picture, problems, t

from publisher.model import (
    Abbreviation,
    Citation,
    Code,
    CrossReference,
    Emphasis,
    IndexTerm,
    Inline,
    InlineQuote,
    LineBreak,
    Link,
    Math,
    NoteReference,
    Paragraph,
    Ruby,
    Section,
    Span,
    Strong,
    Subscript,
    Superscript,
    Text,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*a*", Emphasis(t("a"))),
        ("**a**", Strong(t("a"))),
        ("~~a~~", Span(t("a"), style="deleted")),
        ("`a  b`", Code("a  b")),
        ("`let x`{.rust}", Code("let x", syntax="rust")),
        ("[a](https://x.org/ä)", Link("https://x.org/%C3%A4", t("a"))),
        ("[[a]{lang=he} b](https://x.org)", Link("https://x.org", (Span(t("a"), language="he"), *t(" b")))),
        ("[b [a]{lang=he}](https://x.org)", Link("https://x.org", (*t("b "), Span(t("a"), language="he")))),
        ('[a](https://x.org "b")', Link("https://x.org", t("a"), title="b")),
        ("<https://x.org>", Link("https://x.org", t("https://x.org"))),
        ("<a@x.org>", Link("mailto:a@x.org", t("a@x.org"))),
        ("[](https://x.org)", Link("https://x.org", t("https://x.org"))),
        ("[a](//x.org)", Link("https://x.org", t("a"))),
        ("[a](seas.md)", CrossReference("atlas/seas.md", t("a"))),
        ("[a](../seas%20two.md#b%C3%A9)", CrossReference("seas two.md#bé", t("a"))),
        ("[a](/seas.md)", CrossReference("seas.md", t("a"))),
        ("[a](../../seas.md)", CrossReference("../seas.md", t("a"))),
        ("[](#delta)", CrossReference("atlas/rivers.md#delta")),
        ("$x^2$", Math("x^2")),
        ("$$x^2$$ ", Math("x^2")),
        ("$x$\\{", Math("x")),
        ("[a]{lang=fr}", Span(t("a"), language="fr")),
        ("[a]{lang=ar dir=rtl}", Span(t("a"), language="ar", direction="rtl")),
        ("[a]{.smallcaps #b}", Span(t("a"), style="small-caps", id="b")),
        ("*a*{lang=fr}", Emphasis(t("a"), language="fr")),
        ("[*a*](https://x.org){lang=fr}", Link("https://x.org", (Emphasis(t("a")),), language="fr")),
        ("{abbr}`HTML (HyperText Markup Language)`", Abbreviation(t("HTML"), "HyperText Markup Language")),
        ("{cite}`darwin59`", Citation("darwin59", t("darwin59"))),
        ("{cite}`Darwin 1859 <darwin59>`", Citation("darwin59", t("Darwin 1859"))),
        ("{ref}`delta`", CrossReference("delta")),
        ("{ref}`the *delta* <delta>`", CrossReference("delta", t("the *delta*"))),
        ("{ref}`seas.md#delta`", CrossReference("atlas/seas.md#delta")),
        ("{numref}`delta`", CrossReference("delta", show="number")),
        ("{pageref}`delta`", CrossReference("delta", show="page")),
        ("{term}`silt`", CrossReference("silt", t("silt"))),
        ("{sub}`2`", Subscript(t("2"))),
        ("{sup}`*n*`", Superscript((Emphasis(t("n")),))),
        ("{kbd}`Ctrl`", Span(t("Ctrl"), style="keyboard")),
        ("{samp}`ok`", Span(t("ok"), style="sample")),
        ("{var}`x`", Span(t("x"), style="variable")),
        ("{q}`a`", InlineQuote(t("a"))),
        ("{title}`Emma`", Span(t("Emma"), style="work-title")),
        ("{sc}`ad`", Span(t("ad"), style="small-caps")),
        ("{mark}`a`", Span(t("a"), style="highlight")),
        ("{ins}`a`", Span(t("a"), style="inserted")),
        ("{del}`a`", Span(t("a"), style="deleted")),
        ("{small}`a`", Span(t("a"), style="small")),
        ("{dfn}`silt`{#silt}", Span(t("silt"), style="term", id="silt")),
        ("{sc}`a`{lang=la}", Span(t("a"), style="small-caps", language="la")),
        ('{math}`a^2`{spoken="a squared"}', Math("a^2", spoken="a squared")),
        ('$a^2${spoken="a squared"}', Math("a^2", spoken="a squared")),
        ("{ruby}`漢字 (かんじ)`", Ruby("漢字", "かんじ")),
        ("{index}`silt`", IndexTerm(("silt",), t("silt"))),
        ("{index}`the Nile; rivers!Nile`", IndexTerm(("rivers", "Nile"), t("the Nile"))),
        ("{index}`the Nile <rivers!Nile>`", IndexTerm(("rivers", "Nile"), t("the Nile"))),
        ("{index}`; rivers!Nile`", IndexTerm(("rivers", "Nile"))),
        ("{index}`Yahoo!`", IndexTerm(("Yahoo!",), t("Yahoo!"))),
        ("![a](b.png){width=40%} ", picture("atlas/b.png", "a", 40)),
    ],
)
def test_inline(text: str, expected: Inline) -> None:
    assert inlines(f"x {text} y")[1] == expected


def test_an_index_term_may_have_several_entries() -> None:
    assert inlines("{index}`Nile; rivers!Nile; Egypt`") == (
        IndexTerm(("rivers", "Nile"), t("Nile")),
        IndexTerm(("Egypt",)),
    )


@pytest.mark.parametrize(
    "text",
    [
        "$HOME and $PATH",
        "$HOME:$PATH",
        "$5 and $10",
        "US$5 or CA$6",
        "costs $5",
        "$ x $",
        "`Vec<T>` and 'quotes' -- \"kept\"...",
        "a {word} in braces",
        "(c) 1 < 2 && 3 > 2",
        "snake_case_name 2 * 3 * 4",
    ],
)
def test_prose_stays_as_it_is(text: str) -> None:
    assert "".join(getattr(inline, "value", "?") for inline in inlines(text)) == text.replace("`", "")


def test_lines_are_folded_and_spaces_on_purpose_are_kept() -> None:
    assert inlines("one\n  two   three\u00a0four\t\nfive") == t("one two three\u00a0four five")


@pytest.mark.parametrize("text", ["one  \ntwo", "one\\\n  two"])
def test_hard_breaks(text: str) -> None:
    assert inlines(text) == (Text("one"), LineBreak(), Text("two"))


def test_entities_and_escapes() -> None:
    assert inlines("&copy; &#x41; \\*a\\* \\{x}`y`") == (Text("© A *a* {x}"), Code("y"))


def test_reference_links() -> None:
    text = "[Nile][], [the sea] and [there][Nile].\n\n[nile]: https://x.org 'N'\n[the sea]: sea.md"
    assert [type(inline) for inline in inlines(text)] == [Link, Text, CrossReference, Text, Link, Text]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "JaVaScript:x", "vbscript:x", "data:text/html,x", "file:///etc/passwd", "x-y:z"]
)
def test_addresses_that_may_not_pass(href: str) -> None:
    made = document(f"[*words*]({href})")
    assert made.content == (Paragraph((Emphasis(t("words")),)),)
    assert [problem.code for problem in made.problems] == ["link-address"]


def test_notes_belong_to_the_section_that_calls_them_first() -> None:
    made = document(
        "a[^1]\n\n# One[^t]\n\nb[^2]^[inline *note*]\n\n## Two\n\nc[^1][^3]\n\n"
        "[^1]: First[^4]\n[^2]: Second\n\n    - more\n[^3]: Third\n[^4]: Fourth\n[^t]: Title\n"
    )
    assert made.problems == ()
    assert [note.id for note in made.notes] == ["1", "4"]
    (one,) = made.sections
    assert one.title == (Text("One"), NoteReference("t"))
    assert [note.id for note in one.notes][:2] == ["t", "2"]
    assert one.notes[2].content == (Paragraph((Text("inline "), Emphasis(t("note")))),)
    assert [note.id for note in one.sections[0].notes] == ["3"]
    assert made.notes[0].at.line == 11


def test_missing_unused_and_doubled_notes() -> None:
    assert problems("a[^x] b[^y]\n\n[^y]: Y\n[^z]: Z\n[^y]: again") == [
        ("note-missing", 1),
        ("note-unused", 4),
        ("note-twice", 5),
    ]
    made = document("a[^x]")
    assert made.content == (p("a[^x]"),)


def test_a_note_called_in_alt_text_is_called_by_nobody() -> None:
    made = document("![a[^1]](b.png)\n\n[^1]: N")
    assert (made.content, made.notes) == ((picture("atlas/b.png", "a"),), ())


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\nb {nope}`*x*`", [("role-unknown", 2)]),
        ("{abbr}`HTML`", [("role-content", 1)]),
        ("[a]{lang=english}", [("language-tag", 1)]),
        ("[a]{.fancy}", [("attribute-unknown", 1)]),
        ("![a](b.png){height=3}", [("attribute-unknown", 1)]),
        ('a ![b](c.png "d")', [("image-caption", 1)]),
        ("a\n![](c.png)", [("image-alt", 2)]),
        ("a ![b]()", [("image-source", 1)]),
        ("[a [b](c.md)](d.md)", []),
        ("[x](#)", [("link-address", 1)]),
        ('[x](a.md "b")', [("attribute-unknown", 1)]),
    ],
)
def test_what_cannot_be_understood_is_reported(text: str, found: list[tuple[str, int]]) -> None:
    assert problems(text) == found


def test_words_of_what_cannot_be_understood_stay() -> None:
    assert document("{nope}`*x* y`").content == (p("*x* y"),)
    assert document("{abbr}`HTML`").content == (p("HTML"),)
    assert document("a ![b]()").content == (p("a b"),)


def test_places_in_a_paragraph_of_many_lines() -> None:
    made = blocks("\n\none\n*two*\nthree `x`  \n![](b.png){decorative} z")[0]
    assert isinstance(made, Paragraph)
    assert {type(inline).__name__: inline.at.line for inline in made.content} == {
        "Text": 6,
        "Emphasis": 4,
        "Code": 5,
        "LineBreak": 5,
        "Image": 6,
    }


def test_heading_attributes() -> None:
    made = document("# Le Nil {#nile lang=fr}\n\n## {x}\n\nSea {#sea lang=la dir=ltr}\n---\n")
    assert made.problems == ()
    (nile,) = made.sections
    assert (nile.id, nile.language, nile.title) == ("nile", "fr", t("Le Nil"))
    assert nile.sections[0] == Section("section", t("{x}"))
    assert nile.sections[1] == Section("section", t("Sea"), id="sea", language="la", direction="ltr")


def test_attributes_on_a_line_before() -> None:
    assert block("{#a lang=fr}\nBonjour") == Paragraph(t("Bonjour"), id="a", language="fr")
    assert problems("a\n\n{#b}\n") == [("attribute-unused", 3)]
