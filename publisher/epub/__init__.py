"""Rendered documents to an EPUB 3.3 file (EPUB Accessibility 1.1).

1. count what the documents hold (``survey``)
2. say what the publication is (``metadata``) and how accessible it is (``accessibility``)
3. put documents, stylesheet, pictures, media and fonts into the manifest, and the documents into the spine
4. write it all, with an NCX (``navigation``), into a zip (``package``)
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from publisher.epub.accessibility import accessibility
from publisher.epub.metadata import metadata, page_source
from publisher.epub.navigation import ncx
from publisher.epub.package import Item, Package
from publisher.epub.package import write as write_package
from publisher.epub.survey import survey
from publisher.model import Publication
from publisher.render import Document, EpubMarkup
from publisher.render.assets import Asset, Assets

__all__ = ["write"]

STYLESHEET = "style.css"
CONTENTS = "toc.ncx"
COVER_ID = "cover-image"


def write(
    publication: Publication,
    markup: EpubMarkup,
    css: str,
    assets: Assets,
    path: Path,
    modified: datetime,
    draft: bool = False,
) -> None:
    """Write the publication as an EPUB 3.3 file at ``path``.

    ``modified`` becomes dcterms:modified; the same arguments give the same bytes. A draft claims no conformance.
    Raises ValueError for documents that are not well-formed or files that share a name, OSError where the file
    cannot be written; then ``path`` is left as it was.
    """
    if modified.tzinfo is None:
        raise ValueError("the time of modification has no time zone")
    images = _distinct(assets.images.values())
    found = survey(markup.documents, images)
    shown = assets.images.get(publication.cover.src) if publication.cover else None
    cover = shown.name if shown else ""
    items = (
        *_documents(markup.documents),
        Item(id="ncx", name=CONTENTS, media_type="application/x-dtbncx+xml", data=ncx(publication, markup.toc)),
        Item(id="style", name=STYLESHEET, media_type="text/css", data=css.encode()),
        *_resources("image", images, cover),
        *_resources("file", _distinct(assets.files.values())),
        *_resources("font", _distinct(assets.fonts.values())),
    )
    _refuse_twins(items)
    write_package(
        Package(
            language=publication.language,
            direction=publication.direction,
            modified=modified,
            entries=metadata(publication) + page_source(markup.page_source) + accessibility(publication, found, draft),
            items=items,
            cover=COVER_ID if cover else "",
        ),
        path,
    )


def _documents(documents: Sequence[Document]) -> list[Item]:
    return [
        Item(
            id="document-" + document.name.removesuffix(".xhtml"),
            name=document.name,
            media_type="application/xhtml+xml",
            data=document.xhtml,
            properties=tuple(dict.fromkeys((*document.properties, *(["nav"] if document.kind == "nav" else [])))),
            spine="linear" if document.linear else "linked",
        )
        for document in documents
    ]


def _resources(kind: str, assets: Sequence[Asset], cover: str = "") -> list[Item]:
    return [
        Item(
            id=COVER_ID if asset.name == cover else f"{kind}-{number}",
            name=asset.name,
            media_type=asset.media_type,
            data=asset.data,
            properties=("cover-image",) if asset.name == cover else (),
        )
        for number, asset in enumerate(assets, 1)
    ]


def _distinct(assets: Iterable[Asset]) -> tuple[Asset, ...]:
    """Every file once, by name: several places in the content may show the same picture."""
    named = {asset.name: asset for asset in assets}
    return tuple(named[name] for name in sorted(named))


def _refuse_twins(items: Sequence[Item]) -> None:
    names = [item.name.lower() for item in items]
    twins = sorted({name for name in names if names.count(name) > 1})
    if twins:
        # OCF zip §4.2.3: names must differ by more than case.
        raise ValueError(f"several files would have the same name in the book: {', '.join(twins)}")
