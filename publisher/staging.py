"""A folder in which files are made before they are moved into place; what killed runs leave of theirs is cleared away.

1. make it in the output folder, and lock it
2. delete it with what is still in it, also where a fault ends the run
3. where the run was killed, its lock is gone with it: the next run clears the folder away
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STAGING = ".making-"


@contextmanager
def staging(output: Path) -> Iterator[Path]:
    """A folder beside the finished files, on the same disk, so that moving them is one step."""
    output.mkdir(parents=True, exist_ok=True)
    handle: int | None = None
    while handle is None:
        folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=output))
        # Another run that clears away may take it before it is locked.
        handle = _locked(folder)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def sweep(output: Path) -> None:
    """Clear away what runs that were killed have left in the output folder."""
    for folder in output.glob(f"{_STAGING}*"):
        handle = _locked(folder)
        if handle is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(handle)


def _locked(folder: Path) -> int | None:
    """A handle that keeps others from the folder until it is closed or this process ends; None where one has it."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle
