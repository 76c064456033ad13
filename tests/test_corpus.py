"""A real book of 111 files, as untidy as real manuscripts are: the EPUB is valid, the PDF whole, nothing is lost."""

from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest

from publisher.build import Built, build

BOOK = Path(__file__).parents[2] / "shared" / "corpus" / "rust-book"
OVERRIDES = {"title": "The Rust Programming Language", "language": "en"}

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.conformance,
    pytest.mark.skipif(not BOOK.is_dir(), reason="the corpus is not here (../shared/corpus/rust-book)"),
]


@cache
def built() -> Built:
    return build(BOOK, Path(mkdtemp(prefix="corpus-")), draft=True, overrides=OVERRIDES)


def test_the_epub_is_valid_and_the_pdf_is_whole() -> None:
    result = built()
    assert [made.format for made in result.made] == ["epub", "pdf"]
    assert result.made[1].pages > 500
    outcomes = {outcome.validator: outcome for made in result.made for outcome in made.checks}
    epubcheck = outcomes["EPUBCheck"]
    if epubcheck.status == "missing":
        pytest.skip(epubcheck.detail)
    assert [problem for problem in epubcheck.problems if problem.severity != "info"] == []


def test_both_files_hold_the_model() -> None:
    for made in built().made:
        for outcome in made.checks:
            if outcome.validator == "parity":
                assert outcome.problems == ()


def test_every_problem_has_a_place_in_a_file() -> None:
    for problem in built().problems:
        assert problem.place.file or problem.code in ("identifier-missing",), problem
        assert problem.fix
