"""The words that the renderer adds, in the publication's language: "Figure", "Contents", the names of months.

They stand in ``shared/labels/<language>.yaml`` of the theme. A language without a file, and a word that its file
lacks, is English.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from msgspec import Struct

from publisher.render.theme import Theme


class Labels(Struct, frozen=True):
    """The words for one language."""

    words: Mapping[str, Any]

    def __call__(self, key: str, **values: object) -> str:
        """The words for ``key``, with what is in braces replaced. Raises KeyError for a key that English lacks."""
        return str(self.words[key]).format(**values)

    def date(self, moment: str) -> str:
        """An ISO 8601 date or time as people write it: "3 March 2026", "3 March 2026, 10:30 UTC"."""
        if not moment:
            return ""
        parts = moment[:10].split("-")
        pattern = ("year", "year-month", "date")[len(parts) - 1]
        month = self.words["months"][int(parts[1]) - 1] if len(parts) > 1 else ""
        day = str(int(parts[2])) if len(parts) > 2 else ""
        said = self(pattern, year=parts[0], month=month, day=day)
        if len(moment) <= 10:
            return said
        zone = moment[16:].lstrip(":0123456789") if "+" not in moment and moment.count("-") < 3 else moment[-6:]
        return self("time", date=said, time=moment[11:16], zone="UTC" if zone in ("Z", "+00:00") else f"UTC{zone}")


def labels(theme: Theme, language: str) -> Labels:
    """The words for a language (a BCP 47 tag): its own, those of its primary language, English."""
    names = dict.fromkeys(("en", language.partition("-")[0].lower(), language))
    words: dict[str, Any] = {}
    for name in names:
        for folder in reversed(theme.folders):
            words.update(_load(folder / "shared" / "labels" / f"{name}.yaml"))
    return Labels(words)


@lru_cache(maxsize=64)
def _load(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}
