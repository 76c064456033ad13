"""What the medium takes that a distribution is written to: so many bytes in all, and so many in one file.

FAT32, which most sticks have, takes no file of 4 GiB or more. How much a title needs is reckoned before anything is
written, from its files and from what is packed in its e-book, and rather too high than too low.
"""

import re
import shutil
import zipfile
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import psutil
from msgspec import Struct

from publisher.distribute.title import Content, Title
from publisher.integrity.room import BLOCK, said

FAT_LARGEST = 2**32 - 1
"""How large a file may be on FAT32, bytes."""
_FAT = frozenset({"vfat", "msdos", "fat", "fat32"})
_BASE = 600_000
"""What a distribution without titles takes: its styles, scripts, first pages, feeds and manifests."""
_PAGE = 60_000
"""What is written of a title beside its files: its page, its place in lists, feeds, search and manifests, its cover."""
_CHAPTER = 6_000
"""What stands around the text in a page to read."""
_FONTS = (".woff2", ".woff", ".otf", ".ttf")
_UNITS = {"": 0, "k": 1, "m": 2, "g": 3, "t": 4}
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(i?)b?\s*", re.IGNORECASE)


class Medium(Struct, frozen=True):
    """How many bytes are free on a medium, and how large a file may be, bytes; 0 where nothing is known to limit it."""

    free: int
    largest: int = 0


class RoomError(Exception):
    """A distribution does not go onto a medium; says why and what to do."""


def medium_of(folder: Path) -> Medium:
    """The medium of a folder, which need not be there yet. Raises OSError where nothing is known of it."""
    place = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists()).resolve()
    mounted = {Path(one.mountpoint): one.fstype.lower() for one in psutil.disk_partitions(all=True)}
    system = next((mounted[path] for path in (place, *place.parents) if path in mounted), "")
    return Medium(shutil.disk_usage(place).free, FAT_LARGEST if system in _FAT else 0)


def size_of(text: str) -> int:
    """The bytes that words such as ``700MB``, ``4 GB`` or ``3.5GiB`` mean. Raises ValueError."""
    found = _SIZE.fullmatch(text)
    if found is None or not Fraction(found[1]):
        raise ValueError(f"“{text}” is no size; write 700MB or 4GB")
    return int(Fraction(found[1]) * (1024 if found[3] else 1000) ** _UNITS[found[2].lower()])


def content_of(epub: Path) -> Content:
    """What is packed in an e-book; nothing where it is no whole ZIP file."""
    try:
        with zipfile.ZipFile(epub) as archive:
            files = archive.infolist()
    except (OSError, zipfile.BadZipFile):
        return Content()
    fonts = {f"{one.CRC:08x}": one.file_size for one in files if one.filename.lower().endswith(_FONTS)}
    others = [one.file_size for one in files if not one.filename.lower().endswith(_FONTS)]
    return Content(len(others), sum(others), fonts)


class Load:
    """How much the titles so far need, bytes. Fonts that several of them have count once."""

    def __init__(self, *, zim: bool) -> None:
        self.bytes = _BASE
        self._fonts: set[str] = set()
        self._zim = zim

    def with_(self, title: Title) -> int:
        """How much it would be with one more title."""
        fonts = title.content.fonts
        new = sum(size + BLOCK for name, size in fonts.items() if name not in self._fonts)
        size = sum(one.size for one in title.files) + title.content.bytes + new
        pieces = len(title.files) * BLOCK + title.content.files * (_CHAPTER + BLOCK) + _PAGE
        # The file for Kiwix holds the same files; their texts, packed, and the index to them are no larger than these.
        return self.bytes + size + pieces + (size if self._zim else 0)

    def add(self, title: Title) -> None:
        """Count one more title."""
        self.bytes = self.with_(title)
        self._fonts.update(title.content.fonts)


def check_room(titles: Iterable[Title], output: Path, medium: Medium, *, zim: bool) -> None:
    """Raises `RoomError` where there is no room for the titles, or a file is too large for the medium."""
    load, files, largest = Load(zim=zim), 0, None
    for title in titles:
        load.add(title)
        files += sum(one.size for one in title.files)
        for one in title.files:
            if largest is None or one.size > largest.size:
                largest = one
    if medium.largest and largest is not None and largest.size > medium.largest:
        told = f"{largest.path} ({said(largest.size)}) is larger than a file on {output} may be"
        raise RoomError(f"{told} ({said(medium.largest)}); leave it out, or format the medium as exFAT")
    if medium.largest and zim and files > medium.largest:
        told = f"the file for Kiwix would be larger than a file on {output} may be ({said(medium.largest)})"
        half = said(medium.largest // 2).replace(" ", "")
        raise RoomError(f"{told}; use --split {half}, or leave out --zim")
    if load.bytes > medium.free:
        told = f"about {said(load.bytes)} are needed, and there is room for {said(medium.free)} where {output} is to be"
        raise RoomError(f"{told}; choose another medium, or several of them with --split")


def packed(titles: Iterable[Title], limit: int, *, zim: bool) -> tuple[list[list[str]], list[str]]:
    """The slugs of the titles in volumes of at most so many bytes, in their order; and those too large for any."""
    volumes: list[list[str]] = []
    alone: list[str] = []
    load = Load(zim=zim)
    for title in titles:
        if Load(zim=zim).with_(title) > limit:
            alone.append(title.slug)
            continue
        if not volumes or load.with_(title) > limit:
            volumes.append([])
            load = Load(zim=zim)
        volumes[-1].append(title.slug)
        load.add(title)
    return volumes, alone
