"""What a build of many titles tells: how far it is and how long it takes, a summary, and a report for tools."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from program import app
from typer.testing import CliRunner

from publisher.build import Built, Made
from publisher.check import Outcome
from publisher.cli import console
from publisher.cli import report as reports
from publisher.cli.progress import Progress, clock
from publisher.model import Problem
from publisher.pdf import Stage
from publisher.titles import Done

TEXT = """---
title: Number {number}
language: en
kind: article
identifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9{number:03}
published: 2026-11-01
---

{text}
"""


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(1, 4):
        text = "![](map.png)" if number == 2 else "The harbour lay still."
        (folder / f"a{number}.md").write_text(TEXT.format(number=number, text=text))
    return folder


def build(folder: Path) -> dict[str, object]:
    out, report = folder.parent / "out", folder.parent / "told" / "report.json"
    command = ["build", str(folder), "-o", str(out), "--to", "epub", "--no-check", "--report", str(report)]
    assert CliRunner().invoke(app, command).exit_code == 1
    assert [path.name for path in report.parent.iterdir()] == ["report.json"]
    return json.loads(report.read_text())


def test_a_report_has_totals_and_an_entry_for_each_title(articles: Path) -> None:
    first = build(articles)
    entries = first.pop("entries")
    assert first.pop("seconds") > 0
    assert first == {"titles": 3, "built": 2, "unchanged": 0, "failed": 1, "stopped": 0, "files": 2}
    assert [entry["status"] for entry in entries] == ["built", "failed", "built"]
    assert entries[0]["source"] == str(articles / "a1.md")
    assert entries[0]["title"] == "Number 1"
    assert entries[0]["files"] == [str(articles.parent / "out" / "a1.epub")]
    assert entries[0]["seconds"] > 0
    assert [problem["code"] for problem in entries[1]["problems"]] == ["image-alt", "image-missing"]
    again = build(articles)
    assert (again["built"], again["unchanged"], again["failed"]) == (0, 2, 1)


def test_a_build_that_is_stopped_leaves_a_whole_report(tmp_path: Path) -> None:
    folder, out, report = tmp_path / "articles", tmp_path / "out", tmp_path / "report.json"
    folder.mkdir()
    for number in range(1, 31):
        (folder / f"a{number}.md").write_text(TEXT.format(number=number, text="Still."))
    command = [sys.executable, "-m", "publisher", "build", str(folder), "-o", str(out), "--to", "epub", "--jobs", "1"]
    process = subprocess.Popen(
        [*command, "--no-check", "--report", str(report)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.PIPE,
    )
    while process.poll() is None and not list(out.glob("*.epub")):
        time.sleep(0.005)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130, said
    told = json.loads(report.read_text())
    assert told["titles"] == len(told["entries"]) == 30
    assert told["built"] + told["stopped"] == 30
    assert told["stopped"] > 0
    assert told["built"] == len([entry for entry in told["entries"] if entry["files"]])


def done(number: int, *problems: Problem, fresh: bool = True) -> Done:
    made = (Made(path=f"out/a{number}.epub", format="epub", size=1000),)
    return Done(Path(f"a{number}.md"), Built(source=f"a{number}.md", slug="a", made=made, problems=problems), fresh)


def test_of_many_titles_the_summary_shows_those_with_problems_and_counts_the_rest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    warning = Problem(code="image-alt-long", message="long", severity="warning")
    results = [done(1, warning), *(done(number, fresh=number > 600) for number in range(2, 1001))]
    sources = [Path(f"a{number}.md") for number in range(1, 1003)]
    reports.show(reports.report(sources, results, 2.0, draft=False), results)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3
    assert lines[1].startswith("out/a1.epub")
    assert lines[2] == (
        "1,000 files of 1,002 publications in 2.0 s: 401 built, 599 had not changed, 2 not come to"
    )  # fmt: skip
    few = results[:3]
    reports.show(reports.report(sources[:3], few, 2.0, draft=False), few)
    assert len(capsys.readouterr().out.splitlines()) == 5


def test_the_rest_is_reckoned_from_what_was_built(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    titles = Progress(1000)
    now = 101.0
    for number in range(980):
        titles(f"a{number}", "", True, False)
    assert titles.left is None
    now = 111.0
    titles("a981", "", True)
    titles("a982", "checking")
    now = 121.0
    titles("a982", "", True)
    assert titles.left == pytest.approx(180)
    assert str(titles) == "982 of 1,000 titles in 0:21, about 3:00 left (a982)"
    assert clock(3723) == "1:02:03"


def test_the_chapters_of_one_book_are_reckoned_with(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    book = Progress(1)
    now = 105.0
    book("guide", Stage("laying out pages: 0 of 12 chapters", 0, 12))
    now = 115.0
    book("guide", Stage("laying out pages: 3 of 12 chapters", 3, 12))
    assert (book.share, book.left) == (0.25, 30.0)
    assert str(book) == "0 of 1 titles in 0:15, about 0:30 left (guide: laying out pages: 3 of 12 chapters)"


def test_a_log_gets_a_line_now_and_then_unless_it_is_to_be_quiet(capsys: pytest.CaptureFixture[str]) -> None:
    with console.progress(4, every=0.02) as step:
        step("tide.md", "checking")
        time.sleep(0.2)
    said = capsys.readouterr()
    assert said.err.startswith("0 of 4 titles in 0:00 (tide.md: checking)\n")
    assert said.out == ""
    with console.progress(4, quiet=True, every=0.02) as step:
        step("tide.md", "checking")
        time.sleep(0.1)
    assert capsys.readouterr().err == ""


def keys(value: object) -> object:
    """The names in a value, as they nest; of a list what its first item has."""
    if isinstance(value, dict):
        return {name: keys(inner) for name, inner in value.items()}
    return [keys(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else None


def test_the_manual_shows_json_as_it_is(articles: Path) -> None:
    manual = (Path(__file__).parents[2] / "content" / "manual" / "09-commands.md").read_text()
    shown = [json.loads(part.split("```")[0]) for part in manual.split("```json\n")[1:]]
    built, report = (next(one for one in shown if isinstance(one, kind)) for kind in (list, dict))
    told = build(articles)
    assert keys(report) == keys({**told, "entries": [{**told["entries"][0], "problems": []}]})
    command = ["build", str(articles), "-o", str(articles.parent / "out"), "--to", "epub", "--format", "json"]
    real = json.loads(CliRunner().invoke(app, [*command, "--no-check"]).stdout)
    assert keys(built[0]).keys() == real[0].keys()
    assert built[0]["made"][0].keys() == real[0]["made"][0].keys()
    assert built[0]["made"][0]["checks"][0].keys() == set(Outcome.__struct_fields__)
    assert built[0]["problems"][0].keys() <= set(Problem.__struct_fields__)
