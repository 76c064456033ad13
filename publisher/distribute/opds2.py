"""OPDS 2.0: feeds in JSON, with the metadata of the Readium Web Publication Manifest.

There is no link to a search: its template must lead to a feed, and a folder of files cannot make one (`publisher serve`
can, and adds it). Facets are other lists, not cuts of the one that is shown.
"""

from collections.abc import Sequence

import msgspec
from msgspec import Struct

from publisher.distribute.feed import MANIFEST, UP, Page, Record, Way, picture_type
from publisher.distribute.webpub import Link, Metadata, metadata

FOLDER = "2"
SUFFIX = ".json"
FEED = "application/opds+json"
ACQUISITION = "http://opds-spec.org/acquisition/open-access"
_RELATIONS = {"newest": "http://opds-spec.org/sort/new"}


class _FeedMetadata(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    title: str
    modified: str = ""
    items_per_page: int = 0
    current_page: int = 0
    number_of_items: int | None = None


class _Publication(Struct, frozen=True, kw_only=True, omit_defaults=True):
    metadata: Metadata
    links: tuple[Link, ...]
    images: tuple[Link, ...] = ()


class _Facet(Struct, frozen=True):
    metadata: _FeedMetadata
    links: tuple[Link, ...]


class _Feed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    metadata: _FeedMetadata
    links: tuple[Link, ...]
    navigation: tuple[Link, ...] = ()
    facets: tuple[_Facet, ...] = ()
    publications: tuple[msgspec.Raw, ...] = ()


def publication(record: Record) -> bytes:
    """A title in a feed (OPDS 2.0 §5), with what the e-book says of its accessibility."""
    title = record.title
    acquired = (
        Link(href=record.folder + file.path.name, type=file.media_type, rel=ACQUISITION, title=file.edition,
             size=file.size)
        for file in title.files
    )  # fmt: skip
    page = Link(href=f"{record.folder}index.html", type="text/html", rel="alternate")
    manifest = Link(href=record.folder + MANIFEST, type="application/webpub+json", rel="alternate")
    read = Link(href=f"{record.folder}read/index.html", type="text/html", rel="related")
    return msgspec.json.encode(
        _Publication(
            metadata=metadata(title),
            links=(*acquired, page, manifest, *((read,) if record.readable else ())),
            images=_images(record),
        )
    )


def acquisition(page: Page, publications: Sequence[bytes]) -> bytes:
    """A page of titles, with links to the other pages and facets (OPDS 2.0 §2)."""
    others = (
        Link(href=page.file(number, SUFFIX), type=FEED, rel=relation) for relation, number in page.others().items()
    )
    return _bytes(
        _Feed(
            metadata=_FeedMetadata(
                title=page.heading,
                modified=page.updated,
                items_per_page=page.per_page,
                current_page=page.number,
                number_of_items=page.total,
            ),
            links=(*_links(page), *others),
            facets=tuple(
                _Facet(_FeedMetadata(title=group.words), tuple(_way(way, facet=True) for way in group.ways))
                for group in page.facets
            ),
            publications=tuple(msgspec.Raw(piece) for piece in publications),
            # A feed has to hold something.
            navigation=() if publications else (Link(href=f"index{SUFFIX}", type=FEED, title=page.site),),
        )
    )


def navigation(page: Page) -> bytes:
    """A page that leads to other feeds (OPDS 2.0 §1)."""
    shown = tuple(_way(way) for way in page.ways)
    return _bytes(
        _Feed(
            metadata=_FeedMetadata(title=page.heading, modified=page.updated),
            links=tuple(_links(page)),
            navigation=shown,
        )
    )


def _links(page: Page) -> tuple[Link, ...]:
    own = page.file(page.number, SUFFIX)
    return (
        Link(href=own, type=FEED, rel="self"),
        Link(href=f"index{SUFFIX}", type=FEED, rel="start"),
        *((Link(href=f"index{SUFFIX}", type=FEED, rel="up"),) if page.name != "index" else ()),
        Link(href=f"{UP}index.html", type="text/html", rel="alternate"),
        Link(href=f"../1/{page.file(page.number, '.atom')}", type="application/atom+xml", rel="alternate"),
    )


def _way(way: Way, facet: bool = False) -> Link:
    # A list that is shown is the only one of its group that is the feed itself.
    relation = "self" if way.here else "" if facet else _RELATIONS.get(way.kind, "subsection")
    return Link(
        href=way.name + SUFFIX, type=FEED, title=way.words, rel=relation, properties={"numberOfItems": way.count}
    )


def _images(record: Record) -> tuple[Link, ...]:
    """The cover and its small picture, if one of them is no drawing, as clients ask for (OPDS 2.0 §5.3)."""
    cover = record.cover
    if cover is None or cover.name.endswith(".svg"):
        return ()
    own = record.title.cover
    width, height = (own.width, own.height) if own else (0, 0)
    return (
        Link(href=record.folder + cover.name, type=picture_type(cover.name), width=width, height=height),
        Link(href=record.folder + cover.small.name, type=picture_type(cover.small.name)),
    )


def _bytes(feed: _Feed) -> bytes:
    return msgspec.json.format(msgspec.json.encode(feed), indent=1) + b"\n"
