"""What was made before and need not be made again: entries by the digest of everything that they were made of.

- an entry is written under a temporary name and moved into place, and is checked when it is read: a crash, or two
  builds at once, leave no half entry behind that anybody would use
- the folder of the entries is named for the program and its libraries, so that an upgrade reads nothing stale
- when the folder has grown too large, the entries of other versions go first, then those that were not used for
  longest; whoever writes looks after so many bytes, so that a run that never ends, or is broken off, is bound as well
- files at the top of the folder are not its entries: they say what was built, are small, and stay
- a process that builds the same again and again can keep values in memory as well
"""

import contextlib
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import msgspec

from publisher.fingerprint import program

Value = TypeVar("Value")
LIMIT = 2 * 2**30
"""How many bytes a cache may grow to."""
_FULL = 3 / 4
"""How much of its limit a cache may have when it was swept."""
_SHARE = 32
"""After writing this part of the limit, a process sweeps: eight of them at once stay within it."""
_SECONDS_TO_WRITE = 3600
"""An entry that is still not whole after so long was left behind by a process that died."""
_DIGEST = 32


class Cache:
    """The entries in a folder; without one, it keeps nothing.

    With ``remember``, what `recall` gave and `keep` took stays in memory, too: the last ``remember`` of them.
    """

    def __init__(self, folder: Path | None, limit: int = LIMIT, remember: int = 0) -> None:
        self._top, self._limit, self._remember = folder, limit, remember
        self._values: dict[str, object] = {}
        self._written = 0
        self._folder = folder / program() if folder is not None else None

    def get(self, key: str) -> bytes | None:
        """The entry, or None where there is none that is whole."""
        if self._folder is None:
            return None
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            # When it was used last; the file system's own note of it is often switched off.
            os.utime(path)
        return data[_DIGEST:]

    def put(self, key: str, data: bytes) -> None:
        """Keep an entry. A full or read-only disk is no fault: then nothing is kept."""
        if self._folder is None:
            return
        path = self._path(key)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=path.parent, prefix=".")
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(hashlib.sha256(data).digest() + data)
                Path(name).replace(path)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            self._written += _DIGEST + len(data)
            if self._written > self._limit / _SHARE:
                self._written = 0
                self.sweep()

    def recall(self, key: str, kind: type[Value]) -> Value | None:
        """The value that was kept under a key, or None where there is none that can be read."""
        value = self._values.pop(key, None)
        if isinstance(value, kind):
            self._values[key] = value
            return value
        data = self.get(key)
        if data is None:
            return None
        try:
            value = msgspec.msgpack.decode(data, type=kind)
        except msgspec.MsgspecError:
            return None
        self._hold(key, value)
        return value

    def keep(self, key: str, value: object) -> None:
        """Keep a value, which nobody may change."""
        if self._folder is not None:
            self.put(key, msgspec.msgpack.encode(value))
        self._hold(key, value)

    def _hold(self, key: str, value: object) -> None:
        if self._remember:
            self._values[key] = value
            while len(self._values) > self._remember:
                del self._values[next(iter(self._values))]

    def sweep(self) -> None:
        """Let go of other versions' entries, and of what was not used for longest, until there is room."""
        if self._top is None:
            return
        found, now = [], time.time()
        for path, status in _files(self._top):
            if path.parent == self._top:
                continue
            if path.name.startswith("."):
                if now - status.st_mtime > _SECONDS_TO_WRITE:
                    _delete(path)
                continue
            ours = self._folder is not None and path.is_relative_to(self._folder)
            found.append((ours, status.st_mtime_ns, status.st_size, path))
        size = sum(one for _, _, one, _ in found)
        for _, _, one, path in sorted(found):
            if size <= self._limit * _FULL:
                break
            _delete(path)
            size -= one

    def _path(self, key: str) -> Path:
        return (self._folder or Path()) / key[:2] / key[2:]


def clean(folder: Path) -> int:
    """Delete a cache, also one that others write to meanwhile; says how many bytes it had."""
    size = sum(status.st_size for _, status in _files(folder))
    shutil.rmtree(folder, ignore_errors=True)
    return size


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    """The files in a folder that others may delete meanwhile."""
    for place, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                yield Path(place, name), Path(place, name).lstat()


def _delete(path: Path) -> None:
    """Delete an entry, and the folders that it was the last in."""
    with contextlib.suppress(OSError):
        path.unlink()
        path.parent.rmdir()
        path.parent.parent.rmdir()


def digest(*parts: str | bytes) -> str:
    """The key of what is made of these parts, in hexadecimal."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        whole.update(b"%d:" % len(data) + data)
    return whole.hexdigest()
