"""What the search of the catalogue knows of each title: a row as its card shows it, and the texts to look in."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publisher import search
from publisher.distribute.catalogue import Lists
from publisher.distribute.entry import FILTERS, FORMATS, Entry


def write_index(entries: Sequence[Entry], known: Lists, folder: Path, scratch: Path) -> None:
    """Write the index of the entries, in their order, into a folder. Raises OSError."""
    search.write_index((_indexed(one) for one in entries), known.subjects, folder, scratch)


def _indexed(one: Entry) -> search.Indexed:
    return search.Indexed(
        row=_row(one),
        title=one.title,
        texts=(one.subtitle, *one.authors, *one.subjects, one.excerpt),
        language=one.spoken,
        subjects=tuple(dict.fromkeys(one.subjects)),
        formats=_bits(one.formats, FORMATS),
        filters=_bits(one.filters, FILTERS),
    )


def _bits(names: tuple[str, ...], known: tuple[str, ...]) -> int:
    return sum(1 << bit for bit, name in enumerate(known) if name in names)


def _row(one: Entry) -> list[Any]:
    small = one.thumbnail
    return [
        one.slug,
        one.title,
        one.subtitle,
        list(one.authors),
        [one.spoken, one.language],
        one.direction if one.direction != "ltr" else "",
        one.excerpt,
        [small.name, small.width, small.height] if small else 0,
    ]
