"""What Linux can do with folders that Python has no name for. Elsewhere each of these says that it cannot be done."""

import contextlib
import ctypes
import errno
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_EXCHANGE, _HERE = 2, -100
"""RENAME_EXCHANGE and AT_FDCWD."""
_UNABLE = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM})


def exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where system or medium cannot do that. Raises OSError."""
    library = _library()
    rename = getattr(library, "renameat2", None)
    if rename is None:
        return False
    return _done(rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE), one)


def synchronised(folder: Path) -> bool:
    """Have all that was written to the medium of a folder reach it; False where the system cannot do that at once.

    Raises OSError where something could not be written.
    """
    synchronise = getattr(_library(), "syncfs", None)
    if synchronise is None:
        return False
    with _opened(folder) as handle:
        result = synchronise(handle)
    return _done(result, folder)


def flush(folder: Path) -> None:
    """Have a folder and all below it reach the medium, one file after the other. Raises OSError."""
    for place, _, names in os.walk(folder, topdown=False):
        for name in names:
            # Windows flushes only what is opened for writing; elsewhere, files may be read-only.
            with (Path(place) / name).open("r+b" if sys.platform == "win32" else "rb") as stream:
                os.fsync(stream.fileno())
        flush_names(Path(place))


def flush_names(folder: Path) -> None:
    """Have the names in a folder reach the medium, where the system can do that."""
    with contextlib.suppress(OSError), _opened(folder) as handle:
        os.fsync(handle)


def _done(result: int, path: Path) -> bool:
    """Whether a call of the system did what it should; False where it is not able to. Raises OSError otherwise."""
    if result == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNABLE:
        return False
    raise OSError(number, os.strerror(number), str(path))


def _library() -> ctypes.CDLL | None:
    try:
        return ctypes.CDLL(None, use_errno=True)
    except (OSError, TypeError):
        # Windows has no library of that kind, and says so with a TypeError.
        return None


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)
