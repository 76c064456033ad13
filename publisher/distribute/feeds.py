"""The feeds for reading apps, in OPDS 1.2 and 2.0, written as files with relative addresses.

1. each title is written once in each format, as soon as its files are in their places, and kept on disk
2. feeds are put together of these pieces: all titles, the newest, those in a language and on a subject, cut into pages
3. feeds that lead to feeds: the root, the languages, the subjects
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Self

from publisher.distribute import opds1, opds2
from publisher.distribute.catalogue import NEWEST, Lists
from publisher.distribute.entry import Entry, by_title
from publisher.distribute.feed import FacetGroup, Page, Record, Standard, Way
from publisher.distribute.identity import EPOCH, moment
from publisher.distribute.spool import Spool
from publisher.distribute.words import Words

FOLDER = "opds"
PER_PAGE = 50
FACETS = 20
"""Subjects to choose from beside a list; all that have a feed are in the feed of subjects."""
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
        languages, subjects = _groups(ordered, known)
        said = self._words
        ways = {
            "language": tuple(self._way("language", link.words, languages[name], link.address)
                              for name, link in known.languages.items()),
            "subject": tuple(self._way("subject", link.words, subjects[name], link.address)
                             for name, link in known.subjects.items()),
        }  # fmt: skip
        tell("OPDS")
        main = (
            Way("all", said("all-titles"), "all", _updated(ordered), len(ordered)),
            Way("newest", said("newest-titles"), "newest", _updated(ordered), len(newest)),
        )
        self._list(main[0], main[0].words, ordered, ways)
        self._list(main[1], main[1].words, newest, ways)
        for kind, heading, groups in (("language", "in-language", languages), ("subject", "on-subject", subjects)):
            for way, titles in zip(ways[kind], groups.values(), strict=True):
                self._list(way, said(heading, name=way.words), titles, ways)
        choices = tuple(
            Way(name, said(name), kind, _updated(ordered), len(ways[kind]), navigation=True)
            for kind, name in (("language", "languages"), ("subject", "subjects"))
            if ways[kind]
        )
        for choice in choices:
            self._navigation(choice.name, choice.words, tuple(sorted(ways[choice.kind], key=_filed)))
        self._navigation("index", self._site, (*main, *choices))
        opds1.write_search(self._root / FOLDER, self._site, said, address)

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
        """What a list can be exchanged for: a language's or a subject's."""
        for kind in ("language", "subject"):
            offered = ways[kind][:FACETS]
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

    def _way(self, kind: str, words: str, entries: Sequence[Entry], address: str) -> Way:
        name = address.removeprefix("browse/").removesuffix(".html")
        return Way(name, words, kind, _updated(entries), len(entries))


def _groups(ordered: Sequence[Entry], known: Lists) -> tuple[dict[str, list[Entry]], dict[str, list[Entry]]]:
    languages: dict[str, list[Entry]] = {name: [] for name in known.languages}
    subjects: dict[str, list[Entry]] = {name: [] for name in known.subjects}
    for one in ordered:
        languages[one.spoken].append(one)
        for subject in dict.fromkeys(one.subjects):
            if subject in subjects:
                subjects[subject].append(one)
    return languages, subjects


def _updated(entries: Sequence[Entry]) -> str:
    return max((moment(one.moment) for one in entries), default=EPOCH)


def _filed(way: Way) -> tuple[str, str]:
    return way.words.casefold(), way.name
