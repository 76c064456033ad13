"""A folder or a ZIP file as names and content. Links are not followed, and nothing outside of it is reached."""

import os
import posixpath
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Protocol

from publisher.integrity.bag import DECLARATION, TAG_MANIFEST


class Store(Protocol):
    """Where a bag is kept."""

    def sizes(self) -> dict[str, int]:
        """The size in bytes of each file; -1 for what is no ordinary file."""

    def beside(self) -> dict[str, int]:
        """The same of what comes along with the bag but lies beside it, under the full names that it has there."""

    def open(self, name: str) -> IO[bytes]:
        """The content of a file. Raises OSError or zipfile.BadZipFile where it cannot be read."""

    def close(self) -> None:
        """Let go of it."""


def store(path: Path) -> Store:
    """The store at a path. Raises OSError where there is none, zipfile.BadZipFile where a file is no whole ZIP."""
    return _Folder(path) if path.is_dir() else _Zip(path)


class _Folder:
    def __init__(self, root: Path) -> None:
        self._root = root

    def sizes(self) -> dict[str, int]:
        return dict(self._below(self._root, ""))

    def _below(self, folder: Path, prefix: str) -> Iterator[tuple[str, int]]:
        with os.scandir(folder) as found:
            for entry in sorted(found, key=lambda one: one.name):
                if entry.is_dir(follow_symlinks=False):
                    yield from self._below(Path(entry.path), f"{prefix}{entry.name}/")
                else:
                    ordinary = entry.is_file(follow_symlinks=False)
                    yield prefix + entry.name, entry.stat(follow_symlinks=False).st_size if ordinary else -1

    def beside(self) -> dict[str, int]:
        return {}

    def open(self, name: str) -> IO[bytes]:
        return os.fdopen(os.open(self._root / name, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0)), "rb")

    def close(self) -> None:
        pass


class _Zip:
    """A ZIP file that holds a bag, at its top or in one folder."""

    def __init__(self, path: Path) -> None:
        self._archive = zipfile.ZipFile(path)
        names = set(self._archive.namelist())
        tops = [name.removesuffix(DECLARATION) for name in names if name.rpartition("/")[2] == DECLARATION]
        # What only says that it is a bag is taken for one where there is no better.
        kinds = [(top + TAG_MANIFEST not in names, len(top), top) for top in tops if top.count("/") < 2]
        self._top = min(kinds, default=(True, 0, ""))[2]

    def sizes(self) -> dict[str, int]:
        return self._found(beside=False)

    def beside(self) -> dict[str, int]:
        return self._found(beside=True)

    def _found(self, *, beside: bool) -> dict[str, int]:
        found: dict[str, int] = {}
        for one in self._archive.infolist():
            if one.filename.startswith(self._top) == beside:
                continue
            name = one.filename if beside else one.filename.removeprefix(self._top)
            if one.is_dir() and name.rstrip("/") and safe_name(name.rstrip("/")) and not _is_link(one):
                continue
            if name.rstrip("/"):
                # Twice the same name would show one file to us, and another to somebody else.
                odd = _is_link(one) or one.is_dir() or name in found or "\0" in one.orig_filename
                found[name] = -1 if odd else one.file_size
        return found

    def open(self, name: str) -> IO[bytes]:
        return self._archive.open(self._top + name)

    def close(self) -> None:
        self._archive.close()


def safe_name(name: str) -> bool:
    """Whether a name stays in the folder, on any system."""
    return (
        posixpath.normpath(name) == name
        and not name.startswith(("/", "../", "~"))
        and name not in (".", "..")
        and not any(character in name for character in '\\:*?"<>|\0')
    )


def _is_link(one: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(one.external_attr >> 16)
