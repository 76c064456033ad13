"""What is known of a title that is handed out, read from its finished files."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

FileFormat: TypeAlias = Literal["epub", "pdf"]
MEDIA_TYPES: dict[FileFormat, str] = {"epub": "application/epub+zip", "pdf": "application/pdf"}


class Person(Struct, frozen=True, kw_only=True):
    """Somebody who had a part in a title; ``role`` is a MARC relator such as ``aut``, ``sort`` the name as filed."""

    name: str
    role: str = ""
    sort: str = ""


class Accessibility(Struct, frozen=True, kw_only=True):
    """What the e-book says of its accessibility, word for word (EPUB Accessibility 1.1 §2; schema.org).

    ``summary_language`` is that of the summary, ``certified_on`` a date, ``exemption`` a claim by the EPUB
    Accessibility exemption property; ``fixed_layout`` says that its pages keep the layout of print.
    """

    modes: tuple[str, ...] = ()
    sufficient: tuple[tuple[str, ...], ...] = ()
    features: tuple[str, ...] = ()
    hazards: tuple[str, ...] = ()
    summary: str = ""
    summary_language: str = ""
    conforms_to: tuple[str, ...] = ()
    certified_by: str = ""
    certifier_credential: str = ""
    certifier_report: str = ""
    certified_on: str = ""
    exemption: str = ""
    fixed_layout: bool = False


class Cover(Struct, frozen=True, kw_only=True):
    """The cover's picture: its name inside the EPUB, what it is and shows, its size in px (0 where unknown)."""

    entry: str
    media_type: str
    alt: str = ""
    width: int = 0
    height: int = 0


class TitleFile(Struct, frozen=True, kw_only=True):
    """A finished file: where it is, its format and edition (``""`` for the e-book and ``print``), its size in bytes.

    ``conforms_to`` are the standards that it claims, such as ``PDF/UA-1``; ``pages`` is 0 for an EPUB.
    """

    path: Path
    format: FileFormat
    edition: str = ""
    size: int
    sha256: str
    pages: int = 0
    conforms_to: tuple[str, ...] = ()

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.format]


class Content(Struct, frozen=True):
    """What is packed in an e-book: how many files, their size in bytes; and its fonts, by digest, with theirs."""

    files: int = 0
    bytes: int = 0
    fonts: Mapping[str, int] = {}


class Update(Struct, frozen=True, kw_only=True):
    """What somebody says has changed, in a sentence, and when (W3C date and time; nothing where that is not said)."""

    time: str
    changed: str


class Title(Struct, frozen=True, kw_only=True):
    """A title: its metadata (EPUB 3.3 §5.5), accessibility, cover and files, the e-book first.

    Dates are as the files have them (W3C date and time); ``modified`` is the e-book's, UTC. Of the updates, the newest
    is the first.
    """

    slug: str
    identifier: str
    title: str
    subtitle: str = ""
    languages: tuple[str, ...] = ()
    direction: str = "ltr"
    authors: tuple[Person, ...] = ()
    contributors: tuple[Person, ...] = ()
    publisher: str = ""
    published: str = ""
    modified: str = ""
    description: str = ""
    subjects: tuple[str, ...] = ()
    rights: str = ""
    license: str = ""
    series: str = ""
    series_position: str = ""
    updates: tuple[Update, ...] = ()
    accessibility: Accessibility = Accessibility()
    cover: Cover | None = None
    files: tuple[TitleFile, ...] = ()
    content: Content = Content()

    @property
    def epub(self) -> TitleFile | None:
        """The e-book, if there is one."""
        return next((file for file in self.files if file.format == "epub"), None)

    @property
    def language(self) -> str:
        """The main language; ``und`` where none is known."""
        return self.languages[0] if self.languages else "und"
