"""Bounds of time and memory for a job, so that a hostile table or stylesheet ends in a problem, not in a hung build.

A job gets time by its size: seconds of computing, so that a busy machine makes no problem. Where it has a process of
its own, memory is bounded, too: one that wants more gets none, and that is reported like any other fault of the
content. What no signal can stop, since it never comes back from a library, the system ends with its process.
"""

import contextlib
import ctypes
import gc
import resource
import signal
import threading
from collections.abc import Iterator

from msgspec import Struct

from publisher.pdf.part import LayoutError


class Limits(Struct, frozen=True):
    """What a job may take: seconds of computing for any, however small, and one more for so many bytes of markup (a
    tenth of what is usual, or less); bytes that its process may have, fonts and libraries among them."""

    seconds: float = 120.0
    bytes_a_second: int = 2000
    memory: int = 3 * 2**30

    def time(self, size: int) -> float:
        """Seconds for a job of so many bytes."""
        return self.seconds + size / self.bytes_a_second


USUAL = Limits()
_AGAIN = 5.0
"""After so many seconds more, it is said again that time is up."""
_PAGES = 24
"""After so many pages at the latest, their boxes are let go of."""
_held = 0
_own = False
_wasted = False
"""Whether the last job came to nothing: what it made is still there."""


def let_go(pages: int) -> None:
    """Collects the boxes of pages that were laid out, which refer to each other in circles, unless they are few.

    It is done between jobs alone: while boxes are made, all of them are needed, and to look for others takes long.
    """
    global _held
    _held += pages
    if _held >= _PAGES:
        give_back()
        _held = 0


def give_back() -> None:
    """Collects what is no longer needed after a long step, and gives its memory back to the system."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):
        # Only the library of GNU systems keeps what was freed, and has this.
        ctypes.CDLL(None).malloc_trim(0)


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Nothing is looked through for what is no longer needed meanwhile, but where `let_go` asks for it."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


@contextlib.contextmanager
def bounded(size: int, limits: Limits = USUAL) -> Iterator[None]:
    """Raises `LayoutError` where what is done meanwhile takes too long for a job of ``size`` bytes, or all memory.

    Time is bounded in the main thread alone, and memory in processes that `bound_memory` was called in.
    """
    global _wasted
    if _wasted:
        give_back()
    _wasted = True
    try:
        with _timed(limits.time(size)):
            yield
        _wasted = False
    except MemoryError:
        raise too_large(limits) from None
    except _TooLongError:
        raise too_long(size, limits) from None


def too_large(limits: Limits) -> LayoutError:
    """What is said of a job that wants too much memory."""
    message = f"it takes more than {limits.memory / 2**30:.2g} GB of memory to lay out"
    return LayoutError(message, fix="divide it, or make its tables smaller")


def too_long(size: int, limits: Limits) -> LayoutError:
    """What is said of a job of ``size`` bytes that takes too long."""
    message = f"it takes more than {limits.time(size):.0f} seconds to lay out"
    return LayoutError(message, fix="divide it, or make its tables and stylesheet simpler")


def stoppable() -> bool:
    """Whether a job that takes too long can be stopped here: only the main thread can be interrupted."""
    return threading.current_thread() is threading.main_thread()


class _TooLongError(BaseException):
    """Time is up. Not an ordinary exception, which libraries might swallow."""


@contextlib.contextmanager
def _timed(seconds: float) -> Iterator[None]:
    if not stoppable():
        yield
        return

    def stop(*_: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGPROF, stop)
    # Again and again: raised amid a callback from C, or while an object is deleted, it would be lost.
    signal.setitimer(signal.ITIMER_PROF, seconds, _AGAIN)
    try:
        with _ended_after(seconds + 4 * _AGAIN):
            yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextlib.contextmanager
def _ended_after(seconds: float) -> Iterator[None]:
    """In a process of its own, the system ends it after so many seconds of computing: C code hears no signal."""
    if not _own:
        yield
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    limit = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def bound_memory(memory: int = USUAL.memory) -> None:
    """Bounds the memory of this process, which jobs have for themselves, for good; bytes."""
    global _own
    _own = True
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    # One that the system ends shall leave no file of its memory behind.
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    # What was loaded before the first job stays, and need not be looked at again and again.
    gc.freeze()
