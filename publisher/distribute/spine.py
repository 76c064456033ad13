"""How an e-book is ordered: its documents, contents and page list, read from the finished file (EPUB 3.3 §5.7, §7).

1. the package gives the spine, the navigation document the lists
2. a place in a document gets its Canonical Fragment Identifier when it is asked for, from the document's elements
"""

import posixpath
import zipfile
from pathlib import Path
from urllib.parse import unquote, urldefrag

from lxml import etree
from msgspec import Struct

from publisher.check.from_epub import EPUB_TYPE, OPF, XHTML, parse
from publisher.check.records import UnreadableError

_DEEPEST = 12
_MOST = 20_000
"""Items of a list; more than any book has."""


class Part(Struct, frozen=True):
    """A document of the spine: its name in the container, what it is, its place, the identifiers in it as steps."""

    name: str
    media_type: str
    step: str
    places: dict[str, str]


class Item(Struct, frozen=True):
    """An entry of a list: its words, the document and the place in it, and the entries below it."""

    title: str
    name: str
    fragment: str
    children: "tuple[Item, ...]" = ()


class Outline(Struct, frozen=True):
    """The documents of a book in reading order, its contents and its printed pages."""

    spine: tuple[Part, ...]
    toc: tuple[Item, ...] = ()
    pages: tuple[Item, ...] = ()

    def cfi(self, name: str, fragment: str) -> str:
        """The fragment of the EPUB's address that leads to a place (EPUB Canonical Fragment Identifiers 1.1)."""
        part = next(one for one in self.spine if one.name == name)
        place = part.places.get(fragment, "") if fragment else ""
        return f"epubcfi({part.step}{'!' + place if place else ''})"


def outline(path: Path, *, places: bool) -> Outline:
    """The order of a book; with ``places``, those of all identifiers too. Raises `UnreadableError`."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _outline(archive, places)
    except (OSError, KeyError, StopIteration, ValueError, zipfile.BadZipFile, etree.XMLSyntaxError) as fault:
        raise UnreadableError(f"this is not a whole EPUB: {fault}") from fault


def _outline(archive: zipfile.ZipFile, places: bool) -> Outline:
    root = next(parse(archive, "META-INF/container.xml").iter("{*}rootfile")).get("full-path") or ""
    package = parse(archive, root)
    folder = posixpath.dirname(root)
    items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
    spine = next(package.iter(f"{OPF}spine"))
    first = f"/{2 * (list(package).index(spine) + 1)}"
    parts = []
    for at, reference in enumerate(spine.iter(f"{OPF}itemref"), start=1):
        item = items.get(reference.get("idref"))
        if item is not None:
            name = _named(folder, item.get("href") or "")
            found = _places(parse(archive, name)) if places else {}
            parts.append(Part(name, item.get("media-type") or "", f"{first}/{2 * at}", found))
    if not parts:
        raise ValueError("its spine is empty")
    toc: tuple[Item, ...] = ()
    pages: tuple[Item, ...] = ()
    nav = next((one for one in items.values() if "nav" in (one.get("properties") or "").split()), None)
    if nav is not None:
        name = _named(folder, nav.get("href") or "")
        lists = {one.get(EPUB_TYPE): one for one in parse(archive, name).iter(f"{XHTML}nav")}
        toc, pages = (_items(lists.get(kind), name, 0) for kind in ("toc", "page-list"))
    return Outline(tuple(parts), toc, pages)


def _items(parent: etree._Element | None, document: str, depth: int) -> tuple[Item, ...]:
    """The entries of a list in the navigation document (EPUB 3.3 §7.3)."""
    entries = parent.find(f"{XHTML}ol") if parent is not None and depth < _DEEPEST else None
    if entries is None:
        return ()
    found: list[Item] = []
    for entry in entries.findall(f"{XHTML}li")[:_MOST]:
        link = entry.find(f"{XHTML}a")
        children = _items(entry, document, depth + 1)
        if link is None:
            found += children
            continue
        address, fragment = urldefrag(link.get("href") or "")
        name = _named(posixpath.dirname(document), address) if address else document
        found.append(Item(" ".join("".join(map(str, link.itertext())).split()), name, unquote(fragment), children))
    return tuple(found)


def _places(root: etree._Element) -> dict[str, str]:
    """The steps from a document to each element that has an identifier."""
    found: dict[str, str] = {}
    waiting = [(root, "")]
    while waiting:
        element, steps = waiting.pop()
        for at, child in enumerate(element, start=1):
            step = f"{steps}/{2 * at}"
            if name := child.get("id"):
                found.setdefault(name, step)
            waiting.append((child, step))
    return found


def _named(folder: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(address)))
