"""Raw HTML in Markdown becomes nodes like Markdown's own; nothing active passes; what is not known keeps its words."""

import pytest
from written import all_nodes, block, blocks, document, inlines, p, picture, problems, t

from publisher.model import (
    Abbreviation,
    Aside,
    Block,
    Code,
    CodeBlock,
    CrossReference,
    DataCell,
    Definition,
    DefinitionGroup,
    DefinitionList,
    Emphasis,
    Figure,
    HeaderCell,
    Image,
    Inline,
    InlineQuote,
    LineBreak,
    Link,
    List,
    ListItem,
    Media,
    Paragraph,
    Quote,
    Row,
    Ruby,
    Span,
    Strong,
    Subscript,
    Superscript,
    Table,
    Term,
    Text,
    ThematicBreak,
)
from publisher.read.html import pieces


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<em>a</em>", Emphasis(t("a"))),
        ("<i lang=la>a</i>", Emphasis(t("a"), language="la")),
        ("<B>a</b>", Strong(t("a"))),
        ("<em>*a*</em>", Emphasis((Emphasis(t("a")),))),
        ("<span>a</span>", Text("x a y")),
        ('<span lang="ar" dir="rtl">a</span>', Span(t("a"), language="ar", direction="rtl")),
        ('<em dir="rtl">a</em>', Span((Emphasis(t("a")),), direction="rtl")),
        ('<a href="https://x.org">*a*</a>', Link("https://x.org", (Emphasis(t("a")),))),
        ("<a href=seas.md#b>a</a>", CrossReference("atlas/seas.md#b", t("a"))),
        ('<a name="b">a</a>', Span(t("a"), id="b")),
        ('<a id="b"></a>', Span((), id="b")),
        ('<a id="b"/>', Span((), id="b")),
        ("<sup>2</sup>", Superscript(t("2"))),
        ("<sub>2</sub>", Subscript(t("2"))),
        ("<kbd>a</kbd>", Span(t("a"), style="keyboard")),
        ("<samp>a</samp>", Span(t("a"), style="sample")),
        ("<var>a</var>", Span(t("a"), style="variable")),
        ("<mark>a</mark>", Span(t("a"), style="highlight")),
        ("<ins>a</ins>", Span(t("a"), style="inserted")),
        ("<del>a</del>", Span(t("a"), style="deleted")),
        ("<small>a</small>", Span(t("a"), style="small")),
        ("<cite>a</cite>", Span(t("a"), style="work-title")),
        ("<dfn id=b>a</dfn>", Span(t("a"), style="term", id="b")),
        ('<abbr title="b &amp; c">a</abbr>', Abbreviation(t("a"), "b & c")),
        ("<q>a</q>", InlineQuote(t("a"))),
        ("<code>a &lt; b</code>", Code("a < b")),
        ("<code>a</code>", Code("a")),
        ("<br/>", LineBreak()),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>", Ruby("漢", "かん")),
        ('<img src="a.png" alt="b\nc">', picture("atlas/a.png", "b c")),
        ('<img src="a.png" alt="">', picture("atlas/a.png")),
    ],
)
def test_inline(text: str, expected: Inline) -> None:
    assert expected in inlines(f"x {text} y")


