"""The validators find nothing in the hard document."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from ran import ran
from waived import unexplained

from pdf.tree import File
from publisher.check import Outcome, outloud, page, verapdf


def problems(outcomes: Sequence[Outcome]) -> list[str]:
    return [str(problem) for outcome in ran(outcomes) for problem in outcome.problems]


def test_page(torture_path: Path) -> None:
    assert problems(page.validate(torture_path)) == []


@pytest.mark.conformance
def test_verapdf(torture_path: Path) -> None:
    assert problems(verapdf.validate(torture_path)) == []


@pytest.mark.conformance
def test_outloud(torture_path: Path, hard: File) -> None:
    (outcome,) = outloud.validate(torture_path)
    assert unexplained(outcome, hard) == []
