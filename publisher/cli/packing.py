"""The ZIP file of what `publisher distribute` has written, and a warning where sticks do not take it."""

from pathlib import Path

from publisher.cli import console
from publisher.distribute.folder import large_file
from publisher.distribute.medium import FAT_LARGEST
from publisher.integrity.archive import write_zip


def pack(place: Path) -> None:
    """Write a folder into a ZIP file beside it, ``NAME.zip``, and warn if FAT32 does not take that. Raises OSError."""
    path = place.with_name(f"{place.name}.zip")
    size = write_zip(place, path)
    if size > FAT_LARGEST:
        console.show_problems((large_file(path, size),))
