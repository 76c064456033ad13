"""The samples in content/, built as a user builds them: no problems, validators content, both files whole.

veraPDF reads them where they are handed out: ``distribute/test_samples_handed_out.py``.
"""

import re
import unicodedata
from pathlib import Path

import pikepdf
import pytest
from pages import PageList, page_text, plain
from pdf.tree import File
from pdf.whole import faults
from samples import ARTICLE, GUIDE, MANUAL, SAMPLES, built, path

from publisher.build import build
from publisher.check import ace, check, outloud
from publisher.model import (
    Block,
    Inline,
    Node,
    Paragraph,
    nodes,
    plain_text,
    sections,
)
from publisher.read import read

EDITIONS = {GUIDE: ["print", "large-print"], ARTICLE: ["print", "screen"]}


def test_the_three_samples_are_there() -> None:
    assert set(SAMPLES) == {GUIDE, ARTICLE, MANUAL}


@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.stem)
def test_a_sample_has_no_problems_and_passes_every_check_of_a_build(source: Path) -> None:
    result = built(source)
    assert result.problems == ()
    assert [made.edition for made in result.made] == ["", *EDITIONS.get(source, ["print"])]
    assert [made.format for made in result.made] == ["epub", *["pdf"] * (len(result.made) - 1)]
    outcomes = [outcome for made in result.made for outcome in made.checks]
    failures = [str(problem) for outcome in outcomes for problem in outcome.problems if problem.severity != "info"]
    assert failures == []
    assert {outcome.validator for outcome in outcomes if outcome.status == "passed"} >= {"parity", "page PDF/UA-1"}
    assert {outcome.status for outcome in outcomes} <= {"passed", "missing"}
    assert result.good


@pytest.mark.conformance
@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.stem)
def test_ace_finds_no_violation(source: Path) -> None:
    for outcome in ace.validate(path(source, ".epub")):
        if outcome.status == "missing":
            pytest.skip(outcome.detail)
        assert outcome.problems == ()


@pytest.mark.parametrize("source", (GUIDE, ARTICLE), ids=lambda source: source.stem)
def test_the_same_sample_gives_the_same_bytes(source: Path, tmp_path: Path) -> None:
    again = build(source, tmp_path, checks=False)
    for made in again.made:
        name = Path(made.path).name
        assert Path(made.path).read_bytes() == path(source, name).read_bytes()


def kinds(union: object) -> set[type[Node]]:
    return set(union.__args__)  # type: ignore[attr-defined]


def test_the_field_guide_uses_every_block_and_inline() -> None:
    publication = read(GUIDE).publication
    assert publication is not None
    used = {type(node) for node in nodes(publication)}
    assert kinds(Block) | kinds(Inline) <= used
    assert len([section for section in publication.body if section.role == "chapter"]) >= 8 or (
        sum(len(part.sections) for part in publication.body if part.role == "part") >= 8
    )
    languages = {node.language.partition("-")[0] for node in nodes(publication) if node.language}
    assert {"ar", "ja"} <= languages


def test_the_article_is_an_article() -> None:
    publication = read(ARTICLE).publication
    assert publication is not None
    assert publication.kind == "article"
    assert publication.standfirst
    assert publication.authors
    assert publication.lead
    assert publication.lead.caption
    assert publication.lead.credit
    assert len(publication.updates) >= 2
    assert "T" in publication.published
    running = [
        block for section, _ in sections(publication) for block in section.content if isinstance(block, Paragraph)
    ]
    words = sum(len(plain_text(paragraph.content).split()) for paragraph in running)
    assert 500 <= words <= 900


def test_a_file_of_one_sample_is_not_that_of_another() -> None:
    publication = read(ARTICLE).publication
    outcomes = check(path(GUIDE, ".epub"), publication)
    assert [outcome.status for outcome in outcomes if outcome.validator == "parity"] == ["failed"]


MISTAKEN = {
    "outloud-tbl-004": "it does not count the columns of a cell that spans rows, in the last of these rows",
    "outloud-txt-004": "a letter of Arabic is made of parts, and only one of them can have its character",
    "outloud-lnk-010": "an address in an example of code is no link",
}
"""What outloud says though it is not so, with the reason; `faults` counts the tables' columns and headers anew."""


def files(suffix: str) -> list[Path]:
    """The files of all editions of all samples."""
    return [Path(made.path) for source in SAMPLES for made in built(source).made if made.path.endswith(suffix)]


def test_the_printed_samples_are_whole() -> None:
    assert {file.name: found for file in files(".pdf") if (found := faults(File(file)))} == {}


@pytest.mark.conformance
def test_outloud_finds_nothing_in_the_samples_but_its_own_mistakes() -> None:
    made: set[str] = set()
    for outcome, file in zip(outloud.validate_many(files(".pdf")), files(".pdf"), strict=True):
        if outcome.status == "missing":
            pytest.skip(outcome.detail)
        made |= {problem.code for problem in outcome.problems}
        assert [str(problem) for problem in outcome.problems if problem.code not in MISTAKEN] == []
        code = "".join(plain(tag.text) for tag in File(file).root.all("Code"))
        for problem in outcome.problems:
            if problem.code == "outloud-lnk-010":
                addresses = problem.message.partition("over them (")[2].rpartition(")")[0].split("; ")
                assert [one for one in addresses if plain(one.rstrip("…")) not in code] == []
    # One that is mended need not be listed any longer.
    assert made == set(MISTAKEN)


@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.stem)
def test_the_pages_of_the_e_book_are_those_of_the_printed_one(source: Path) -> None:
    """Every printed page but blank ones is in the page list, and begins with the same words in both files."""
    listed = PageList(path(source, ".epub"))
    printed = path(source, ".pdf")
    with pikepdf.open(printed) as file:
        labels = [page.label for page in file.pages]
        sizes = [[float(edge) for edge in page.trimbox] for page in file.pages]
    assert list(listed.pages) == [label for label in labels if label in listed.pages]
    assert sorted(listed.marks()) == sorted(listed.pages)
    wrong = []
    for number, (label, (_, _, width, height)) in enumerate(zip(labels, sizes, strict=True), 1):
        top = plain(CUE.sub("", page_text(printed, number, TOP, width, height - TOP)))
        if label not in listed.pages:
            # A page that shows nothing of the author's: left blank, or a later page of the contents or the index.
            assert not top or number <= FRONT or number > len(labels) - BACK, f"page {label} is not listed"
            continue
        apart, words = listed.text(label)
        begins = plain(words)[:LEAST]
        shown = top[: LEAST + SLACK]
        if not apart and begins and not (begins[:5] in shown and in_order(begins, shown)):
            wrong.append(f"page {label} begins with “{top[:60]}”, in the e-book with “{begins}”")
    assert wrong == []


def in_order(letters: str, text: str) -> bool:
    """Whether letters stand in a text in this order; labels that the printed page adds may stand between them."""
    if unicodedata.bidirectional(letters[0]) in ("R", "AL"):
        # Poppler reads the cells of a row from left to right whatever their direction.
        letters = letters[:5]
    rest = iter(text)
    return all(letter in rest for letter in letters)


TOP = 50.0
"""Where the text of a page begins at the earliest, below the running head, pt."""
CUE = re.compile(r"^[^\n]*\(continued\)", re.MULTILINE)
"""Above the repeated head of a table; the e-book needs none."""
LEAST, SLACK = 14, 40
"""How many letters are compared, and how many of made words may stand before them on the page."""
FRONT, BACK = 8, 4
"""Pages at either end that may be made altogether: imprint, contents, index."""
