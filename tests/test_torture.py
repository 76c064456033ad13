"""The torture publication, built as a user builds it: every validator is content, and what crosses pages is one thing.

Its source is in ``torture/``: whatever is hard to lay out and to tag, and all of it crosses pages.
"""

import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from pdf.tree import File, Tag
from pdf.whole import crossing, faults
from ran import ran
from waived import unexplained

from publisher.build import Built, build
from publisher.check import Outcome, ace, outloud, verapdf
from publisher.model import Block, CodeBlock, Inline, List, Node, Paragraph, Publication, Table, Text, nodes, plain_text
from publisher.read import read

SOURCE = Path(__file__).parent / "torture"


@cache
def built() -> Built:
    """The files, made once for all tests of a process."""
    return build(SOURCE, Path(mkdtemp(prefix="torture-")))


@cache
def publication() -> Publication:
    found = read(SOURCE).publication
    assert found is not None
    return found


@cache
def file() -> File:
    return File(path(".pdf"))


@pytest.fixture(scope="module", autouse=True)
def clean() -> Iterator[None]:
    yield
    for made in built().made:
        shutil.rmtree(Path(made.path).parent, ignore_errors=True)


def path(suffix: str) -> Path:
    return next(Path(made.path) for made in built().made if made.path.endswith(suffix))


def passed(outcomes: tuple[Outcome, ...]) -> bool:
    for outcome in ran(outcomes):
        assert [str(problem) for problem in outcome.problems if problem.severity != "info"] == []
    return bool(outcomes)


def words(text: str) -> str:
    return " ".join(text.split())


def test_it_has_no_problems_and_passes_every_check_of_a_build() -> None:
    result = built()
    assert result.problems == ()
    outcomes = tuple(outcome for made in result.made for outcome in made.checks)
    assert passed(outcomes)
    names = [outcome.validator for outcome in outcomes]
    assert names.count("parity") == 2
    assert {"page PDF/UA-1", "page PDF/A-3a"} < set(names)


def test_it_uses_every_block_and_inline() -> None:
    kinds: set[type[Node]] = {*Block.__args__, *Inline.__args__}  # type: ignore[attr-defined]
    assert kinds <= {type(node) for node in nodes(publication())}
    languages = {node.language.partition("-")[0] for node in nodes(publication()) if node.language}
    assert {"ar", "he", "ja", "zh", "hi", "ru", "el", "de", "fr"} <= languages


@pytest.mark.conformance
def test_ace_finds_no_violation() -> None:
    assert passed(ace.validate(path(".epub")))


@pytest.mark.conformance
def test_verapdf_finds_both_standards_met() -> None:
    assert passed(verapdf.validate(path(".pdf")))


@pytest.mark.conformance
def test_outloud_finds_nothing_but_its_own_mistakes() -> None:
    (outcome,) = outloud.validate(path(".pdf"))
    assert unexplained(outcome, file()) == []
    # Each of these is made; one that is mended need not be waived any longer.
    mistakes = {"outloud-tbl-004", "outloud-tbl-010", "outloud-tbl-015", "outloud-txt-004"}
    assert {problem.code for problem in outcome.problems} == mistakes


def test_the_file_is_whole() -> None:
    assert faults(file()) == []


def test_a_paragraph_that_crosses_pages_is_one_element() -> None:
    tags = [soft(words(tag.said)) for tag in file().root.all("P", "LBody", "TD", "TH")]
    simple = [
        words(plain_text(node.content))
        for node in nodes(publication())
        if isinstance(node, Paragraph) and all(isinstance(inline, Text) for inline in node.content)
    ]
    long = [text for text in simple if len(text) > 2000]
    assert len(long) >= 2
    for text in simple:
        # The paragraph of a short item or cell is the item or cell itself.
        assert any(tag.startswith(soft(text)) for tag in tags), text
    assert {soft(text) for text in long} <= {soft(words(tag.text)) for tag in crossing(file(), "P")}


def soft(text: str) -> str:
    """Text without what only says where it may break."""
    return text.replace("\u00ad", "").replace("\u200b", "")


def test_a_list_that_crosses_pages_is_one_element() -> None:
    counts = [len(node.items) for node in nodes(publication()) if isinstance(node, List)]
    (long,) = [list_ for list_ in crossing(file(), "L") if list_.text.lstrip("• ").startswith("Short item 1")]
    assert len(long.tags) == 70 == max(counts)
    assert {item.name for item in long.tags} == {"LI"}
    nested = [list_ for list_ in crossing(file(), "L") if any(one.name == "L" for one in list_.all())]
    assert len(nested) >= 3


