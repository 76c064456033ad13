"""One file for Kiwix: the pages, the readable chapters and the files of a distribution, with full-text search.

1. everything below the root goes into the archive under the name that it has there, so that links stay whole
2. pages of titles and chapters can be found by their words and titles; lists cannot, they would find everything
3. what libzim draws by lot, an identifier of the archive and one of each index, is replaced by a digest of the rest

This module needs libzim and langcodes, the extra ``kiwix``.
"""

import contextlib
import hashlib
import mmap
import os
import re
import shutil
import sys
import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from html import unescape
from io import BytesIO
from pathlib import Path

import langcodes
from libzim.writer import ContentProvider, Creator, FileProvider, Hint, IndexData, Item
from msgspec import Struct
from PIL import Image, ImageDraw

from publisher import __version__
from publisher.distribute.entry import Entry
from publisher.distribute.identity import EPOCH, moment
from publisher.distribute.names import safe_names
from publisher.media_types import media_type

FOLDER = "kiwix"
"""Where the archive is, below the root."""
_LEFT_OUT = frozenset({"sw.js", "manifest.webmanifest", "offline.html"})
"""Kiwix keeps its pages itself; a second keeper would show old ones."""
_TITLE = re.compile(rb"<title>(.*?)</title>", re.DOTALL)
_HEAD = 8192
_SQUEEZED = ("text/", "application/atom+xml", "application/json", "application/xhtml+xml", "image/svg+xml")
# The beginnings of an archive (ZIM file format, header) and of an index in one file (Xapian's "glass").
_UUID, _CHECKSUM, _SUM = 8, 72, 16
_INDEX = b"\x0f\x0dXapian Glass"
_INDEX_UUID = len(_INDEX) + 2
_LONGEST_TITLE, _LONGEST_DESCRIPTION = 30, 80
_ICON = 48


class Archive(Struct, frozen=True):
    """What an archive says of itself: the name of the whole, its titles, and a sentence on it."""

    name: str
    entries: Sequence[Entry]
    description: str


def write_zim(root: Path, about: Archive, scratch: Path) -> Path:
    """Write the archive of all that is below the root into its folder there. Raises OSError."""
    name = f"{safe_names([about.name])[about.name]}.zim"
    made = scratch / name
    creator = Creator(made).config_indexing(True, _languages(about.entries)[0]).config_nbworkers(1)
    creator.set_mainpath("index.html")
    with _hushed(), creator:
        for key, value in _metadata(about, Path(name).stem).items():
            creator.add_metadata(key, value)
        creator.add_illustration(_ICON, _icon())
        known: dict[bytes, str] = {}
        for path in _files(root):
            inside = path.relative_to(root).as_posix()
            if _is_article(inside):
                creator.add_item(_File(path, inside))
                continue
            # What is there already is sent on to: a cover, for one, is in the title's folder and in its chapters.
            with path.open("rb") as stream:
                first = known.setdefault(hashlib.file_digest(stream, "sha256").digest(), inside)
            if first == inside:
                creator.add_item(_List(path, inside))
            else:
                creator.add_redirection(inside, "", first, {})
    _settle(made)
    target = root / FOLDER / name
    target.parent.mkdir(exist_ok=True)
    shutil.move(made, target)
    return target


@contextlib.contextmanager
def _hushed() -> Iterator[None]:
    """libzim says on the standard output what it does; a tool may be reading there."""
    sys.stdout.flush()
    kept, nowhere = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    try:
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(nowhere)


class _Unsearched(IndexData):  # type: ignore[misc, unused-ignore]
    def has_indexdata(self) -> bool:
        return False

    def get_title(self) -> str:
        return ""

    def get_content(self) -> str:
        return ""

    def get_keywords(self) -> str:
        return ""

    def get_wordcount(self) -> int:
        return 0


