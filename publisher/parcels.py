"""A title that is built elsewhere: its files go there, and what was made of them comes back. No disk is shared.

1. a parcel holds every file that the title is read from, under its place in the title's folder, with its time
2. whoever gets it unpacks it into a folder of its own, builds, and sends back the files and what is known of them
3. the files are moved into their place one by one, each whole
"""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct, structs

from publisher.build import Built, Format, build, inputs
from publisher.model import EditionName
from publisher.read import read
from publisher.staging import staging

LARGEST = 256 * 2**20
"""How many bytes a parcel may hold."""
_SOURCE = "source"


class Order(Struct, frozen=True, kw_only=True):
    """How a title is built; ``epoch`` is the SOURCE_DATE_EPOCH of whoever ordered it."""

    formats: tuple[Format, ...]
    draft: bool
    checks: bool
    editions: tuple[EditionName, ...]
    overrides: Mapping[str, str | list[str]]
    epoch: str = ""


class Packed(Struct, frozen=True):
    """A file: its place in the folder, when it changed (ns), and its content."""

    name: str
    changed: int
    data: bytes


class Parcel(Struct, frozen=True):
    """A title's files; ``source`` is the name of the one that is built, nothing for the folder itself."""

    folder: str
    source: str
    files: tuple[Packed, ...]
    inputs: tuple[str, ...]


class Returned(Struct, frozen=True):
    """What was made: the files by name, and what is known of them."""

    built: Built
    files: dict[str, bytes]


def pack(source: Path, overrides: Mapping[str, object]) -> Parcel | None:
    """The parcel of a title; None where it is too large, or has files outside of its folder, as PDF files have."""
    if source.suffix.lower() == ".pdf" or "resources" in overrides:
        return None
    with read(source, overrides) as reading:
        known = tuple(inputs(source, reading))
    folder = source if source.is_dir() else source.parent
    root = folder.resolve()
    paths = [path for path in known if path.is_file()]
    if not all(path.resolve().is_relative_to(root) for path in paths):
        return None
    if sum(path.stat().st_size for path in paths) > LARGEST:
        return None
    files = tuple(
        Packed(str(path.resolve().relative_to(root)), path.stat().st_mtime_ns, path.read_bytes()) for path in paths
    )
    return Parcel(root.name or _SOURCE, "" if source.is_dir() else source.name, files, tuple(map(str, known)))


def build_parcel(parcel: Parcel, order: Order) -> Returned:
    """Build a title from its parcel. Raises OSError where the disk is full."""
    with tempfile.TemporaryDirectory(prefix="publisher-parcel-") as name:
        folder, output = Path(name) / parcel.folder, Path(name) / "made"
        for file in parcel.files:
            path = folder / file.name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.data)
            os.utime(path, ns=(file.changed, file.changed))
        built = build(
            folder / parcel.source,
            output,
            formats=order.formats,
            draft=order.draft,
            checks=order.checks,
            editions=order.editions,
            overrides=order.overrides,
            epoch=order.epoch,
        )
        return Returned(built, {Path(made.path).name: Path(made.path).read_bytes() for made in built.made})


def unpack(returned: Returned, source: Path, known: Sequence[str], output: Path) -> Built:
    """Move what came back into its place, and say where it is. Raises OSError where ``output`` cannot be written to."""
    with staging(output) as folder:
        for name in (Path(name).name for name in returned.files):
            (folder / name).write_bytes(returned.files[name])
            (folder / name).replace(output / name)
    made = tuple(structs.replace(one, path=str(output / Path(one.path).name)) for one in returned.built.made)
    return structs.replace(returned.built, source=str(source), made=made, inputs=tuple(known))
