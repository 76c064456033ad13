"""Sources to the content model: Markdown, folders of Markdown, the model's own JSON, and PDFs that carry it.

1. `find` says which publications a folder holds
2. `read` takes one: metadata and order (``book``), each file (``document``) as sections (``chapter``)
3. ``resolve`` makes ids, cross references and numbers of what the files say
4. ``inspect`` looks for what is wrong with the content, whatever it was read from

Every problem is collected with its file and line; none stops the reading. Nothing outside the publication's folder
is opened, and nothing is fetched.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Self

import msgspec
from msgspec import Struct, structs

from publisher.cache import Cache
from publisher.model import (
    NOWHERE,
    Block,
    Image,
    Media,
    Paragraph,
    Place,
    Problem,
    Publication,
    Text,
    decode,
    in_order,
    nodes,
)
from publisher.read import book
from publisher.read.excerpt import excerpt
from publisher.read.files import Files, locate
from publisher.read.find import find
from publisher.read.from_pdf import LARGEST_MODEL, name_in, unpack
from publisher.read.inspect import inspect, too_deep, without_control_characters
from publisher.read.metadata import read_metadata
from publisher.read.names import slug, stem, without_order
from publisher.read.problems import problem
from publisher.read.resolve import resolve
from publisher.read.tree import Entries, from_plain

__all__ = ["Reading", "excerpt", "find", "load", "read"]

_PLAIN_NAMES = frozenset({"article", "book", "index", "model", "publication", "report", "text"})


class Reading(Struct, frozen=True):
    """What was read of a source.

    ``publication`` is None where nothing could be read. Pictures and the files of the problems' places are relative to
    ``folder``; ``slug`` is a name for the files to make; ``sources`` are all files that it was read from. ``changed``
    is when they were changed, where their own times do not say it.

    What was read of a PDF has a ``temporary`` folder, which lasts until `close`, or to the end of a ``with`` block.
    """

    publication: Publication | None
    problems: tuple[Problem, ...]
    folder: Path
    slug: str
    sources: tuple[Path, ...] = ()
    changed: datetime | None = None
    temporary: bool = False

    def close(self) -> None:
        """Delete the folder, if it was made for this reading."""
        if self.temporary:
            shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()


def read(source: Path, overrides: Mapping[str, object] | None = None, cache: Cache | None = None) -> Reading:
    """The publication in a Markdown file, a model's JSON file, a PDF that carries its model, or a folder.

    ``overrides`` are metadata (``title``, ``language``, ``authors`` …) that win over the source's own; ``resources`` is
    the folder of a JSON file's pictures, where it is not the one that holds it, and of those that a PDF does not carry.
    What is read of a PDF is to be closed. ``cache`` has the files that were parsed before.
    """
    given = dict(overrides or {})
    resources = given.pop("resources", None)
    entries = from_plain(given)
    own = entries if isinstance(entries, Entries) else Entries()
    if source.name in (book.BOOK_FILE, "SUMMARY.md") and source.is_file():
        source = source.parent
    if source.suffix.lower() == ".json" and source.is_file():
        return _read_json(source, Path(str(resources)) if resources else source.parent, own)
    if source.suffix.lower() == ".pdf" and source.is_file():
        return _read_pdf(source, Path(str(resources)) if resources else None, own)
    files = Files(source if source.is_dir() else source.parent)
    name = name_of(source)
    if source.is_dir():
        draft = book.read_folder(files, own, cache)
        at = Place(book.BOOK_FILE) if files.exists(book.BOOK_FILE) else NOWHERE
    elif source.suffix.lower() in (".md", ".markdown"):
        draft = book.read_file(files, source.name, own, cache)
        at = Place(source.name)
    else:
        files.report("file-format", Place(source.name), file=source.name)
        return Reading(None, in_order(files.problems), files.folder, name)
    if draft is None:
        return Reading(None, in_order(files.problems), files.folder, name, tuple(files.read))
    if too_deep(draft.publication):
        found = inspect(draft.publication, files.folder, at)
        return Reading(None, in_order((*files.problems, *found)), files.folder, name, tuple(files.read))
    publication, unresolved = resolve(draft.publication, draft.numbering, draft.root)
    found = (*files.problems, *unresolved, *inspect(publication, files.folder, at))
    return _reading(publication, found, files.folder, name, tuple(files.read))


def load(document: bytes, folder: Path, file: str = "") -> Reading:
    """The publication in a model's JSON, whose pictures are in ``folder``; ``file`` is its name in problems."""
    at = Place(file)
    name = slug(without_order(stem(file))) if file else "publication"
    try:
        publication = decode(document)
    except msgspec.DecodeError as fault:
        found = problem("model-invalid", at, detail=str(fault))
        return Reading(None, (found,), folder, name)
    except (RecursionError, UnicodeDecodeError):
        return Reading(None, (problem("model-nesting", at, limit=100),), folder, name)
    problems = inspect(publication, folder, at)
    if too_deep(publication):
        return Reading(None, problems, folder, name)
    return _reading(publication, problems, folder, name, ())


