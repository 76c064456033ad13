"""A book with every kind of content, made the whole way, has nothing that EPUBCheck or Ace would object to."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from everything import everything, files

from publisher import epub, render
from publisher.check import ace, epubcheck
from publisher.model import Publication, stops


def make(publication: Publication, folder: Path) -> Path:
    """The EPUB of the publication, whose files are in the folder."""
    theme = render.theme(folder)
    assets = render.gather(publication, folder, "epub")
    assert not stops(assets.problems)
    markup = render.epub_markup(publication, theme, assets)
    path = folder / "book.epub"
    css = render.stylesheet(theme, "epub", publication, assets)
    epub.write(publication, markup, css, assets, path, datetime(2026, 11, 1, tzinfo=UTC))
    return path


@pytest.mark.conformance
@pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl")])
def test_every_kind_of_content_passes(language: str, direction: str, tmp_path: Path) -> None:
    path = make(everything(language, direction), files(tmp_path))
    for validate in (epubcheck.validate, ace.validate):
        (outcome,) = validate(path)
        if outcome.status == "missing":
            pytest.skip(outcome.detail)
        assert [str(problem) for problem in outcome.problems if problem.severity != "info"] == []
        assert outcome.status == "passed"
