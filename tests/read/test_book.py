"""Books and articles from folders, single files and mdBook summaries; which publications a folder holds."""

import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.model import (
    CrossReference,
    Link,
    Note,
    NoteReference,
    Paragraph,
    Place,
    Problem,
    Publication,
    Section,
    Text,
    decode,
    encode,
    nodes,
    plain_text,
    sections,
)
from publisher.read import Reading, excerpt, find, load, read

HEAD = "title: T\nlanguage: en\nidentifier: urn:x:y\n"


def written(folder: Path, **files: str) -> Path:
    """The folder with these files; ``_`` in a name stands for a slash, ``X`` for nothing."""
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_yaml", ".yaml").replace("_md", ".md").replace(
            "_toml", ".toml"
        )
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def publication(reading: Reading) -> Publication:
    assert reading.publication is not None, reading.problems
    return reading.publication


def outline(found: tuple[Section, ...]) -> list[object]:
    """Titles, nested as the sections are, with the roles of the top ones."""
    return [(plain_text(one.title), one.role, *([outline(one.sections)] if one.sections else [])) for one in found]


def said(reading: Reading) -> list[tuple[str, str]]:
    return [(problem.code, str(problem.place)) for problem in reading.problems]


def test_a_folder_with_lists(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        publication_yaml=HEAD
        + "front: [fore.md, 00-preface.md]\nbody:\n  - one.md\n  - part: Water\n    chapters: [two.md, "
        "{file: three.md, role: conclusion}]\nback:\n  - keys.md\n  - {file: words.md, role: glossary}\n",
        fore_md="# A Word Before\n",
        **{"00-preface_md": "Hello.\n"},
        one_md="# One\n\n## Below\n",
        two_md="# Two\n",
        three_md="# Three\n",
        keys_md="# Keys\n",
        words_md="Words.\n",
    )
    reading = read(folder)
    assert said(reading) == []
    book = publication(reading)
    assert outline(book.front) == [("A Word Before", "foreword"), ("Preface", "preface")]
    assert outline(book.body) == [
        ("One", "chapter", [("Below", "section")]),
        ("Water", "part", [("Two", "chapter"), ("Three", "conclusion")]),
    ]
    assert outline(book.back) == [("Keys", "appendix"), ("Glossary", "glossary")]
    assert reading.folder == folder.resolve()
    assert reading.sources[0] == folder.resolve() / "publication.yaml"
    assert len(reading.sources) == 8


def test_a_folder_without_lists_is_read_by_name(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        publication_yaml=HEAD,
        README_md="# Not part of it\n",
        **{
            "01-seas_md": "# Seas\n",
            "02-index_md": "# Index card\n",
            "00-introduction_md": "# Before\n",
            "90-glossary_md": "# Words\n",
        },
    )
    book = publication(read(folder))
    assert outline(book.front) == [("Before", "introduction")]
    assert outline(book.body) == [("Seas", "chapter")]
    assert outline(book.back) == [("Index card", "index"), ("Words", "glossary")]


def test_front_matter_of_a_chapter(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        publication_yaml=HEAD + "body: [a.md, b.md]\n",
        a_md="---\ntitle: Les *mers*\nsubtitle: Deux\nshort-title: Mers\nrole: prologue\nlanguage: fr\n"
        "---\n\nTexte.\n\n## Suite\n",
        b_md="---\ntitle: B\ncolour: red\nrole: index\n---\n\n# B\n\nText.\n",
    )
    reading = read(folder)
    first, second = publication(reading).body
    assert (plain_text(first.title), plain_text(first.subtitle), first.short_title) == ("Les mers", "Deux", "Mers")
    assert (first.role, first.language) == ("prologue", "fr")
    assert outline(first.sections) == [("Suite", "section")]
    assert outline((second,)) == [("B", "chapter")]
    assert said(reading) == [("meta-unknown", "b.md:3:1"), ("meta-value", "b.md:4:7")]


def test_what_stands_before_the_first_heading_is_kept_with_its_notes(tmp_path: Path) -> None:
    folder = written(tmp_path, publication_yaml=HEAD, a_md="Before.[^1]\n\n# A\n\nAfter.\n\n[^1]: Note.\n")
    chapter = publication(read(folder)).body[0]
    assert [plain_text(one.content) for one in chapter.content if isinstance(one, Paragraph)] == ["Before.", "After."]
    note = next(node for node in nodes(chapter) if isinstance(node, NoteReference))
    assert [one.id for one in chapter.notes] == [note.note]


