"""A PDF that carries what it was made from: its content model, pictures and theme, taken out of it again.

1. the file is opened; streams are not unpacked beyond what is allowed, since a small file can hold gigabytes
2. of the files that are listed as its source, the one with the model is found by its name
3. the files that the model names are written into a folder of their own, and nothing else: no name in the PDF decides
   where a file goes

The file may come from anybody. PDF 1.7 §7.7.4, §7.11.4; ISO 32000-2 14.13.
"""

import contextlib
import re
import shutil
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pikepdf
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from publisher.model import (
    LARGEST_ATTACHED,
    LARGEST_TOGETHER,
    MODEL_SUFFIX,
    MOST_ATTACHED,
    Place,
    Problem,
    decode,
    is_theme_file,
    named_files,
)
from publisher.read.files import locate
from publisher.read.names import slug
from publisher.read.problems import problem

LARGEST_PDF = 1_000_000_000
"""Bytes of a PDF file."""
LARGEST_MODEL = 200_000_000
"""Bytes of a model's JSON."""
_MOST_NAMES = 100_000
"""Names of attached files that are looked at, those of tables among them, and nodes of their tree."""
_DEEPEST = 40
"""Folders in each other."""
_MOMENT = re.compile(r"D:(\d{14})(Z|\+00'00'?)?$")


class Unpacked(Struct, frozen=True):
    """What a PDF carries: its model's JSON, the folder that its files are in now, the name for the files to be made,
    when it was changed last, and the files of the folder of resources that were used as well. Without a model there is
    no folder, and ``problems`` say why."""

    document: bytes | None
    folder: Path
    name: str
    problems: tuple[Problem, ...] = ()
    changed: datetime | None = None
    used: tuple[Path, ...] = ()


class _UnreadableError(Exception):
    """What the PDF carries cannot be used; the message says why."""


def unpack(source: Path, resources: Path | None = None) -> Unpacked:
    """Take out what the PDF carries. The folder is the caller's to delete.

    Files that the PDF does not carry are taken from ``resources``.
    """
    at = Place(source.name)
    try:
        with _opened(source) as pdf:
            attached = _attached(pdf)
            name = _model_of(attached)
            if name is None:
                return Unpacked(None, source.parent, "", (problem("pdf-source", at, file=source.name),))
            try:
                document = _data(attached[name], LARGEST_MODEL)
            except _UnreadableError as fault:
                return Unpacked(None, source.parent, "", (_unusable(name, fault, at),))
            folder = Path(tempfile.mkdtemp(prefix="publisher-source-"))
            try:
                problems, used = _write(document, attached, folder, resources, at)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            title = slug(name.removesuffix(MODEL_SUFFIX), "p")
            return Unpacked(document, folder, title, tuple(problems), _changed(attached[name]), tuple(used))
    except _UnreadableError as fault:
        found = problem("pdf-damaged", at, file=source.name, detail=str(fault))
        return Unpacked(None, source.parent, "", (found,))


def name_in(source: Path) -> str:
    """The name for the files to be made of a PDF; empty where it carries no model."""
    with contextlib.suppress(_UnreadableError), _opened(source) as pdf:
        name = _model_of(_attached(pdf))
        return slug(name.removesuffix(MODEL_SUFFIX), "p") if name is not None else ""
    return ""


@contextmanager
def _opened(source: Path) -> Iterator[Pdf]:
    """The file. Raises `_UnreadableError` where it is none, or where what is looked for in it cannot be read."""
    try:
        if source.stat().st_size > LARGEST_PDF:
            raise _UnreadableError(f"it has more than {LARGEST_PDF // 1_000_000} MB")
        # One limit for the whole process, and always the same: nothing that we write comes near it.
        pikepdf.settings.set_qpdf_limits(flate_max_memory=LARGEST_TOGETHER)
        with pikepdf.open(source, suppress_warnings=True) as pdf:
            yield pdf
    except pikepdf.PasswordError:
        raise _UnreadableError("it needs a password") from None
    except (pikepdf.PdfError, OSError, ValueError, TypeError, AttributeError, KeyError, RuntimeError):
        raise _UnreadableError("it is damaged, or no PDF file") from None


