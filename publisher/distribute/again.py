"""Titles that did not change: what was written of them for the last distribution is taken over, not made again.

1. all that the pages of a title are made of has a digest: its record, its versions, where its page leads to, the
   templates and words, the program
2. under that digest the cache keeps what was written: the names of the files, with their SHA-256
3. where the last distribution still has exactly these files, they are taken from there; where one of them is missing
   or was changed there, all of them are made again

A distribution that is made in the place of the last one shares its files, if the file system can (hard links), as long
as both are there: no file of a distribution is ever written to once it is there. Which files these are is told by size,
time and inode; that they hold what they held is seen when the whole is made a bag, which reads each of them
(`Trusted`).
"""

import contextlib
import hashlib
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from publisher.cache import Cache, digest
from publisher.distribute.collect import digest as digest_of
from publisher.distribute.cover import Cover
from publisher.distribute.title import Title, TitleFile
from publisher.distribute.versions import Version
from publisher.distribute.web import Link, Pages
from publisher.fingerprint import program
from publisher.model import Problem


class Stamp(Struct, frozen=True, array_like=True):
    """A file as it was written: its SHA-256, its size in bytes, when it changed, ns, and its inode."""

    sha256: str
    size: int
    changed: int
    inode: int


class Written(Struct, frozen=True, kw_only=True):
    """What was written of a title: its cover, whether it can be read in the browser and what of it cannot, and its
    files by their names below the root: those that were made, and those that people take away."""

    cover: Cover | None
    readable: bool
    problems: tuple[Problem, ...]
    files: Mapping[str, Stamp] = {}
    given: Mapping[str, Stamp] = {}


class Trusted:
    """Files that are shared with the last distribution, and not read yet: it is to be seen what they hold."""

    def __init__(self) -> None:
        # Not the names and digests themselves: there are six and more of a title.
        self._marks: set[int] = set()

    def add(self, name: str, sha256: str) -> None:
        """A file by its name below the root, and what it is to hold."""
        self._marks.add(hash((name, sha256)))

    def forget(self, name: str, sha256: str) -> None:
        """A file that is not shared after all."""
        self._marks.discard(hash((name, sha256)))

    def all_in(self, found: Iterable[tuple[str, str]]) -> bool:
        """Whether they hold what they should, by the names and digests of files that were read now."""
        return self._marks == self._marks.intersection(map(hash, found))


class Again:
    """Knows what was written of titles before, and takes it over; with ``trusted``, files are shared if they can be."""

    def __init__(self, pages: Pages, cache: Cache, trusted: Trusted | None = None) -> None:
        self._root, self._cache, self._trusted = pages.root, cache, trusted
        self._frame = digest(program(), msgspec.msgpack.encode(pages.site), pages.words.language, *_look(pages))

    def key(self, title: Title, told: tuple[Version, ...], links: tuple[Link, tuple[Link, ...]]) -> str:
        """The digest of all that the pages of a title are made of."""
        files = tuple(structs.replace(file, path=Path(file.path.name)) for file in title.files)
        # How many titles there are at the end of a link is on other pages.
        leads = [structs.replace(link, count=0) for link in (links[0], *links[1])]
        stated = msgspec.json.encode((structs.replace(title, files=files), told, leads), enc_hook=str, order="sorted")
        return digest("title", self._frame, stated)

    def known(self, key: str) -> Written | None:
        """What was written of a title under this digest, if that is known."""
        return self._cache.recall(key, Written)

    def give(self, file: TitleFile, target: Path, known: Written | None, before: Path | None) -> Stamp:
        """Put a file that people take away into its place: the one from ``before``, or a copy of the finished one."""
        name = target.relative_to(self._root).as_posix()
        stamp = known.given.get(name) if known is not None else None
        if stamp is not None and before is not None and self._shared(before / name, target, stamp):
            return stamp
        shutil.copyfile(file.path, target)
        return _stamp(target, file.sha256)

    def take_over(self, known: Written, before: Path) -> Written | None:
        """Take what was written of a title from ``before``, the root of the last distribution, if it is all there."""
        targets = {name: self._root / name for name in known.files}
        stamps: dict[str, Stamp] = {}
        # A font may be there, as another title has brought it: its name is its digest.
        brought = [name for name, target in targets.items() if not target.is_file()]
        for at, name in enumerate(brought):
            stamp = self._brought(before / name, targets[name], known.files[name])
            if stamp is None:
                self._let_go(brought[: at + 1], known)
                return None
            stamps[name] = stamp
        return structs.replace(known, files={**known.files, **stamps})

    def keep(self, key: str, written: Written, names: Iterable[str]) -> None:
        """Keep what was written of a title; ``names`` are the files that were made, seen from the root."""
        files = {name: _stamp(self._root / name, digest_of(self._root / name)) for name in names}
        self.keep_again(key, structs.replace(written, files=files))

    def keep_again(self, key: str, written: Written) -> None:
        """Keep what is known of a title, whose files may be others than before."""
        self._cache.keep(key, written)

    def _brought(self, source: Path, target: Path, known: Stamp) -> Stamp | None:
        """Shares or copies a file; None where it is not there, or not as it was known."""
        target.parent.mkdir(parents=True, exist_ok=True)
        if self._shared(source, target, known):
            return known
        return _stamp(target, known.sha256) if _copied(source, target, known.sha256) else None

    def _let_go(self, names: Sequence[str], known: Written) -> None:
        _removed([self._root / name for name in names])
        if self._trusted is not None:
            for name in names:
                self._trusted.forget(name, known.files[name].sha256)

    def _shared(self, source: Path, target: Path, known: Stamp) -> bool:
        """Whether a file could be shared: it is the known one, and the file system has links."""
        if self._trusted is None:
            return False
        try:
            if _stamp(source, known.sha256) != known:
                return False
            target.hardlink_to(source)
        except OSError:
            return False
        self._trusted.add(target.relative_to(self._root).as_posix(), known.sha256)
        return True


def _stamp(path: Path, sha256: str) -> Stamp:
    status = path.stat()
    return Stamp(sha256, status.st_size, status.st_mtime_ns, status.st_ino)


def _copied(source: Path, target: Path, known: str) -> bool:
    """Copies a file; says whether it is there and as it was known."""
    whole = hashlib.sha256()
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
