"""Records of titles on disk, in the order of their slugs, so that ten thousand of them need no more memory than one.

1. a folder's titles are read one after the other, each from its files or, where these did not change, from the record
   that was kept of it (``titles.jsonl`` in the cache)
2. the new records are written beside the old ones and moved into their place
3. whoever needs the titles goes through the records, as often as needed
"""

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from publisher.check.records import UnreadableError
from publisher.distribute.collect import digest, left_out, read_title, title_files
from publisher.distribute.names import safe_names
from publisher.distribute.title import Title
from publisher.fingerprint import program
from publisher.model import Place, Problem

NAME = "titles.jsonl"
Tell = Callable[[str], None]
"""Called with the name of each title that is looked at."""


class _Seen(Struct, frozen=True, array_like=True):
    """A file as it was: its path, its size, bytes, and when it changed, ns."""

    path: str
    size: int
    changed: int


class _Record(Struct, frozen=True):
    name: str
    program: str
    seen: tuple[_Seen, ...]
    title: Title


class Stock(Struct, frozen=True):
    """Files to hand out: a folder of finished files, which of its titles (None: all), and where records are kept."""

    folder: Path
    names: frozenset[str] | None = None
    cache: Path | None = None


class Shelf:
    """The titles of several folders, by slug. Going through it reads one record at a time."""

    def __init__(self, places: Mapping[str, tuple[Path, int]]) -> None:
        self._places = places

    def only(self, slugs: Iterable[str]) -> "Shelf":
        """These titles alone."""
        return Shelf({slug: self._places[slug] for slug in slugs})

    def __len__(self) -> int:
        return len(self._places)

    def __iter__(self) -> Iterator[Title]:
        with contextlib.ExitStack() as stack:
            streams = {
                path: stack.enter_context(path.open("rb")) for path in {path for path, _ in self._places.values()}
            }
            for slug in sorted(self._places):
                path, offset = self._places[slug]
                streams[path].seek(offset)
                yield structs.replace(_decoded(streams[path].readline()).title, slug=slug)


def shelve(stocks: Sequence[Stock], spare: Path, tell: Tell = lambda _name: None) -> tuple[Shelf, tuple[Problem, ...]]:
    """The titles of these folders and what is wrong with their files.

    Records are kept in the cache of each folder; where it has none that can be written to, in the folder ``spare``.
    """
    problems: list[Problem] = []
    found: dict[str, tuple[Path, int]] = {}
    for number, stock in enumerate(stocks):
        records = _kept(stock, spare / f"{number}.jsonl", tell, problems)
        for name, offset in _offsets(records):
            if name in found:
                problems.append(_twice(name, stock.folder))
            else:
                found[name] = (records, offset)
    names = safe_names(found)
    return Shelf({names[name]: place for name, place in found.items()}), tuple(problems)


def _kept(stock: Stock, spare: Path, tell: Tell, problems: list[Problem]) -> Path:
    """Writes the records of a folder's titles and says where they are."""
    records = (stock.cache or spare.parent) / (NAME if stock.cache else spare.name)
    try:
        records.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=records.parent, prefix=f".{NAME}-")
    except OSError:
        # A build on a medium that cannot be written to.
        before, records = records, spare
        handle, temporary = tempfile.mkstemp(dir=spare.parent, prefix=f".{NAME}-")
    else:
        before = records
    try:
        with os.fdopen(handle, "wb") as stream:
            for record in _records(stock, before, tell, problems):
                stream.write(_ENCODER.encode(record) + b"\n")
        Path(temporary).replace(records)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return records


def _records(stock: Stock, before: Path, tell: Tell, problems: list[Problem]) -> Iterator[_Record]:
    with _old(before) as old:
        for name, paths in title_files(stock.folder).items():
            if stock.names is not None and name not in stock.names:
                continue
            tell(name)
            try:
                yield _record(name, paths, old(name))
            except UnreadableError as fault:
                problems.append(left_out(paths[0], fault))


def _record(name: str, paths: tuple[Path, ...], old: _Record | None) -> _Record:
    seen = tuple(_seen(path) for path in paths)
    if old is not None and old.program == program() and _same(old, seen):
        return structs.replace(old, seen=seen, title=_at(old.title, paths))
    return _Record(name, program(), seen, read_title(name, paths))


def _at(title: Title, paths: tuple[Path, ...]) -> Title:
    """A title whose files are reached by these paths: a record may have been made from another working directory."""
    places = {path.name: path for path in paths}
    return structs.replace(title, files=tuple(structs.replace(one, path=places[one.path.name]) for one in title.files))


def _same(old: _Record, seen: tuple[_Seen, ...]) -> bool:
    if old.seen == seen:
        return True
    if [(one.path, one.size) for one in old.seen] != [(one.path, one.size) for one in seen]:
        return False
    return all(digest(file.path) == file.sha256 for file in old.title.files)


def _seen(path: Path) -> _Seen:
    status = path.stat()
    return _Seen(str(path.resolve()), status.st_size, status.st_mtime_ns)


@contextlib.contextmanager
def _old(path: Path) -> Iterator[Callable[[str], _Record | None]]:
    """Gives the record that was kept of a title, by its name."""
    if not path.is_file():
        yield lambda _name: None
        return
    places = dict(_offsets(path))
    with path.open("rb") as stream:

        def found(name: str) -> _Record | None:
            if name not in places:
                return None
            stream.seek(places[name])
            try:
                return _decoded(stream.readline())
            except msgspec.MsgspecError:
                return None

        yield found


def _offsets(path: Path) -> Iterator[tuple[str, int]]:
    """The name in each record, and where in the file it begins; a torn line is passed over."""
    offset = 0
    with path.open("rb") as stream:
        for line in stream:
            with contextlib.suppress(msgspec.MsgspecError):
                yield _NAMES.decode(line).name, offset
            offset += len(line)


def _twice(name: str, folder: Path) -> Problem:
    return Problem(
        code="name-twice",
        message=f"there is another title with the name “{name}”; this one is left out",
        place=Place(str(folder), 0),
        fix="give one of the two another name",
    )


class _Name(Struct, frozen=True):
    name: str


_ENCODER = msgspec.json.Encoder(enc_hook=str)
_NAMES = msgspec.json.Decoder(_Name)
_RECORDS = msgspec.json.Decoder(_Record, dec_hook=lambda kind, value: kind(value))


def _decoded(line: bytes) -> _Record:
    return _RECORDS.decode(line)
