"""One run at a time: a file that is locked as long as a process has it, and that the system unlocks if it is killed."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

if sys.platform != "win32":
    import fcntl


@contextlib.contextmanager
def locked(path: Path) -> Iterator[bool]:
    """Holds the lock in a file, which is made for that and deleted in the end; False where another process has it.

    Where the system has no such locks, everybody gets it. Raises OSError where the file cannot be made.
    """
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        mine = _lock(handle)
        # Whoever had it before may have deleted it since it was opened.
        if not mine or _is_at(handle, path):
            break
        os.close(handle)
    try:
        yield mine
    finally:
        if mine:
            with contextlib.suppress(OSError):
                path.unlink()
        os.close(handle)
        if mine and sys.platform == "win32":
            # Windows deletes no file that is open.
            with contextlib.suppress(OSError):
                path.unlink()


def _lock(handle: int) -> bool:
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        # Some network file systems have no locks.
        return True
    return True


def _is_at(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except OSError:
        return False
