"""Reading the files of one publication: nothing outside its folder, nothing too large, UTF-8 only.

Names are relative to the publication's folder, with forward slashes. What cannot be read is a problem, not an error.
"""

import os
import stat
from pathlib import Path

from publisher.model import Place, Problem
from publisher.read.problems import problem

LARGEST_TEXT = 16_000_000
"""Bytes of a text file that are read at most."""


class Files:
    """The publication's folder, the files that were read from it, and what was wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.read: list[Path] = []
        self.problems: list[Problem] = []

    def report(self, code: str, place: Place, **values: object) -> None:
        """Add a problem from the table of codes."""
        self.problems.append(problem(code, place, **values))

    def exists(self, name: str) -> bool:
        """Whether there is such a file in the folder."""
        path = locate(self.folder, name)
        return path is not None and path.is_file()

    def text(self, name: str, asked: Place, largest: int = LARGEST_TEXT) -> str | None:
        """The text of a file, without its byte order mark; None and a problem at ``asked`` if there is none."""
        data = self.data(name, asked, largest)
        if data is None:
            return None
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            line = data.count(b"\n", 0, fault.start) + 1
            self.report("file-encoding", Place(name, line), file=name)
            return None
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def data(self, name: str, asked: Place, largest: int) -> bytes | None:
        """The bytes of a file; None and a problem at ``asked`` if there is none."""
        path = locate(self.folder, name)
        if path is None:
            self.report("file-outside", asked, file=name)
            return None
        try:
            with path.open("rb") as file:
                # A pipe or a device would block or never end.
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise IsADirectoryError
                data = file.read(largest + 1)
        except OSError:
            self.report("file-missing", asked, file=name)
            return None
        if path not in self.read:
            self.read.append(path)
        if len(data) > largest:
            self.report("file-size", asked, file=name, limit=f"{largest // 1_000_000} MB")
            return None
        return data


def locate(folder: Path, name: str) -> Path | None:
    """The path of a file in ``folder``, symbolic links followed; None where it lies outside or cannot be."""
    try:
        root = folder.resolve()
        path = (root / name).resolve()
        # A name that is too long is a fault only here.
        path.is_file()
    except (OSError, RuntimeError, ValueError):
        return None
    return path if path.is_relative_to(root) else None