def test_a_table_that_crosses_pages_is_one_element() -> None:
    tables = [node for node in nodes(publication()) if isinstance(node, Table)]
    tags = list(file().root.all("Table"))
    assert [len(list(tag.all("TR"))) for tag in tags] == [
        len(table.head) + len(table.body) + len(table.foot) for table in tables
    ]
    ledger = max(tags, key=lambda tag: len(list(tag.all("TR"))))
    assert [len(kid.tags) for kid in ledger.tags if kid.name != "Caption"] == [1, 200]
    assert len(ledger.pages) > 4
    assert len([tag for tag in tags if len(tag.pages) > 1]) >= 3


def test_a_row_that_crosses_pages_and_its_cells_are_one_element_each() -> None:
    rows = crossing(file(), "TR")
    assert rows
    for row in rows:
        split = [cell for cell in row.tags if len(cell.pages) > 1]
        assert split
        assert {cell.name for cell in row.tags} <= {"TH", "TD"}
        for cell in split:
            assert len(cell.get("Headers", "Table")) == 2


def test_headers_of_groups_of_rows_and_columns() -> None:
    (table,) = [tag for tag in file().root.all("Table") if "What the shop printed" in tag.text]
    names = {str(cell.source.ID): cell.text.strip() for cell in table.all("TH")}

    def headers(cell: Tag) -> list[str]:
        return [names[str(one)] for one in cell.get("Headers", "Table")]

    rows = list(table.all("TR"))
    # The third group: its header stands in the first of its rows, on the page before or on the same one.
    assert [headers(cell) for cell in rows[8].tags if cell.name == "TD"] == [
        ["Sheets", "black", "1702"],
        ["Sheets", "red", "1702"],
        ["Money", "in", "1702"],
        ["Money", "out", "1702"],
    ]
    assert [headers(cell) for cell in rows[9].tags] == [
        ["Sheets", "black", "red", "1702"],
        ["Money", "in", "1702"],
        ["Money", "out", "1702"],
    ]
    assert [headers(cell) for cell in rows[10].tags][-1] == ["Money", "out", "1702"]


def test_a_note_that_crosses_pages_is_one_element() -> None:
    notes = [note for note in crossing(file(), "Note") if "The tall note." in note.text]
    assert [[kid.name for kid in note.tags] for note in notes] == [["Lbl", "P", "P"]]
    assert len(notes[0].pages) >= 2


def test_a_quotation_that_crosses_pages_is_one_element() -> None:
    assert [len(quote.tags) for quote in crossing(file(), "BlockQuote") if "A pressman" in quote.text] == [3]


def test_code_that_crosses_pages_is_one_element_and_keeps_its_lines() -> None:
    blocks = [node.text.rstrip("\n") for node in nodes(publication()) if isinstance(node, CodeBlock)]
    tags = [tag.text.rstrip("\n") for tag in file().root.all("Code")]
    assert [text for text in blocks if text not in tags] == []
    assert len(crossing(file(), "Code")) >= 2


def test_asides_and_descriptions_that_cross_pages_are_one_element() -> None:
    assert [tag.text[:20] for tag in crossing(file(), "Aside") if tag.text.startswith("A sidebar")] != []
    assert [tag for tag in crossing(file(), "Div") if "description" in tag.classes]
    assert [tag for tag in crossing(file(), "Div") if "transcript" in tag.classes]


def test_links_over_lines_and_pages_keep_all_their_words() -> None:
    links = [link for link in file().root.all("Link") if soft(link.text).startswith("the account number")]
    assert len(links) == 24
    assert any(len(link.pages) > 1 for link in links)
    for number, link in enumerate(links, 1):
        assert {str(one.A.URI) for one in link.annotations} == {f"https://example.org/account/{number}"}
        assert words(soft(link.text)) == (
            f"the account number {number} of how the sheets were damped, hung up, pressed, folded and at last bound "
            "in calf or paper"
        )
        assert len(link.annotations) >= 2


def test_twenty_levels_are_twenty_levels() -> None:
    def depth(tag: Tag, names: tuple[str, ...]) -> int:
        return (tag.name in names) + max((depth(kid, names) for kid in tag.tags), default=0)

    assert depth(file().root, ("L", "BlockQuote")) >= 20
    assert depth(file().root, ("Aside",)) >= 20
    assert depth(file().root, ("L", "BlockQuote", "Aside")) >= 20
