"""The hard document, made once for all tests."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pdf import torture
from pdf.tree import File
from publisher import pdf
from publisher.model import Contributor, Publication
from publisher.render.assets import Assets

MODIFIED = datetime(2026, 11, 1, 12, tzinfo=UTC)
PUBLICATION = Publication(
    identifier="urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9a10",
    title="Torture & <trial>",
    language="en",
    authors=(Contributor(name="Ada Author"),),
    publisher="The Press",
    published="2026-11-01",
    rights="© 2026 Ada Author",
    subjects=("Tests", "PDF"),
    description="A hard document.",
)


@pytest.fixture(scope="session")
def assets() -> Assets:
    return torture.assets()


@pytest.fixture(scope="session")
def torture_path(assets: Assets, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("torture") / "torture.pdf"
    facts = pdf.write(PUBLICATION, torture.document(), torture.stylesheet(assets), assets, path, MODIFIED)
    assert facts.problems == ()
    return path


@pytest.fixture(scope="session")
def hard(torture_path: Path) -> File:
    return File(torture_path)


Make = Callable[..., File]


@pytest.fixture
def make(assets: Assets, tmp_path: Path) -> Make:
    """Makes a PDF of a body and opens it."""

    def made(body: str, css: str = "", **options: bool) -> File:
        path = tmp_path / "made.pdf"
        pdf.write(PUBLICATION, torture.page(body), torture.stylesheet(assets) + css, assets, path, MODIFIED, **options)
        return File(path)

    return made
