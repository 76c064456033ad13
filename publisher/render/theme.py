"""The theme: the folders that templates, stylesheets and labels come from.

A publication's own ``templates/`` folder comes first, so that it can replace single files of the default theme.
"""

from importlib import resources
from pathlib import Path

from msgspec import Struct


class Theme(Struct, frozen=True):
    """Folders of templates; the first one that has a file wins."""

    folders: tuple[Path, ...]


def theme(folder: Path | None = None) -> Theme:
    """The default theme, below that of the publication in ``folder`` if it has one."""
    own = (folder / "templates",) if folder is not None and (folder / "templates").is_dir() else ()
    return Theme((*own, default_folder()))


def default_folder() -> Path:
    """Where the default theme is: inside the installed package, or at the top of the repository."""
    package = Path(str(resources.files("publisher")))
    installed = package / "templates"
    return installed if installed.is_dir() else package.parent / "templates"
