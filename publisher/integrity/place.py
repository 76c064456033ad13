"""A new folder takes the place of an old one, whole or not at all, whatever is killed or pulled at whatever moment.

1. the new folder is put together in a workshop: a folder beside the old one that bears our mark, and that one run at
   a time has for itself
2. it is flushed to the medium; then the mark says that it is ready
3. the two change places in one step. Where the medium cannot do that, as FAT often cannot, the old one goes into the
   workshop and the new one comes out of it. Whatever opens the folder next finishes what was broken off in between
4. the workshop is cleared away; what does not bear our mark is never touched
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct

from publisher.integrity.lock import locked
from publisher.integrity.system import exchanged, flush, flush_names, synchronised
from publisher.integrity.verify import verify

MARK = "publisher.json"
_LOCK, _PART = "lock", "publisher.json.part"
Stage: TypeAlias = Literal["making", "ready", "done"]
_HELP = (
    "If the folder is missing, say publisher verify with its name, and it is put in its place again. "
    "Or move the folder “new” from here to there, or “old” where there is no new one."
)


class PlaceError(Exception):
    """A folder cannot be replaced; says why, and what to do."""


class BrokenOffError(PlaceError):
    """A folder is not in its place; says where it is, and what to do."""


class _Mark(Struct, frozen=True, forbid_unknown_fields=True):
    """What a workshop says of itself: for which folder it is, and how far it is."""

    folder: str
    stage: Stage
    help: str


class Workshop:
    """Where a folder is made that takes the place of another one; other files may be put into it on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = beside(folder)
        self.new = self.path / "new"

    @property
    def old(self) -> Path:
        """Where the old folder goes, if the two cannot change places at once."""
        return self.path / "old"

    def take_place(self) -> None:
        """Let the new folder take the place of the old one, if there is one.

        Raises OSError where that is not possible and all is as it was, `BrokenOffError` where the old one cannot even
        be put back.
        """
        if self.folder.exists():
            if not synchronised(self.new):
                flush(self.new)
            self.say("ready")
            if not exchanged(self.folder, self.new):
                self._take_turns()
        else:
            self.new.rename(self.folder)
        flush_names(self.path)
        flush_names(self.folder.parent)
        # From here on it is new, whatever cannot be written any more.
        with contextlib.suppress(OSError):
            self.say("done")

    def say(self, stage: Stage) -> None:
        """Write the mark, whole or not at all."""
        mark = _Mark(self.folder.name, stage, _HELP)
        with (self.path / _PART).open("wb") as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(mark), indent=1) + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        (self.path / _PART).replace(self.path / MARK)
        flush_names(self.path)

    def finish(self) -> str:
        """Put the folder in its place again if it is missing; gives what was done, or nothing."""
        mark = _mark(self.path)
        if os.path.lexists(self.folder) or mark is None or mark.stage == "making":
            return ""
        if mark.stage == "ready" and verify(self.new).good:
            self.new.rename(self.folder)
            said = "the new one has taken its place"
        elif mark.stage == "ready" and self.old.is_dir():
            self.old.rename(self.folder)
            said = "the old one is back in its place"
        else:
            return ""
        flush_names(self.folder.parent)
        return f"{self.folder} was missing, as a run was broken off: {said}"

    def clear(self) -> None:
        """Delete what is in the workshop, the mark last. The only copy of a folder is never deleted."""
        mark = _mark(self.path)
        if mark is not None and mark.stage == "ready" and not self.folder.exists():
            return
        for path in sorted(self.path.iterdir(), key=lambda path: (path.name == MARK, path.name)):
            if path.name != _LOCK:
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()

    def _take_turns(self) -> None:
        self.folder.rename(self.old)
        try:
            self.new.rename(self.folder)
        except OSError as fault:
            try:
                self.old.rename(self.folder)
            except OSError:
                said = f"{self.folder} could not be put in its place ({fault.strerror}); it is in {self.old}"
                raise BrokenOffError(f"{said}. Say publisher verify {self.folder} to have it back") from fault
            raise


def placed(folder: Path) -> Path:
    """The folder itself, whatever links lead to it. Raises `PlaceError` where another cannot take its place."""
    try:
        found = folder.resolve()
        inside = Path.cwd().is_relative_to(found)
    except (OSError, RuntimeError) as fault:
        raise PlaceError(f"{folder} cannot be found: {fault}") from None
    if os.path.ismount(found):
        said = f"{folder} is a whole medium, and no other folder can take its place"
        raise PlaceError(f"{said}; name a folder on it, such as {found / 'library'}")
    if inside:
        said = f"{folder} is where you are, and another folder takes its place"
        raise PlaceError(f"{said}; go out of it, and name it from there: {found}")
    return found


def beside(folder: Path) -> Path:
    """Where the workshop of a folder is, if there is one."""
    return folder.with_name(f".{folder.name}-publisher")


@contextlib.contextmanager
def workshop(folder: Path) -> Iterator[Workshop]:
    """The workshop of a folder, empty at first, and gone in the end. What an earlier run broke off is finished before.

    Raises `PlaceError` where another run has it, or something is in its place that was not made here; OSError.
    """
    shop = Workshop(folder)
    _claim(shop)
    with _held(shop.path):
        shop.finish()
        shop.clear()
        if shop.old.exists() or shop.new.exists():
            raise BrokenOffError(f"{folder} is missing; what is left of it, which is not whole, is in {shop.path}")
        shop.say("making")
        try:
            yield shop
        finally:
            # What cannot be deleted now is told by `left_over`, and deleted by the next run.
            with contextlib.suppress(OSError):
                shop.clear()


def recover(folder: Path) -> str:
    """Put a folder in its place that a broken off run has left beside it; gives what was done, or nothing.

    Whoever opens a folder asks for this first. Raises `PlaceError` where it cannot be done.
    """
    try:
        shop = Workshop(folder.resolve())
    except (OSError, RuntimeError):
        return ""
    if shop.folder.exists() or _mark(shop.path) is None:
        return ""
    try:
        with _held(shop.path):
            said = shop.finish()
            if said:
                with contextlib.suppress(OSError):
                    shop.clear()
            return said
    except OSError as fault:
        said = f"{folder} is missing, as a run was broken off, and cannot be put in its place again"
        raise BrokenOffError(f"{said} ({fault.strerror}); it is in {shop.path}") from None


def left_over(folder: Path) -> Path | None:
    """The workshop of a folder where it could not be cleared away."""
    return beside(folder) if beside(folder).exists() else None


@contextlib.contextmanager
def _held(path: Path) -> Iterator[None]:
    """Has a workshop for itself, and removes it in the end if nothing is left in it."""
    try:
        with locked(path / _LOCK) as mine:
            if not mine:
                raise PlaceError(f"another run of publisher is at work in {path}; wait until it has ended")
            yield
    finally:
        with contextlib.suppress(OSError):
            path.rmdir()


def _claim(shop: Workshop) -> None:
    try:
        shop.path.mkdir()
    except FileExistsError:
        # Killed before it had its mark, a workshop holds nothing of anybody.
        new = shop.path.is_dir() and {path.name for path in shop.path.iterdir()} <= {_LOCK, _PART}
        if shop.path.is_symlink() or not (new or _mark(shop.path)):
            said = f"{shop.path} is in the way, and was not made by publisher"
            raise PlaceError(f"{said}; give it another name") from None


def _mark(path: Path) -> _Mark | None:
    """What a workshop says of itself; nothing where it is none."""
    try:
        return msgspec.json.decode((path / MARK).read_bytes(), type=_Mark)
    except (OSError, msgspec.MsgspecError):
        return None
