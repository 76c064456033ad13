"""What was built from what: one line of JSON a title, so that the next run builds only what changed.

- a line is written when the files of a title stand in their place; a run that is killed loses at most the title that it
  was at, and a torn line is passed over
- a title is unchanged if the program, the options, the moment that SOURCE_DATE_EPOCH states, the fonts of the system,
  the programs that checks need, every file that it was read from and every file that was made are what they were
- a file whose time changed is compared by its content; but where nothing states a date, the made files bear the time of
  the newest source, so that another time makes other files
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

import msgspec
from msgspec import Struct

from publisher.build import Built
from publisher.check import tools
from publisher.dates import EPOCH
from publisher.fingerprint import program
from publisher.render import system_fonts

NAME = "manifest.jsonl"


class _File(Struct, frozen=True, array_like=True):
    """A file or folder as it was: its size, bytes, when it changed, ns, and the digest of its content or its names."""

    path: str
    size: int
    changed: int
    digest: str


class _Entry(Struct, frozen=True):
    key: str
    inputs: tuple[_File, ...]
    outputs: tuple[_File, ...]
    built: Built


class Manifest:
    """The manifest in a folder, for titles that are built with these options; without one, nothing is remembered."""

    def __init__(self, folder: Path | None, options: bytes) -> None:
        around = (program(), os.environ.get(EPOCH, ""), system_fonts(), tools())
        self._key = hashlib.sha256("\n".join(around).encode() + options).hexdigest()
        self._path = folder / NAME if folder is not None else None
        self._entries: dict[str, _Entry] = {}
        self._lines = 0
        if self._path is not None and self._path.is_file():
            for line in self._path.read_bytes().splitlines():
                self._lines += 1
                with contextlib.suppress(msgspec.MsgspecError):
                    entry = msgspec.json.decode(line, type=_Entry)
                    self._entries[entry.built.source] = entry

    def unchanged(self, source: Path) -> Built | None:
        """What was built of a source, if it would be the same now."""
        entry = self._entries.get(str(source))
        if entry is None or entry.key != self._key:
            return None
        timed = not entry.built.dated
        if not all(_same(one, timed) for one in entry.inputs) or not all(_same(one) for one in entry.outputs):
            return None
        return entry.built

    def keep(self, built: Built) -> None:
        """Remember what was built, unless a check is against it. A full or read-only disk is no fault.

        A draft is remembered with its problems: it would be the same again.
        """
        failed = any(outcome.status == "failed" for made in built.made for outcome in made.checks)
        if self._path is None or failed or not built.made:
            return
        entry = _Entry(self._key, tuple(_seen(built.inputs)), tuple(_seen(one.path for one in built.made)), built)
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with self._path.open("ab") as stream:
                stream.write(msgspec.json.encode(entry) + b"\n")
            self._entries[built.source] = entry
            self._lines += 1

    def tidy(self) -> None:
        """Write the manifest anew where most of its lines say what no longer holds."""
        if self._path is None or self._lines <= 2 * len(self._entries) + 100:
            return
        with contextlib.suppress(OSError):
            temporary = self._path.with_name(f".{NAME}-{os.getpid()}")
            temporary.write_bytes(b"".join(msgspec.json.encode(one) + b"\n" for one in self._entries.values()))
            temporary.replace(self._path)


def _seen(paths: Iterable[str]) -> Iterable[_File]:
    for name in paths:
        path = Path(name)
        with contextlib.suppress(OSError):
            status = path.stat()
            yield _File(name, 0 if path.is_dir() else status.st_size, status.st_mtime_ns, _digest(path))


def _same(one: _File, timed: bool = False) -> bool:
    """Whether a file or folder is what it was; a file that is ``timed`` must have the same time, too."""
    path = Path(one.path)
    try:
        status = path.stat()
        if path.is_dir():
            return _digest(path) == one.digest
        if status.st_size != one.size:
            return False
        return status.st_mtime_ns == one.changed or (not timed and _digest(path) == one.digest)
    except OSError:
        return False


def _digest(path: Path) -> str:
    data = "\n".join(sorted(os.listdir(path))).encode() if path.is_dir() else path.read_bytes()  # noqa: PTH208
    return hashlib.sha256(data).hexdigest()
