"""A program that is run, how long it takes, and how much memory it and all that it starts have meanwhile."""

import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec
import psutil
from msgspec import Struct

_LOOKS = 20
"""How often its memory is looked at, each second."""
_MIB = 2**20


class Run(Struct, frozen=True):
    """Seconds; the most memory that one of its processes had, and all of them together, MiB; its output.

    Memory that processes share counts for each of them.
    """

    seconds: float
    largest: float
    together: float
    output: str = msgspec.field(default="", name="-")


def run(*command: str | Path, good: Sequence[int] = (0,)) -> Run:
    """Run a command to its end. Raises SystemExit with what it said where its exit code is not among ``good``."""
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        started = time.perf_counter()
        process = psutil.Popen([str(word) for word in command], stdout=output, stderr=errors)
        largest = together = 0.0
        while process.poll() is None:
            sizes = _sizes(process)
            largest, together = max(largest, *sizes), max(together, sum(sizes))
            time.sleep(1 / _LOOKS)
        seconds = time.perf_counter() - started
        output.seek(0)
        errors.seek(0)
        if process.returncode not in good:
            raise SystemExit(f"{' '.join(map(str, command))} failed:\n{errors.read()[-3000:]}")
        return Run(round(seconds, 2), round(largest / _MIB), round(together / _MIB), output.read())


def publisher(*arguments: str | Path, good: Sequence[int] = (0,)) -> Run:
    """Run a command of ours."""
    return run(sys.executable, "-m", "publisher", *arguments, good=good)


def _sizes(process: psutil.Process) -> list[float]:
    """What each process has in memory, bytes; 0 for those that have just ended."""
    try:
        running = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return [0.0]
    return [0.0, *map(_size, running)]


def _size(process: psutil.Process) -> float:
    try:
        return float(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0.0
