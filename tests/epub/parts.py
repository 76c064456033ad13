"""A small publication with its rendered documents, and what is read back from the EPUB that is written of it."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from publisher import epub
from publisher.model import Described, Image, Paragraph, Publication, Section, Text
from publisher.render import Document, EpubMarkup, NavPoint
from publisher.render.assets import Asset, Assets

MODIFIED = datetime(2026, 11, 1, 12, 30, tzinfo=UTC)
NAMES = {"opf": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
CONTENTS = (
    '<nav epub:type="toc" role="doc-toc" aria-label="Contents"><ol>'
    '<li><a href="chapter-001.xhtml">One</a></li></ol></nav>'
)
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000"
    "000049454e44ae426082"
)


def publication(**changes: object) -> Publication:
    """A publication of one chapter."""
    chapter = Section(
        id="one", role="chapter", title=(Text(value="One"),), content=(Paragraph(content=(Text(value="Text."),)),)
    )
    plain = Publication(identifier="https://example.org/small", title="Small", language="en", body=(chapter,))
    return plain.replace(**changes)


def document(name: str, body: str, kind: str = "content", **fields: object) -> Document:
    """A rendered document with ``body`` in it."""
    markup = (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en"><head><title>{name}</title></head>'
        f"<body>{body}</body></html>\n"
    )
    options = {"properties": (), "linear": True, **fields}
    return Document(name=name, title=name, xhtml=markup.encode(), kind=kind, **options)


def markup(body: str = "<h1>One</h1>") -> EpubMarkup:
    """The markup of a book whose chapter holds ``body``."""
    documents = (document("nav.xhtml", CONTENTS, "nav"), document("chapter-001.xhtml", body))
    return EpubMarkup(
        documents=documents, toc=(NavPoint(title="One", language="", href="chapter-001.xhtml", children=()),)
    )


def write(
    path: Path, publication: Publication, body: str = "<h1>One</h1>", draft: bool = False, **assets: dict[str, Asset]
) -> Path:
    """Write the publication, with a chapter that holds ``body``, as an EPUB."""
    gathered = Assets(images=assets.get("images", {}), files=assets.get("files", {}))
    epub.write(publication, markup(body), "body { color: black }", gathered, path, MODIFIED, draft)
    return path


def with_cover(publication: Publication) -> tuple[Publication, dict[str, Asset]]:
    """The publication with a cover, and the cover's file."""
    cover = Image(src="cover.png", alt=Described("A boat"))
    return publication.replace(cover=cover), {
        "cover.png": Asset(name="images/cover.png", media_type="image/png", data=PNG)
    }


def read(path: Path, name: str) -> bytes:
    """A file of the EPUB."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def package(path: Path) -> etree._Element:
    """The package document."""
    return etree.fromstring(read(path, "EPUB/content.opf"))


def dublin_core(path: Path, name: str) -> list[str]:
    """The values of a Dublin Core element, in order."""
    return [element.text for element in package(path).findall(f".//dc:{name}", NAMES)]


def properties(path: Path, name: str, refines: str | None = None) -> list[str]:
    """The values of a property, of the publication or of the entry with the id ``refines``."""
    found = package(path).findall(f".//opf:meta[@property='{name}']", NAMES)
    return [meta.text for meta in found if meta.get("refines") == (f"#{refines}" if refines else None)]


def links(path: Path) -> dict[str, str]:
    """The addresses of the metadata's links by their relation."""
    return {link.get("rel"): link.get("href") for link in package(path).findall(".//opf:link", NAMES)}
