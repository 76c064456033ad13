"""A small bag with what has changed between two distributions.

1. both must be whole: an update that leads from or to a damaged folder could never be applied
2. the files that are new or changed are copied, in a workshop beside the place that is wanted
3. a step says which digest the old folder's tag manifest has, which the new one's will have, and which files go away
4. the whole becomes a bag, and is moved into its place
"""

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from publisher.integrity.bag import MANIFEST, TAG_MANIFEST, digest, entries_of, write_bag
from publisher.integrity.place import workshop
from publisher.integrity.room import NoRoomError, check_free
from publisher.integrity.verify import SIGNATURE, Check, Verdict, verify

STEP = "data/update.json"
"""The file in an update that says what it leads from and to."""
FILES = "data/files"
"""Where, in an update, the files are that are new or changed."""


class Step(Struct, frozen=True):
    """From which folder to which one an update leads: digests of their tag manifests; and the names of its files."""

    old: str
    new: str
    changed: tuple[str, ...]
    deleted: tuple[str, ...]


class UpdateError(Exception):
    """An update cannot be made or applied; says why."""


def write_update(
    old: Path, new: Path, output: Path, description: str, date: str, sign: Callable[[Path], str] | None = None
) -> Step:
    """Write the update that leads from a folder to another one as a bag; an update that is there is replaced.

    ``sign`` gives the signature of the file that stands for all others, if the update is to have one.

    Raises UpdateError where one of the folders is not whole, there is no room, or ``output`` holds something else;
    PlaceError, OSError.
    """
    if not is_free(output):
        raise UpdateError(f"{output} holds something else")
    for folder in (old, new):
        must_be_whole(folder)
    before, after = _digests(old), _digests(new)
    changed = tuple(sorted(name for name, value in after.items() if before.get(name) != value))
    step = Step(before[TAG_MANIFEST], after[TAG_MANIFEST], changed, tuple(sorted(set(before) - set(after))))
    output.parent.mkdir(parents=True, exist_ok=True)
    try:
        check_free(output.parent, ((new / name).stat().st_size for name in changed))
    except NoRoomError as fault:
        raise UpdateError(str(fault)) from None
    with workshop(output) as shop:
        for name in changed:
            target = shop.new / FILES / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(new / name, target)
        (shop.new / STEP).write_bytes(msgspec.json.format(msgspec.json.encode(step), indent=1) + b"\n")
        write_bag(shop.new, description, date)
        if sign is not None:
            (shop.new / SIGNATURE).write_text(sign(shop.new / TAG_MANIFEST), encoding="utf-8", newline="")
        shop.take_place()
    return step


def is_free(output: Path) -> bool:
    """Whether an update may be written here: there is nothing yet, or an earlier update."""
    if not output.is_dir():
        return not output.exists()
    return (output / STEP).is_file() or not any(output.iterdir())


def must_be_whole(folder: Path, check: Check | None = None) -> Verdict:
    """What was found of a folder or a ZIP file. Raises UpdateError where it is not whole, or not signed as it must."""
    verdict = verify(folder, check)
    if verdict.signature in ("forged", "missing"):
        raise UpdateError(f"{folder} was not signed with this key: {verdict.said}")
    if not verdict.good:
        wrong = (*verdict.changed, *verdict.missing, *verdict.extra, *verdict.unsafe)
        said = verdict.fault or f"{len(wrong):,} files are not as they were"
        raise UpdateError(f"{folder} is not whole: {said}; see publisher verify {folder}")
    return verdict


def _digests(folder: Path) -> dict[str, str]:
    """The digest of every file of a bag that is whole."""
    found = {name: digest(folder / name) for name in (TAG_MANIFEST, SIGNATURE) if (folder / name).is_file()}
    for manifest in (TAG_MANIFEST, MANIFEST):
        with (folder / manifest).open(encoding="utf-8", newline="\n") as lines:
            found |= entries_of(lines)
    return found
