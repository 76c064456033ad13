"""The index of the search: shards in JavaScript, which a page may load from a file as it may not load JSON.

A shard is one call, ``shelf(number, [...])``; each title is a row of what is shown of it and searched in it.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publisher.distribute.entry import FILTERS, FORMATS, Entry

SHARD = 500
"""Titles in a shard: about 200 kB."""


def write_index(entries: Sequence[Entry], folder: Path) -> int:
    """Write the shards of the entries, in their order, into a folder; says how many there are."""
    folder.mkdir()
    count = 0
    for count, start in enumerate(range(0, len(entries), SHARD), start=1):
        rows = json.dumps(
            [_row(one) for one in entries[start : start + SHARD]], ensure_ascii=False, separators=(",", ":")
        )
        # Older browsers take these two for ends of lines, and a page may be saved with its scripts in it.
        rows = rows.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("<", "\\u003c")
        (folder / f"{count - 1}.js").write_text(f"shelf({count - 1},{rows});\n", encoding="utf-8")
    return count


def _row(one: Entry) -> list[Any]:
    small = one.thumbnail
    return [
        one.slug,
        one.title,
        one.subtitle,
        list(one.authors),
        [one.spoken, one.language],
        one.direction if one.direction != "ltr" else "",
        list(one.subjects),
        sum(1 << bit for bit, name in enumerate(FILTERS) if name in one.filters),
        sum(1 << bit for bit, name in enumerate(FORMATS) if name in one.formats),
        one.excerpt,
        [small.name, small.width, small.height] if small else 0,
    ]