def test_several_top_headings_in_a_listed_file_are_several_chapters(tmp_path: Path) -> None:
    folder = written(tmp_path, publication_yaml=HEAD + "body: [a.md]\n", a_md="# One\n\n# Two\n")
    assert outline(publication(read(folder)).body) == [("One", "chapter"), ("Two", "chapter")]


SUMMARY = """\
# Summary

[Foreword](fore.md)

- [The **First**](a.md)
  - [Below](x/b.md)
    - [Deeper](x/c.md)
- [Not yet]()

# Second Part

- [Code `x`](d.md)
- [Appendix](appendix.md)
    - [A - Keys](keys.md)

---

[Thanks](thanks.md)
"""


def mdbook(folder: Path, at: str = "") -> Path:
    return written(
        folder,
        **{
            f"{at}SUMMARY_md": SUMMARY,
            f"{at}fore_md": "# Foreword\n",
            f"{at}a_md": "# First\n\n## Own section\n\n[b](x/b.html#in-b) [std](../std/x.html#y)\n",
            f"{at}x__b_md": "## In B\n\n![A river](r.png)\n",
            f"{at}x__c_md": "Only words.\n",
            f"{at}d_md": "# D\n\nText.\n\n# D again\n",
            f"{at}appendix_md": "# Appendix\n",
            f"{at}keys_md": "# Keys\n",
            f"{at}thanks_md": "# Thanks\n",
        },
    )


@pytest.mark.parametrize("at", ["", "src__"])
def test_an_mdbook(at: str, tmp_path: Path) -> None:
    reading = read(mdbook(tmp_path, at), {"title": "T", "language": "en", "source": "https://example.org/book/"})
    book = publication(reading)
    assert outline(book.front) == [("Foreword", "foreword")]
    assert outline(book.body) == [
        ("First", "chapter", [("Own section", "section"), ("In B", "section", [("Deeper", "section")])]),
        ("Second Part", "part", [("D", "chapter", [("D again", "section")])]),
    ]
    assert outline(book.back) == [("Appendix", "appendix", [("Keys", "section")]), ("Thanks", "afterword")]
    path = at.replace("__", "/")
    assert [(code, place) for code, place in said(reading) if code != "identifier-missing"] == [
        ("summary-draft", f"{path}SUMMARY.md:8"),
        ("image-missing", f"{path}x/b.md:3"),
    ]
    assert [node.target for node in nodes(book) if isinstance(node, CrossReference)] == ["b"]
    assert [node.href for node in nodes(book) if isinstance(node, Link)] == ["https://example.org/std/x.html#y"]


def test_an_mdbooks_own_metadata(tmp_path: Path) -> None:
    folder = written(
        mdbook(tmp_path),
        book_toml='[book]\ntitle = "Water"\nauthors = ["Ada"]\nlanguage = "nl"\nmultilingual = false\n',
    )
    book = publication(read(folder))
    assert (book.title, book.language, [author.name for author in book.authors]) == ("Water", "nl", ["Ada"])


def test_lines_of_a_summary_that_say_nothing(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        publication_yaml=HEAD,
        SUMMARY_md="# S\n\n<!-- a\ncomment -->\n- just words\n- [A](a.md)\n- [A](a.md)\n",
        a_md="# A\n",
    )
    assert said(read(folder)) == [("summary-syntax", "SUMMARY.md:5"), ("file-twice", "SUMMARY.md:7")]


def test_files_that_are_missing_or_outside(tmp_path: Path) -> None:
    (tmp_path / "out.md").write_text("# Out\n", encoding="utf-8")
    folder = written(
        tmp_path / "book",
        publication_yaml=HEAD + "body:\n  - a.md\n  - gone.md\n  - ../out.md\n  - link.md\n",
        a_md="# A\n",
    )
    (folder / "link.md").symlink_to(tmp_path / "out.md")
    reading = read(folder)
    assert said(reading) == [
        ("file-missing", "publication.yaml:6:5"),
        ("file-outside", "publication.yaml:7:5"),
        ("file-outside", "publication.yaml:8:5"),
    ]
    assert outline(publication(reading).body) == [("A", "chapter")]


def test_encodings(tmp_path: Path) -> None:
    folder = written(tmp_path, publication_yaml="\ufeff" + HEAD, a_md="\ufeff# Ä\r\n\r\nText.\r\n")
    (folder / "b.md").write_bytes(b"# B\n\ncaf\xe9\n")
    reading = read(folder)
    assert said(reading) == [("file-encoding", "b.md:3")]
    assert outline(publication(reading).body) == [("Ä", "chapter")]


