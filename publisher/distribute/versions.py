"""What was handed out of a title before, and what has changed since.

The record of a title's versions lies beside its page, as ``title.json``; the next distribution goes on from there.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

import msgspec
from msgspec import Struct, structs

from publisher.distribute.title import Content, Title

NAME = "title.json"
MOST = 20
"""How many versions are kept."""
Kind: TypeAlias = Literal["added", "changed", "removed", "metadata-changed"]
_LARGEST = 2**20


class Version(Struct, frozen=True):
    """A version of a title: when it was last changed, its files with their SHA-256, and the digest of its details."""

    date: str
    files: Mapping[str, str]
    details: str


class Change(Struct, frozen=True):
    """What one version changed of the one before it: the kind and the names of files."""

    kind: Kind
    names: tuple[str, ...] = ()


class _Record(Struct, frozen=True):
    identifier: str
    versions: tuple[Version, ...]


def versions(title: Title, before: Path | None) -> tuple[Version, ...]:
    """The versions of a title, the newest first; ``before`` is its folder in what was handed out before."""
    now = Version(
        date=title.modified or title.published,
        files={file.path.name: file.sha256 for file in title.files},
        details=_details(title),
    )
    old = _read(before / NAME) if before is not None else None
    if old is None or old.identifier != title.identifier:
        return (now,)
    known = old.versions
    if known and (known[0].files, known[0].details) == (now.files, now.details):
        return known
    return (now, *known)[:MOST]


def write_versions(title: Title, known: tuple[Version, ...], folder: Path) -> None:
    """Write the record into the title's folder."""
    data = msgspec.json.encode(_Record(title.identifier, known), order="sorted")
    (folder / NAME).write_bytes(msgspec.json.format(data, indent=1) + b"\n")


def changes(new: Version, old: Version) -> tuple[Change, ...]:
    """What a version changed of an older one."""
    names = {
        "added": new.files.keys() - old.files.keys(),
        "changed": {name for name in new.files.keys() & old.files.keys() if new.files[name] != old.files[name]},
        "removed": old.files.keys() - new.files.keys(),
    }
    kinds: tuple[Literal["added", "changed", "removed"], ...] = ("added", "changed", "removed")
    found = [Change(kind, tuple(sorted(names[kind]))) for kind in kinds if names[kind]]
    if new.details != old.details:
        found.append(Change("metadata-changed"))
    return tuple(found)


def _details(title: Title) -> str:
    told = structs.replace(title, slug="", files=(), modified="", content=Content())
    return hashlib.sha256(msgspec.json.encode(told, order="sorted")).hexdigest()


def _read(path: Path) -> _Record | None:
    try:
        if path.stat().st_size > _LARGEST:
            return None
        return msgspec.json.decode(path.read_bytes(), type=_Record)
    except (OSError, msgspec.MsgspecError):
        return None