class _File(Item):  # type: ignore[misc, unused-ignore]
    """A file below the root, under its name there."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__()
        self._file, self._name = path, name
        self._type = media_type(name)
        self._article = _is_article(name)

    def get_path(self) -> str:
        return self._name

    def get_title(self) -> str:
        return _title(self._file) if self._type in ("text/html", "application/xhtml+xml") else ""

    def get_mimetype(self) -> str:
        return self._type

    def get_contentprovider(self) -> ContentProvider:
        return FileProvider(self._file)

    def get_hints(self) -> dict[Hint, int]:
        return {Hint.FRONT_ARTICLE: int(self._article), Hint.COMPRESS: int(self._type.startswith(_SQUEEZED))}


class _List(_File):
    """A file whose words nobody looks for. What has no such method is read for the index by libzim itself."""

    def get_indexdata(self) -> IndexData:
        return _Unsearched()


def _files(root: Path) -> Iterator[Path]:
    """All files below the root in an order that is always the same; of a folder at a time, to need little memory."""
    for path in sorted(root.iterdir()):
        if path.is_dir() and path.name != FOLDER:
            yield from _files(path)
        elif path.is_file() and path.name not in _LEFT_OUT:
            yield path


def _is_article(name: str) -> bool:
    return name.startswith("titles/") and name.endswith((".html", ".xhtml"))


def _title(path: Path) -> str:
    with path.open("rb") as stream:
        found = _TITLE.search(stream.read(_HEAD))
    return " ".join(unescape(found[1].decode("utf-8", "replace")).split()) if found else ""


def _metadata(about: Archive, name: str) -> dict[str, str]:
    """What every archive has to say (openZIM, metadata)."""
    latest = max((moment(one.moment) for one in about.entries), default=EPOCH)
    return {
        "Name": name,
        "Title": about.name[:_LONGEST_TITLE],
        "Creator": about.name,
        "Publisher": about.name,
        "Date": latest[:10],
        "Description": about.description[:_LONGEST_DESCRIPTION],
        "Language": ",".join(_languages(about.entries)),
        "Tags": "_ftindex:yes;_pictures:yes;_videos:no;_details:yes",
        "Scraper": f"publisher {__version__}",
    }


def _languages(entries: Sequence[Entry]) -> list[str]:
    """The languages of the titles, ISO 639-3, the most frequent first; English where none is known."""
    found: dict[str, None] = {}
    for tag, _ in sorted(Counter(one.spoken for one in entries).items(), key=lambda pair: (-pair[1], pair[0])):
        try:
            found[langcodes.Language.get(tag).to_alpha3()] = None
        except (LookupError, ValueError):
            continue
    return [one for one in found if one != "und"] or ["eng"]


def _icon() -> bytes:
    """Three books on a shelf, 48 × 48 px."""
    image = Image.new("RGB", (_ICON, _ICON), "#f7f3ea")
    draw = ImageDraw.Draw(image)
    for left, top, right, colour in ((9, 10, 17, "#1f4e5f"), (19, 14, 27, "#b5532b"), (29, 8, 38, "#3d6b4f")):
        draw.rectangle((left, top, right, 38), fill=colour)
        draw.rectangle((left + 2, top + 5, right - 2, top + 6), fill="#f7f3ea")
    draw.rectangle((6, 39, 41, 41), fill="#2b2b2b")
    target = BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()


def _settle(path: Path) -> None:
    """Give the archive and its indexes identifiers that follow from their content, and mend the sum at the end."""
    with path.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as archive:
        archive[_UUID : _UUID + _SUM] = bytes(_SUM)
        at = archive.find(_INDEX)
        while at != -1:
            archive[at + _INDEX_UUID : at + _INDEX_UUID + _SUM] = bytes(_SUM)
            at = archive.find(_INDEX, at + 1)
        end = int.from_bytes(archive[_CHECKSUM : _CHECKSUM + 8], "little")
        archive[_UUID : _UUID + _SUM] = uuid.UUID(bytes=_digest(archive, end), version=4).bytes
        archive[end : end + _SUM] = _digest(archive, end)


def _digest(archive: mmap.mmap, end: int) -> bytes:
    """The MD5 sum of all before the place where it is kept; it finds damage and is no safeguard."""
    found = hashlib.md5(usedforsecurity=False)
    with memoryview(archive) as whole:
        for start in range(0, end, 2**20):
            found.update(whole[start : min(start + 2**20, end)])
    return found.digest()
