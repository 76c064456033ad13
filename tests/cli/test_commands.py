"""The command line as a user calls it: what it prints, what it writes, and how it exits."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pikepdf
import pytest

from publisher.cli.codes import Exit

Run = Callable[..., subprocess.CompletedProcess[str]]


def files(folder: Path) -> list[str]:
    """The finished files in a folder; what builds keep for the next time is hidden."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


@pytest.fixture
def publisher(tmp_path: Path) -> Run:
    """Runs the command in an empty folder."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "publisher", *arguments],
            cwd=tmp_path,
            env={**os.environ, "NO_COLOR": "1", "COLUMNS": "160", **environment},
            capture_output=True,
            text=True,
            timeout=300,
        )

    return run


@pytest.mark.parametrize("kind", ["book", "article"])
def test_what_new_starts_can_be_built_without_a_problem(publisher: Run, tmp_path: Path, kind: str) -> None:
    assert (
        publisher("new", "start", "--kind", kind, "--title", 'A "quoted": title', "--author", "O’Brien").returncode == 0
    )
    built = publisher("build", "start", "--output", "out", "--format", "json")
    results = json.loads(built.stdout)
    assert built.returncode == Exit.GOOD, built.stderr + built.stdout
    assert results[0]["problems"] == []
    assert results[0]["title"] == 'A "quoted": title'
    assert zipfile.is_zipfile(tmp_path / "out" / "start.epub")
    with pikepdf.open(tmp_path / "out" / "start.pdf") as pdf:
        assert len(pdf.pages) == next(made["pages"] for made in results[0]["made"] if made["format"] == "pdf")
    outcomes = {outcome["validator"]: outcome["status"] for made in results[0]["made"] for outcome in made["checks"]}
    assert "failed" not in outcomes.values(), outcomes
    assert files(tmp_path / "out") == ["start.epub", "start.pdf"]


def test_new_leaves_a_folder_alone_that_is_not_empty(publisher: Run, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    refused = publisher("new", "full")
    assert refused.returncode == Exit.USAGE
    assert "not empty" in refused.stderr
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["mine.txt"]


BROKEN = """---
title: T
language: en
kind: book
identifier: urn:uuid:a2b6c4de-0000-4000-8000-000000000003
---

# One

![](map.png)

