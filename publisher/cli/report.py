"""What became of many titles: as a table and a count for people, and as a report for tools.

A report is written whole, in one step, also where the build is broken off: then the titles that it did not come to
are ``stopped``.
"""

import contextlib
import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct
from rich.table import Table

from publisher.cli import console
from publisher.model import Problem
from publisher.titles import Done

Status: TypeAlias = Literal["built", "unchanged", "failed", "stopped"]
MANY = 20
"""Of more titles, the table shows only those with problems."""
_MOST = 100
"""How many of them it shows."""


class Entry(Struct, frozen=True, kw_only=True):
    """A title: its source, what became of it, the files that were made, how long it took (s), and its problems."""

    source: str
    status: Status
    title: str = ""
    files: tuple[str, ...] = ()
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()


class Report(Struct, frozen=True, kw_only=True):
    """How many titles there are of each status, how many files were made and how long it took, s; then the titles."""

    titles: int
    built: int
    unchanged: int
    failed: int
    stopped: int
    files: int
    seconds: float
    entries: tuple[Entry, ...]


def report(sources: Sequence[Path], results: Sequence[Done], seconds: float, draft: bool) -> Report:
    """The report of a build of these sources; those without a result were not come to."""
    known = {done.source: done for done in results}
    entries = tuple(
        _entry(known[source], draft) if source in known else Entry(source=str(source), status="stopped")
        for source in sources
    )
    counts = Counter(entry.status for entry in entries)
    return Report(
        titles=len(entries),
        built=counts["built"],
        unchanged=counts["unchanged"],
        failed=counts["failed"],
        stopped=counts["stopped"],
        files=sum(len(entry.files) for entry in entries),
        seconds=round(seconds, 3),
        entries=entries,
    )


def _entry(done: Done, draft: bool) -> Entry:
    built = done.built
    found = [problem for made in built.made for outcome in made.checks for problem in outcome.problems]
    return Entry(
        source=built.source,
        status=("built" if done.fresh else "unchanged") if built.passes(draft) else "failed",
        title=built.title,
        files=tuple(made.path for made in built.made),
        seconds=built.seconds,
        problems=(*built.problems, *(problem for problem in found if problem.severity != "info")),
    )


def write(made: Report, path: Path) -> None:
    """Write a report as JSON, whole or not at all. Raises OSError where it cannot be written."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        temporary.write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")
        temporary.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise


def show(made: Report, results: Sequence[Done]) -> None:
    """A table of the files, of many titles only of those with problems, and how many titles there are of each kind."""
    shown = list(results) if made.titles <= MANY else [done for done in results if _told(done)]
    if shown:
        console.output.print(_table(shown[:_MOST]))
    if len(shown) > _MOST:
        console.output.print(f"… and {len(shown) - _MOST:,} more with problems (--report FILE lists all)")
    words = (
        (made.built, "built"),
        (made.unchanged, "had not changed"),
        (made.failed, "failed"),
        (made.stopped, "not come to"),
    )
    said = ", ".join(f"{count:,} {word}" for count, word in words if count)
    files = f"{made.files:,} file{'s' if made.files != 1 else ''}"
    titles = f"{made.titles:,} publication{'s' if made.titles != 1 else ''}"
    console.output.print(f"{files} of {titles} in {made.seconds:.1f} s: {said}", markup=False)


def _told(done: Done) -> bool:
    """Whether there is something to say of a title."""
    outcomes = [outcome for made in done.built.made for outcome in made.checks]
    return bool(done.built.problems) or not done.built.made or any(one.status == "failed" for one in outcomes)


def _table(results: Sequence[Done]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("File", "Edition", "Size", "Pages", "Checks", "Problems"):
        table.add_column(heading, justify="right" if heading in ("Size", "Pages") else "left", overflow="fold")
    for result in (done.built for done in results):
        for made in result.made:
            table.add_row(
                made.path,
                made.edition,
                console.size(made.size),
                str(made.pages or ""),
                console.verdict(made.checks),
                console.tally(result.problems) or "none",
            )
        if not result.made:
            table.add_row(result.source, "", "", "", "not written", console.tally(result.problems))
    return table
