"""Pieces that are made title by title and asked for again later, kept in one file and not in memory."""

import tempfile
from pathlib import Path


class Spool:
    """Pieces by name. The file has no name in the end: it is gone when the spool is."""

    def __init__(self, folder: Path) -> None:
        self._stream = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._places: dict[str, tuple[int, int]] = {}
        self._end = 0

    def put(self, name: str, piece: bytes) -> None:
        """Keep a piece under a name."""
        self._stream.seek(self._end)
        self._stream.write(piece)
        self._places[name] = (self._end, len(piece))
        self._end += len(piece)

    def get(self, name: str) -> bytes:
        """The piece with this name. Raises KeyError where there is none."""
        place, size = self._places[name]
        self._stream.seek(place)
        return self._stream.read(size)

    def close(self) -> None:
        """Let the file go."""
        self._stream.close()
