"""What would take too long, or too much memory, ends in a problem with its place, and nothing half is left behind."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from publisher.build import Built, build
from publisher.pdf import LayoutError, Limits, Workers, workers
from publisher.pdf.work import AnyJob, FontJob, FurnitureJob, Style
from publisher.pdf.workers import Here

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
COLUMNS, ROWS = 40, 250
SECONDS = 2.0
SHORT = Limits(seconds=SECONDS, bytes_a_second=10**12)
SMALL = Limits(memory=220 * 2**20)
"""Less than the table needs, and enough for fonts and a chapter."""


def table(folder: Path) -> Path:
    """A book whose second chapter is one huge table."""
    rows = "\n".join("|" + "".join(f" {row} {column} |" for column in range(COLUMNS)) for row in range(ROWS))
    source = folder / "hostile.md"
    source.write_text(f"{HEAD}|{' h |' * COLUMNS}\n|{'---|' * COLUMNS}\n{rows}\n")
    return source


def stylesheet(folder: Path) -> Path:
    """A book with a stylesheet of its own, by which each word needs pages, and a chapter of many words."""
    source = folder / "hostile.md"
    source.write_text(HEAD + "It goes on and on, and on again. " * 20000)
    templates = folder / "templates" / "print"
    templates.mkdir(parents=True)
    (templates / "page.css.j2").write_text("@page { size: 12pt; margin: 1pt }")
    return source


HOSTILE = {"table": table, "stylesheet": stylesheet}


def in_thread(source: Path, output: Path, crew: Workers) -> Built:
    """Built in another thread than the main one, as the preview and the workers of a cluster do."""
    found: list[Built] = []
    thread = threading.Thread(target=lambda: found.append(built(source, output, crew)))
    thread.start()
    thread.join()
    return found[0]


def built(source: Path, output: Path, crew: Workers) -> Built:
    return build(source, output, formats=("pdf",), checks=False, crew=crew)


@contextmanager
def hired(crew: Workers) -> Iterator[Workers]:
    try:
        yield crew
    finally:
        crew.close()


WAYS: dict[str, tuple[Callable[[Limits], Workers], Callable[[Path, Path, Workers], Built]]] = {
    "in this process": (Here, built),
    "in a thread": (Here, in_thread),
    "one process": (lambda limits: workers(1, limits=limits), built),
    "pool": (lambda limits: workers(2, limits=limits), built),
}


# Time may be up while an object is deleted; then it is said again.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("kind", "way"), [*(("table", way) for way in WAYS), ("stylesheet", "one process")])
def test_a_chapter_that_takes_too_long_is_a_problem_with_its_place(kind: str, way: str, tmp_path: Path) -> None:
    hire, run = WAYS[way]
    started = time.process_time()
    with hired(hire(SHORT)) as crew:
        result = run(HOSTILE[kind](tmp_path), tmp_path / "out", crew)
    assert_stopped(result, "more than 2 seconds", tmp_path / "out")
    assert time.process_time() - started < SECONDS * 10


def assert_stopped(result: Built, message: str, output: Path) -> None:
    assert not result.made
    (problem,) = [problem for problem in result.problems if problem.severity == "error"]
    assert (problem.code, problem.place.file, problem.place.line) == ("pdf-limit", "hostile.md", 12)
    assert message in problem.message
    assert "divide it" in problem.fix
    assert list(output.iterdir()) == []


def test_a_chapter_on_a_cluster_is_bounded_too(
    tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    with hired(workers(cluster=cluster[0], limits=SHORT)) as crew:
        assert_stopped(built(table(tmp_path), tmp_path / "out", crew), "more than 2 seconds", tmp_path / "out")
        # The worker goes on.
        (tmp_path / "calm.md").write_text(HEAD)
        assert built(tmp_path / "calm.md", tmp_path / "out", crew).good


@pytest.mark.parametrize("way", ["one process", "pool"])
def test_a_chapter_that_wants_too_much_memory_is_a_problem_with_its_place(way: str, tmp_path: Path) -> None:
    hire, run = WAYS[way]
    with hired(hire(SMALL)) as crew:
        assert_stopped(run(table(tmp_path), tmp_path / "out", crew), "memory", tmp_path / "out")
        (tmp_path / "calm.md").write_text(HEAD)
        assert run(tmp_path / "calm.md", tmp_path / "out", crew).good


class Refusing:
    """Workers for whom the last job of a kind takes too long."""

    def __init__(self, kind: type[AnyJob]) -> None:
        self.kind, self.inner = kind, Here()

    def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
        if isinstance(jobs[0], self.kind):
            fault = LayoutError("it takes too long", fix="divide it")
            fault.job = len(jobs) - 1
            raise fault
        return self.inner.run(style, jobs)

    def close(self) -> None:
        self.inner.close()


@pytest.mark.parametrize("kind", [FurnitureJob, FontJob])
def test_margins_and_fonts_that_take_too_long_have_the_place_of_their_chapter(
    kind: type[AnyJob], tmp_path: Path
) -> None:
    source = tmp_path / "hostile.md"
    source.write_text(HEAD + "The only `code`.\n")
    assert_stopped(built(source, tmp_path / "out", Refusing(kind)), "takes too long", tmp_path / "out")
