"""A distribution goes to a store of files elsewhere, such as S3: what is new or changed is sent, what is gone deleted.

1. the store's own manifest says what it has; what it lists but does not hold, or in another size, is sent again
2. first what pages need, then the pages that lead there, then what is gone is deleted; the manifests come last, so
   that a run that was broken off is made good by the next one
3. nothing is deleted that the store's manifest does not name

This module needs fsspec, and the library for the store: the extra ``stores`` has that for S3.
"""

import hashlib
import mimetypes
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import fsspec
from msgspec import Struct

from publisher.integrity.bag import MANIFEST, TAG_MANIFEST, digest, entries_of, files_below
from publisher.media_types import TYPES

MARK = "data/distribution.json"
"""What says that a place holds a distribution. It is sent first."""
_BATCH = 64
Tell = Callable[[int, int], None]
"""Called with how many files are done, of how many."""


class Sent(Struct, frozen=True):
    """What was done: how many files were sent and how many bytes they have, how many were deleted, how many stayed."""

    sent: int
    bytes: int
    deleted: int
    stayed: int


class SendError(Exception):
    """A store cannot be reached or written to, or holds something else; says why."""


def send(folder: Path, address: str, tell: Tell = lambda _done, _of: None) -> Sent:
    """Make the store at ``address`` (``s3://bucket/folder``, or what else fsspec knows) the same as the folder.

    Raises `SendError`. Names of users and passwords come from the surroundings, as the store's library takes them.
    """
    for suffix, name in TYPES.items():
        mimetypes.add_type(name, suffix)
    try:
        # On a disk, folders come before what is in them.
        here = fsspec.utils.get_protocol(address) in ("file", "local")
        store, root = fsspec.core.url_to_fs(address, **({"auto_mkdir": True} if here else {}))
        return _sent(folder, store, root.rstrip("/"), tell)
    except SendError:
        raise
    except Exception as fault:  # What goes wrong in a store is told in as many ways as there are stores.
        said = " ".join(str(fault).split()) or type(fault).__name__
        raise SendError(f"{address} could not be brought up to date: {said}") from fault


def _sent(folder: Path, store: Any, root: str, tell: Tell) -> Sent:
    there = {name.removeprefix(f"{root}/"): one["size"] for name, one in _found(store, root).items()}
    if there and MARK not in there:
        raise SendError(f"{root} holds files that are no distribution; name an empty place")
    before, after = _digests(store, root), {name: digest(folder / name) for name in files_below(folder, "")}
    sizes = {name: (folder / name).stat().st_size for name in after}
    wanted = [name for name in after if before.get(name) != after[name] or there.get(name) != sizes[name]]
    gone = sorted(name for name in before.keys() & there.keys() - after.keys() if _is_ours(name))
    last = [name for name in (MANIFEST, TAG_MANIFEST) if name in wanted]
    first = sorted((name for name in wanted if name not in last), key=lambda name: (_turn(name), name))
    done = 0
    for names in _batches(first):
        store.put([str(folder / name) for name in names], [f"{root}/{name}" for name in names])
        done += len(names)
        tell(done, len(wanted))
    for names in _batches(gone):
        store.rm([f"{root}/{name}" for name in names])
    for name in last:
        store.put_file(str(folder / name), f"{root}/{name}")
    tell(len(wanted), len(wanted))
    return Sent(len(wanted), sum(sizes[name] for name in wanted), len(gone), len(after) - len(wanted))


def _found(store: Any, root: str) -> dict[str, Any]:
    """What is there, by name; a bucket or folder that is not there yet is empty."""
    store.invalidate_cache()
    try:
        found: dict[str, Any] = store.find(root, detail=True)
    except FileNotFoundError:
        return {}
    return found


def _digests(store: Any, root: str) -> dict[str, str]:
    """What the store's own manifests say that it has."""
    found: dict[str, str] = {}
    for name in (MANIFEST, TAG_MANIFEST):
        try:
            data = store.cat_file(f"{root}/{name}")
            found.update(entries_of(data.decode("utf-8").splitlines()))
            found[name] = hashlib.sha256(data).hexdigest()
        except (FileNotFoundError, UnicodeDecodeError, ValueError):
            continue
    return found


def _is_ours(name: str) -> bool:
    return name.startswith("data/") and ".." not in name.split("/")


def _turn(name: str) -> int:
    """When a file is sent: the mark, what pages need and where they lead to, the pages, and what tells of all that."""
    if name == MARK:
        return 0
    if name.startswith(("data/assets/", "data/titles/", "data/search/")):
        return 1
    return 3 if name == "data/sw.js" or "/" not in name else 2


def _batches(names: Sequence[str]) -> Iterator[list[str]]:
    for start in range(0, len(names), _BATCH):
        yield list(names[start : start + _BATCH])
