"""A folder as one ZIP file, the same bytes for the same files."""

import shutil
import tempfile
import zipfile
from pathlib import Path

from publisher.integrity.bag import files_below

_PACKED = frozenset(
    {".epub", ".pdf", ".png", ".jpg", ".jpeg", ".webp", ".gif", ".zim", ".mp3", ".mp4", ".woff2", ".gz"}
)
"""What would not become smaller."""
_TIME = (1980, 1, 1, 0, 0, 0)
"""The time of every file: the earliest that a ZIP file can tell."""


def write_zip(folder: Path, path: Path) -> int:
    """Put a folder, under its own name, into a ZIP file at ``path``, whole or not at all; gives its size in bytes.

    Raises OSError where it cannot be written.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", suffix=".zip", delete=False) as stream:
        temporary = Path(stream.name)
        try:
            with zipfile.ZipFile(stream, "w") as archive:
                for name in files_below(folder, ""):
                    _add(archive, folder / name, f"{folder.name}/{name}")
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    temporary.chmod(0o644)
    temporary.replace(path)
    return path.stat().st_size


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    info = zipfile.ZipInfo(name, _TIME)
    info.external_attr = 0o100644 << 16
    info.compress_type = zipfile.ZIP_STORED if path.suffix.lower() in _PACKED else zipfile.ZIP_DEFLATED
    info.file_size = path.stat().st_size
    with path.open("rb") as source, archive.open(info, "w") as target:
        shutil.copyfileobj(source, target, 2**20)
