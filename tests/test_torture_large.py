"""The torture publication with every setting that the other one has not: large print with bleed and crop marks, in
PDF 2.0, carrying its source. Built once, without its EPUB, and given to every validator that knows PDF 2.0."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pdf.tree import File
from pdf.whole import faults
from ran import ran
from waived import unexplained

from publisher.build import Built, build
from publisher.check import outloud, page
from publisher.model import encode
from publisher.read import read

SOURCE = Path(__file__).parent / "torture"
SETTINGS = {
    "standard": "ua-2",
    "embed": "source",
    "editions": {"large-print": {"bleed": "3mm", "crop-marks": True}},
}

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(SOURCE, tmp_path_factory.mktemp("large"), formats=("pdf",), overrides={"pdf": SETTINGS})


@pytest.fixture(scope="module")
def path(built: Built) -> Path:
    (made,) = built.made
    return Path(made.path)


@pytest.fixture(scope="module")
def file(path: Path) -> Iterator[File]:
    opened = File(path)
    yield opened
    opened.pdf.close()


def test_parity_and_verapdf_find_nothing(built: Built) -> None:
    assert built.problems == ()
    (made,) = built.made
    outcomes = ran(made.checks)
    assert [outcome.validator for outcome in outcomes] == ["veraPDF PDF/UA-2", "veraPDF PDF/A-4f", "parity"]
    assert [str(problem) for outcome in outcomes for problem in outcome.problems] == []
    # It knows no PDF 2.0, and says nothing rather than something wrong.
    assert page.validate(Path(made.path)) == ()


def test_outloud_finds_nothing_but_its_own_mistakes(path: Path, file: File) -> None:
    (outcome,) = outloud.validate(path)
    assert unexplained(outcome, file) == []


def test_the_file_is_whole_and_has_what_was_asked_for(file: File) -> None:
    assert faults(file) == []
    assert file.pdf.pdf_version == "2.0"
    for number, sheet in enumerate(file.pdf.pages):
        assert "Page" in file.artifacts(number), "crop marks"
        assert [round(float(edge)) for edge in sheet.trimbox] == [0, 0, 595, 842]


def test_it_carries_what_it_was_made_from(path: Path) -> None:
    first = read(SOURCE, {"pdf": SETTINGS}).publication
    again = read(path).publication
    assert first is not None
    assert again is not None
    assert encode(again) == encode(first)
