"""Any text is read without an error, in time, and every place is in the file."""

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from written import FILE, all_nodes

from publisher.model import (
    CodeBlock,
    Math,
    MathBlock,
    Node,
    Note,
    NoteReference,
    Publication,
    Section,
    Text,
    decode,
    encode,
    plain_text,
)
from publisher.read.document import Document, parse
from publisher.read.markdown.vocabulary import SPECS

PARTS = [
    *"*_`~[](){}<>!#$^|:\\\"'&;-+=%\n\t ",
    *("\n\n", "\n- ", "\n1. ", "\n> ", "\n    ", "\n# ", "\n### ", "\n---\n", "\n```\n", "\n:::\n", "\n::::\n", "$$"),
    *(f"\n:::{{{name}}} a.png\n" for name in sorted(SPECS)),
    *(f"\n```{{{name}}}\n" for name in ("code", "math", "verse", "note", "nope")),
    *("\n:alt: x\n", ":name: a\n", ":lang: fr\n", ":description: self.md\n", ":header-rows: 2\n", ":width: 9%\n"),
    *("{#a .b lang=fr}", "{decorative}", "{colspan=2}", "\n{#a}\n"),
    *("{abbr}`A (B)`", "{index}`a!b`", "{ref}`a <b>`", "{q}`"),
    *("![a](b.png)", '![a](b.png "c&#12;")', "[a](b.md#c)", "[a][b]", "\n\n[b]: c\n\n", "<x@y.z>"),
    *("[^1]", "\n\n[^1]: n\n\n", "^[n]"),
    *("\n|a|b|\n|-|-|\n|c|d|e|\n", "\na\n: b\n", "- [x] t\n", "> [!NOTE]\n> n\n"),
    *("<div>", "</div>", "<p>", "</p>", "<li>", "<table><tr><td rowspan=2>", "</table>", "<dl><dt>", "<br>"),
    *("<figure>", "<figcaption>", "<!--", "-->", "<span lang=fr>", "</span>", '<a id="z"></a>'),
    *("<script>", "</script>", "<img src=a.png alt=b>", "<pre>&#12;"),
    *("word", "漢字", "نص", "\x00", "\x1b", "\ufffe", "\u2028", "\r", "\ud800", "é", "&amp;", "&#1;", "\ufeff"),
]
GARBLED = st.lists(st.sampled_from(PARTS), max_size=40).map("".join)
TEXTS = st.one_of(st.text(max_size=200), GARBLED, st.builds(lambda a, b: a + b, GARBLED, st.text(max_size=50)))
NOT_XML = re.compile(rb"(?<!\\\\)(?:\\\\\\\\)*\\\\(?:u00|f|b)")
"""A control character that XML does not allow, as it is written in JSON."""
PATIENT = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def check(text: str) -> Document:
    """Read the text and see that what comes out is whole."""
    document = parse(text, FILE, lambda name: text)
    lines = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    for node in all_nodes(document):
        assert 1 <= node.at.line <= lines, node
    for problem in document.problems:
        assert 1 <= problem.place.line <= lines, problem
    made = all_nodes(document)
    called = {node.note for node in made if isinstance(node, NoteReference)}
    notes = [node.id for node in made if isinstance(node, Note)]
    assert sorted(called) == sorted(notes)
    # Decoding checks every field against the model.
    whole = Section("chapter", (Text("t"),), content=document.content, notes=document.notes, sections=document.sections)
    publication = Publication(identifier="urn:x:y", title="t", language="en", body=(whole,))
    written = encode(publication)
    assert decode(written) == publication
    assert not NOT_XML.search(written)
    return document


@PATIENT
@given(TEXTS)
def test_any_text_is_read(text: str) -> None:
    check(text)


@PATIENT
@given(st.lists(st.text("abcdefghij", min_size=3, max_size=8), min_size=1, max_size=12), st.data())
def test_words_between_markup_are_never_lost(words: list[str], data: st.DataObject) -> None:
    around = [
        "*",
        "**",
        "\n\n",
        "\n- ",
        "\n> ",
        " <b>",
        "</b> ",
        "<div>\n\n",
        "\n\n</div>\n\n",
        "\n\n## ",
        "~~",
        "<foo>",
        " ",
    ]
    text = "".join(data.draw(st.sampled_from(around)) + word for word in words)
    found = "".join(values(node) for node in all_nodes(check(text)))
    for word in words:
        assert word in found


def values(node: Node) -> str:
    match node:
        case Text():
            return node.value
        case CodeBlock():
            return node.text
        case Math() | MathBlock():
            return node.tex
        case _:
            return ""


LONG = 20_000
HARD = {
    "brackets": "[" * LONG,
    "closed brackets": "[" * LONG + "a" + "]" * LONG,
    "labels": "[a " * (LONG // 3) + "]{.x}",
    "links": "[a](<b" * (LONG // 5),
    "pictures": "![" * LONG + "a" + "](b)" * (LONG // 4),
    "emphasis": "*" * LONG + "a" + "*" * LONG,
    "open emphasis": "*a **b _c " * (LONG // 10),
    "quotations": ">" * LONG + "a",
    "lists": "".join("  " * depth + "- a\n" for depth in range(200)),
    "inline notes": "^[" * (LONG // 2) + "a" + "]" * (LONG // 2),
    "note calls": "[^" * (LONG // 2) + "]",
    "roles": "{q}`" * (LONG // 4),
    "dollars": "$a " * (LONG // 3),
    "braces": '{a="' * (LONG // 4),
    "elements": "<div>\n\n" * (LONG // 7) + "a",
    "inline elements": "<b>" * (LONG // 3) + "a",
    "less than": "<a b='" * (LONG // 6),
    "comments": "<!--" * (LONG // 4),
    "directives": "".join(":" * (300 - depth) + "{note}\n" for depth in range(290)) + "a",
    "open directives": ":::{note}\n" * (LONG // 10),
    "many directives": ":::{note}\n:::\n\n" * (LONG // 14),
    "columns": "|a" * 2000 + "\n" + "|-" * 2000 + "\n" + "|a\n" * 20,
    "header cells": "<table><tr>" + "<th>a" * (LONG // 5),
    "backticks": "".join("`" * length + " " for length in range(200)),
    "definitions": "a\n: " * (LONG // 4),
    "lines": "a\n" * (LONG // 2),
    "yaml": "---\na: " + "[" * LONG + "\n---\n",
    "controls": "\x01" * LONG,
}


@pytest.mark.parametrize("name", HARD)
def test_time_grows_with_length_only(name: str) -> None:
    began = time.process_time()
    check(HARD[name])
    # A reader whose time grew with the square would need minutes for most of these.
    assert time.process_time() - began < 6


@pytest.mark.parametrize("name", ["quotations", "lists", "elements", "inline elements", "emphasis", "directives"])
def test_too_deep_is_reported_once_and_the_words_stay(name: str) -> None:
    document = check(HARD[name])
    assert [problem.code for problem in document.problems].count("too-deep") == 1
    assert "a" in "".join(values(node) for node in all_nodes(document))


def test_titles_have_words() -> None:
    document = check("# a *b* `c`\n")
    assert plain_text(document.sections[0].title) == "a b c"
