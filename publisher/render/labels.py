"""The words that the renderer adds, in the publication's language: "Figure", "Contents", the names of months.

They stand in ``shared/labels/<language>.yaml`` of the theme. A regional file ("en-US") holds only what differs. A
language without a file, and a word that its file lacks, is English, and says so to those who hear it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from markupsafe import Markup
from msgspec import Struct

from publisher.render.language import direction
from publisher.render.theme import Theme

ENGLISH = "en"
LARGEST = 65536
"""Bytes that a file of words may have."""

_NAMED = re.compile(r"\{(\w+)\}")
_SCRIPTS = {"zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant"}
"""Regions whose script is another than that of the language's file."""


class Labels(Struct, frozen=True):
    """The words for one language; ``own`` are the keys that are in it, the others are English."""

    language: str
    words: Mapping[str, Any]
    own: frozenset[str]

    def __call__(self, key: str, **values: object) -> str:
        """The words for ``key``, with what is in braces replaced. Raises KeyError for a key that English lacks."""
        # Not str.format, which would let a file of words look into the values.
        return _NAMED.sub(lambda found: str(values[found[1]]), str(self.words[key]))

    def said(self, key: str, **values: object) -> str:
        """The same as markup: English words in a publication of another language are marked (WCAG 2.2, 3.1.2)."""
        words = self(key, **values)
        if key in self.own:
            return words
        turned = ' dir="ltr"' if direction(self.language) == "rtl" else ""
        return Markup('<span lang="en" xml:lang="en"{}>{}</span>').format(Markup(turned), words)  # noqa: S704 - ours

    @property
    def characters(self) -> set[str]:
        """All characters that the words in the publication's own language have."""
        return {character for key in self.own for text in _texts(self.words[key]) for character in text}

    def around(self, key: str, name: str, **values: object) -> tuple[str, str]:
        """The words before and behind the value ``name``, which the template sets itself."""
        before, _, behind = self(key, **{name: "\0"}, **values).partition("\0")
        return before, behind

    def role(self, code: str) -> str:
        """The name of a MARC relator: "Translator"."""
        roles = self.words["roles"]
        return str(roles.get(code, roles["ctb"]))

    def date(self, moment: str) -> str:
        """An ISO 8601 date or time as people write it: "3 March 2026", "3 March 2026, 10:30 UTC"."""
        if not moment:
            return ""
        parts = moment[:10].split("-")
        pattern = ("year", "year-month", "date")[len(parts) - 1]
        # Slavonic languages have another form of a month's name after a day.
        months = self.words["months" if len(parts) > 2 else "months-alone"]
        month = months[int(parts[1]) - 1] if len(parts) > 1 else ""
        day = (self("first-day") if int(parts[2]) == 1 else str(int(parts[2]))) if len(parts) > 2 else ""
        said = self(pattern, year=parts[0], month=month, day=day)
        if len(moment) <= 10:
            return said
        zone = moment[16:].lstrip(":0123456789")
        return self("time", date=said, time=moment[11:16], zone="UTC" if zone in ("Z", "+00:00") else f"UTC{zone}")


def labels(theme: Theme, language: str) -> Labels:
    """The words for a language (a BCP 47 tag): its own, those of the languages that it is a kind of, English.

    Raises ValueError for a file of words that cannot be read.
    """
    words: dict[str, Any] = {}
    own: set[str] = set()
    for name in (ENGLISH, *_names(language)):
        for folder in reversed(theme.folders):
            found = _load(folder / "shared" / "labels", name)
            roles = {**words.get("roles", {}), **found.get("roles", {})}
            words |= {**found, "roles": roles}
            if name.partition("-")[0] == language.partition("-")[0].lower():
                own |= set(found)
    return Labels(language, words, frozenset(own))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
    else:
        yield str(value)


def _names(language: str) -> Iterator[str]:
    """The names of files, from the language to its kinds: "zh", "zh-hant", "zh-hant-tw"."""
    tag = language.lower()
    parts = tag.split("-")
    yield parts[0]
    if tag in _SCRIPTS:
        yield _SCRIPTS[tag]
    for end in range(2, len(parts) + 1):
        yield "-".join(parts[:end])


def _load(folder: Path, name: str) -> Mapping[str, Any]:
    path = folder / f"{name}.yaml"
    if not path.is_file() or not path.resolve().is_relative_to(folder.parent.parent.resolve()):
        return {}
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, _changed: int) -> Mapping[str, Any]:
    with path.open("rb") as stream:
        text = stream.read(LARGEST + 1)
    try:
        found = yaml.safe_load(text) if len(text) <= LARGEST else None
    except yaml.YAMLError as fault:
        raise ValueError(f"{path.name} is not YAML: {fault}") from fault
    if not isinstance(found, dict) or not all(isinstance(key, str) for key in found):
        raise ValueError(f"{path.name} is not a table of words")
    return found
