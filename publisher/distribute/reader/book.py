"""An EPUB of any maker: its documents in reading order, its contents, and the other files that they may show."""

import posixpath
import re
import zipfile
from pathlib import PurePosixPath
from urllib.parse import unquote

from lxml import etree
from msgspec import Struct

from publisher.check.from_epub import EPUB_TYPE, OPF, XHTML, parse
from publisher.check.records import UnreadableError
from publisher.distribute.names import holds

_SHOWN = re.compile(
    r"image/(jpeg|png|gif|webp|svg\+xml)|font/.+|application/(font-.+|vnd\.ms-opentype)|(audio|video)/.+|text/(css|vtt)"
)
"""The media types of files that pages may show."""
_LARGEST = 2**30
"""How large a file may be, bytes."""
_FOLDED = 2000
"""How many documents a book may have."""


class Entry(Struct, frozen=True):
    """A line of the contents: its words, where it leads (nothing, if nowhere), and the lines below it."""

    words: str
    href: str = ""
    entries: "tuple[Entry, ...]" = ()


class Book:
    """An opened EPUB. ``documents`` and ``files`` have the name that each gets here, by its name in the archive."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        """Raises `UnreadableError` where it has no reading order."""
        self.archive = archive
        rootfile = next(parse(archive, "META-INF/container.xml").iter("{*}rootfile")).get("full-path") or ""
        package = parse(archive, rootfile)
        self.folder = posixpath.dirname(rootfile)
        items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
        nav = next((one for one in items.values() if "nav" in (one.get("properties") or "").split()), None)
        self.nav = self._name(nav) if nav is not None else ""
        spine = [items[one.get("idref")] for one in package.iter(f"{OPF}itemref") if one.get("idref") in items]
        names = [self._name(one) for one in spine if one.get("media-type") == "application/xhtml+xml"]
        self.documents = self._documents([name for name in names if name != self.nav][:_FOLDED])
        self.files = self._files(list(items.values()))
        self.left_out = sorted(
            name for one in spine if (name := self._name(one)) not in self.documents and name != self.nav
        )
        if not self.documents:
            raise UnreadableError("it has no document that can be read")

    def navigation(self, kind: str) -> tuple[Entry, ...]:
        """The contents (``toc``), or the pages (``page-list``), as its navigation document has them."""
        if not self.nav:
            return ()
        for listed in parse(self.archive, self.nav).iter(f"{XHTML}nav"):
            if kind in (listed.get(EPUB_TYPE) or "").split():
                return self._entries(next(listed.iter(f"{XHTML}ol"), None))
        return ()

    def target(self, href: str, base: str) -> str:
        """Where a link of a document leads here; nothing where that is not in the book."""
        path, mark, fragment = href.partition("#")
        name = posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(path))) if path else base
        if name == self.nav:
            return "index.html"
        known = self.documents.get(name) or self.files.get(name)
        return f"{known if path else ''}{mark}{fragment}" if known else ""

    def _entries(self, listed: etree._Element | None, depth: int = 0) -> tuple[Entry, ...]:
        found = []
        for item in listed.iterchildren(f"{XHTML}li") if listed is not None and depth < 20 else ():
            label = next((one for one in item if one.tag in (f"{XHTML}a", f"{XHTML}span")), None)
            below = next(item.iterchildren(f"{XHTML}ol"), None)
            words = " ".join("".join(map(str, label.itertext())).split()) if label is not None else ""
            href = self.target(label.get("href") or "", self.nav) if label is not None and label.get("href") else ""
            found.append(Entry(words or href, href, self._entries(below, depth + 1)))
        return tuple(found)

    def _documents(self, names: list[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for number, name in enumerate(names, 1):
            stem = PurePosixPath(name).stem
            usable = holds(stem) and stem.lower() != "index"
            wanted = f"{stem if usable else f'document-{number}'}.html"
            taken = {one.lower() for one in found.values()}
            found[name] = f"document-{number}.html" if wanted.lower() in taken else wanted
        return found

    def _files(self, items: list[etree._Element]) -> dict[str, str]:
        found: dict[str, str] = {}
        taken: set[str] = set()
        for number, item in enumerate(items, 1):
            name = self._name(item)
            try:
                size = self.archive.getinfo(name).file_size
            except KeyError:
                continue
            if not _SHOWN.fullmatch(item.get("media-type") or "") or size > _LARGEST:
                continue
            parts = PurePosixPath(posixpath.relpath(name, self.folder or ".")).parts
            safe = all(holds(part) for part in parts) and "/".join(parts).lower() not in taken
            suffix = PurePosixPath(name).suffix if holds("x" + PurePosixPath(name).suffix) else ""
            found[name] = "files/" + ("/".join(parts) if safe else f"file-{number}{suffix}")
            taken.add("/".join(parts).lower())
        return found

    def _name(self, item: etree._Element) -> str:
        return posixpath.normpath(posixpath.join(self.folder, unquote(item.get("href") or "")))
