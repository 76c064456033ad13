"""A folder becomes a bag (BagIt 1.0, RFC 8493): payload in ``data/``, and manifests with the digest of each file.

Nothing in the tag files depends on when or where they are written, so that the same files make the same bag.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from publisher import __version__

PAYLOAD = "data"
"""The folder of the payload (RFC 8493 §2.1.2)."""
DECLARATION, INFO = "bagit.txt", "bag-info.txt"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"
_DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_ESCAPED = {"%": "%25", "\r": "%0D", "\n": "%0A"}


def write_bag(folder: Path, description: str, date: str = "") -> None:
    """Make a bag of a folder whose payload is in ``data/`` already; other files in it become tag files.

    ``date`` (YYYY-MM-DD) is that of what is in it, not of this run. Raises OSError where it cannot be written.
    """
    count = size = 0
    with (folder / MANIFEST).open("w", encoding="utf-8", newline="") as manifest:
        for name in files_below(folder / PAYLOAD, PAYLOAD + "/"):
            path = folder / name
            manifest.write(line(digest(path), name))
            count, size = count + 1, size + path.stat().st_size
    info = {
        "External-Description": " ".join(description.split()),
        "Bagging-Date": date[:10],
        "Payload-Oxum": f"{size}.{count}",
        "Bag-Software-Agent": f"publisher {__version__}",
    }
    stated = "".join(f"{name}: {text}\n" for name, text in info.items() if text)
    for name, text in ((DECLARATION, _DECLARED), (INFO, stated)):
        (folder / name).write_text(text, encoding="utf-8", newline="")
    tags = sorted(path.name for path in folder.iterdir() if path.is_file() and path.name != TAG_MANIFEST)
    listed = "".join(line(digest(folder / name), name) for name in tags)
    (folder / TAG_MANIFEST).write_text(listed, encoding="utf-8", newline="")


def files_below(folder: Path, prefix: str) -> Iterator[str]:
    """The names of all files below a folder, sorted, with ``/`` between their parts."""
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from files_below(Path(entry.path), f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name


def digest(path: Path) -> str:
    """SHA-256 of a file, which may be of any size."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def line(value: str, name: str) -> str:
    """A line of a manifest (RFC 8493 §2.1.3)."""
    escaped = "".join(_ESCAPED.get(character, character) for character in name)
    return f"{value}  {escaped}\n"


def entries_of(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The name and the digest in each line of a manifest. Raises ValueError for a line that is none."""
    for text in lines:
        value, _, name = text.rstrip("\r\n").partition(" ")
        name = name.lstrip(" *")
        if len(value) != 64 or not name:
            raise ValueError(f"“{text[:80].strip()}” is no line of a manifest")
        yield name.replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%"), value.lower()
