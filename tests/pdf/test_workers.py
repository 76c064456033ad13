"""The same file whoever lays it out: this process, a pool, a Dask cluster that loses a worker; and what is cached."""

import operator
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from making import write_pdf

from publisher.cache import Cache
from publisher.model import Publication
from publisher.pdf.cluster import Cluster, ClusterError
from publisher.pdf.work import AnyJob, File, FontJob, Style
from publisher.pdf.workers import Here, Workers, workers
from publisher.read import read

GUIDE = Path(__file__).parents[2] / "content" / "harbour-bell" / "harbour-bell.md"
CHAPTERS = 6


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book whose chapters tell each other's pages."""
    folder = tmp_path_factory.mktemp("book")
    words = "The tide comes in twice a day, and goes out as often; whoever walks out must know when. " * 12
    for number in range(1, CHAPTERS + 1):
        other = number % CHAPTERS + 1
        text = f"# Chapter {number} {{#c{number}}}\n\nSee {{page}}`c{other}`.\n\n" + f"{words}\n\n" * (3 * number)
        (folder / f"{number}.md").write_text(text)
    body = "".join(f"  - {number}.md\n" for number in range(1, CHAPTERS + 1))
    (folder / "publication.yaml").write_text(
        f"title: Tides\nlanguage: en\nidentifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9a11\nbody:\n{body}"
    )
    return folder


def made(source: Path, path: Path, crew: Workers, cache: Cache | None = None) -> bytes:
    reading = read(source)
    publication = reading.publication
    assert isinstance(publication, Publication), reading.problems
    assert write_pdf(publication, reading.folder, path, crew=crew, cache=cache).problems == ()
    return path.read_bytes()


@pytest.fixture(scope="module")
def alone(source: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file as this process makes it."""
    return made(source, tmp_path_factory.mktemp("alone") / "tides.pdf", Here())


class Watched:
    """Workers that note how many jobs they were given."""

    def __init__(self) -> None:
        self.inner = Here()
        self.jobs = 0

    def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
        self.jobs += len(jobs)
        return self.inner.run(style, jobs)

    def close(self) -> None:
        self.inner.close()


@pytest.mark.parametrize("count", [1, 3])
def test_other_processes_make_the_same_bytes(source: Path, alone: bytes, tmp_path: Path, count: int) -> None:
    crew = workers(count)
    try:
        assert made(source, tmp_path / "tides.pdf", crew) == alone
    finally:
        crew.close()


class Shuffled:
    """Workers whose results come in any order; they do each job but once."""

    def __init__(self, seed: int, known: dict[str, bytes]) -> None:
        self.order, self.known = random.Random(seed), known

    def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
        new = [job for job in jobs if job.key(style) not in self.known]
        self.known |= {new[at].key(style): data for at, data in Here().run(style, new)}
        places = list(range(len(jobs)))
        self.order.shuffle(places)
        for at in places:
            yield at, self.known[jobs[at].key(style)]

    def close(self) -> None:
        """Nothing is held."""


def test_the_order_in_which_jobs_are_done_makes_no_difference(source: Path, alone: bytes, tmp_path: Path) -> None:
    known: dict[str, bytes] = {}
    for seed in (1, 2, 3):
        assert made(source, tmp_path / f"{seed}.pdf", Shuffled(seed, known)) == alone


def test_what_was_laid_out_is_not_laid_out_again(source: Path, alone: bytes, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    assert made(source, tmp_path / "a.pdf", Here(), cache) == alone
    watched = Watched()
    assert made(source, tmp_path / "b.pdf", watched, cache) == alone
    assert watched.jobs == 0


def test_one_changed_chapter_is_laid_out_alone(source: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    made(source, tmp_path / "a.pdf", Here(), cache)
    chapter = source / "3.md"
    before = chapter.read_text()
    chapter.write_text(before.replace("twice a day", "twice each day", 1))
    try:
        watched = Watched()
        changed = made(source, tmp_path / "b.pdf", watched, cache)
        # The chapter, and perhaps the fonts, but neither the others nor any margins.
        assert 1 <= watched.jobs <= 4
        assert changed == made(source, tmp_path / "c.pdf", Here())
    finally:
        chapter.write_text(before)


def test_a_torn_entry_of_the_cache_is_made_anew(source: Path, alone: bytes, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    made(source, tmp_path / "a.pdf", Here(), cache)
    for path in (tmp_path / "cache").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:-7])
    assert made(source, tmp_path / "b.pdf", Here(), cache) == alone


def test_a_cluster_that_loses_a_worker_makes_the_same_bytes(
    source: Path, alone: bytes, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, processes = cluster
    crew = workers(cluster=address)
    killed = []

    class Murderous:
        def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
            for at, data in crew.run(style, jobs):
                if not killed and len(jobs) > 2:
                    processes[0].send_signal(signal.SIGKILL)
                    killed.append(time.monotonic())
                yield at, data

        def close(self) -> None:
            crew.close()

    try:
        assert made(source, tmp_path / "tides.pdf", Murderous()) == alone
    finally:
        crew.close()
    assert killed
    assert processes[0].poll() is not None


def test_a_fault_on_a_worker_comes_through_and_a_cluster_without_workers_is_told_of(
    source: Path, tmp_path: Path, cluster: tuple[str, list[subprocess.Popen[bytes]]]
) -> None:
    address, processes = cluster
    crew = Cluster(address, patience=3)
    try:
        with pytest.raises(TypeError):
            list(crew.each(operator.truediv, [("divided", (0,))]))
        broken = File("font/ttf", b"no font")
        with pytest.raises(Exception, match=r"[Ff]ont|sfnt"):
            list(crew.run(Style("", {"asset:broken": broken}), [FontJob(broken.digest, 0, (1,))]))

        class Murderous:
            def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
                for at, data in crew.run(style, jobs):
                    for process in processes:
                        process.send_signal(signal.SIGKILL)
                    yield at, data

            def close(self) -> None:
                """The crew is closed below."""

        began = time.monotonic()
        with pytest.raises(ClusterError, match="no workers any more"):
            made(source, tmp_path / "tides.pdf", Murderous())
        assert time.monotonic() - began < 120
    finally:
        crew.close()
    command = [sys.executable, "-m", "publisher", "build", str(source), "-o", str(tmp_path), "--cluster", address]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert told.returncode == 1
    assert f"{address}: the scheduler has no workers; start some with: dask worker" in told.stderr
