"""The folder that is handed out, in the order in which it comes to be.

1. the titles are read into records
2. everything is written in a workshop beside the folder that is wanted: the files, the cover and the page of each title
3. the catalogue, its lists and the search are written from what is left in memory of each title
4. the folder becomes a bag, and is signed if there is a key
5. it is moved into the place of the old one
"""

import shutil
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from publisher.cache import Cache
from publisher.distribute.again import Again, Trusted
from publisher.distribute.catalogue import lists, site_links, write_catalogue
from publisher.distribute.entry import Entry, by_title, entry
from publisher.distribute.feeds import Feeds
from publisher.distribute.leaflet import NAME as LEAFLET
from publisher.distribute.leaflet import Leaflet, write_leaflet
from publisher.distribute.medium import FAT_LARGEST, Medium, Wanted, check_room, known_since, medium_of, same_medium
from publisher.distribute.placing import place_title
from publisher.distribute.search import write_index
from publisher.distribute.shelf import Shelf, Stock, shelve
from publisher.distribute.web import Pages, Site
from publisher.distribute.webapp import write_app
from publisher.distribute.words import words
from publisher.integrity.bag import MANIFEST, TAG_MANIFEST, entries_of, files_below, write_bag
from publisher.integrity.place import placed, workshop
from publisher.integrity.verify import SIGNATURE
from publisher.model import Place, Problem
from publisher.render import theme

MARK = "distribution.json"
"""The file in the root that says that a folder was made here, and may be replaced."""
_MOST_LANGUAGES = 12
"""How many languages a leaflet names."""
ROOT = "data"
"""Where, in the folder that is handed out, the root of all pages is."""
ASSETS = (
    *("catalogue.css", "catalogue.js", "reader.css", "reader.js", "app.js"),
    *("icon.svg", "icon-192.png", "icon-512.png"),
)
Tell = Callable[[str, str], None]
"""Called with the name of what is worked on, and the stage."""
Sign = Callable[[Path], str]
"""Gives the text of a file's signature."""


class Options(Struct, frozen=True, kw_only=True):
    """How a distribution is made: its name, where it is on the web, and what was handed out before.

    That a ZIP file of it is made afterwards, and an update, must be known for the room that they take.
    ``shared`` says that what was handed out before is deleted in the end, so that both may share files until then.
    """

    name: str = "Library"
    language: str = "en"
    address: str = ""
    zim: bool = False
    zip: bool = False
    update: Path | None = None
    leaflet: bool = False
    before: tuple[Path, ...] = ()
    shared: bool = False
    cache: Path | None = None


class Mark(Struct, frozen=True, kw_only=True):
    """What a distribution says of itself; ``volume`` is its number, and 0 for what is whole by itself."""

    name: str
    titles: int
    modified: str
    volume: int = 0
    volumes: int = 0


class Distributed(Struct, frozen=True, kw_only=True):
    """What was made: the folder, how many titles, files and bytes it has, and what was left out and why."""

    folder: str
    titles: int = 0
    files: int = 0
    bytes: int = 0
    problems: tuple[Problem, ...] = ()


class NotOursError(Exception):
    """The folder that is to be written holds something that was not made here."""


def distribute(
    stocks: Sequence[Stock],
    output: Path,
    options: Options,
    tell: Tell = lambda _name, _stage: None,
    sign: Sign | None = None,
    medium: Medium | None = None,
) -> Distributed:
    """Make the folder ``output`` of finished files, as a bag. What it held before is replaced if it was made here, too.

    ``sign`` gives the signature of the file that stands for all others, if the folder is to have one. ``medium`` is
    what it is written to, found out if it is not named.

    Raises `NotOursError` where it holds something else, `PlaceError` where it cannot be replaced, `RoomError` where
    there is no room for it, and OSError where it cannot be written.
    """
    place = check_place(output)
    place.parent.mkdir(parents=True, exist_ok=True)
    with workshop(place) as shop:
        shelf, problems = shelve(stocks, shop.path, lambda name: tell(name, "reading"))
        check_room(shelf, output, medium or medium_of(output), wanted(options, output))
        told = structs.replace(options, before=options.before or (place,), shared=not options.before)
        made = make(shelf, shop.new, told, tell, sign)
        shop.take_place()
    return structs.replace(made, folder=str(output), problems=problems + made.problems)


def make(
    shelf: Shelf, folder: Path, options: Options, tell: Tell, sign: Sign | None, volume: tuple[int, int] = (0, 0)
) -> Distributed:
    """Write the titles into a new folder, as a bag. What else is needed on the way is written beside it."""
    root = folder / ROOT
    root.mkdir(parents=True)
    trusted = Trusted() if options.shared else None
    with Feeds(root, options.name, words(options.language), folder.parent) as feeds:
        problems = _write_root(shelf, root, feeds, options, volume, tell, trusted)
    (folder / "index.html").write_text(_DOOR.format(name=escape(options.name), root=ROOT), encoding="utf-8")
    write_bag(folder, options.name, mark(folder).modified)
    if trusted is not None and not _hold(folder, trusted):
        # The medium has lost something of what was handed out; nothing of it can be relied on.
        shutil.rmtree(folder)
        return make(shelf, folder, structs.replace(options, shared=False), tell, sign, volume)
    if sign is not None:
        (folder / SIGNATURE).write_text(sign(folder / TAG_MANIFEST), encoding="utf-8", newline="")
    count = total = 0
    for name in files_below(folder, ""):
        size = (folder / name).stat().st_size
        count, total = count + 1, total + size
        if size > FAT_LARGEST:
            problems += (large_file(Path(name), size),)
    return Distributed(folder=str(folder), titles=len(shelf), files=count, bytes=total, problems=problems)


