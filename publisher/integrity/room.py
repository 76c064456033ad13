"""Whether there is room for files before they are written."""

import shutil
from collections.abc import Iterable
from pathlib import Path

BLOCK = 4096
"""What a file takes up at least, on most media, bytes."""

_SPARE = 16 * BLOCK
"""What folders and the files of a workshop take, bytes."""


class NoRoomError(Exception):
    """There is no room for files; says how much is needed."""


def check_free(folder: Path, sizes: Iterable[int]) -> None:
    """Raises `NoRoomError` where files of these sizes, bytes, do not fit onto the medium of a folder."""
    needed = _SPARE + sum(map(taken, sizes))
    free = shutil.disk_usage(folder).free
    if needed > free:
        raise NoRoomError(f"about {said(needed)} are needed in {folder}, and {said(free)} are free")


def taken(size: int) -> int:
    """What a file of this size takes on a medium that is divided into blocks, bytes."""
    return -(-size // BLOCK) * BLOCK


def said(count: int) -> str:
    """A number of bytes in words: ``4.29 GB``."""
    for unit, size in (("GB", 10**9), ("MB", 10**6)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{max(1, round(count / 1000))} kB"
