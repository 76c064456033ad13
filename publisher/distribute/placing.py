"""The folder of a title, in the order in which it comes to be.

1. its files get their stable names, and it is told which versions of it there were
2. they are put into their places
3. its pages are taken over from the last distribution, or written: its cover, its chapters, its own page, its manifest
"""

from pathlib import Path

from msgspec import Struct, structs

from publisher.cache import Cache
from publisher.distribute.again import Again, Written
from publisher.distribute.catalogue import Lists, links_of
from publisher.distribute.cover import write_cover
from publisher.distribute.entry import Entry, entry
from publisher.distribute.feed import Record
from publisher.distribute.reader import write_reader
from publisher.distribute.title import Title, TitleFile
from publisher.distribute.versions import Version, versions, write_versions
from publisher.distribute.web import Link, Pages
from publisher.distribute.webapp import write_kept
from publisher.distribute.webpub import write_manifest
from publisher.integrity.bag import files_below
from publisher.model import Problem


class Placed(Struct, frozen=True):
    """What became of a title: its entry, its record for feeds, and what of it cannot be shown."""

    entry: Entry
    record: Record
    problems: tuple[Problem, ...]


def place_title(title: Title, pages: Pages, known: Lists, before: Path | None, again: Again, cache: Cache) -> Placed:
    """Write the folder of a title; ``before`` is the root of the last distribution, if the title was in it."""
    folder = pages.root / "titles" / title.slug
    folder.mkdir()
    placed = structs.replace(title, files=tuple(_named(file, title.slug, folder) for file in title.files))
    told = versions(placed, before / "titles" / title.slug if before is not None else None)
    links = links_of(entry(placed), known)
    key = again.key(placed, told, links)
    old = again.known(key) if before is not None else None
    given = {
        target.path.relative_to(pages.root).as_posix(): again.give(file, target.path, old, before)
        for file, target in zip(title.files, placed.files, strict=True)
    }
    made = again.take_over(old, before) if old is not None and before is not None else None
    if made is None:
        made, fonts = _write_pages(placed, pages, told, links, cache)
        names = [f"titles/{title.slug}/{name}" for name in files_below(folder, "")]
        again.keep(key, structs.replace(made, given=given), [*(name for name in names if name not in given), *fonts])
    elif (now := structs.replace(made, given=given)) != old:
        again.keep_again(key, now)
    record = Record(placed, made.cover, made.readable)
    small = made.cover.small if made.cover else None
    return Placed(entry(placed, small, readable=made.readable), record, made.problems)


def _write_pages(
    placed: Title, pages: Pages, told: tuple[Version, ...], links: tuple[Link, tuple[Link, ...]], cache: Cache
) -> tuple[Written, tuple[str, ...]]:
    """The cover of a title, its pages to read, its own and its manifest; and the fonts that they share with others."""
    folder = pages.root / "titles" / placed.slug
    cover = write_cover(placed, folder, cache)
    write_versions(placed, told, folder)
    read = write_reader(placed, pages)
    kept = write_kept(placed, pages) if read.is_there else 0
    pages.write_title(placed, cover, told, links, readable=read.is_there, kept=kept)
    write_manifest(Record(placed, cover, read.is_there), folder)
    return Written(cover=cover, readable=read.is_there, problems=read.problems), read.fonts


def _named(file: TitleFile, slug: str, folder: Path) -> TitleFile:
    """A file with its place in its title's folder: ``slug.epub``, ``slug.pdf``, ``slug-large-print.pdf``."""
    edition = f"-{file.edition}" if file.edition not in ("", "print") else ""
    return structs.replace(file, path=folder / f"{slug}{edition}.{file.format}")