def _attached(pdf: Pdf) -> dict[str, Stream]:
    """The files that the document was made from, by the names that they are listed by."""
    found: dict[str, Stream] = {}
    for key, specification in _listed(pdf):
        if isinstance(specification, Dictionary) and specification.get("/AFRelationship") == Name.Source:
            files = specification.get("/EF")
            stream = files.get("/UF", files.get("/F")) if isinstance(files, Dictionary) else None
            if isinstance(stream, Stream):
                found.setdefault(str(key), stream)
    return found


def _listed(pdf: Pdf) -> Iterator[tuple[Object, Object]]:
    """The names of attached files, and what they stand for; not for ever, whatever the tree is like."""
    names = pdf.Root.get("/Names")
    nodes = [names.get("/EmbeddedFiles")] if isinstance(names, Dictionary) else []
    left = _MOST_NAMES
    while nodes and left > 0:
        node = nodes.pop()
        left -= 1
        if not isinstance(node, Dictionary):
            continue
        entries, kids = node.get("/Names"), node.get("/Kids")
        if isinstance(entries, Array):
            for at in range(0, min(len(entries) - 1, 2 * left), 2):
                left -= 1
                yield entries[at], entries[at + 1]
        if isinstance(kids, Array):
            nodes += [kids[at] for at in reversed(range(min(len(kids), left - len(nodes))))]


def _model_of(attached: dict[str, Stream]) -> str | None:
    return next((name for name in attached if name.endswith(MODEL_SUFFIX)), None)


def _data(stream: Stream, largest: int) -> bytes:
    """The content of an attached file. Raises `_UnreadableError` where it is larger, or packed in another way."""
    how: Object | None = stream.get("/Filter")
    if isinstance(how, Array) and len(how) == 1:
        how = how[0]
    raw = stream.read_raw_bytes()
    if how is None or (isinstance(how, Array) and not len(how)):
        data = raw
    elif how == Name.FlateDecode and stream.get("/DecodeParms") is None:
        unpacking = zlib.decompressobj()
        try:
            data = unpacking.decompress(raw, largest + 1)
        except zlib.error:
            raise _UnreadableError("it is damaged") from None
        if not unpacking.eof and len(data) <= largest:
            raise _UnreadableError("it is damaged")
    else:
        raise _UnreadableError("it is packed in a way that is not read")
    if len(data) > largest:
        raise _UnreadableError(f"it has more than {largest // 1_000_000} MB")
    return data


def _changed(stream: Stream) -> datetime | None:
    facts = stream.get("/Params")
    said = facts.get("/ModDate") if isinstance(facts, Dictionary) else None
    found = _MOMENT.match(str(said)) if isinstance(said, String) else None
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None


def _write(
    document: bytes, attached: dict[str, Stream], folder: Path, resources: Path | None, at: Place
) -> tuple[list[Problem], list[Path]]:
    """Write the files that the model names, and those of its theme, into ``folder``.

    Gives what is wrong with them, and those that were taken from ``resources``.
    """
    try:
        wanted = list(named_files(decode(document)))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        # Who reads the model says what is wrong with it.
        return [], []
    problems, used = [], []
    room = LARGEST_TOGETHER
    names = [name for name in (*wanted, *filter(is_theme_file, attached)) if name in attached or resources is not None]
    if len(names) > MOST_ATTACHED:
        fault = _UnreadableError(f"there are more than {MOST_ATTACHED} files")
        return [_unusable(names[MOST_ATTACHED], fault, at)], []
    for name in names:
        try:
            if name.count("/") > _DEEPEST:
                raise _UnreadableError(f"it is in more than {_DEEPEST} folders")
            path = locate(folder, name)
            if path is None or path.exists():
                continue
            if name in attached:
                data = _data(attached[name], min(LARGEST_ATTACHED, room))
                room -= len(data)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            elif resources is not None and (own := locate(resources, name)) is not None and own.is_file():
                path.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(own, path)
                used.append(own)
        except (_UnreadableError, OSError) as fault:
            problems.append(_unusable(name, fault, at))
    return problems, used


def _unusable(name: str, fault: Exception, at: Place) -> Problem:
    detail = str(fault) if isinstance(fault, _UnreadableError) else "it cannot be written here"
    return problem("pdf-attachment", at, file=at.file, name=name, detail=detail)