See [there](nowhere.md).
"""


def test_problems_stop_a_publication_and_are_all_listed(publisher: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.md").write_text(BROKEN)
    stopped = publisher("build", "broken.md", "--output", "out")
    assert stopped.returncode == Exit.PROBLEMS
    assert "broken.md:10" in stopped.stderr
    assert "[image-alt]" in stopped.stderr
    assert "broken.md:12" in stopped.stderr
    assert "10 | ![](map.png)" in stopped.stderr
    assert "nothing was written" in stopped.stderr
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())


def test_a_draft_is_written_with_its_problems_in_it_and_claims_nothing(publisher: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.md").write_text(BROKEN)
    publisher("build", "broken.md", "--output", "out", "--draft", "--no-check")
    with zipfile.ZipFile(tmp_path / "out" / "broken.epub") as archive:
        package = next(archive.read(name).decode() for name in archive.namelist() if name.endswith(".opf"))
        text = "".join(archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml"))
    assert "WCAG 2.2 Level AA" not in package
    assert "image-alt" in text
    with pikepdf.open(tmp_path / "out" / "broken.pdf") as pdf:
        assert b"pdfuaid:part" not in pdf.Root.Metadata.read_bytes()


def test_one_bad_publication_does_not_stop_the_others(publisher: Run, tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "bad.md").write_text(BROKEN)
    (tmp_path / "all" / "good.md").write_text(
        BROKEN.replace("![](map.png)", "Text.").replace("[there](nowhere.md)", "there")
    )
    result = publisher("build", "all", "--output", "out", "--to", "epub", "--no-check")
    assert result.returncode == Exit.PROBLEMS
    assert files(tmp_path / "out") == ["good.epub"]


def test_model_json_builds_the_same_epub_again(publisher: Run, tmp_path: Path) -> None:
    publisher("new", "start")
    model = publisher("model", "start")
    (tmp_path / "start.json").write_text(model.stdout)
    assert publisher("build", "start", "-o", "one", "--to", "epub", "--no-check").returncode == 0
    again = publisher("build", "start.json", "--resources", "start", "-o", "two", "--to", "epub", "--no-check")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "one" / "start.epub").read_bytes() == (tmp_path / "two" / "start.epub").read_bytes()
    schema = json.loads(publisher("schema").stdout)
    jsonschema_rs.Draft202012Validator(schema).validate(json.loads(model.stdout))


@pytest.mark.parametrize("command", ["new", "build", "check", "model", "schema"])
def test_every_help_has_an_example(publisher: Run, command: str) -> None:
    shown = publisher(command, "--help")
    assert shown.returncode == 0
    assert f"publisher {command}" in shown.stdout.split("Example")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "nowhere"],
        ["build", "--to", "docx"],
        ["check", "nowhere.epub"],
        ["frobnicate"],
    ],
)
def test_wrong_usage_exits_with_two(publisher: Run, arguments: list[str]) -> None:
    wrong = publisher(*arguments)
    assert wrong.returncode == Exit.USAGE
    assert "Traceback" not in wrong.stderr


def test_a_missing_validator_is_said(publisher: Run, tmp_path: Path) -> None:
    publisher("new", "start")
    publisher("build", "start", "-o", "out", "--to", "epub", "--no-check")
    empty = tmp_path / "empty"
    empty.mkdir()
    checked = publisher("check", "out/start.epub", "--format", "json", PATH=str(empty))
    outcomes = json.loads(checked.stdout)
    assert [outcome["status"] for outcome in outcomes if outcome["validator"] == "EPUBCheck"] == ["missing"]
    assert checked.returncode == Exit.MISSING


def test_check_compares_with_the_source(publisher: Run, tmp_path: Path) -> None:
    publisher("new", "start")
    publisher("build", "start", "-o", "out", "--no-check")
    page = tmp_path / "start" / "02-second-chapter.md"
    page.write_text(page.read_text().replace("Numbered items", "Counted items"))
    checked = publisher("check", "out/start.epub", "out/start.pdf", "--against", "start")
    assert checked.returncode == Exit.PROBLEMS
    assert checked.stderr.count("Counted") >= 2


def test_verapdf_is_asked_for_by_name(publisher: Run, tmp_path: Path) -> None:
    publisher("new", "start")
    settings = tmp_path / "start" / "publication.yaml"
    settings.write_text(settings.read_text() + "\npdf: {standard: ua-2}\n")
    publisher("build", "start", "-o", "out", "--to", "pdf", "--no-check")
    checked = publisher("check", "out/start.pdf", "--verapdf", "--format", "json")
    outcomes = json.loads(checked.stdout)
    assert [outcome["validator"] for outcome in outcomes] == ["veraPDF PDF/UA-2", "veraPDF PDF/A-4f"]
    for outcome in outcomes:
        if outcome["status"] == "missing":
            pytest.skip(outcome["detail"])
        assert outcome["status"] == "passed"


def test_the_same_input_gives_the_same_bytes(publisher: Run, tmp_path: Path) -> None:
    """Whatever the hash seed and the number of workers; the files bear the moment of SOURCE_DATE_EPOCH."""
    publisher("new", "start")
    for folder, seed, jobs in (("one", "1", "1"), ("two", "2", "3")):
        arguments = ("build", "start", "-o", folder, "--no-check", "--jobs", jobs)
        publisher(*arguments, PYTHONHASHSEED=seed, SOURCE_DATE_EPOCH="1000000000")
    for name in ("start.epub", "start.pdf"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    with zipfile.ZipFile(tmp_path / "one" / "start.epub") as archive:
        package = next(archive.read(name).decode() for name in archive.namelist() if name.endswith(".opf"))
    assert "2001-09-09T01:46:40Z" in package
    with pikepdf.open(tmp_path / "one" / "start.pdf") as pdf:
        assert b"2001-09-09T01:46:40" in pdf.Root.Metadata.read_bytes()


def test_editions_are_chosen_on_the_command_line(publisher: Run, tmp_path: Path) -> None:
    publisher("new", "start")
    arguments = ("build", "start", "-o", "out", "--to", "pdf", "--no-check", "--edition", "a4, screen")
    built = publisher(*arguments, "--edition", "large-print", "--edition", "a4")
    assert built.returncode == Exit.GOOD, built.stderr
    names = ["start-a4.pdf", "start-large-print.pdf", "start-screen.pdf"]
    assert sorted(path.name for path in (tmp_path / "out").glob("*.pdf")) == names
    shown = [line.split()[:2] for line in built.stdout.splitlines() if ".pdf" in line]
    assert shown == [
        ["out/start-a4.pdf", "a4"],
        ["out/start-screen.pdf", "screen"],
        ["out/start-large-print.pdf", "large-print"],
    ]
    results = json.loads(publisher(*arguments, "--format", "json").stdout)
    assert [made["edition"] for made in results[0]["made"]] == ["a4", "screen"]


@pytest.mark.parametrize("wrong", ["paperback", "print,", "print;a4"])
def test_an_edition_that_there_is_not_is_wrong_usage(publisher: Run, tmp_path: Path, wrong: str) -> None:
    publisher("new", "start")
    refused = publisher("build", "start", "-o", "out", "--edition", wrong)
    assert refused.returncode == Exit.USAGE
    assert "print, a4, screen, large-print" in refused.stderr
    assert not (tmp_path / "out").exists()


def test_wrong_settings_are_told_with_their_line(publisher: Run, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "---\ntitle: T\nlanguage: en\npdf:\n  editions:\n    print: {trim: a9}\n---\n\n# One\n\nText.\n"
    )
    refused = publisher("build", "a.md", "-o", "out")
    assert refused.returncode == Exit.PROBLEMS
    assert "a.md:6:19: error: trim must be a size of paper" in refused.stderr
    assert "write trim: 148mm x 210mm" in refused.stderr
