"""The container of an EPUB: metadata, manifest, spine and a zip file with the same bytes for the same book.

This is the only module that knows EbookLib. It writes the package document; what goes into the zip is handed to it as
finished bytes, because EbookLib parses and rewrites the documents that it believes to be its own.

1. fill an EbookLib book with our metadata and resources
2. let it write the package document, to which we add what it cannot say
3. write the zip with fixed times and modes to a temporary name, and move it into place when it is whole
"""

import re
import uuid
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import ebooklib.epub
from lxml import etree
from msgspec import Struct

UNIQUE_ID = "publication-id"
FOLDER = "EPUB"
STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the zip; the earliest that the format can say."""
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ALREADY_SMALL = ("image/jpeg", "image/png", "image/gif", "image/webp", "font/woff2", "audio/", "video/")


class Entry(Struct, frozen=True):
    """A line of the package's metadata: a Dublin Core element, a ``meta`` with a property, or a ``link``."""

    kind: Literal["dc", "meta", "link"]
    name: str
    value: str
    attributes: tuple[tuple[str, str], ...] = ()

    @classmethod
    def dc(cls, name: str, value: str, **attributes: str) -> "Entry":
        """A Dublin Core element such as ``dc:title``."""
        return cls("dc", name, value, tuple(attributes.items()))

    @classmethod
    def meta(cls, property_: str, value: str, **attributes: str) -> "Entry":
        """A statement about the publication or, with ``refines``, about another entry."""
        return cls("meta", property_, value, tuple(attributes.items()))

    @classmethod
    def link(cls, relation: str, address: str, **attributes: str) -> "Entry":
        """A resource elsewhere that says more."""
        return cls("link", relation, address, tuple(attributes.items()))


class Item(Struct, frozen=True, kw_only=True):
    """A file of the book. ``spine`` is its place in reading order: none, read in order, or only by a link to it."""

    id: str
    name: str
    media_type: str
    data: bytes
    properties: tuple[str, ...] = ()
    spine: Literal["none", "linear", "linked"] = "none"


class Package(Struct, frozen=True, kw_only=True):
    """All that a book's container says and holds. The item with the id ``ncx`` is its NCX."""

    language: str
    direction: Literal["ltr", "rtl"]
    modified: datetime
    entries: tuple[Entry, ...]
    items: tuple[Item, ...]
    cover: str = ""
    """The id of the cover image, if there is one."""


def write(package: Package, path: Path) -> None:
    """Write the package as an EPUB 3.3 container (§4; OCF zip §4.3).

    The same package gives the same bytes. Raises ValueError where the package cannot be written down, OSError where
    the file cannot; then nothing stands at ``path`` but what stood there before.
    """
    temporary = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        _Writer(str(temporary), _book(package), package).write()
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def _book(package: Package) -> ebooklib.epub.EpubBook:
    book = ebooklib.epub.EpubBook()
    # EbookLib starts a book with a generator and a random identifier; ours is among the entries.
    book.metadata = {}
    book.IDENTIFIER_ID = UNIQUE_ID
    book.FOLDER_NAME = FOLDER
    book.language = package.language
    book.set_direction(package.direction)
    for entry in package.entries:
        attributes = _attributes(entry)
        if entry.kind == "dc":
            book.add_metadata("DC", entry.name, clean(entry.value), attributes)
        elif entry.kind == "meta":
            book.add_metadata(None, "meta", clean(entry.value), {"property": entry.name, **attributes})
        else:
            book.add_metadata(None, "link", None, {"rel": entry.name, "href": clean(entry.value), **attributes})
    if package.cover:
        # Not part of EPUB 3, but what older systems look for.
        book.add_metadata(None, "meta", None, {"name": "cover", "content": package.cover})
    for item in package.items:
        resource = ebooklib.epub.EpubItem(item.id, item.name, item.media_type, item.data)
        resource.properties = list(item.properties)
        book.add_item(resource)
        if item.spine != "none":
            book.spine.append((resource, "yes" if item.spine == "linear" else "no"))
    return book


def _attributes(entry: Entry) -> dict[str, str]:
    return {XML_LANG if name == "xml:lang" else name: clean(value) for name, value in entry.attributes}


def clean(value: str) -> str:
    """The value without characters that XML cannot hold, and with single spaces."""
    return " ".join(NOT_XML.sub("", value).split())


class _Writer(ebooklib.epub.EpubWriter):  # type: ignore[misc]
    """EbookLib's writer of the package document, with a zip file of ours around it."""

    def __init__(self, name: str, book: ebooklib.epub.EpubBook, package: Package) -> None:
        super().__init__(name, book, {"mtime": package.modified.astimezone(UTC)})
        self.package = package

    def write(self) -> None:
        with _Zip(self.file_name, "x", zipfile.ZIP_DEFLATED) as self.out:
            self.out.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
            self._write_container()
            self._write_opf()
            for item in self.package.items:
                small = item.media_type.startswith(ALREADY_SMALL)
                compression = zipfile.ZIP_STORED if small else zipfile.ZIP_DEFLATED
                self.out.writestr(f"{FOLDER}/{item.name}", item.data, compression)

    def _write_opf_file(self, root: etree._Element) -> None:
        # The only place between building and writing where what EbookLib has no words for can be added.
        root.set(XML_LANG, self.package.language)
        root.set("dir", self.package.direction)
        del root.attrib["prefix"]
        self._confirm(root)
        super()._write_opf_file(root)

    def _confirm(self, root: etree._Element) -> None:
        """EbookLib logs entries that it cannot write and goes on; a book must not lose them."""
        expected = len(self.package.entries) + 1 + bool(self.package.cover)
        written = len(root.findall("metadata/*"))
        if written != expected:
            raise ValueError(f"{expected - written} metadata entries could not be written")


class _Zip(zipfile.ZipFile):
    """Entries without the clock, the system or the file modes of the machine."""

    def writestr(
        self,
        zinfo_or_arcname: str | zipfile.ZipInfo,
        data: bytes | str,  # type: ignore[override]
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        info = zipfile.ZipInfo(name, STAMP)
        info.create_system = 3
        info.external_attr = 0o644 << 16
        info.compress_type = self.compression if compress_type is None else compress_type
        super().writestr(info, data, info.compress_type, compresslevel)
