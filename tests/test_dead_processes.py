"""A process that dies in the middle of its work: the work is begun anew, and what kills again and again is told of.

The text "deadly" kills the process that lays it out, once or each time; a module that every Python process loads at its
start sees to that.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

KILLER = """
import importlib, os, signal

workers = importlib.import_module("publisher.pdf.workers")
lay_out = workers.done

def deadly(style, job, limits):
    if b"deadly" in getattr(job, "xhtml", b""):
        if os.environ["KILLS"] == "always":
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            os.close(os.open(os.environ["KILLED"], os.O_CREAT | os.O_EXCL))
            os.kill(os.getpid(), signal.SIGKILL)
        except FileExistsError:
            pass
    return lay_out(style, job, limits)

workers.done = deadly
"""
HEAD = """---
title: {title}
language: en
kind: article
identifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f{number:04}
published: 2026-11-01
---

"""
Build = Callable[[str], tuple[int, dict[str, dict[str, object]], dict[str, bytes]]]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """Builds the folder ``sources``, with kills ``once``, ``always`` or ``never``: the exit code, the entries of the
    report by the names of the sources, and the files."""
    (tmp_path / "start").mkdir()
    (tmp_path / "start" / "sitecustomize.py").write_text(KILLER)

    def run(kills: str) -> tuple[int, dict[str, dict[str, object]], dict[str, bytes]]:
        output, report, killed = tmp_path / kills, tmp_path / f"{kills}.json", tmp_path / f"{kills}-killed"
        own = os.pathsep.join((str(tmp_path / "start"), *sys.path)) if kills != "never" else os.pathsep.join(sys.path)
        command = [sys.executable, "-m", "publisher", "build", str(tmp_path / "sources"), "-o", str(output)]
        done = subprocess.run(
            [*command, "--to", "pdf", "--no-check", "--quiet", "--jobs", "2", "--report", str(report)],
            env={**os.environ, "PYTHONPATH": own, "KILLS": kills, "KILLED": str(killed)},
            check=False,
            timeout=200,
        )
        assert killed.exists() == (kills == "once")
        entries = {Path(entry["source"]).stem: entry for entry in json.loads(report.read_text())["entries"]}
        return done.returncode, entries, {path.name: path.read_bytes() for path in output.glob("*.pdf")}

    return run


def book(folder: Path) -> None:
    """A book of four chapters, of which the second one kills."""
    folder.mkdir()
    for number in range(1, 5):
        text = "A deadly tide." if number == 2 else "The tide came in."
        (folder / f"{number}.md").write_text(f"# Chapter {number}\n\n{text}\n")
    (folder / "publication.yaml").write_text(
        "title: Tides\nlanguage: en\nidentifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9c11\n"
        "published: 2026-11-01\nbody:\n" + "".join(f"  - {number}.md\n" for number in range(1, 5))
    )


def _children(process: psutil.Popen) -> int:
    return len(process.children(recursive=True))


def test_workers_end_with_the_process_that_started_them_and_leave_nothing(tmp_path: Path) -> None:
    book(tmp_path / "sources")
    # Sockets have short names: that of the folder of tests is too long for them.
    temporary = Path(tempfile.mkdtemp(prefix="ends-"))
    command = [sys.executable, "-m", "publisher", "build", str(tmp_path / "sources"), "-o", str(tmp_path / "out")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(temporary)}
    process = psutil.Popen([*command, "--to", "pdf", "--no-check", "--quiet", "--jobs", "2"], env=environment)
    # The first two keep the others going.
    while process.poll() is None and not (list(temporary.glob("publisher-*")) and _children(process) > 2):
        time.sleep(0.005)
    assert list(temporary.glob("publisher-*")), process.poll()
    workers = process.children(recursive=True)
    process.kill()
    process.wait()
    assert psutil.wait_procs(workers, timeout=60)[1] == []
    assert list(temporary.glob("publisher-*")) == []
    shutil.rmtree(temporary)


def test_a_chapter_whose_process_dies_is_laid_out_again_and_named_if_it_kills_each_time(
    build: Build, tmp_path: Path
) -> None:
    book(tmp_path / "sources")
    code, _, files = build("once")
    assert code == 0
    assert files == build("never")[2]
    code, entries, files = build("always")
    (problem,) = (one for one in entries["sources"]["problems"] if "severity" not in one)
    assert (code, files) == (1, {})
    assert (problem["code"], problem["place"]["file"]) == ("pdf-limit", "2.md")
    assert "the process that laid it out was stopped" in problem["message"]


def test_a_title_whose_process_dies_is_built_again_and_named_if_it_kills_each_time(
    build: Build, tmp_path: Path
) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    for number in range(1, 8):
        text = "A deadly tide." if number == 3 else "The tide came in."
        (folder / f"t{number}.md").write_text(HEAD.format(title=f"Tide {number}", number=number) + text + "\n")
    code, entries, files = build("once")
    assert code == 0
    assert [entry["status"] for entry in entries.values()] == ["built"] * 7
    assert len(files) == 7
    code, entries, other = build("always")
    assert code == 1
    assert [name for name, entry in entries.items() if entry["status"] != "built"] == ["t3"]
    assert [problem["code"] for problem in entries["t3"]["problems"]] == ["build-stopped"]
    assert other == {name: data for name, data in files.items() if name != "t3.pdf"}
