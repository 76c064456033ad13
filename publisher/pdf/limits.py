"""Bounds of time and memory for a job, so that a hostile table or stylesheet ends in a problem, not in a hung build.

A job gets time by its size. In a process of its own, memory is bounded, too: a process that wants more gets none, and
that is reported like any other fault of the content.
"""

import contextlib
import ctypes
import gc
import resource
import signal
import threading
from collections.abc import Iterator

from publisher.pdf.part import LayoutError

SECONDS = 120.0
"""Time for any job, however small."""
BYTES_A_SECOND = 500
"""How fast a large one must be: a tenth of what is usual."""
MEMORY = 3 * 2**30
"""Bytes that a process may have, fonts and libraries among them."""
_AGAIN = 5.0
"""After so many seconds more, it is said again that time is up."""
_PAGES = 24
"""After so many pages at the latest, their boxes are let go of."""
_held = 0


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
def bounded(size: int) -> Iterator[None]:
    """Raises `LayoutError` where what is done meanwhile takes too long for a job of ``size`` bytes, or all memory."""
    try:
        with _timed(SECONDS + size / BYTES_A_SECOND):
            yield
    except MemoryError:
        message = f"it takes more than {MEMORY // 2**30} GB of memory to lay out"
        raise LayoutError(message, fix="divide it, or make its tables smaller") from None
    except _TooLongError:
        message = f"it takes more than {SECONDS + size / BYTES_A_SECOND:.0f} seconds to lay out"
        raise LayoutError(message, fix="divide it, or make its tables and stylesheet simpler") from None


class _TooLongError(BaseException):
    """Time is up. Not an ordinary exception, which libraries might swallow."""


@contextlib.contextmanager
def _timed(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        # Only the main thread can be interrupted.
        yield
        return

    def stop(*_: object) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGALRM, stop)
    # Again and again: raised amid a callback from C, or while an object is deleted, it would be lost.
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def bound_memory() -> None:
    """Bounds the memory of this process of a pool for good."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    limit = MEMORY if hard == resource.RLIM_INFINITY else min(MEMORY, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
    # What was loaded before the first job stays, and need not be looked at again and again.
    gc.freeze()
