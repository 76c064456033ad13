"""Small EPUB and PDF files, good and broken, written by hand: what the validators are tried on."""

import zipfile
from pathlib import Path

import pikepdf

CONTAINER = """<?xml version="1.0"?>
<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>
<rootfile full-path="EPUB/content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<?xml version="1.0"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="en">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">https://example.org/small</dc:identifier>
<dc:title>Small</dc:title><dc:language>en</dc:language><meta property="dcterms:modified">2026-11-01T00:00:00Z</meta>
<meta property="schema:accessMode">textual</meta><meta property="schema:accessModeSufficient">textual</meta>
<meta property="schema:accessibilityFeature">tableOfContents</meta>
<meta property="schema:accessibilityHazard">none</meta>
<meta property="schema:accessibilitySummary">Text.</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="one" href="one.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="one"/></spine></package>"""
PAGE = """<?xml version="1.0"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="en" xml:lang="en">
<head><title>{title}</title></head>
<body>
{body}
</body></html>"""
CONTENTS = (
    '<nav epub:type="toc" role="doc-toc" aria-label="Contents"><ol><li><a href="one.xhtml">One</a></li></ol></nav>'
)


def write_epub(path: Path, body: str) -> Path:
    """An EPUB with one document, EPUB/one.xhtml, whose heading is on line 6 and ``body`` on line 7."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("EPUB/content.opf", PACKAGE)
        archive.writestr("EPUB/nav.xhtml", PAGE.format(title="Contents", body=CONTENTS))
        archive.writestr("EPUB/one.xhtml", PAGE.format(title="One", body=f"<h1>One</h1>\n{body}"))
    return path


def write_untagged_pdf(path: Path) -> Path:
    """A PDF of one empty page without tags, title or metadata."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    return path
