"""Many small titles, made without building them: for lists, the search and what takes long."""

import zipfile
from io import BytesIO
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf
from PIL import Image

WORDS = ("Tide", "Anchor", "Beacon", "Current", "Dune", "Estuary", "Fog", "Gull", "Harbour", "Inlet", "Jetty", "Kelp")
LANGUAGES = ("en-GB", "fr", "ar", "ja", "de")
_DAY = (2026, 1, 2, 0, 0, 0)
_CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)


def title_of(number: int) -> str:
    """The title of the synthetic title with this number."""
    return f"{WORDS[number % len(WORDS)]} notes {number:05}"


def make_titles(folder: Path, count: int, pdf: bool = True) -> Path:
    """A folder with so many EPUB files and, of each, a PDF; every tenth has a cover."""
    folder.mkdir(parents=True, exist_ok=True)
    page = BytesIO()
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(page, static_id=True)
    for number in range(count):
        _epub(folder / f"title-{number:05}.epub", number)
        if pdf:
            (folder / f"title-{number:05}.pdf").write_bytes(page.getvalue())
    return folder


def _epub(path: Path, number: int) -> None:
    cover = number % 10 == 0
    with zipfile.ZipFile(path, "w") as archive:
        _put(archive, "mimetype", b"application/epub+zip")
        _put(archive, "META-INF/container.xml", _CONTAINER.encode())
        _put(archive, "book.opf", _package(number, cover).encode())
        _put(
            archive,
            "text.xhtml",
            b'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body/></html>',
        )
        if cover:
            _put(archive, "cover.png", _picture(number))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _DAY), data)


def _picture(number: int) -> bytes:
    target = BytesIO()
    Image.new("RGB", (300, 450), (number % 200, 90, 120)).save(target, "PNG")
    return target.getvalue()


def _package(number: int, cover: bool) -> str:
    language = LANGUAGES[number % len(LANGUAGES)]
    features = ["displayTransformability", "tableOfContents", *(["MathML"] if number % 3 == 0 else [])]
    day = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}"
    item = '<item id="cover" href="cover.png" media-type="image/png" properties="cover-image"/>' if cover else ""
    return (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<dc:identifier id="id">urn:example:{number}</dc:identifier>'
        f"<dc:title>{escape(title_of(number))}</dc:title><dc:language>{language}</dc:language>"
        f"<dc:creator>Writer {number % 97}</dc:creator><dc:description>What number {number} tells of.</dc:description>"
        f"<dc:subject>Subject {number % 40}</dc:subject><dc:subject>Rare {number}</dc:subject>"
        f'<meta property="dcterms:modified">{day}T00:00:00Z</meta>'
        '<meta property="schema:accessMode">textual</meta>'
        '<meta property="schema:accessModeSufficient">textual</meta>'
        + "".join(f'<meta property="schema:accessibilityFeature">{name}</meta>' for name in features)
        + '<meta property="schema:accessibilityHazard">none</meta></metadata>'
        f'<manifest><item id="t" href="text.xhtml" media-type="application/xhtml+xml"/>{item}</manifest>'
        '<spine><itemref idref="t"/></spine></package>'
    )
