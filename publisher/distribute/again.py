"""Titles that did not change: what was written of them for the last distribution is taken over, not made again.

1. all that the pages of a title are made of has a digest: its record, its versions, where its page leads to, the
   templates and words, the program
2. under that digest the cache keeps what was written: the names of the files, with their SHA-256
3. where the last distribution still has exactly these files, they are copied; where one of them is missing or was
   changed there, all of them are made again
"""

import contextlib
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from publisher.cache import Cache, digest
from publisher.distribute.collect import digest as digest_of
from publisher.distribute.cover import Cover
from publisher.distribute.title import Title
from publisher.distribute.versions import Version
from publisher.distribute.web import Link, Pages
from publisher.fingerprint import program
from publisher.model import Problem


class Written(Struct, frozen=True, kw_only=True):
    """What was written of a title: its cover, whether it can be read in the browser and what of it cannot, and the
    SHA-256 of each file by its name below the root, but those that people take away."""

    cover: Cover | None
    readable: bool
    problems: tuple[Problem, ...]
    files: Mapping[str, str] = {}


class Again:
    """Knows what was written of titles before, and takes it over."""

    def __init__(self, pages: Pages, cache: Cache) -> None:
        self._root, self._cache = pages.root, cache
        self._frame = digest(program(), msgspec.msgpack.encode(pages.site), pages.words.language, *_look(pages))

    def key(self, title: Title, told: tuple[Version, ...], links: tuple[Link, tuple[Link, ...]]) -> str:
        """The digest of all that the pages of a title are made of."""
        files = tuple(structs.replace(file, path=Path(file.path.name)) for file in title.files)
        stated = msgspec.json.encode((structs.replace(title, files=files), told, links), enc_hook=str, order="sorted")
        return digest("title", self._frame, stated)

    def take_over(self, key: str, before: Path | None) -> Written | None:
        """Copy what was written of a title from ``before``, the root of the last distribution, if it is all there."""
        written = self._cache.recall(key, Written) if before is not None else None
        if written is None or before is None:
            return None
        targets = {name: self._root / name for name in written.files}
        # A font may be there, as another title has brought it: its name is its digest.
        copied = [name for name, target in targets.items() if not target.is_file()]
        for at, name in enumerate(copied):
            if not _copied(before / name, targets[name], written.files[name]):
                _removed([targets[one] for one in copied[: at + 1]])
                return None
        return written

    def keep(self, key: str, written: Written, names: Iterable[str]) -> None:
        """Keep what was written of a title; ``names`` are the files, seen from the root."""
        files = {name: digest_of(self._root / name) for name in names}
        self._cache.keep(key, structs.replace(written, files=files))


def _copied(source: Path, target: Path, known: str) -> bool:
    """Copies a file; says whether it is there and as it was known."""
    whole = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with source.open("rb") as old, target.open("wb") as new:
            while part := old.read(2**20):
                whole.update(part)
                new.write(part)
    except FileNotFoundError:
        return False
    return whole.hexdigest() == known


def _removed(targets: Sequence[Path]) -> None:
    """Takes files away again, and the folders that were made for them."""
    for target in targets:
        target.unlink(missing_ok=True)
    for target in targets:
        with contextlib.suppress(OSError):
            # Up to the first folder that holds anything else.
            for folder in target.parents:
                folder.rmdir()


def _look(pages: Pages) -> Iterable[bytes]:
    """The templates and the words of all pages."""
    for folder in pages.theme.folders:
        for path in sorted((folder / "web").rglob("*")):
            if path.is_file():
                yield path.name.encode()
                yield path.read_bytes()
