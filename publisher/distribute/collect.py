"""The titles in a folder of finished files.

1. an EPUB begins a title; its name without suffix is the title's slug
2. a PDF of that name is its print edition, one named ``slug-edition`` another edition
3. a PDF without an EPUB is a title by itself, with what its metadata says
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pikepdf
from lxml import etree
from msgspec import structs

from publisher.check.profiles import PROFILES, stated
from publisher.check.records import UnreadableError
from publisher.distribute.medium import content_of
from publisher.distribute.package import from_package
from publisher.distribute.title import Content, FileFormat, Person, Title, TitleFile
from publisher.model import EditionName, Place, Problem

_EDITIONS = tuple(name for name in get_args(EditionName) if name != "print")
_DC = "http://purl.org/dc/elements/1.1/"
_XMP = "http://ns.adobe.com/xap/1.0/"


def titles(folder: Path) -> tuple[tuple[Title, ...], tuple[Problem, ...]]:
    """The titles whose files are in a folder, by slug, and what is wrong with files that are left out."""
    found: list[Title] = []
    problems: list[Problem] = []
    for slug, paths in title_files(folder).items():
        try:
            found.append(read_title(slug, paths))
        except UnreadableError as fault:
            problems.append(left_out(paths[0], fault))
    return tuple(found), tuple(problems)


def title_files(folder: Path) -> dict[str, tuple[Path, ...]]:
    """The files of each title in a folder, by slug; the e-book first."""
    epubs = {path.stem: path for path in sorted(folder.glob("*.epub")) if path.is_file()}
    pdfs = [path for path in sorted(folder.glob("*.pdf")) if path.is_file()]
    stems = epubs.keys() | {path.stem for path in pdfs}
    groups: dict[str, list[Path]] = {slug: [path] for slug, path in epubs.items()}
    for path in pdfs:
        groups.setdefault(_slug(path.stem, stems), []).append(path)
    return {slug: tuple(paths) for slug, paths in sorted(groups.items())}


def left_out(path: Path, fault: UnreadableError) -> Problem:
    """The problem of a title whose file cannot be read."""
    return Problem(
        code="file-unreadable",
        message=f"the title is left out: {fault}",
        place=Place(str(path), 0),
        fix="build it again",
    )


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _slug(stem: str, stems: Iterable[str]) -> str:
    """The slug of the title whose PDF has this name: without an edition, if there is something it is an edition of."""
    for name in _EDITIONS:
        slug = stem.removesuffix(f"-{name}")
        if slug != stem and slug in stems:
            return slug
    return stem


def read_title(slug: str, paths: tuple[Path, ...]) -> Title:
    """The title with these files, the e-book first. Raises `UnreadableError` where one of them is not whole."""
    title = from_package(paths[0], slug) if paths[0].suffix == ".epub" else _from_pdf(paths[0], slug)
    files = sorted((_file(path, slug) for path in paths), key=lambda one: (one.format, one.edition != "print"))
    content = content_of(paths[0]) if paths[0].suffix == ".epub" else Content()
    return structs.replace(title, files=tuple(files), content=content)


def _file(path: Path, slug: str) -> TitleFile:
    format_: FileFormat = "epub" if path.suffix == ".epub" else "pdf"
    pages, edition = 0, ""
    if format_ == "pdf":
        edition = path.stem.removeprefix(slug).removeprefix("-") or "print"
        with _opened(path) as pdf:
            pages = len(pdf.pages)
    return TitleFile(
        path=path,
        format=format_,
        edition=edition,
        size=path.stat().st_size,
        sha256=digest(path),
        pages=pages,
        conforms_to=tuple(PROFILES[one] for one in stated(path) if one) if format_ == "pdf" else (),
    )


def _opened(path: Path) -> pikepdf.Pdf:
    try:
        return pikepdf.open(path)
    except (OSError, pikepdf.PdfError) as fault:
        raise UnreadableError(f"{path.name} is not a whole PDF: {fault}") from fault


def _from_pdf(path: Path, slug: str) -> Title:
    with _opened(path) as pdf:
        try:
            found = dict(pdf.open_metadata())
        except (ValueError, etree.XMLSyntaxError):
            found = {}

    def many(name: str, space: str = _DC) -> list[str]:
        value = found.get(f"{{{space}}}{name}", [])
        return [str(one) for one in value] if isinstance(value, list | set) else [str(value)]

    def one(name: str, space: str = _DC) -> str:
        return next(iter(many(name, space)), "")

    return Title(
        slug=slug,
        identifier=one("identifier"),
        title=one("title") or slug,
        languages=tuple(name for name in (one("language"),) if name),
        authors=tuple(Person(name=name, role="aut") for name in many("creator")),
        publisher=one("publisher"),
        published=one("date"),
        modified=one("ModifyDate", _XMP),
        description=one("description"),
        subjects=tuple(sorted(many("subject"))),
        rights=one("rights"),
        license=one("WebStatement", _XMP + "rights/"),
    )
