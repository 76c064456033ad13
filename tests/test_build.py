"""Building: when a publication last changed, and that a fault leaves nothing half-made behind."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publisher.build import build
from publisher.dates import modified
from publisher.model import Publication, Update


def publication(**changes: object) -> Publication:
    return Publication(identifier="urn:x:y", title="T", language="en").replace(**changes)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"published": "2024"}, datetime(2024, 1, 1, tzinfo=UTC)),
        ({"published": "2024-03"}, datetime(2024, 3, 1, tzinfo=UTC)),
        ({"published": "2024-03-05"}, datetime(2024, 3, 5, tzinfo=UTC)),
        ({"published": "2024-03-05T10:00:00+02:00"}, datetime(2024, 3, 5, 8, tzinfo=UTC)),
        (
            {"published": "2024", "updates": (Update(time="2025-02-01", changed="A word."),)},
            datetime(2025, 2, 1, tzinfo=UTC),
        ),
    ],
)
def test_the_time_of_change_comes_from_the_content(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], expected: datetime
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert modified(publication(**changes)) == expected


def test_source_date_epoch_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert modified(publication(published="2024")) == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)


def test_without_dates_the_newest_source_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for name, stamp in (("old.md", 1000), ("new.md", 2000)):
        (tmp_path / name).write_text("x")
        os.utime(tmp_path / name, (stamp, stamp))
    assert modified(publication(), tuple(tmp_path.iterdir())) == datetime.fromtimestamp(2000, UTC)


GOOD = (
    "---\ntitle: Good\nlanguage: en\nidentifier: urn:uuid:a2b6c4de-0000-4000-8000-000000000002\n---\n\n# One\n\nText.\n"
)


def test_a_fault_in_the_layout_leaves_the_old_files_alone(tmp_path: Path) -> None:
    source = tmp_path / "good.md"
    source.write_text(GOOD)
    output = tmp_path / "out"
    build(source, output, checks=False)
    before = {path.name: path.read_bytes() for path in output.iterdir()}
    templates = tmp_path / "templates" / "print"
    templates.mkdir(parents=True)
    (templates / "unit.xhtml.j2").write_text("<html><unclosed></html>")
    result = build(source, output, checks=False)
    assert not result.good
    assert [problem.code for problem in result.problems] == ["theme"]
    assert {path.name: path.read_bytes() for path in output.iterdir()} == before


def test_a_glyph_that_no_font_has_is_a_problem_with_its_place(tmp_path: Path) -> None:
    source = tmp_path / "good.md"
    source.write_text(GOOD.replace("Text.", "Text \U0000f8ff."))
    result = build(source, tmp_path / "out", checks=False)
    assert not result.made
    assert [(problem.code, problem.place.file, problem.place.line) for problem in result.problems] == [
        ("glyph", "good.md", 9)
    ]