def test_markup_in_code_goes_around_pieces_of_code() -> None:
    assert inlines("<code>impl <em>Name</em></code>") == (Code("impl "), Emphasis((Code("Name"),)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a<p lang=fr>b</p>", (p("a"), Paragraph(t("b"), language="fr"))),
        ("<div>\n\n*a*\n\n</div>", (Paragraph((Emphasis(t("a")),)),)),
        ("<div>\n\na</div>\n\nb", (p("a"), p("b"))),
        ("<section>loose<p>a</p>tail</section>", (p("loose"), p("a"), p("tail"))),
        ('<div class="warning">\n\na\n\n</div>', (Aside("warning", (p("a"),)),)),
        ("<aside><h2>b</h2><p>a</p></aside>", (Aside("sidebar", (p("a"),), t("b")),)),
        ("<details>\n<summary>b</summary>\n\na\n\n</details>", (Aside("sidebar", (p("a"),), t("b")),)),
        ("<blockquote><p>a</p><footer>b</footer></blockquote>", (Quote((p("a"),), t("b")),)),
        ("<hr>", (ThematicBreak(),)),
        ("<ul><li>a<li>b</ul>", (List((ListItem((p("a"),)), ListItem((p("b"),)))),)),
        (
            '<ol type="a" start="3"><li>a<ul><li>b</li></ul></li></ol>',
            (List((ListItem((p("a"), List((ListItem((p("b"),)),)))),), numbering="lower-alpha", start=3),),
        ),
        (
            "<dl><div><dt>a<dt>b<dd>c</div></dl>",
            (DefinitionList((DefinitionGroup((Term(t("a")), Term(t("b"))), (Definition((p("c"),)),)),)),),
        ),
        (
            '<pre><code class="language-rust">a &lt;\n  b</code></pre>',
            (CodeBlock("a <\n  b", syntax="rust"),),
        ),
        (
            "<figure>\n\n![a](b.png)\n\n<figcaption>c <em>d</em></figcaption>\n</figure>",
            (Figure((picture("atlas/b.png", "a"),), (Text("c "), Emphasis(t("d")))),),
        ),
        (
            "<figure><pre>x</pre><figcaption>c</figcaption></figure>",
            (CodeBlock("x", caption=t("c")),),
        ),
        (
            "<picture><source srcset=a.webp><img src=a.png alt=b></picture>",
            (picture("atlas/a.png", "b"),),
        ),
        ('<img src="a.png" alt="b" style="width: 50%;">', (picture("atlas/a.png", "b", 50),)),
        ('<p lang="ar" dir="rtl">a</p>', (Paragraph(t("a"), language="ar", direction="rtl"),)),
        (
            '<video src="a.mp4" poster="b.jpg" aria-label="c"><track kind="captions" src="d.vtt"></video>',
            (Media("video", t("c"), src="atlas/a.mp4", poster=picture("atlas/b.jpg"), captions="atlas/d.vtt"),),
        ),
        (
            '<audio title="c"><source src="https://x.org/a.mp3"></audio>',
            (Media("audio", t("c"), link="https://x.org/a.mp3"),),
        ),
    ],
)
def test_block(text: str, expected: tuple[Block, ...]) -> None:
    assert blocks(text) == expected


def test_table() -> None:
    made = block(
        "<table>\n<caption>a <b>b</b></caption>\n<thead><tr><td></td><th colspan=2>c</th></tr></thead>\n"
        '<tbody><tr><th scope="rowgroup" rowspan="2">d<td>e<td>*f*</tr><tr><td>g<td>h</table>'
    )
    assert made == Table(
        body=(
            Row((HeaderCell((p("d"),), scope="row-group", rows=2), DataCell((p("e"),)), DataCell((p("*f*"),)))),
            Row((DataCell((p("g"),)), DataCell((p("h"),)))),
        ),
        caption=(Text("a "), Strong(t("b"))),
        head=(Row((DataCell(()), HeaderCell((p("c"),), columns=2))),),
    )


def test_scopes_follow_from_the_place() -> None:
    made = block("<table><tr><th>a<th>b<tr><th>c<td>d<tfoot><tr><th>e<td>f</table>")
    assert isinstance(made, Table)
    scopes = [[getattr(cell, "scope", "") for cell in row.cells] for row in (*made.head, *made.body, *made.foot)]
    assert scopes == [["column", "column"], ["row", ""], ["row", ""]]


def test_a_caption_in_a_paragraph_beside_goes_to_the_picture_or_table() -> None:
    made = blocks(
        '<img src="a.png" alt="b">\n\n<span class="caption">Figure *1*</span>\n\n'
        '<span class="caption">Table 1</span>\n\n|a|\n|-|\n|b|\n\n<span class="caption">alone</span>\n'
    )
    assert made[0] == Figure((picture("atlas/a.png", "b"),), (Text("Figure "), Emphasis(t("1"))))
    assert isinstance(made[1], Table) and made[1].caption == t("Table 1")
    assert made[2:] == (p("alone"),)


def test_an_unknown_element_with_a_caption_around_code() -> None:
    made = document(
        'a\n\n<Listing number="1-2" file-name="src/main.rs" caption="Prints `Vec<T>`">\n'
        "\n```rust\nx\n```\n\n</Listing>\n"
        '\n<Listing caption="*b*">\n\nc\n\nd\n\n</Listing>\n'
    )
    caption = (Code("src/main.rs"), Text(": "), Text("Prints "), Code("Vec<T>"))
    assert made.content == (
        p("a"),
        CodeBlock("x", syntax="rust", caption=caption, number="1-2"),
        p("c"),
        p("d"),
        Paragraph((Emphasis(t("b")),)),
    )
    ((code, message, line),) = [(problem.code, problem.message, problem.place.line) for problem in made.problems]
    assert (code, line) == ("html-unknown", 3)
    assert "<listing> (2 times in this file)" in message


