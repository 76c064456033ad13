"""Pages written from the theme's templates in ``web/``: HTML that needs neither script nor network."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from msgspec import Struct

from publisher import __version__
from publisher.distribute.cover import Cover
from publisher.distribute.entry import Entry
from publisher.distribute.statement import Line, statement
from publisher.distribute.title import Title, TitleFile
from publisher.distribute.versions import Change, Version, changes
from publisher.distribute.words import Words
from publisher.render import Theme
from publisher.render.engine import environment, run

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_GLANCE = ("ways-of-reading", "conformance", "hazards")


class Link(Struct, frozen=True):
    """Words that lead to a page, whose address is seen from the root; ``count`` titles are there."""

    words: str
    address: str = ""
    count: int = 0
    here: bool = False


class Site(Struct, frozen=True):
    """What all pages share: the name of the whole, the links in the head of each page, the leaflet if there is one, the
    program's version."""

    name: str
    links: tuple[Link, ...]
    leaflet: str = ""
    version: str = __version__


class ShownFile(Struct, frozen=True):
    """A file on a title's page."""

    name: str
    words: str
    help: str
    format: str
    media_type: str
    size: int
    pages: int
    conforms_to: tuple[str, ...]
    sha256: str


class ShownVersion(Struct, frozen=True):
    """A version on a title's page, with what it changed of the one before."""

    date: str
    changes: tuple[Change, ...]


class Pages:
    """Writes the pages of one distribution into its root folder."""

    def __init__(self, root: Path, site: Site, words: Words, theme: Theme) -> None:
        self.root, self.site, self.words, self.theme = root, site, words, theme
        self._jinja = environment(theme)
        self._jinja.globals.update(
            said=words,
            word=words.__call__,
            count=words.count,
            compact=words.compact,
            number_of=words.number,
            language_name=words.language_name,
            size=words.size,
            date=words.date,
            around=self._around,
            tag=_tag,
            safe_address=safe_address,
            site=site,
        )

    def write(self, template: str, name: str, heading: str, **values: Any) -> None:
        """Write the page with this name, seen from the root, from a template in ``web/``."""
        up = "../" * name.count("/")
        text = run(self._jinja, f"web/{template}.html.j2", here=name, up=up, heading=heading, **values)
        # With newline="" a page has the same bytes on every system.
        with (self.root / name).open("w", encoding="utf-8", newline="") as stream:
            stream.write(text)

    def write_list(self, name: str, heading: str, entries: Sequence[Entry], **values: Any) -> None:
        """Write a page that lists titles."""
        self.write("list", name, heading, entries=tuple(entries), **values)

    def write_title(
        self,
        title: Title,
        cover: Cover | None,
        versions: tuple[Version, ...],
        links: tuple[Link, tuple[Link, ...]],
        *,
        readable: bool,
        kept: int = 0,
    ) -> None:
        """Write the page of a title whose files are in their places; ``links`` lead to its language and subjects.

        ``kept`` is how many bytes its pages to read have.
        """
        groups = statement(title)
        glance = [line for group in groups if group.key in _GLANCE for line in group.lines if not line.value]
        self.write(
            "title",
            f"titles/{title.slug}/index.html",
            title.title,
            title=title,
            cover=cover,
            readable=readable,
            kept=kept,
            files=tuple(self._file(file) for file in title.files),
            groups=groups,
            glance=tuple(glance) if title.epub else (),
            about=self._about(title),
            language=links[0],
            passages=title.languages[1:],
            subjects=links[1],
            versions=_shown(versions),
        )

    def _around(self, line: Line) -> tuple[str, str]:
        """The words of a statement before and behind its value."""
        marked = Line(line.key, "\0" if line.value else "", line.language)
        before, _, behind = self.words.descriptive(marked).partition("\0")
        return before, behind

    def _file(self, file: TitleFile) -> ShownFile:
        edition = file.edition or file.format
        key = edition if edition in self.words.table["editions"] else "other"
        return ShownFile(
            name=file.path.name,
            words=self.words(f"editions.{key}", name=edition),
            help=self.words(f"edition-help.{key}"),
            format=file.format,
            media_type=file.media_type,
            size=file.size,
            pages=file.pages,
            conforms_to=file.conforms_to,
            sha256=file.sha256,
        )

    def _about(self, title: Title) -> tuple[tuple[str, str], ...]:
        series = title.series
        if series and title.series_position:
            series = self.words("series-place", name=series, place=title.series_position)
        return (
            ("publisher", title.publisher),
            ("published", self.words.date(title.published)),
            ("modified", self.words.date(title.modified)),
            ("series", series),
            ("identifier", title.identifier),
            ("rights", title.rights),
            ("license", title.license),
        )


def safe_address(text: str) -> bool:
    """Whether words are an address on the web; a book may say anything, scripts too."""
    return text.startswith(("https://", "http://")) and " " not in text


def _tag(languages: tuple[str, ...]) -> str:
    """The main language as an attribute may have it; nothing for what is no language tag."""
    main = languages[0] if languages else ""
    return main if _TAG.fullmatch(main) else ""


def _shown(versions: tuple[Version, ...]) -> tuple[ShownVersion, ...]:
    older: tuple[Version | None, ...] = (*versions[1:], None)
    return tuple(
        ShownVersion(version.date, changes(version, before) if before is not None else ())
        for version, before in zip(versions, older, strict=True)
    )
