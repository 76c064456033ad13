"""The validators say what is wrong and where, and never that a file is good which they could not check."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import weasyprint
from books import write_epub, write_untagged_pdf

from publisher.check import ace, epubcheck, outloud, page, program, verapdf
from publisher.check.outcome import Outcome
from publisher.model import Place

Validate = Callable[[Path], tuple[Outcome, ...]]
FOR_EPUB: list[Validate] = [epubcheck.validate, ace.validate]
FOR_PDF: list[Validate] = [page.validate, verapdf.validate, outloud.validate]
UNDESCRIBED = '<p><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="/></p>'


def name(validate: Validate) -> str:
    return validate.__module__.rpartition(".")[2]


def checked(validate: Validate, path: Path) -> tuple[Outcome, ...]:
    """The outcomes; skips the test, saying why, if the validator is not installed."""
    outcomes = validate(path)
    for outcome in outcomes:
        if outcome.status == "missing":
            pytest.skip(outcome.detail)
    return outcomes


@pytest.fixture
def tagged_pdf(tmp_path: Path) -> Path:
    path = tmp_path / "tagged.pdf"
    markup = "<html lang=en><title>Tides</title><h1>Tides</h1><p>The sea rises twice a day.</p></html>"
    weasyprint.HTML(string=markup).write_pdf(path, pdf_variant="pdf/ua-1")
    return path


@pytest.mark.conformance
@pytest.mark.parametrize("validate", FOR_EPUB, ids=name)
def test_a_good_epub_passes_without_problems(validate: Validate, tmp_path: Path) -> None:
    (outcome,) = checked(validate, write_epub(tmp_path / "good.epub", "<p>Good.</p>"))
    assert (outcome.status, outcome.problems, outcome.file) == ("passed", (), "good.epub")


@pytest.mark.conformance
def test_epubcheck_says_the_line_in_the_file_inside_the_epub(tmp_path: Path) -> None:
    (outcome,) = checked(
        epubcheck.validate, write_epub(tmp_path / "bad.epub", '<p>A <a href="none.xhtml">way</a>.</p>')
    )
    assert outcome.status == "failed"
    assert {(problem.place.file, problem.place.line) for problem in outcome.problems} == {("EPUB/one.xhtml", 7)}
    assert [problem.code for problem in outcome.problems] == ["epubcheck-rsc-007"]
    assert all(problem.place.column for problem in outcome.problems)


@pytest.mark.conformance
def test_ace_says_the_line_of_the_element(tmp_path: Path) -> None:
    path = write_epub(tmp_path / "bad.epub", f"<p>One.</p>\n<section>\n<h2>Two</h2>\n{UNDESCRIBED}</section>")
    (outcome,) = checked(ace.validate, path)
    assert outcome.status == "failed"
    places = {problem.code: problem.place for problem in outcome.problems}
    assert places["ace-image-alt"] == Place("EPUB/one.xhtml", 10)


@pytest.mark.conformance
@pytest.mark.parametrize("validate", [*FOR_EPUB, *FOR_PDF], ids=name)
@pytest.mark.parametrize("content", [b"not a book", b"", None])
def test_what_cannot_be_read_has_failed(validate: Validate, content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / ("book.epub" if validate in FOR_EPUB else "book.pdf")
    if content is not None:
        path.write_bytes(content)
    for outcome in checked(validate, path):
        assert outcome.status == "failed"
        assert all(problem.message for problem in outcome.problems)


@pytest.mark.conformance
@pytest.mark.parametrize("validate", FOR_PDF, ids=name)
def test_an_untagged_pdf_fails(validate: Validate, tmp_path: Path) -> None:
    for outcome in checked(validate, write_untagged_pdf(tmp_path / "bare.pdf")):
        assert outcome.status == "failed"
        assert {problem.place.file for problem in outcome.problems} == {"bare.pdf"}


@pytest.mark.conformance
@pytest.mark.parametrize("validate", [page.validate, verapdf.validate], ids=name)
def test_each_pdf_profile_has_its_own_outcome(validate: Validate, tagged_pdf: Path) -> None:
    accessible, archival = checked(validate, tagged_pdf)
    assert "PDF/UA-1" in accessible.validator
    assert (accessible.status, accessible.problems) == ("passed", ())
    assert "PDF/A-3a" in archival.validator
    assert archival.status == "failed"
    assert {problem.clause.split()[1] for problem in archival.problems} == {"19005-3"}


@pytest.mark.parametrize("validate", [*FOR_EPUB, verapdf.validate], ids=name)
def test_a_missing_program_is_said_with_how_to_install_it(
    validate: Validate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PUBLISHER_CACHE", str(tmp_path / "cache"))
    for outcome in validate(write_epub(tmp_path / "book.epub", "<p>Good.</p>")):
        assert outcome.status == "missing"
        assert "install" in outcome.detail


def test_verapdf_is_missing_without_a_java_compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    java = shutil.which("java")
    if java is None:
        pytest.skip(program.NO_JAVA)
    (tmp_path / "java").symlink_to(java)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PUBLISHER_CACHE", str(tmp_path / "cache"))
    assert {outcome.status for outcome in verapdf.validate(write_untagged_pdf(tmp_path / "bare.pdf"))} == {"missing"}


def test_a_program_that_does_not_end_is_stopped_with_all_that_it_started(tmp_path: Path) -> None:
    script = tmp_path / "java"
    script.write_text('#!/bin/sh\nsleep 60 &\necho $! >"$1"\nwait\n')
    script.chmod(0o755)
    started = time.monotonic()
    with pytest.raises(program.StoppedError, match="java did not end within 1 s"):
        program.run([str(script), str(tmp_path / "pid")], 1.0)
    assert time.monotonic() - started < 10
    child = int((tmp_path / "pid").read_text())
    while runs(child) and time.monotonic() - started < 10:
        time.sleep(0.05)
    assert not runs(child)


def test_a_validator_that_does_not_end_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = tmp_path / "java"
    script.write_text("#!/bin/sh\nexec sleep 60\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(epubcheck, "SECONDS", 0.2)
    (outcome,) = epubcheck.validate(write_epub(tmp_path / "book.epub", "<p>Good.</p>"))
    assert outcome.status == "failed"
    assert [problem.code for problem in outcome.problems] == ["epubcheck-unfinished"]


def runs(process: int) -> bool:
    """Whether the process still runs (one that has ended but is not yet cleared away does not)."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.conformance
def test_verapdf_checks_many_files_in_their_order(tmp_path: Path) -> None:
    unreadable = tmp_path / "no.pdf"
    unreadable.write_bytes(b"no")
    untagged = write_untagged_pdf(tmp_path / "bare.pdf")
    results = verapdf.validate_many([untagged, unreadable, untagged])
    if results[0][0].status == "missing":
        pytest.skip(results[0][0].detail)
    assert [[outcome.file for outcome in one] for one in results] == [
        [name] * 2 for name in ("bare.pdf", "no.pdf", "bare.pdf")
    ]
    assert [one[0].detail == "unreadable" for one in results] == [False, True, False]
    assert results[0] == results[2]