def wanted(options: Options, output: Path, limit: int = 0) -> Wanted:
    """What is written that takes room; ``limit`` is that of volumes, bytes."""
    known = known_since(options.before[0]) if options.update is not None and options.before else None
    elsewhere = None
    if options.update is not None and not same_medium(options.update, output):
        elsewhere = medium_of(options.update)
    return Wanted(zim=options.zim, zip=options.zip, limit=limit, known=known, elsewhere=elsewhere)


def _hold(folder: Path, trusted: Trusted) -> bool:
    """Whether the files that are shared with the last distribution hold what they held."""
    with (folder / MANIFEST).open(encoding="utf-8") as lines:
        return trusted.all_in((name.removeprefix(f"{ROOT}/"), digest) for name, digest in entries_of(lines))


def mark(folder: Path) -> Mark:
    """What a distribution says of itself. Raises OSError where it is none."""
    return msgspec.json.decode((folder / ROOT / MARK).read_bytes(), type=Mark)


def check_place(output: Path) -> Path:
    """The folder itself, whatever links lead to it. Raises `NotOursError` where it may not be replaced, `PlaceError`
    where it cannot be.
    """
    output = placed(output)
    if output.is_dir() and any(output.iterdir()) and not (output / ROOT / MARK).is_file():
        raise NotOursError(f"{output} holds files that were not made by publisher distribute")
    if output.exists() and not output.is_dir():
        raise NotOursError(f"{output} is a file")
    return output


def _write_root(
    shelf: Shelf,
    root: Path,
    feeds: Feeds,
    options: Options,
    volume: tuple[int, int],
    tell: Tell,
    trusted: Trusted | None,
) -> tuple[Problem, ...]:
    """Everything that people see, below ``root``; gives what of the titles cannot be read in the browser."""
    problems: list[Problem] = []
    own, said = theme(), words(options.language)
    entries = [entry(title) for title in shelf]
    known = lists(entries, said)
    pages = Pages(root, Site(options.name, site_links(said), LEAFLET if options.leaflet else ""), said, own)
    (root / "assets").mkdir()
    for name in ASSETS:
        shutil.copyfile(own.folders[-1] / "web" / name, root / "assets" / name)
    (root / "titles").mkdir()
    cache = Cache(options.cache)
    again = Again(pages, cache, trusted)
    for at, title in enumerate(shelf):
        tell(title.title, "writing")
        old = (before / ROOT for before in options.before if (before / ROOT / "titles" / title.slug).is_dir())
        placed = place_title(title, pages, known, next(old, None), again, cache)
        feeds.add(placed.record)
        entries[at] = placed.entry
        problems += placed.problems
    entries.sort(key=by_title)
    write_index(entries, known, root / "search", root.parent.parent)
    write_catalogue(entries, known, pages, lambda list_: tell(list_, "listing"))
    feeds.write(entries, known, options.address, lambda list_: tell(list_, "listing"))
    stated = Mark(
        name=options.name,
        titles=len(entries),
        modified=max((one.moment for one in entries), default=""),
        volume=volume[0],
        volumes=volume[1],
    )
    (root / MARK).write_bytes(msgspec.json.format(msgspec.json.encode(stated), indent=1) + b"\n")
    write_app(pages, entries, (file.sha256 for title in shelf for file in title.files))
    if options.leaflet:
        tell("leaflet", "writing")
        spoken = sorted({said.language_name(one.spoken) for one in entries if one.spoken != "und"})
        about = Leaflet(
            name=options.name,
            titles=len(entries),
            languages=tuple(spoken[:_MOST_LANGUAGES]),
            address=options.address,
            zim=options.zim,
            changed=stated.modified,
        )
        write_leaflet(about, said, root / LEAFLET, options.cache)
    if options.zim:
        tell("Kiwix", "writing")
        _write_zim(root, entries, options)
    return tuple(problems)


def _write_zim(root: Path, entries: Sequence[Entry], options: Options) -> None:
    """The archive for Kiwix, of all that is below ``root`` by then. Raises ImportError without its libraries."""
    from publisher.distribute.zim import Archive, write_zim

    said = words(options.language)
    write_zim(root, Archive(options.name, entries, said.count("titles", len(entries))), root.parent.parent)


def large_file(path: Path, size: int) -> Problem:
    """The problem of a file that FAT32 does not take."""
    return Problem(
        code="file-large",
        message=f"with {size / 1e9:.1f} GB it is too large for most sticks: FAT32 takes no file of 4.3 GB or more",
        severity="warning",
        place=Place(path.as_posix()),
        fix="use --split 4GB, or sticks that are formatted as exFAT",
    )


_DOOR = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="color-scheme" content="light dark"/>
<meta http-equiv="refresh" content="0; url={root}/index.html"/>
<title>{name}</title>
</head>
<body>
<p><a href="{root}/index.html">{name}</a></p>
</body>
</html>
"""
"""The page at the door of the folder, which sends on to the catalogue."""
