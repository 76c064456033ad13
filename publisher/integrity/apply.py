"""How an update is applied to a copy of the old folder.

1. update and copy must be whole, and signed as is wanted: with a key, the new folder must be signed with it; without
   one, by whom the copy was signed before
2. the new folder is put together in a workshop beside the copy: what did not change is linked, or copied where the
   medium has no links, the rest comes from the update; then it is verified
3. it takes the place of the copy

Whatever is killed at whatever moment, a run that follows ends with the new folder, and what is there is old or new.
"""

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from publisher.integrity.bag import TAG_MANIFEST, digest, files_below
from publisher.integrity.place import Workshop, workshop
from publisher.integrity.room import NoRoomError, check_free
from publisher.integrity.store import Store, safe_name, store
from publisher.integrity.update import FILES, STEP, Step, UpdateError, must_be_whole
from publisher.integrity.verify import SIGNATURE, Check, Verdict, signer_of

_LONGEST = 2**28
"""How large the file may be that says what an update does, bytes."""
Tell = Callable[[str], None]


def apply(
    update: Path,
    folder: Path,
    check: Check | None = None,
    *,
    any_signer: bool = False,
    tell: Tell = lambda _stage: None,
) -> Step:
    """Bring a copy of the old folder up to date with an update, which is a folder or a ZIP file.

    ``check`` proves the signature of the update and of the new folder. Without it, a signed copy stays signed with
    the same key, unless ``any_signer`` may be.

    Raises UpdateError where it is not that, something is not whole or not signed as it must be, or there is no room;
    PlaceError where the folder cannot be replaced; OSError.
    """
    tell("checking the update")
    with _opened(update, check) as (kept, step), workshop(folder) as shop:
        tell("checking the folder")
        there = _state(folder)
        if there not in (step.old, step.new):
            raise UpdateError(f"{folder} is not what this update was made for; get the whole distribution")
        if there == step.new:
            must_be_whole(folder, check)
            return step
        before = must_be_whole(folder)
        if check is None and not any_signer:
            _must_stay_signed(folder, before, kept, step)
        _check_room(kept, shop, step)
        tell("putting the new folder together")
        _assemble(kept, shop, step)
        tell("checking the new folder")
        must_be_whole(shop.new, check)
        if _state(shop.new) != step.new:
            raise UpdateError("the update does not lead to what it says")
        shop.take_place()
    return step


@contextlib.contextmanager
def _opened(update: Path, check: Check | None) -> Iterator[tuple[Store, Step]]:
    must_be_whole(update, check)
    kept = store(update)
    try:
        yield kept, _step(update, kept)
    finally:
        kept.close()


def _step(update: Path, kept: Store) -> Step:
    sizes = kept.sizes()
    if STEP not in sizes:
        raise UpdateError(f"{update} is no update; publisher distribute --since makes one")
    try:
        with kept.open(STEP) as stream:
            step = msgspec.json.decode(stream.read(_LONGEST), type=Step)
    except msgspec.MsgspecError:
        raise UpdateError(f"{update} is no update that this version knows") from None
    for name in (*step.changed, *step.deleted):
        if not safe_name(name):
            raise UpdateError(f"the update names a file outside of the folder: {name}")
    lacking = [name for name in step.changed if f"{FILES}/{name}" not in sizes]
    if lacking:
        raise UpdateError(f"the update lacks {lacking[0]}")
    return step


def _must_stay_signed(folder: Path, before: Verdict, kept: Store, step: Step) -> None:
    """Who took the first copy on trust wants no other hand in the next ones."""
    if before.signature == "not signed" or SIGNATURE not in (*step.changed, *step.deleted):
        return
    signer = ""
    if SIGNATURE in step.changed:
        with kept.open(f"{FILES}/{SIGNATURE}") as stream:
            signer = signer_of(stream.read(_LONGEST))
    if not signer or signer != before.signer:
        then = f"signed with another one, {signer}" if signer else "not signed"
        raise UpdateError(
            f"{folder} is signed with the key {before.signer}, and after this update it would be {then}. "
            "If you have their public key, name it with --key; if you know that this is right, say --any-signer"
        )


def _check_room(kept: Store, shop: Workshop, step: Step) -> None:
    sizes = kept.sizes()
    needed = [sizes[f"{FILES}/{name}"] for name in step.changed]
    if not _links(shop):
        needed += [(shop.folder / name).stat().st_size for name in _unchanged(shop.folder, step)]
    try:
        check_free(shop.folder.parent, needed)
    except NoRoomError as fault:
        raise UpdateError(f"there is no room: {fault}") from None


def _links(shop: Workshop) -> bool:
    """Whether the medium can give a file a second name."""
    probe = shop.path / "probe"
    try:
        probe.hardlink_to(shop.folder / TAG_MANIFEST)
    except OSError:
        return False
    probe.unlink()
    return True


def _unchanged(folder: Path, step: Step) -> Iterator[str]:
    """The files of the old folder that are in the new one as they are."""
    left = {*step.changed, *step.deleted}
    return (name for name in files_below(folder, "") if name not in left)


def _assemble(kept: Store, shop: Workshop, step: Step) -> None:
    for name in _unchanged(shop.folder, step):
        _link(shop.folder / name, _target(shop, name))
    for name in step.changed:
        with kept.open(f"{FILES}/{name}") as given, _target(shop, name).open("wb") as taken:
            shutil.copyfileobj(given, taken, 2**20)


def _target(shop: Workshop, name: str) -> Path:
    target = shop.new / name
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def _link(source: Path, target: Path) -> None:
    """Puts a file that did not change into the new folder, which takes no room where the medium has links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _state(folder: Path) -> str:
    path = folder / TAG_MANIFEST
    return digest(path) if path.is_file() else ""
