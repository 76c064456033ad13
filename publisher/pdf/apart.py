"""A process for jobs alone, which a thread can stop: tasks of a Dask cluster, and one process at a time otherwise.

1. the process is begun with the first job, and kept; it bounds its own time and memory
2. it is given a style, if it has another one, and a job, and gives back the result, or what is wrong with it
3. where it is ended by the system, that is what is wrong, and the next job gets another process

It ends when nobody can give it jobs any more, be it that whoever began it was killed. `alone` is the program in it.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from typing import IO

import msgspec
from msgspec import Struct

from publisher.pdf.limits import USUAL, Limits, too_long
from publisher.pdf.part import LayoutError
from publisher.pdf.work import AnyJob, Style

_LENGTH = 8
_SECONDS_TO_END = 5


class Order(Struct, frozen=True):
    """A job for the process: its kind and itself, its limits, and the style if it is another one than before."""

    kind: str
    job: msgspec.Raw
    limits: Limits
    style: Style | None = None


class Answer(Struct, frozen=True):
    """What became of a job: its result, or what is wrong with it and what to do (`LayoutError`), or else, in ``crash``,
    what went wrong with the program."""

    data: bytes = b""
    fault: str = ""
    fix: str = ""
    crash: str = ""


class Apart:
    """Does the jobs one after the other in a process of its own."""

    def __init__(self, limits: Limits = USUAL) -> None:
        self.limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._style = ""

    def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
        """The place of each job and its result. Raises `LayoutError`."""
        for at, job in enumerate(jobs):
            try:
                yield at, self._done(style, job)
            except LayoutError as fault:
                fault.job = at
                raise

    def _done(self, style: Style, job: AnyJob) -> bytes:
        process = self._started()
        new = style if self._style != style.key else None
        order = Order(type(job).__name__, msgspec.Raw(msgspec.msgpack.encode(job)), self.limits, new)
        try:
            send(_open(process.stdin), msgspec.msgpack.encode(order))
            received = receive(_open(process.stdout))
        except BrokenPipeError:
            received = None
        except BaseException:
            # Its answer would be taken for that to the next job.
            process.kill()
            self.close()
            raise
        if received is None:
            raise self._ended(process, job)
        self._style = style.key
        answer = msgspec.msgpack.decode(received, type=Answer)
        if answer.crash:
            raise RuntimeError(answer.crash)
        if answer.fault:
            raise LayoutError(answer.fault, fix=answer.fix)
        return answer.data

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # It finds this program where this process found it.
            environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
            command = [sys.executable, "-m", "publisher.pdf.alone"]
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, bufsize=-1
            )
        return self._process

    def _ended(self, process: subprocess.Popen[bytes], job: AnyJob) -> LayoutError:
        """What is wrong with a job that the process was ended amid."""
        self.close()
        if process.returncode == -signal.SIGXCPU:
            return too_long(job.size, self.limits)
        message = "the process that laid it out was stopped, most likely for want of memory"
        return LayoutError(message, fix="divide it, or make its tables smaller")

    def close(self) -> None:
        """Ends the process."""
        process, self._process, self._style = self._process, None, ""
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            try:
                _open(pipe).close()
            except BrokenPipeError:
                continue
        try:
            process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __del__(self) -> None:
        self.close()


_kept = threading.local()


def kept(limits: Limits = USUAL) -> Apart:
    """The process of this thread, which is kept as long as the thread is there."""
    found: Apart | None = getattr(_kept, "apart", None)
    if found is None or found.limits != limits:
        found = _kept.apart = Apart(limits)
    return found


def send(stream: IO[bytes], data: bytes) -> None:
    """Writes a message. Raises BrokenPipeError where nobody reads it."""
    stream.write(len(data).to_bytes(_LENGTH, "big") + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Reads a message; None where the other side is gone."""
    head = stream.read(_LENGTH)
    if len(head) < _LENGTH:
        return None
    size = int.from_bytes(head, "big")
    data = stream.read(size)
    return data if len(data) == size else None


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise BrokenPipeError
    return pipe
