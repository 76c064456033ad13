"""What people see: problems with their source lines, progress, and results. Plain where nobody watches."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

import msgspec
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar
from rich.text import Text

from publisher.check import Outcome
from publisher.cli.progress import Progress, clock
from publisher.model import Problem
from publisher.read import excerpt

errors = Console(stderr=True, soft_wrap=True, highlight=False)
output = Console(soft_wrap=True, highlight=False)
if not output.is_terminal:
    # A table in a log is not to be folded at 80 columns.
    output = Console(soft_wrap=True, highlight=False, width=240)
_SECONDS_BETWEEN_LOOKS = 0.1
STYLES = {"error": "bold red", "warning": "yellow", "info": "cyan"}


class Style(StrEnum):
    """How a result is printed: for people or for tools."""

    TEXT = "text"
    JSON = "json"


def show_json(value: object) -> None:
    """The value as JSON on standard output."""
    typer.echo(msgspec.json.format(msgspec.json.encode(value, order="sorted"), indent=2).decode())


def show_problem(problem: Problem, folder: Path | None = None) -> None:
    """One problem with its place, its source line and the rule that asks for it."""
    line = Text()
    if problem.place.file:
        shown = folder / problem.place.file if folder else Path(problem.place.file)
        numbers = str(problem.place)[len(problem.place.file) :]
        line.append(f"{shown}{numbers}: ", "bold")
    line.append(f"{problem.severity}: ", STYLES[problem.severity])
    line.append(problem.message)
    if problem.fix:
        line.append(f"; {problem.fix}")
    line.append(f"  [{problem.code}]", "dim")
    errors.print(line)
    source = excerpt(folder, problem) if folder else None
    if source:
        errors.print(Text(source, "dim"))
    if problem.clause:
        errors.print(Text(f"  why: {problem.clause}", "dim"))


def show_problems(problems: Sequence[Problem], folder: Path | None = None, most: int = 100) -> None:
    """The problems, errors first, and how many of each severity there are.

    Past ``most`` of them the rest is counted by code: a list that nobody reads to its end helps nobody.
    """
    ranked = sorted(problems, key=lambda problem: list(STYLES).index(problem.severity))
    for problem in ranked[:most]:
        show_problem(problem, folder)
    rest = Counter(problem.code for problem in ranked[most:])
    if rest:
        kinds = ", ".join(f"{count} {code}" for code, count in rest.most_common())
        errors.print(f"… and {rest.total()} more: {kinds} (--format json lists all)", markup=False)


def tally(problems: Sequence[Problem]) -> str:
    """``2 errors, 1 warning in 3 files``, or nothing where there is no problem."""
    counts = Counter[str](problem.severity for problem in problems)
    said = [
        f"{counts[severity]} {word}{'s' if counts[severity] != 1 and word != 'to know' else ''}"
        for severity, word in (("error", "error"), ("warning", "warning"), ("info", "to know"))
        if counts[severity]
    ]
    files = len({problem.place.file for problem in problems if problem.place.file})
    where = f" in {files} file{'s' if files != 1 else ''}" if files else ""
    return ", ".join(said) + where if said else ""


def size(count: int) -> str:
    """A number of bytes as people say it: ``412 kB``."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"


@contextmanager
def progress(total: int, quiet: bool = False, every: float = 10.0) -> Iterator[Progress]:
    """Shows how far a long work is: on a terminal as a bar, in a log as a line each so many seconds."""
    watched = Progress(total)
    if quiet:
        yield watched
        return
    ended = threading.Event()
    show = _bar(watched, ended) if errors.is_terminal else _lines(watched, ended, every)
    thread = threading.Thread(target=show, daemon=True)
    thread.start()
    try:
        yield watched
    finally:
        ended.set()
        thread.join()


def _lines(watched: Progress, ended: threading.Event, every: float) -> Callable[[], None]:
    def show() -> None:
        while not ended.wait(every):
            errors.print(str(watched), markup=False)

    return show


def _bar(watched: Progress, ended: threading.Event) -> Callable[[], None]:
    bar = Bar(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[titles]}"),
        TimeElapsedColumn(),
        TextColumn("{task.fields[left]}"),
        console=errors,
        transient=True,
    )

    def show() -> None:
        with bar:
            task = bar.add_task("", total=1.0 if watched.total else None, titles="", left="")
            while not ended.wait(_SECONDS_BETWEEN_LOOKS):
                bar.update(
                    task,
                    completed=watched.share,
                    description=escape(watched.stage),
                    titles=f"{watched.done}/{watched.total}" if watched.total else "",
                    left=f"about {clock(watched.left)} left" if watched.left is not None else "",
                )

    return show


def show_outcome(outcome: Outcome) -> None:
    """What a check found; nothing where it passed."""
    if outcome.status == "missing":
        errors.print(f"{outcome.file}: not checked by {outcome.validator}: {outcome.detail}", markup=False)
    for problem in outcome.problems:
        if problem.severity != "info":
            show_problem(problem)


def verdict(outcomes: Sequence[Outcome]) -> str:
    """``4 of 4 passed``, and which ones failed or are missing."""
    if not outcomes:
        return "not checked"
    passed = sum(outcome.status == "passed" for outcome in outcomes)
    said = [f"{passed} of {len(outcomes)} passed"]
    for status, word in (("failed", "failed"), ("missing", "not installed")):
        names = [outcome.validator for outcome in outcomes if outcome.status == status]
        if names:
            said.append(f"{', '.join(names)} {word}")
    return "; ".join(said)
