"""A small bag with what has changed between two distributions, and how it is applied to a copy of the old one.

1. an update holds the files that are new or changed, and says which digest the old folder's tag manifest has, which
   the new one's will have, and which files go away
2. to apply it, the new folder is put together beside the old one: what did not change is linked or copied, the rest
   comes from the update; then it is verified
3. the two change places in one step, and the old one is deleted. Where the file system cannot do that, one is renamed
   after the other, and the next run finishes what was broken off in between

Whatever is killed at whatever moment, a run that follows ends with the new folder, and what is there is old or new.
"""

import contextlib
import ctypes
import errno
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from publisher.integrity.bag import TAG_MANIFEST, digest, files_below, write_bag
from publisher.integrity.verify import verify

NAME = "update.json"
_FILES = "data/files"
_EXCHANGE, _HERE = 2, -100
"""RENAME_EXCHANGE and AT_FDCWD of Linux."""
_UNABLE = frozenset({errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM})


class Step(Struct, frozen=True):
    """From which folder to which one an update leads: digests of their tag manifests; and the names of its files."""

    old: str
    new: str
    changed: tuple[str, ...]
    deleted: tuple[str, ...]


class UpdateError(Exception):
    """An update cannot be made or applied; says why."""


Tell = Callable[[str], None]


def write_update(old: Path, new: Path, output: Path, description: str, date: str) -> Step:
    """Write the update that leads from a folder to another one as a bag; ``output`` must be new or empty.

    Raises UpdateError where one of the folders is no bag, or ``output`` holds something; OSError.
    """
    if output.exists() and (not output.is_dir() or any(output.iterdir())):
        raise UpdateError(f"{output} is there already")
    before, after = _digests(old), _digests(new)
    changed = tuple(sorted(name for name, value in after.items() if before.get(name) != value))
    step = Step(before[TAG_MANIFEST], after[TAG_MANIFEST], changed, tuple(sorted(set(before) - set(after))))
    work = output.with_name(f".{output.name}-new")
    shutil.rmtree(work, ignore_errors=True)
    for name in changed:
        target = work / _FILES / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(new / name, target)
    (work / "data" / NAME).write_bytes(msgspec.json.format(msgspec.json.encode(step), indent=1) + b"\n")
    write_bag(work, description, date)
    if output.exists():
        output.rmdir()
    work.rename(output)
    return step


def apply(update: Path, folder: Path, tell: Tell = lambda _stage: None) -> Step:
    """Bring a copy of the old folder up to date. Raises UpdateError where it is not that, or something is not whole.

    A run that was broken off is gone on with. Raises OSError where there is no room.
    """
    tell("checking the update")
    step = _step(update)
    fresh, gone = (folder.with_name(f".{folder.name}-{kind}") for kind in ("new", "old"))
    _finish(folder, fresh, gone, step)
    tell("checking the folder")
    there = _state(folder)
    if there == step.new:
        _clear(fresh, gone)
        return step
    if there != step.old:
        raise UpdateError(f"{folder} is not what this update was made for; get the whole distribution")
    _must_be_whole(folder)
    _clear(fresh, gone)
    tell("putting the new folder together")
    _assemble(update, folder, fresh, step)
    tell("checking the new folder")
    _must_be_whole(fresh)
    if _state(fresh) != step.new:
        raise UpdateError("the update does not lead to what it says")
    _swap(folder, fresh, gone)
    _clear(fresh, gone)
    return step


def _step(update: Path) -> Step:
    _must_be_whole(update)
    try:
        step = msgspec.json.decode((update / "data" / NAME).read_bytes(), type=Step)
    except (OSError, msgspec.MsgspecError):
        raise UpdateError(f"{update} is no update; publisher distribute --update makes one") from None
    for name in (*step.changed, *step.deleted):
        if name.startswith("/") or ".." in name.split("/") or "\\" in name:
            raise UpdateError(f"the update names a file outside of the folder: {name}")
    return step


def _must_be_whole(folder: Path) -> None:
    verdict = verify(folder)
    if not verdict.good:
        wrong = (
            verdict.fault or f"{len((*verdict.changed, *verdict.missing, *verdict.extra))} files are not as they were"
        )
        raise UpdateError(f"{folder} is not whole: {wrong}; see publisher verify {folder}")


def _digests(folder: Path) -> dict[str, str]:
    """The digest of every file of a bag."""
    if not (folder / TAG_MANIFEST).is_file():
        raise UpdateError(f"{folder} was not made by publisher distribute")
    return {name: digest(folder / name) for name in files_below(folder, "")}


def _state(folder: Path) -> str:
    path = folder / TAG_MANIFEST
    return digest(path) if path.is_file() else ""


def _assemble(update: Path, folder: Path, fresh: Path, step: Step) -> None:
    left = {*step.changed, *step.deleted}
    for name in files_below(folder, ""):
        if name not in left:
            _place(folder / name, fresh / name, linked=True)
    for name in step.changed:
        _place(update / _FILES / name, fresh / name, linked=False)


def _place(source: Path, target: Path, linked: bool) -> None:
    """Puts a file into the new folder; what did not change needs no room twice, where the file system has links."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if linked:
        with contextlib.suppress(OSError):
            os.link(source, target)
            return
    with source.open("rb") as given, target.open("wb") as taken:
        shutil.copyfileobj(given, taken, 2**20)
        taken.flush()
        os.fsync(taken.fileno())


def _swap(folder: Path, fresh: Path, gone: Path) -> None:
    if not _exchanged(folder, fresh):
        folder.rename(gone)
        fresh.rename(folder)
    _flush(folder.parent)


def _finish(folder: Path, fresh: Path, gone: Path, step: Step) -> None:
    """Where a run was killed between two renames, its folder is not there: the new one takes its place, or the old."""
    if not folder.exists():
        if _state(fresh) == step.new and verify(fresh).good:
            fresh.rename(folder)
        elif gone.exists():
            gone.rename(folder)
        else:
            raise UpdateError(f"{folder} is not there")


def _clear(*folders: Path) -> None:
    for folder in folders:
        if folder.exists():
            shutil.rmtree(folder)


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot do that."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNABLE:
        return False
    raise OSError(number, os.strerror(number), str(one))


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def _flush(folder: Path) -> None:
    """Have the names in a folder written to the medium, before it is pulled."""
    with contextlib.suppress(OSError), _opened(folder) as handle:
        os.fsync(handle)
