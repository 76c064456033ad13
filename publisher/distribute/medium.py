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

from publisher.distribute.title import Content, Title, TitleFile
from publisher.integrity.bag import MANIFEST, entries_of
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
    place = _nearest(folder)
    mounted = {Path(one.mountpoint): one.fstype.lower() for one in psutil.disk_partitions(all=True)}
    system = next((mounted[path] for path in (place, *place.parents) if path in mounted), "")
    return Medium(shutil.disk_usage(place).free, FAT_LARGEST if system in _FAT else 0)


def same_medium(one: Path, other: Path) -> bool:
    """Whether two folders, which need not be there yet, are on the same medium."""
    return _nearest(one).stat().st_dev == _nearest(other).stat().st_dev


def known_since(old: Path) -> frozenset[str]:
    """The SHA-256 of the files of titles in a distribution; none where it does not say."""
    try:
        with (old / MANIFEST).open(encoding="utf-8", newline="\n") as lines:
            return frozenset(value for name, value in entries_of(lines) if name.endswith((".epub", ".pdf")))
    except (OSError, ValueError):
        return frozenset()


def _nearest(folder: Path) -> Path:
    """The nearest folder that is there."""
    return next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists()).resolve()


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


class Wanted(Struct, frozen=True, kw_only=True):
    """What is written of the titles: a file for Kiwix, a ZIP file, volumes of at most ``limit`` bytes, an update.

    ``known`` are the SHA-256 of the files that were handed out before, if an update since then is wanted; ``elsewhere``
    is the medium of the update, if it is another one.
    """

    zim: bool = False
    zip: bool = False
    limit: int = 0
    known: frozenset[str] | None = None
    elsewhere: Medium | None = None


def check_room(titles: Iterable[Title], output: Path, medium: Medium, wanted: Wanted) -> None:
    """Raises `RoomError` where there is no room for what is wanted, or a file is too large for the medium."""
    load, changed, files, largest = Load(zim=wanted.zim), Load(zim=False), 0, None
    for title in titles:
        load.add(title)
        files += sum(one.size for one in title.files)
        if wanted.known is not None and any(one.sha256 not in wanted.known for one in title.files):
            changed.add(title)
        for one in title.files:
            # What goes into no volume is left out anyway.
            goes = not wanted.limit or one.size <= wanted.limit
            if goes and (largest is None or one.size > largest.size):
                largest = one
    if medium.largest:
        _check_files(largest, files, load.bytes, output, medium.largest, wanted)
    twice = 2 if wanted.zip else 1
    update = (changed.bytes + (files if wanted.zim else 0)) * twice if wanted.known is not None else 0
    if wanted.elsewhere is not None and update > wanted.elsewhere.free:
        told = f"about {said(update)} are needed for the update, and there is room for {said(wanted.elsewhere.free)}"
        raise RoomError(f"{told}; name another place with --update")
    needed = load.bytes * twice + (update if wanted.elsewhere is None else 0)
    if needed > medium.free:
        told = f"about {said(needed)} are needed, and there is room for {said(medium.free)} where {output} is to be"
        less = ", or leave out --zip, which takes as much again" if wanted.zip else ""
        raise RoomError(f"{told}; choose another medium, or several of them with --split{less}")


def _check_files(largest: TitleFile | None, files: int, load: int, output: Path, most: int, wanted: Wanted) -> None:
    """Raises `RoomError` where the largest file of a title, the one for Kiwix, or the ZIP file would be too large."""
    if largest is not None and largest.size > most:
        told = f"{largest.path} ({said(largest.size)}) is larger than a file on {output} may be"
        raise RoomError(f"{told} ({said(most)}); leave it out, or format the medium as exFAT")
    limit = wanted.limit or 2 * load
    for is_wanted, size, name, option, split in (
        # In a volume, the file for Kiwix has half the room: it holds what is beside it once more.
        (wanted.zim, min(files, limit // 2), "the file for Kiwix", "--zim", most // 2),
        (wanted.zip, min(load, limit), "the ZIP file", "--zip", most),
    ):
        if is_wanted and size > most:
            told = f"{name} would be larger than a file on {output} may be ({said(most)})"
            raise RoomError(f"{told}; use --split {said(split).replace(' ', '')}, or leave out {option}")


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
