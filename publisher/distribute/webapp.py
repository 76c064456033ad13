"""On a web server the folder is an app: it can be installed, and works offline after the first visit.

- ``manifest.webmanifest`` says how it is installed (W3C Web Application Manifest)
- ``sw.js``, a service worker, keeps the pages of the catalogue, each with its digest; it has other bytes as soon as
  anything that is handed out has, so that browsers see that there is something new
- each title that can be read has a list of what is to be kept of it, if somebody wants it on the device
"""

import base64
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

from publisher.distribute.entry import Entry
from publisher.distribute.title import Title
from publisher.distribute.web import Pages
from publisher.fingerprint import program

WORKER, MANIFEST, OFFLINE = "sw.js", "manifest.webmanifest", "offline.html"
KEPT = "files.json"
"""The list of a title's files that a device keeps, beside its pages to read."""
BUDGET = 6_000_000
"""How many bytes of the catalogue a first visit may fetch: all of a few hundred titles, the lists of ten thousand."""
_ICONS = (("icon-192.png", "192x192"), ("icon-512.png", "512x512"))
_FONT = re.compile(r"/(assets/shared/[0-9a-f]{20}\.\w+)")
_COLOUR, _PAPER = "#0a5a69", "#fbfaf7"


class _Kept(Struct, frozen=True):
    """What of a title is kept: a digest of it all, its size in bytes, and the names below the root."""

    version: str
    bytes: int
    files: tuple[str, ...]


def write_kept(title: Title, pages: Pages) -> int:
    """Write the list of what is to be kept of a title that can be read in the browser; gives its size in bytes."""
    folder = pages.root / "titles" / title.slug
    names = [path.relative_to(pages.root).as_posix() for path in _below(folder / "read")]
    fonts = {name for path in _below(folder / "read") if path.suffix == ".css" for name in _fonts(path)}
    names += sorted(name for name in fonts if (pages.root / name).is_file())
    size = sum((pages.root / name).stat().st_size for name in names)
    covers = [path.relative_to(pages.root).as_posix() for path in sorted(folder.glob("cover*"))]
    files = (f"titles/{title.slug}/index.html", *covers, *names)
    stated = "\n".join([program(), title.epub.sha256 if title.epub is not None else "", *files])
    kept = _Kept(hashlib.sha256(stated.encode()).hexdigest()[:20], size, files)
    (folder / "read" / KEPT).write_bytes(msgspec.json.encode(kept) + b"\n")
    return size


def write_app(pages: Pages, entries: Sequence[Entry], digests: Iterable[str]) -> None:
    """Write what makes an app of all that is below the root by now; ``digests`` are those of the titles' files."""
    root, words = pages.root, pages.words
    pages.write("offline", OFFLINE, words("offline-title"))
    manifest = {
        "id": "./index.html",
        "name": pages.site.name,
        "short_name": pages.site.name[:30],
        "description": words.count("titles", len(entries)),
        "lang": words.language,
        "start_url": "./index.html",
        "scope": "./",
        "display": "standalone",
        "background_color": _PAPER,
        "theme_color": _COLOUR,
        "categories": ["books", "education"],
        "icons": [
            {"src": f"assets/{name}", "sizes": size, "type": "image/png", "purpose": purpose}
            for name, size in _ICONS
            for purpose in ("any", "maskable")
        ],
    }
    (root / MANIFEST).write_bytes(msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    files = tuple(_affordable(root, entries))
    whole = hashlib.sha256(msgspec.json.encode([files, *digests])).hexdigest()[:20]
    library = msgspec.json.encode({"version": whole, "files": files}).decode()
    code = (pages.theme.folders[-1] / "web" / WORKER).read_text(encoding="utf-8")
    (root / WORKER).write_text(f"const library = {library};\n{code}", encoding="utf-8", newline="")


def _affordable(root: Path, entries: Sequence[Entry]) -> Iterator[tuple[str, str]]:
    """The files that a first visit fetches, with their SHA-256 in base64: the most needed ones, within the budget."""
    left = BUDGET
    for name in _wanted(root, entries):
        data = (root / name).read_bytes()
        left -= len(data)
        if left < 0:
            return
        yield name, base64.b64encode(hashlib.sha256(data).digest()).decode()


def _wanted(root: Path, entries: Sequence[Entry]) -> Iterator[str]:
    """The files of the catalogue, the most needed first."""
    yield from (OFFLINE, "index.html", MANIFEST)
    yield from (f"assets/{path.name}" for path in sorted((root / "assets").iterdir()) if path.is_file())
    yield from (f"browse/{name}.html" for name in ("newest", "languages", "subjects"))
    # Of the search, what every question needs comes before what single ones do.
    found = (f"search/{path.name}" for path in (root / "search").iterdir())
    yield from sorted(found, key=lambda name: ("-" in name, "rows" in name, len(name), name))
    yield from sorted((path.name for path in root.glob("page-*.html")), key=lambda name: (len(name), name))
    others = (path.relative_to(root).as_posix() for path in _below(root / "browse"))
    yield from (
        name for name in others if name not in {"browse/newest.html", "browse/languages.html", "browse/subjects.html"}
    )
    for one in entries:
        yield f"titles/{one.slug}/index.html"
        if one.thumbnail is not None:
            yield f"titles/{one.slug}/{one.thumbnail.name}"


def _below(folder: Path) -> Iterator[Path]:
    for path, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(path, name) for name in sorted(names))


def _fonts(style: Path) -> Iterator[str]:
    """The names below the root of shared fonts that a stylesheet of a book has; its words may look like one, too."""
    yield from (found[1] for found in _FONT.finditer(style.read_text(encoding="utf-8", errors="replace")))
