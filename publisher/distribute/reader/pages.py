"""The pages of a book: the contents, a page for each document of the spine, and the files that they show."""

import hashlib
import shutil
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from lxml import etree
from msgspec import Struct

from publisher.check.from_epub import parse
from publisher.check.records import UnreadableError
from publisher.distribute.reader.book import Book, Entry
from publisher.distribute.reader.clean import clean_picture, cleaned, placed_style
from publisher.distribute.title import Title
from publisher.distribute.web import Pages
from publisher.model import Place, Problem

_FONTS = (".woff2", ".woff", ".otf", ".ttf")
_SHARED = "../../../assets/"
_FAULTS = (OSError, KeyError, StopIteration, zipfile.BadZipFile, etree.XMLSyntaxError, UnreadableError, RecursionError)


class Readable(Struct, frozen=True):
    """What can be read of a title: its ``read/`` or nothing, what of it cannot be shown, its fonts below the root."""

    is_there: bool
    problems: tuple[Problem, ...] = ()
    fonts: tuple[str, ...] = ()


def write_reader(title: Title, pages: Pages) -> Readable:
    """Write ``titles/SLUG/read/`` for a title whose e-book is in its place.

    A book that is no whole EPUB has no pages.
    """
    if title.epub is None:
        return Readable(False)
    folder = pages.root / "titles" / title.slug / "read"
    try:
        with zipfile.ZipFile(title.epub.path) as archive:
            book = Book(archive)
            folder.mkdir()
            fonts = _share_fonts(book, pages.root)
            return Readable(True, tuple(_written(book, title, pages, folder)), fonts)
    except _FAULTS as fault:
        shutil.rmtree(folder, ignore_errors=True)
        return Readable(False, (_problem(title, f"it cannot be read in the browser: {fault}"),))


def _written(book: Book, title: Title, pages: Pages, folder: Path) -> Iterator[Problem]:
    for name, ours in book.files.items():
        if not ours.startswith(_SHARED) and not _write_file(book, name, ours, folder):
            yield _problem(title, f"{name} cannot be shown in the browser")
    contents, printed = book.navigation("toc"), book.navigation("page-list")
    write = partial(pages.write, "reader", title=title)
    first = next(iter(book.documents.values()))
    names = list(book.documents.items())
    said = dict(_flat(contents))
    removed: set[str] = set()
    for at, (name, ours) in enumerate(names):
        page = cleaned(parse(book.archive, name), partial(book.target, base=name))
        removed.update(page.removed)
        write(
            name=f"titles/{title.slug}/read/{ours}",
            heading=said.get(ours) or page.title or title.title,
            page=page,
            before=names[at - 1][1] if at else "",
            after=names[at + 1][1] if at + 1 < len(names) else "",
            contents=(),
            printed=(),
            first=first,
        )
    write(
        name=f"titles/{title.slug}/read/index.html",
        heading=pages.words("contents"),
        page=None,
        before="",
        after=first,
        contents=contents or tuple(Entry(Path(one).stem, one) for one in book.documents.values()),
        printed=printed,
        first=first,
    )
    if removed or book.left_out:
        what = ", ".join([*sorted(removed)[:5], *book.left_out[:5]])
        yield _problem(title, f"in the browser it is shown without parts that run, embed or fetch: {what}")


def _write_file(book: Book, name: str, ours: str, folder: Path) -> bool:
    """Copies a file of the book; styles and pictures that could fetch or run are cleaned."""
    path = folder / ours
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        if path.suffix == ".css":
            up = "../" * ours.count("/")
            text = book.archive.read(name).decode("utf-8", "replace")
            style = placed_style(text, lambda href: f"{up}{found}" if (found := book.target(href, name)) else "")
            path.write_text(style, encoding="utf-8", newline="")
        elif path.suffix == ".svg":
            path.write_bytes(clean_picture(book.archive.read(name)))
        else:
            with book.archive.open(name) as source, path.open("wb") as target:
                shutil.copyfileobj(source, target, 2**20)
    except (etree.XMLSyntaxError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        path.unlink(missing_ok=True)
        return False
    return True


def _share_fonts(book: Book, root: Path) -> tuple[str, ...]:
    """Puts the fonts of a book where all books find them: many have the same ones. Says where they are."""
    found: list[str] = []
    for name in [one for one in book.files if one.lower().endswith(_FONTS)]:
        data = book.archive.read(name)
        shared = f"assets/shared/{hashlib.sha256(data).hexdigest()[:20]}{Path(name).suffix.lower()}"
        if not (root / shared).is_file():
            (root / shared).parent.mkdir(exist_ok=True)
            (root / shared).write_bytes(data)
        book.files[name] = f"../../../{shared}"
        found.append(shared)
    return tuple(found)


def _flat(entries: tuple[Entry, ...]) -> Iterator[tuple[str, str]]:
    """The words of the first entry that leads to each page, last first."""
    for entry in reversed(entries):
        yield from _flat(entry.entries)
        yield entry.href.partition("#")[0], entry.words


def _problem(title: Title, message: str) -> Problem:
    name = title.epub.path.name if title.epub is not None else title.slug
    return Problem(code="reader", message=message, severity="info", place=Place(name))
