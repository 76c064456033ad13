"""Folders in tests: all that is in one, to compare it with another."""

from pathlib import Path


def contents(root: Path) -> dict[str, bytes]:
    """The bytes of all files below a folder, by their names seen from there."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
