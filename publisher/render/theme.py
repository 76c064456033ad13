"""The theme: the folders that templates, stylesheets and labels come from.

A publication's own ``templates/`` folder comes first, so that it can replace single files of the default theme.
"""

from pathlib import Path

from msgspec import Struct

from publisher.fingerprint import default_folder


class Theme(Struct, frozen=True):
    """Folders of templates; the first one that has a file wins."""

    folders: tuple[Path, ...]


def theme(folder: Path | None = None) -> Theme:
    """The default theme, below that of the publication in ``folder`` if it has one."""
    own = (folder / "templates",) if folder is not None and (folder / "templates").is_dir() else ()
    return Theme((*own, default_folder()))
