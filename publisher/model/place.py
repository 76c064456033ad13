"""Where something stands in a source file."""

from msgspec import Struct


class Place(Struct, frozen=True, order=True, forbid_unknown_fields=True, omit_defaults=True):
    """A position in a source file.

    ``file`` is a path with forward slashes, relative to the publication's folder where it lies in it;
    ``line`` and ``column`` count from 1, and 0 means that they are not known.
    """

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        numbers = [str(number) for number in (self.line, self.column) if number]
        return ":".join([self.file, *numbers])


NOWHERE = Place()
"""The place of what was made by a program and stands in no source."""
