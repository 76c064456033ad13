"""The chapters of a finished EPUB, and the files in it."""

import mimetypes
import posixpath
import zipfile
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from publisher.check.from_epub import OPF, XHTML, parse

_EPUB = "{http://www.idpf.org/2007/ops}"
_LARGEST = 64 * 2**20
"""The size of the largest file that is shown, bytes."""


class Chapter(Struct, frozen=True):
    """A document of the spine: its name in the archive, what the contents call it, and its first printed page."""

    name: str
    title: str
    page: str = ""


def chapters(path: Path) -> tuple[Chapter, ...]:
    """The spine of an EPUB of ours, in order (EPUB 3.3 §5.7)."""
    with zipfile.ZipFile(path) as archive:
        rootfile = next(parse(archive, "META-INF/container.xml").iter("{*}rootfile")).get("full-path") or ""
        package, folder = parse(archive, rootfile), posixpath.dirname(rootfile)
        items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
        navigation = next(one for one in items.values() if "nav" in (one.get("properties") or "").split())
        nav = _name(folder, navigation)
        titles, pages = _named(parse(archive, nav), posixpath.dirname(nav))
        spine = [_name(folder, items[one.get("idref")]) for one in package.iter(f"{OPF}itemref")]
    return tuple(
        Chapter(name, titles.get(name) or Path(name).stem.replace("-", " "), pages.get(name, "")) for name in spine
    )


def file_in(path: Path, name: str) -> tuple[bytes, str]:
    """A file of an EPUB, and its media type. Raises KeyError where there is none, or it is too large to be shown."""
    with zipfile.ZipFile(path) as archive:
        if archive.getinfo(name).file_size > _LARGEST:
            raise KeyError(name)
        data = archive.read(name)
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return data, "application/xhtml+xml" if name.endswith(".xhtml") else media_type


def _name(folder: str, item: etree._Element) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))


def _named(nav: etree._Element, folder: str) -> tuple[dict[str, str], dict[str, str]]:
    """What the contents call each document, and the first page of each by the page list."""
    titles: dict[str, str] = {}
    pages: dict[str, str] = {}
    for listed in nav.iter(f"{XHTML}nav"):
        found = pages if listed.get(f"{_EPUB}type") == "page-list" else titles
        for link in listed.iter(f"{XHTML}a"):
            name = posixpath.normpath(posixpath.join(folder, unquote((link.get("href") or "").partition("#")[0])))
            found.setdefault(name, " ".join("".join(str(text) for text in link.itertext()).split()))
    return titles, pages
