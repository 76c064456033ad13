"""The words of the pages that are handed out, from ``web/labels/<language>.yaml`` of the theme."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from msgspec import Struct

from publisher.distribute.statement import Line
from publisher.render import Theme, theme

_NAMED = re.compile(r"\{(\w+)\}")


class Words(Struct, frozen=True):
    """The words in one language, and its ways to write names of languages, numbers, sizes and dates."""

    language: str
    table: Mapping[str, Any]

    def __call__(self, key: str, **values: object) -> str:
        """The words for ``key`` (``editions.print`` for a word of a group), with what is in braces replaced."""
        found: Any = self.table
        for part in key.split("."):
            found = found[part]
        return _filled(str(found), values)

    def count(self, key: str, number: int) -> str:
        """Words for a number of things: those of ``key-one``, or of ``key`` with the number."""
        return self(f"{key}-one") if number == 1 else self(key, count=self.number(number))

    def compact(self, line: Line) -> str:
        """A statement in few words."""
        return _filled(str(self.table["statements"][line.key][0]), {"value": line.value})

    def descriptive(self, line: Line) -> str:
        """A statement in a whole sentence."""
        return _filled(str(self.table["statements"][line.key][1]), {"value": line.value})

    def language_name(self, tag: str) -> str:
        """What a language is called: ``en-GB`` is "English (United Kingdom)". An unknown tag is its own name."""
        return _language_name(tag, self.language)

    def number(self, number: float) -> str:
        """A number with its groups of digits: "10,000"."""
        return str(format_decimal(number, locale=_locale(self.language)))

    def size(self, count: int) -> str:
        """A number of bytes: "412 kB", "3.1 MB"."""
        if count < 1_000_000:
            return f"{self.number(max(1, round(count / 1000)))} kB"
        return f"{self.number(round(count / 1_000_000, 1))} MB"

    def date(self, moment: str) -> str:
        """The day of a W3C date and time: "3 March 2026"; a year or month alone as it is."""
        try:
            day = date.fromisoformat(moment[:10])
        except ValueError:
            return moment
        return str(format_date(day, "long", locale=_locale(self.language)))


@lru_cache(maxsize=16)
def words(language: str = "en", own: Theme | None = None) -> Words:
    """The words for the pages' language. Raises ValueError where the theme has none, or they cannot be read."""
    for folder in (own or theme()).folders:
        path = folder / "web" / "labels" / f"{language.lower()}.yaml"
        if path.is_file():
            try:
                return Words(language, yaml.safe_load(path.read_bytes()))
            except yaml.YAMLError as fault:
                raise ValueError(f"{path.name} is not YAML: {fault}") from fault
    raise ValueError(f"there are no words for pages in the language {language}")


def _filled(text: str, values: Mapping[str, object]) -> str:
    # Not str.format, which would let a file of words look into the values.
    return _NAMED.sub(lambda found: str(values[found[1]]), text)


def _locale(language: str) -> Locale:
    # "3 March 2026" can be read by more people than "March 3, 2026", in English pages that say no region.
    return Locale.parse("en_GB" if language == "en" else language, sep="-" if "-" in language else "_")


@lru_cache(maxsize=1024)
def _language_name(tag: str, language: str) -> str:
    try:
        found = Locale.parse(tag.replace("-", "_")).get_display_name(_locale(language))
    except (UnknownLocaleError, ValueError):
        found = _locale(language).languages.get(tag.partition("-")[0].lower())
    return found or tag
