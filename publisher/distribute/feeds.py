"""The feeds for reading apps, in OPDS 1.2 and 2.0, written as files with relative addresses.

1. each title is written once in each format, as soon as its files are in their places, and kept on disk
2. feeds are put together of these pieces: all titles, the newest, those in a language, on a subject, in a format and
   with a property of accessibility, cut into pages
3. feeds that lead to feeds: the root, the languages, the subjects, the formats, the properties
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Self

from msgspec import Struct

from publisher.distribute import opds1, opds2
from publisher.distribute.catalogue import NEWEST, Lists, grouped
from publisher.distribute.entry import FILTERS, FORMATS, Entry, by_title
from publisher.distribute.feed import FacetGroup, Page, Record, Standard, Way
from publisher.distribute.identity import EPOCH, moment
from publisher.distribute.spool import Spool
from publisher.distribute.words import Words

FOLDER = "opds"
PER_PAGE = 50
FACETS = 20
"""Subjects to choose from beside a list; all that have a feed are in the feed of subjects."""


class _Kind(Struct, frozen=True):
    """A property that titles are listed by: the feed of its lists, the keys of the words for it and for a list, and
    what a title has of it."""

    feed: str
    words: str
    heading: str
    of: Callable[[Entry], Iterable[str]]


_KINDS = {
    "language": _Kind("languages", "languages", "in-language", lambda one: (one.spoken,)),
    "subject": _Kind("subjects", "subjects", "on-subject", lambda one: one.subjects),
    "format": _Kind("formats", "format", "titles-of", lambda one: one.formats),
    "accessibility": _Kind("accessibility", "accessibility", "titles-of", lambda one: one.filters),
}
_STANDARDS: tuple[Standard, ...] = (opds1, opds2)


class Feeds:
    """Writes the feeds of one distribution into its root folder."""

    def __init__(self, root: Path, site: str, words: Words, scratch: Path) -> None:
        self._root, self._site, self._words = root, site, words
        self._spools = {standard.FOLDER: Spool(scratch) for standard in _STANDARDS}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for spool in self._spools.values():
            spool.close()

    def add(self, record: Record) -> None:
        """Keep what feeds say of a title."""
        for standard in _STANDARDS:
            self._spools[standard.FOLDER].put(record.title.slug, standard.publication(record))

    def write(self, entries: Sequence[Entry], known: Lists, address: str, tell: Callable[[str], None]) -> None:
        """Write the feeds of these titles. ``address`` is where the folder is on the web, if anywhere."""
        for standard in _STANDARDS:
            (self._root / FOLDER / standard.FOLDER).mkdir(parents=True)
        ordered = sorted(entries, key=by_title)
        newest = sorted(ordered, key=lambda one: one.moment, reverse=True)[:NEWEST]
        said = self._words
        groups = self._groups(ordered, known)
        ways = {kind: tuple(way for way, _ in found) for kind, found in groups.items()}
        tell("OPDS")
        main = (
            Way("all", said("all-titles"), "all", _updated(ordered), len(ordered)),
            Way("newest", said("newest-titles"), "newest", _updated(ordered), len(newest)),
        )
        self._list(main[0], main[0].words, ordered, ways)
        self._list(main[1], main[1].words, newest, ways)
        for kind, found in groups.items():
            for way, titles in found:
                self._list(way, said(_KINDS[kind].heading, name=way.words), titles, ways)
        choices = tuple(
            Way(_KINDS[kind].feed, said(_KINDS[kind].words), kind, _updated(ordered), len(ways[kind]), navigation=True)
            for kind in groups
            if ways[kind]
        )
        for choice in choices:
            self._navigation(choice.name, choice.words, tuple(sorted(ways[choice.kind], key=_filed)))
        self._navigation("index", self._site, (*main, *choices))
        opds1.write_search(self._root / FOLDER, self._site, said, address)

    def _groups(self, ordered: Sequence[Entry], known: Lists) -> dict[str, list[tuple[Way, list[Entry]]]]:
        """The lists of each kind, with their titles; a format or a property that no title has is left out."""
        said = self._words
        named = {
            "language": {name: (_feed(link.address), link.words) for name, link in known.languages.items()},
            "subject": {name: (_feed(link.address), link.words) for name, link in known.subjects.items()},
            "format": {name: (f"format-{name}", said(f"formats.{name}")) for name in FORMATS if name != "web"},
            "accessibility": {name: (f"accessibility-{name}", said(f"filters.{name}")) for name in FILTERS},
        }
        return {
            kind: [
                (Way(*names[name], kind, _updated(titles), len(titles)), titles)
                for name, titles in grouped(ordered, names, _KINDS[kind].of).items()
                if titles
            ]
            for kind, names in named.items()
        }

    def _list(self, way: Way, heading: str, entries: Sequence[Entry], ways: dict[str, tuple[Way, ...]]) -> None:
        """Write the pages of a feed that lists titles."""
        last = max(1, -(-len(entries) // PER_PAGE))
        facets = tuple(self._facets(way, ways)) if way.kind != "newest" else ()
        for number in range(1, last + 1):
            shown = entries[(number - 1) * PER_PAGE : number * PER_PAGE]
            page = Page(
                site=self._site,
                name=way.name,
                heading=heading,
                updated=way.updated,
                number=number,
                last=last,
                total=len(entries),
                per_page=PER_PAGE,
                facets=facets,
            )
            for standard in _STANDARDS:
                spool = self._spools[standard.FOLDER]
                pieces = [spool.get(one.slug) for one in shown]
                self._save(standard, page.file(number, standard.SUFFIX), standard.acquisition(page, pieces))

    def _facets(self, way: Way, ways: dict[str, tuple[Way, ...]]) -> Iterator[FacetGroup]:
        """What a list can be exchanged for: that of a language, a subject, a format, a property of accessibility."""
        for kind, all_ways in ways.items():
            offered = all_ways[:FACETS]
            if len(offered) > 1:
                yield FacetGroup(
                    self._words(kind),
                    tuple(
                        Way(one.name, one.words, one.kind, one.updated, one.count, here=one.name == way.name)
                        for one in offered
                    ),
                )

    def _navigation(self, name: str, heading: str, ways: tuple[Way, ...]) -> None:
        updated = max((way.updated for way in ways), default=EPOCH)
        page = Page(site=self._site, name=name, heading=heading, updated=updated, ways=ways)
        for standard in _STANDARDS:
            self._save(standard, page.file(1, standard.SUFFIX), standard.navigation(page))

    def _save(self, standard: Standard, name: str, data: bytes) -> None:
        (self._root / FOLDER / standard.FOLDER / name).write_bytes(data)


def _feed(address: str) -> str:
    """The name of the feed with the titles of a list in the catalogue."""
    return address.removeprefix("browse/").removesuffix(".html")


def _updated(entries: Sequence[Entry]) -> str:
    return max((moment(one.moment) for one in entries), default=EPOCH)


def _filed(way: Way) -> tuple[str, str]:
    return way.words.casefold(), way.name