def _read_json(source: Path, folder: Path, overrides: Entries) -> Reading:
    files = Files(source.parent)
    data = files.data(source.name, Place(source.name), LARGEST_MODEL)
    name = name_of(source)
    if data is None:
        return Reading(None, in_order(files.problems), folder, name)
    reading = load(data, folder.resolve(), source.name if folder == source.parent else str(source.resolve()))
    return _overridden(structs.replace(reading, slug=name, sources=(*files.read, *reading.sources)), overrides)


def _read_pdf(source: Path, resources: Path | None, overrides: Entries) -> Reading:
    found = unpack(source, resources)
    if found.document is None:
        return Reading(None, found.problems, found.folder, name_of(source), (source,))
    try:
        reading = _overridden(load(found.document, found.folder, source.name), overrides)
    except BaseException:
        shutil.rmtree(found.folder, ignore_errors=True)
        raise
    return structs.replace(
        reading,
        problems=in_order((*found.problems, *reading.problems)),
        slug=found.name,
        sources=(source, *found.used),
        changed=found.changed,
        temporary=True,
    )


def _overridden(reading: Reading, overrides: Entries) -> Reading:
    if reading.publication is None or not overrides.values:
        return reading
    metadata = read_metadata(overrides, "", _plain)
    return structs.replace(
        reading,
        publication=reading.publication.replace(**metadata.fields),
        problems=in_order((*reading.problems, *metadata.problems)),
    )


def _reading(
    publication: Publication, problems: tuple[Problem, ...], folder: Path, name: str, sources: tuple[Path, ...]
) -> Reading:
    # A missing alt text has been replaced by the file's name, which is no second fault.
    without_alt = {found.place for found in problems if found.code == "image-alt"}
    kept = [found for found in problems if found.code != "image-alt-file-name" or found.place not in without_alt]
    if any(found.code == "control-character" for found in kept):
        publication = without_control_characters(publication)
    pictures = {node.src for node in nodes(publication) if isinstance(node, Image | Media) and node.src}
    paths = (locate(folder, src) for src in sorted(pictures))
    used = tuple(path for path in paths if path is not None and path.is_file())
    return Reading(publication, in_order(kept), folder, name, sources + used)


def _plain(text: str, at: Place) -> tuple[Block, ...]:
    return (Paragraph(content=(Text(text, at=at),), at=at),)


def name_of(source: Path) -> str:
    if source.suffix.lower() == ".pdf" and source.is_file() and (name := name_in(source)):
        return name
    path = source.resolve()
    # The name of the folder says more than these.
    if path.name == "src" or (path.is_file() and path.stem.lower() in _PLAIN_NAMES):
        path = path.parent
    return slug(path.name if path.is_dir() else path.stem, "p")
