"""The samples in content/, built as a user builds them: no problems, validators content, both files whole.

veraPDF reads them where they are handed out: ``distribute/test_samples_handed_out.py``.
"""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pages import PageList, Printed, misplaced, plain
from pdf.tree import File
from pdf.whole import faults
from pikepdf import NameTree
from ran import ran
from samples import ARTICLE, GUIDE, MANUAL, SAMPLES, built, path
from transcripts import compare, transcript
from waived import unexplained

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

EDITIONS = {GUIDE: ["print", "large-print"], ARTICLE: ["print", "a4", "screen"]}


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
    assert result.good
    assert {outcome.status for outcome in ran(outcomes)} == {"passed"}


@pytest.mark.conformance
@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.stem)
def test_ace_finds_no_violation(source: Path) -> None:
    for outcome in ran(ace.validate(path(source, ".epub"))):
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


def test_the_printed_article_is_one_in_the_tags_too() -> None:
    file = File(path(ARTICLE, ".pdf"))
    assert [tag.name for tag in file.root.tags] == ["Art"]


def test_a_file_of_one_sample_is_not_that_of_another() -> None:
    publication = read(ARTICLE).publication
    outcomes = check(path(GUIDE, ".epub"), publication)
    assert [outcome.status for outcome in outcomes if outcome.validator == "parity"] == ["failed"]


def files(suffix: str) -> list[Path]:
    """The files of all editions of all samples."""
    return [Path(made.path) for source in SAMPLES for made in built(source).made if made.path.endswith(suffix)]


@cache
def opened(file: Path) -> File:
    """A sample's PDF file, read once for all tests of a process."""
    return File(file)


def test_the_printed_samples_are_whole() -> None:
    assert {file.name: found for file in files(".pdf") if (found := faults(opened(file)))} == {}


@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.stem)
def test_contents_lists_and_index_tell_the_pages_that_they_lead_to(source: Path) -> None:
    for made in built(source).made:
        if made.format == "pdf":
            file = opened(Path(made.path))
            contents, index = told(file, "TOC"), told(file, "Index")
            assert [one for one in (*contents, *index) if one[1] != one[2]] == []
            assert bool(contents) == bool(index) == (source != ARTICLE)


def told(file: File, kind: str) -> list[tuple[str, str, str]]:
    """The links in lists of a kind: their words, the page that they tell, and the page that they lead to."""
    labels = {page.obj.objgen: page.label for page in file.pdf.pages}
    places = {name: labels[place[0].objgen] for name, place in NameTree(file.pdf.Root.Names.Dests).items()}
    links = {id(link): link for tag in file.root.all(kind) for link in tag.all("Link")}.values()
    return [
        (link.said, link.text.removeprefix(link.said).strip(), places[str(annotation.Dest)])
        for link in links
        for annotation in link.annotations[:1]
    ]


def test_no_entry_of_the_contents_is_alone_on_a_page() -> None:
    for printed in files(".pdf"):
        file = File(printed)
        listed = Counter(page for entry in file.root.all("TOCI") for page in entry.pages)
        assert min(listed.values(), default=2) >= 2, printed.name


@pytest.mark.conformance
def test_outloud_finds_nothing_in_the_samples_but_its_own_mistakes() -> None:
    made: set[str] = set()
    for outcome, file in zip(outloud.validate_many(files(".pdf")), files(".pdf"), strict=True):
        made |= {problem.code for problem in outcome.problems}
        assert unexplained(outcome, opened(file)) == []
    # One that is mended need not be waived any longer.
    assert made == {"outloud-tbl-004", "outloud-tag-002", "outloud-txt-004", "outloud-lnk-010"}


@cache
def pages(source: Path) -> tuple[PageList, Printed]:
    """The page list of a sample's e-book, and the pages of its first printed edition."""
    return PageList(path(source, ".epub")), Printed(path(source, ".pdf"))


@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.stem)
def test_the_pages_of_the_e_book_are_those_of_the_printed_one(source: Path) -> None:
    """Every printed page that is not blank is in the page list, and begins with the same words in both files."""
    listed, printed = pages(source)
    assert list(listed.pages) == [label for label in printed.labels if label in listed.pages]
    assert sorted(listed.marks()) == sorted(listed.pages)
    before = ""
    for page, label in enumerate(printed.labels):
        before = before if label not in listed.pages else printed.top(page)
        made = label == IMPRINT or before.startswith(MADE)
        assert label in listed.pages or made or not printed.top(page), f"page {label} is not listed"
    odd = {label: reason for (name, label), reason in ODD.items() if name == source.name}
    wrong = misplaced(listed, printed)
    assert {label: found for label, found in wrong.items() if label not in odd} == {}
    # One that is mended need not be listed any longer.
    assert wrong.keys() == odd.keys()


@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.stem)
def test_the_page_list_names_the_file_whose_pages_they_are(source: Path) -> None:
    publication = read(source).publication
    assert publication is not None
    printed = [Printed(Path(one.path)).identifier for one in built(source).made if one.format == "pdf"]
    assert pages(source)[0].source == printed[0]
    assert len({publication.identifier, *printed}) == 1 + len(printed), "no edition is called as another, or the e-book"


@pytest.mark.parametrize("page", ("18", "37"))
def test_pages_of_the_field_guide_are_said(page: str, update_golden: bool) -> None:
    compare(f"tidepool-guide-{page}-pdf.txt", transcript(path(GUIDE, ".pdf"), page), update_golden)
    compare(f"tidepool-guide-{page}-epub.txt", transcript(path(GUIDE, ".epub"), page), update_golden)


@pytest.mark.parametrize("late", [-3, 3])
@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.stem)
def test_a_page_break_that_is_three_letters_off_would_be_seen(source: Path, late: int) -> None:
    listed, printed = pages(source)
    amid = {label for label in listed.pages if len(plain(listed.around(label).before)) >= -late}
    assert amid and amid <= misplaced(listed, printed, late).keys()


IMPRINT, MADE = "ii", ("contents", "index")
"""What is made altogether: the page of the imprint, and pages behind the first one of these lists."""
ODD = {("tidepool-guide", "60"): "Poppler reads Arabic from left to right, and not the letters that others are made of"}
"""Pages that the comparison cannot read, with the reason; there should be no others."""