def test_nothing_to_read(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("x", encoding="utf-8")
    assert read(tmp_path).publication is None
    assert [code for code, _ in said(read(tmp_path))] == ["book-empty"]
    assert [code for code, _ in said(read(tmp_path / "x.txt"))] == ["file-format"]
    assert [code for code, _ in said(read(tmp_path / "none.md"))] == ["file-missing"]


ARTICLE = f"""\
---
{HEAD}standfirst: It *rained*.
authors: Ada
lead: {{src: r.png, alt: Rain, caption: Rain at noon}}
---

First words.[^1]

## More

Last words.

[^1]: Said the mayor.
"""


def test_an_article(tmp_path: Path) -> None:
    reading = read(written(tmp_path, rain_md=ARTICLE) / "rain.md")
    article = publication(reading)
    assert said(reading) == [("image-missing", "rain.md:7:7")]
    assert (article.kind, reading.slug) == ("article", "rain")
    assert outline(article.body) == [("T", "article", [("More", "section")])]
    assert plain_text(article.standfirst) == "It rained."
    assert article.lead is not None and plain_text(article.lead.caption) == "Rain at noon"
    assert len([node for node in nodes(article) if isinstance(node, Note)]) == 1


def test_an_articles_headline_is_not_repeated(tmp_path: Path) -> None:
    text = "---\nkind: article\nlanguage: en\n---\n\n# It *Rains*\n\nWords.\n\n## More\n"
    article = publication(read(written(tmp_path, rain_md=text) / "rain.md"))
    assert article.title == "It Rains"
    assert outline(article.body) == [("It Rains", "article", [("More", "section")])]
    assert article.body[0].content == (Paragraph(content=(Text("Words."),)),)


def test_an_article_of_several_files(tmp_path: Path) -> None:
    folder = written(
        tmp_path,
        publication_yaml=HEAD + "kind: article\n",
        **{"1_md": "One.\n\n## A\n\nIn A.\n\n### B\n", "2_md": "Two.\n\n## C\n"},
    )
    article = publication(read(folder)).body[0]
    assert outline((article,)) == [("T", "article", [("A", "section", [("B", "section")]), ("C", "section")])]
    assert [plain_text(node.content) for node in nodes(article) if isinstance(node, Paragraph)] == [
        "One.",
        "In A.",
        "Two.",
    ]


@pytest.mark.parametrize(
    ("text", "title", "front", "body"),
    [
        ("# One\n\n# Two\n", "", [], [("One", "chapter"), ("Two", "chapter")]),
        ("# T\n\n## One\n\n## Two\n", "T", [], [("One", "chapter"), ("Two", "chapter")]),
        ("# T\n\nHello.\n\n## One\n", "T", [("Introduction", "introduction")], [("One", "chapter")]),
        ("# T\n\nHello.\n", "T", [], [("T", "chapter")]),
        (f"---\n{HEAD}---\n# One\n\n## Below\n", "T", [], [("One", "chapter", [("Below", "section")])]),
        (f"---\n{HEAD}---\nHello.\n", "T", [], [("T", "chapter")]),
    ],
)
def test_a_book_in_one_file(text: str, title: str, front: list[object], body: list[object], tmp_path: Path) -> None:
    book = publication(read(written(tmp_path, book_md=text) / "book.md", {"language": "en"}))
    assert book.title == (title or "Book")
    assert outline(book.front) == front
    assert outline(book.body) == body


def test_lists_do_not_belong_in_a_single_file(tmp_path: Path) -> None:
    reading = read(written(tmp_path, a_md=f"---\n{HEAD}body: [b.md]\n---\n# A\n") / "a.md")
    assert said(reading) == [("meta-unknown", "a.md:5:1")]


def test_the_places_of_markdown_in_metadata(tmp_path: Path) -> None:
    reading = read(written(tmp_path, a_md=f"---\n{HEAD}standfirst: See [it](gone.md).\n---\n\nText.\n") / "a.md")
    assert said(reading) == [("link-target", "a.md:5")]


def test_a_missing_alt_text_is_one_problem(tmp_path: Path) -> None:
    reading = read(written(tmp_path, publication_yaml=HEAD, a_md="# A\n\n![](r.png)\n"))
    assert [code for code, _ in said(reading)] == ["image-alt", "image-missing"]


def test_reading_twice_gives_the_same(tmp_path: Path) -> None:
    folder = mdbook(tmp_path)
    assert read(folder) == read(folder)


def test_finding_publications(tmp_path: Path) -> None:
    written(
        tmp_path,
        book__publication_yaml=HEAD,
        book__a_md="# A\n",
        news__rain_md=ARTICLE,
        news__sun_md=ARTICLE,
        news__README_md="# What this is\n",
        md__src__SUMMARY_md="- [A](a.md)\n",
        plain__1_md="# One\n",
        plain__2_md="# Two\n",
        build__old_md=ARTICLE,
    )
    (tmp_path / "news" / "loop").symlink_to(tmp_path)
    found = [path.relative_to(tmp_path).as_posix() for path in find(tmp_path)]
    assert found == ["book", "md", "news/rain.md", "news/sun.md", "plain"]
    assert find(tmp_path / "book") == (tmp_path / "book",)
    assert find(tmp_path / "news" / "rain.md") == (tmp_path / "news" / "rain.md",)


def test_no_depth_of_sections_breaks_the_reader(tmp_path: Path) -> None:
    deep = "".join(f"{'  ' * depth}- [S{depth}](s{depth}.md)\n" for depth in range(200))
    files = {f"s{depth}_md": f"# S{depth}\n" for depth in range(200)}
    reading = read(written(tmp_path, publication_yaml=HEAD, SUMMARY_md=deep, **files))
    assert sum(1 for _ in sections(publication(reading))) == 200


def test_excerpts(tmp_path: Path) -> None:
    written(tmp_path, a_md="one\n\t地図 ![](map.png) x\n" + "y" * 500 + "\n")

    def shown(line: int, message: str = "", column: int = 0, file: str = "a.md") -> str | None:
        return excerpt(tmp_path, Problem(code="x", message=message, place=Place(file, line, column)))

    assert shown(1) == "       1 | one\n         | ^^^"
    assert (
        shown(2, 'image "map.png" has no alt text')
        == "       2 |     地図 ![](map.png) x\n         |              ^^^^^^^"
    )
    assert shown(9) is None and shown(0) is None and shown(1, file="none.md") is None
    assert shown(1, file="../../etc/passwd") is None
    long = shown(3, column=400)
    assert long is not None and max(len(line) for line in long.split("\n")) < 200


LINES = st.sampled_from(
    [
        "---",
        "title: T",
        "language: en",
        "kind: article",
        "body: [a.md]",
        "- [A](a.md)",
        "  - [B](b.md)",
        "[P](p.md)",
        "# H",
        "- []()",
        "&a [*a]",
        "key: *b",
        "\t- x",
        "## H {#h}",
        "[x](a.md#h)",
        "[^1]",
        "[^1]: n",
        "![](x.png)",
        "![a](../x.png 't')",
        ":::{figure} x.png",
        ":::",
        "<a id='h'>",
        "{ref}`h`",
        "{numref}`h`",
        "{term}`h`",
        "| a |",
        "|---|",
        "  ",
        "\x00",
        "\ufeff",
    ]
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.lists(st.one_of(LINES, st.text(max_size=12)), max_size=25),
    st.sampled_from(["publication.yaml", "SUMMARY.md", "a.md"]),
)
def test_nothing_that_is_written_breaks_the_reader(tmp_path: Path, lines: list[str], name: str) -> None:
    folder = written(tmp_path, publication_yaml=HEAD, SUMMARY_md="- [A](a.md)\n", a_md="# A\n")
    (folder / name).write_text("\n".join(lines), encoding="utf-8")
    for source in (folder, folder / "a.md"):
        reading = read(source)
        assert reading.problems == tuple(sorted(reading.problems, key=lambda one: (one.place, one.code, one.message)))
        if reading.publication is not None:
            assert decode(encode(reading.publication)) == reading.publication
            assert not {"id-invalid", "id-duplicate"} & {
                one.code for one in load(encode(reading.publication), folder).problems
            }


def test_a_great_many_of_the_same_headings_and_broken_links(tmp_path: Path) -> None:
    text = "# A\n\n" + "## Exercise\n\n[x](gone.md#y)\n\n" * 3000
    started = time.perf_counter()
    reading = read(written(tmp_path, publication_yaml=HEAD, a_md=text))
    assert time.perf_counter() - started < 20
    assert len({section.id for section, _ in sections(publication(reading))}) == 3001
