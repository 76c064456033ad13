"""What would take too long, or too much memory, ends in a problem with its place, and nothing half is left behind."""

import subprocess
import sys
from pathlib import Path

import pytest

from publisher.build import build
from publisher.pdf import limits

HEAD = """---
title: Limits
language: en
identifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9a80
published: 2026-11-01
---

# Calm {#calm}

Text.

# Hostile {#hostile}

"""
COLUMNS, ROWS = 40, 1500


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A book whose second chapter is one huge table."""
    rows = "\n".join("|" + "".join(f" {row} {column} |" for column in range(COLUMNS)) for row in range(ROWS))
    source = tmp_path / "hostile.md"
    source.write_text(f"{HEAD}|{' h |' * COLUMNS}\n|{'---|' * COLUMNS}\n{rows}\n")
    return source


# Time may be up while an object is deleted; then it is said again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_chapter_that_takes_too_long_is_a_problem_with_its_place(
    hostile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "SECONDS", 3.0)
    monkeypatch.setattr(limits, "BYTES_A_SECOND", 10**12)
    output = tmp_path / "out"
    built = build(hostile, output, formats=("pdf",), checks=False)
    assert not built.made
    (problem,) = [problem for problem in built.problems if problem.severity == "error"]
    assert (problem.code, problem.place.file, problem.place.line) == ("pdf-limit", "hostile.md", 12)
    assert "more than 3 seconds" in problem.message
    assert "divide it" in problem.fix
    assert list(output.iterdir()) == []


def test_a_process_that_wants_too_much_memory_gets_none() -> None:
    script = (
        "from publisher.pdf import limits\n"
        "from publisher.pdf.part import LayoutError\n"
        "limits.MEMORY = 2**30\n"
        "limits.bound_memory()\n"
        "try:\n"
        "    with limits.bounded(1):\n"
        "        bytearray(2 * 2**30)\n"
        "except LayoutError as fault:\n"
        "    print(fault, '|', fault.fix)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "it takes more than 1 GB of memory to lay out | divide it, or make its tables smaller\n"