def test_comments_vanish() -> None:
    text = "a<!-- b -- c -->d\n\n<!-- one\n\n-- two --\n-->\n\n<!-- ignore -->\n\n<?php x ?>\n\n<!DOCTYPE html>\n\ne\n"
    assert blocks(text) == (p("ad"), p("e"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<script>alert(1)</script>", ""),
        ("<SCRIPT\nsrc=x>\n\nalert(1)\n\n</SCRIPT >", ""),
        ("a <script>alert(1)</script>b", "ab"),
        ("a <script>*alert*(1)</script>b", "ab"),
        ("<style>p {}</style>", ""),
        ('<p onclick="alert(1)">a</p>', "a"),
        ("<img src=a.png alt=b OnError=alert(1)>", ""),
        ('<a href="javascript:alert(1)">a</a>', "a"),
        ('<a href="java&#10;script:alert(1)">a</a>', "a"),
        ('<a href=" &#1;JAVASCRIPT:alert(1)">a</a>', "a"),
        ('<a href="data:text/html,alert">a</a>', "a"),
        ("<template><p>alert</p></template>", ""),
        ("<svg onload=alert(1)>a</svg>", "a"),
        ("<math><a xlink:href='javascript:alert(1)'>a</a></math>", "a"),
    ],
)
def test_nothing_active_passes(text: str, words: str) -> None:
    made = document(text)
    assert "html-script" in {problem.code for problem in made.problems}
    nodes = all_nodes(made)
    assert "".join(node.value for node in nodes if isinstance(node, Text)).replace(" ", "") == words
    assert "alert" not in repr([node for node in nodes if not isinstance(node, Image)])
    assert not any(isinstance(node, Link) for node in nodes)


def test_embedded_pages_become_links() -> None:
    made = document('<iframe src="https://x.org/v" title="A film"></iframe>')
    assert made.content == (Paragraph((Link("https://x.org/v", t("A film")),)),)
    assert [problem.code for problem in made.problems] == ["html-embedded"]


@pytest.mark.parametrize(
    ("text", "found", "words"),
    [
        ("a\n<b>b", [("html-unclosed", 2)], "a b"),
        ("a</b>b", [("html-stray", 1)], "ab"),
        ("*a <b>b* c</b>", [("html-stray", 1), ("html-unclosed", 1)], "a b c"),
        ("<div>\n\na", [("html-unclosed", 1)], "a"),
        ("<foo>a</foo>", [("html-unknown", 1)], "a"),
        ("a <foo-bar>b</foo-bar> c", [("html-unknown", 1)], "a b c"),
        ("a <div>b</div> c", [], "a b c"),
        ("# a <p>b</p>", [], "a b"),
        ("<td>a</td>", [], "a"),
        ("<a href='#b'><div>a</div></a>", [], "a"),
        ("<a href='#b'><ul><li>a</ul></a>", [("link-around", 1)], "a"),
        ("<pre>a <b>b</b></pre>", [("code-markup", 1)], "a b"),
        ("<dl><dd>a</dl>", [("definition-term", 1)], "a"),
        ("<dl><dt>a</dl>", [("definition-missing", 1)], "a"),
        ("<table><tr><td colspan=0>a</table>", [("table-span", 1)], "a"),
        ("<table><tr><td>a</tr>b</table>", [], "b a"),
        ("<ul>a<li>b</ul>", [], "a b"),
        ("a < b <3 <a b", [], "a < b <3 <a b"),
        ("<![CDATA[a < b]]>", [], "a < b"),
        ("<p lang=english>a</p>", [("language-tag", 1)], "a"),
    ],
)
def test_odd_html_keeps_its_words(text: str, found: list[tuple[str, int]], words: str) -> None:
    made = document(text)
    assert sorted(problems(text)) == sorted(found)
    values = [getattr(node, "value", "") or getattr(node, "text", "") for node in all_nodes(made)]
    assert " ".join(" ".join(str(value) for value in values).split()) == words


def test_pieces_know_their_lines() -> None:
    assert [(piece.line, getattr(piece.what, "name", piece.what)) for piece in pieces("a\n<b>\n<i\nc=d>e</i>")] == [
        (0, "a\n"),
        (1, "b"),
        (1, "\n"),
        (2, "i"),
        (3, "e"),
        (3, "i"),
    ]
