"""Publications from Hypothesis become PDF files, and every check that there is finds nothing in them.

50 of them each time; with ``--publications 500 --publications-seed 7 --publications-folder made`` others, and the files
stay there beside the models that they were made from.

Each file is read back, compared with its model, and checked by page and by `pdf.whole` when it is made; veraPDF and
outloud, which take seconds to load, get many files at once.
"""

import shutil
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from making import make_pdf
from pdf.tree import File
from pdf.whole import faults
from ran import ran
from strategies import pictures, publications
from waived import unexplained

from publisher.check import Outcome, outloud, page, parity, verapdf
from publisher.model import Publication, encode

MANY = 40
"""How many files a validator gets at once."""


@pytest.fixture(scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[Path, list[str]]]:
    """The files, and what the checks that need no program of their own find in each."""
    stated = request.config.getoption("--publications-folder")
    folder = Path(stated) if stated else tmp_path_factory.mktemp("publications")
    pictures(folder)
    found: dict[Path, list[str]] = {}

    @seed(request.config.getoption("--publications-seed"))
    @settings(
        max_examples=request.config.getoption("--publications"),
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(publications())
    def make(publication: Publication) -> None:
        path = folder / f"{len(found):04}.pdf"
        path.with_suffix(".json").write_bytes(encode(publication))
        found[path] = list(_found(publication, folder, path))

    make()
    yield found
    if not stated:
        shutil.rmtree(folder)


def _found(publication: Publication, folder: Path, path: Path) -> Iterator[str]:
    try:
        make_pdf(publication, folder, path)
        yield from _problems((parity(publication, path), *page.validate(path)))
        yield from faults(File(path))
    except Exception as fault:
        yield f"{type(fault).__name__}: {fault}"


def _problems(outcomes: Sequence[Outcome]) -> Iterator[str]:
    for outcome in ran(outcomes):
        yield from (f"{outcome.validator}: {problem}" for problem in outcome.problems)


def _batches(made: dict[Path, list[str]]) -> Iterator[list[Path]]:
    paths = iter([path for path in made if path.exists()])
    while batch := list(islice(paths, MANY)):
        yield batch


@pytest.mark.conformance
def test_every_publication_holds_its_model_and_is_whole(
    made: dict[Path, list[str]], request: pytest.FixtureRequest
) -> None:
    assert len(made) >= request.config.getoption("--publications") * 0.9
    assert {path.name: found for path, found in made.items() if found} == {}


@pytest.mark.conformance
def test_verapdf_finds_both_standards_met(made: dict[Path, list[str]]) -> None:
    for batch in _batches(made):
        for outcomes in verapdf.validate_many(batch):
            assert list(_problems(outcomes)) == []


@pytest.mark.conformance
def test_outloud_finds_nothing_but_its_own_and_the_authors_mistakes(made: dict[Path, list[str]]) -> None:
    found: dict[str, list[str]] = {}
    for batch in _batches(made):
        for path, outcome in zip(batch, outloud.validate_many(batch), strict=True):
            if ran((outcome,))[0].problems and (said := unexplained(outcome, File(path))):
                found[path.name] = said
    assert found == {}
