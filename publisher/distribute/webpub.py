"""The metadata of the Readium Web Publication Manifest, which OPDS 2.0 shares, and the manifest of a title.

1. the metadata is what the e-book says of itself; a value that the standard does not know is left out
2. the reading order leads to the pages that can be read in the browser; where there are none, into the EPUB by the
   standard way to address what is in it (EPUB Canonical Fragment Identifiers)
3. a title without an e-book is its PDF
"""

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from msgspec import Struct

from publisher.check.records import UnreadableError
from publisher.distribute.feed import MANIFEST, Record, picture_type
from publisher.distribute.identity import day, moment, uri
from publisher.distribute.spine import Item, Outline, outline
from publisher.distribute.title import Person, Title
from publisher.distribute.vocabulary import Accessibility, accessibility
from publisher.media_types import media_type

CONTEXT = "https://readium.org/webpub-manifest/context.jsonld"
EPUB_PROFILE = "https://readium.org/webpub-manifest/profiles/epub"
PDF_PROFILE = "https://readium.org/webpub-manifest/profiles/pdf"
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_ROLES = {"trl": "translator", "edt": "editor", "art": "artist", "ill": "illustrator", "nrt": "narrator"}


class Link(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A link (Readium Web Publication Manifest §2.1); sizes in px and bytes."""

    href: str
    type: str = ""
    rel: str = ""
    title: str = ""
    width: int = 0
    height: int = 0
    size: int = 0
    properties: dict[str, Any] = {}
    children: "tuple[Link, ...]" = ()


class Contributor(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Somebody who had a part in a title."""

    name: str
    sort_as: str = ""
    role: str = ""


class Series(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The series of a title, and its place in it."""

    name: str
    position: float | None = None


class Metadata(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What a title is (Readium Web Publication Manifest, default context)."""

    type: str = msgspec.field(name="@type")
    identifier: str
    title: str
    conforms_to: str = ""
    subtitle: str = ""
    author: tuple[Contributor, ...] = ()
    translator: tuple[Contributor, ...] = ()
    editor: tuple[Contributor, ...] = ()
    artist: tuple[Contributor, ...] = ()
    illustrator: tuple[Contributor, ...] = ()
    narrator: tuple[Contributor, ...] = ()
    contributor: tuple[Contributor, ...] = ()
    publisher: str = ""
    language: tuple[str, ...] = ()
    published: str = ""
    modified: str = ""
    description: str = ""
    subject: tuple[str, ...] = ()
    belongs_to: dict[str, Series] = {}
    reading_progression: str = ""
    layout: str = ""
    number_of_pages: int = 0
    accessibility: Accessibility | None = None


class Manifest(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A Readium Web Publication Manifest."""

    context: str = msgspec.field(name="@context")
    metadata: Metadata
    links: tuple[Link, ...]
    reading_order: tuple[Link, ...]
    resources: tuple[Link, ...] = ()
    toc: tuple[Link, ...] = ()
    page_list: tuple[Link, ...] = ()


def metadata(title: Title, profile: str = "") -> Metadata:
    """The metadata of a title; ``profile`` is what its manifest conforms to."""
    people: dict[str, list[Contributor]] = {}
    for person in title.contributors:
        people.setdefault(_ROLES.get(person.role, "contributor"), []).append(_contributor(person))
    named: dict[str, Any] = {role: tuple(found) for role, found in people.items()}
    pages = next((file.pages for file in title.files if file.format == "pdf"), 0)
    return Metadata(
        type="http://schema.org/Book",
        identifier=uri(title.identifier or f"title:{title.slug}"),
        title=title.title,
        conforms_to=profile,
        subtitle=title.subtitle,
        author=tuple(_contributor(person) for person in title.authors),
        publisher=title.publisher,
        language=tuple(tag for tag in title.languages if _TAG.fullmatch(tag)),
        published=day(title.published),
        modified=moment(title.modified) if title.modified else "",
        description=title.description,
        subject=tuple(dict.fromkeys(title.subjects)),
        belongs_to={"series": _series(title)} if title.series else {},
        reading_progression=title.direction if title.direction in ("ltr", "rtl") else "",
        layout="fixed" if title.accessibility.fixed_layout else "reflowable" if title.epub else "fixed",
        number_of_pages=pages,
        accessibility=accessibility(title.accessibility),
        **named,
    )


def write_manifest(record: Record, folder: Path) -> None:
    """Write the manifest of a title into its folder, after all else that is there."""
    title = record.title
    inside = _outline(title, folder)
    links = [Link(href=MANIFEST, type="application/webpub+json", rel="self")]
    links += [
        Link(href=file.path.name, type=file.media_type, rel="alternate", title=file.edition, size=file.size)
        for file in title.files
    ]
    links.append(Link(href="index.html", type="text/html", rel="alternate"))
    cover = record.cover
    covers = (Link(href=cover.name, type=picture_type(cover.name), rel="cover"),) if cover else ()
    if inside is None:
        pages = (file for file in title.files if file.format == "pdf")
        made = Manifest(
            context=CONTEXT,
            metadata=metadata(title, PDF_PROFILE),
            links=tuple(links),
            reading_order=tuple(Link(href=file.path.name, type=file.media_type) for file in pages)[:1],
            resources=covers,
        )
    else:
        ways = _Ways(title, inside, folder)
        made = Manifest(
            context=CONTEXT,
            metadata=metadata(title, EPUB_PROFILE),
            links=tuple(links),
            reading_order=ways.order,
            resources=(*covers, *ways.resources()),
            toc=ways.links(inside.toc),
            page_list=ways.links(inside.pages),
        )
    (folder / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=1) + b"\n")


class _Ways:
    """Where the parts of an e-book are: as pages for the browser, or in the file."""

    def __init__(self, title: Title, inside: Outline, folder: Path) -> None:
        self._folder, self._inside = folder, inside
        self._epub = title.epub.path.name if title.epub else ""
        self._pages = {
            part.name: f"read/{page}"
            for part in inside.spine
            if (folder / "read" / (page := f"{Path(part.name).stem}.html")).is_file()
        }
        self.order = tuple(
            Link(href=self._address(part.name, ""), type="text/html" if part.name in self._pages else part.media_type)
            for part in inside.spine
            # The page of contents takes the place of the e-book's own.
            if part.name in self._pages or not self._pages
        )

    def links(self, items: tuple[Item, ...]) -> tuple[Link, ...]:
        """Links of a list in the navigation document; what leads nowhere in the reading order is left out."""
        known = {part.name for part in self._inside.spine}
        return tuple(
            Link(
                href=self._address(item.name, item.fragment),
                title=item.title,
                children=self.links(item.children),
            )
            for item in items
            if item.name in known
        )

    def resources(self) -> tuple[Link, ...]:
        """What the pages for the browser need besides."""
        order = set(self._pages.values())
        found = sorted(path for path in (self._folder / "read").rglob("*") if path.is_file())
        named = ((path.relative_to(self._folder).as_posix(), path) for path in found)
        return tuple(Link(href=name, type=media_type(path.name)) for name, path in named if name not in order)

    def _address(self, name: str, fragment: str) -> str:
        if page := self._pages.get(name):
            return f"{page}#{quote(fragment)}" if fragment else page
        return f"{self._epub}#{self._inside.cfi(name, fragment)}"


def _outline(title: Title, folder: Path) -> Outline | None:
    """The order of the e-book; None where there is none that can be read."""
    try:
        return outline(title.epub.path, places=not (folder / "read").is_dir()) if title.epub else None
    except UnreadableError:
        return None


def _contributor(person: Person) -> Contributor:
    return Contributor(
        name=person.name, sort_as=person.sort, role=person.role if person.role not in {"aut", *_ROLES} else ""
    )


def _series(title: Title) -> Series:
    place = title.series_position
    return Series(name=title.series, position=float(place) if re.fullmatch(r"\d{1,6}(\.\d{1,6})?", place) else None)
