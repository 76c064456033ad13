"""`publisher distribute` as a user calls it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher.cli.codes import Exit

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def distribute(tmp_path: Path) -> Run:
    """Runs the command in an empty folder."""

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "publisher", "distribute", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, "NO_COLOR": "1", "COLUMNS": "160"},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def test_sources_are_built_and_handed_out_with_finished_files(distribute: Run, built: Path, tmp_path: Path) -> None:
    (tmp_path / "tide.md").write_text("---\ntitle: Tide\nkind: article\nlanguage: en\n---\n\nIt turns.\n")
    (tmp_path / "broken.md").write_text("---\ntitle: Broken\nkind: article\nlanguage: en\n---\n\n![](none.png)\n")
    done = distribute("tide.md", "broken.md", built, "-o", "out", "--no-check", "--format", "json")
    result = json.loads(done.stdout)
    assert done.returncode == Exit.PROBLEMS, "one of the sources has a problem"
    assert result["distributed"]["titles"] == 3
    names = sorted(path.name for path in (tmp_path / "out" / "data" / "titles").iterdir())
    assert names == ["ebb-and-flow", "news-bulletin", "tide"]
    assert (tmp_path / "build" / "tide.epub").is_file()
    assert {one["slug"]: bool(one["made"]) for one in result["built"]} == {"tide": True, "broken": False}


def test_the_summary_says_what_was_made_and_how_to_open_it(distribute: Run, built: Path, tmp_path: Path) -> None:
    done = distribute(built, "--output", "out", "--title", "Quay Library")
    assert done.returncode == Exit.GOOD, done.stderr
    assert "Open out/index.html" in done.stdout and done.stderr == ""
    assert "Quay Library" in (tmp_path / "out" / "data" / "index.html").read_text()
    again = distribute(built, "--output", "out", "--quiet")
    assert (again.returncode, again.stdout) == (Exit.GOOD, "")


def test_nothing_is_written_where_nothing_could_be_built(distribute: Run, tmp_path: Path) -> None:
    (tmp_path / "broken.md").write_text("---\ntitle: Broken\nkind: article\nlanguage: en\n---\n\n![](none.png)\n")
    done = distribute("broken.md", "-o", "out")
    assert done.returncode == Exit.PROBLEMS
    assert "nothing was written" in done.stderr
    assert not (tmp_path / "out").exists()


def test_wrong_usage_is_said_before_anything_is_done(distribute: Run, built: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    taken = distribute(built, "-o", "mine")
    assert taken.returncode == Exit.USAGE and "name a new or empty folder" in " ".join(taken.stderr.split())
    unknown = distribute(built, "-o", "out", "--since", "mine")
    assert unknown.returncode == Exit.USAGE and "no folder that publisher distribute has made" in unknown.stderr
    nothing = distribute("nowhere", "-o", "out")
    assert nothing.returncode == Exit.USAGE and "does not exist" in nothing.stderr
    assert not (tmp_path / "out").exists()
    assert "Examples:" in distribute("--help").stdout
