"""What a feed is made of, whatever its format: a record of each title, pages of lists, ways to other feeds."""

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct

from publisher.distribute.cover import SUFFIXES, Cover
from publisher.distribute.title import Title

UP = "../../"
"""From a feed to the root of all pages."""
MANIFEST = "manifest.json"
"""A title's Readium Web Publication Manifest, in its folder."""


class Record(Struct, frozen=True):
    """A title whose files are in their places; ``readable`` says that it can be read in the browser."""

    title: Title
    cover: Cover | None
    readable: bool = False

    @property
    def folder(self) -> str:
        """The title's folder, seen from a feed."""
        return f"{UP}titles/{self.title.slug}/"


class Way(Struct, frozen=True):
    """A way to another feed: its name, words, kind of list (``all``, ``newest``, ``language`` …), titles there."""

    name: str
    words: str
    kind: str
    updated: str
    count: int = 0
    navigation: bool = False
    here: bool = False


class FacetGroup(Struct, frozen=True):
    """Ways to choose by one property."""

    words: str
    ways: tuple[Way, ...]


class Page(Struct, frozen=True, kw_only=True):
    """A page of a feed. ``name`` is that of its first page, ``number`` counts from 1; ``total`` titles are in all."""

    site: str
    name: str
    heading: str
    updated: str
    number: int = 1
    last: int = 1
    total: int = 0
    per_page: int = 0
    ways: tuple[Way, ...] = ()
    facets: tuple[FacetGroup, ...] = ()

    def file(self, number: int, suffix: str) -> str:
        """The file of another page of the same feed."""
        return f"{self.name}{f'-{number}' if number > 1 else ''}{suffix}"

    def others(self) -> dict[str, int]:
        """The numbers of the first, previous, next and last page, without those that there are not."""
        if self.last == 1:
            return {}
        ways = {"first": 1, "previous": self.number - 1, "next": self.number + 1, "last": self.last}
        return {relation: number for relation, number in ways.items() if 1 <= number <= self.last}


def picture_type(name: str) -> str:
    """The media type of a cover's file."""
    return next(kind for kind, suffix in SUFFIXES.items() if name.endswith(suffix))


class Standard(Protocol):
    """A format of feeds: the folder and suffix of its files, and how it writes titles and pages."""

    FOLDER: str
    SUFFIX: str

    def publication(self, record: Record, /) -> bytes:
        """A title as it stands in feeds."""

    def acquisition(self, page: Page, publications: Sequence[bytes], /) -> bytes:
        """A page that lists titles."""

    def navigation(self, page: Page, /) -> bytes:
        """A page that lists feeds."""
