"""Single values of the metadata: from what an author wrote to a checked value, or a problem at its line."""

import difflib
import re
from collections.abc import Iterable
from datetime import date, datetime

from publisher.model import Place, Problem
from publisher.read.language import is_language, suggestion
from publisher.read.problems import problem
from publisher.read.tree import Entries, Items, Scalar, Value, kind_of

_MOMENT = re.compile(r"\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?)?)?")
_IDENTIFIER = re.compile(r"(urn:[a-z0-9][a-z0-9-]{0,31}:\S+|https?://\S+|tag:\S+)", re.IGNORECASE)
_YES = frozenset({"true", "yes", "on"})
_NO = frozenset({"false", "no", "off"})


class Fields:
    """Reads values and keeps what is wrong with them. Every method gives None for what it cannot use."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def report(self, code: str, at: Place, **values: object) -> None:
        """Add a problem from the table of codes."""
        self.problems.append(problem(code, at, **values))

    def wrong_type(self, key: str, value: Value, expected: str, example: str) -> None:
        """Say that the value of a key is of the wrong type."""
        self.report("meta-type", value.at, key=key, expected=expected, found=kind_of(value), example=example)

    def known(self, entries: Entries, keys: Iterable[str]) -> None:
        """Report the keys that are not among ``keys``."""
        names = sorted(keys)
        for entry in entries.values:
            if entry.key not in names:
                close = difflib.get_close_matches(entry.key, names, 1)
                hint = f"did you mean {close[0]}?" if close else f"the keys are {', '.join(names)}"
                self.report("meta-unknown", entry.at, key=entry.key, hint=hint)

    def text(self, key: str, value: Value) -> str | None:
        """A text of at least one character, on one line."""
        if isinstance(value, Scalar) and not value.empty and value.text.strip():
            return " ".join(value.text.split())
        self.wrong_type(key, value, "text", f"{key}: …")
        return None

    def texts(self, key: str, value: Value) -> tuple[str, ...]:
        """One text or a list of them."""
        items = value.values if isinstance(value, Items) else (value,)
        found = (self.text(key, item) for item in items)
        return tuple(text for text in found if text)

    def entries(self, key: str, value: Value, keys: Iterable[str], example: str) -> Entries | None:
        """A mapping with no keys but these."""
        if not isinstance(value, Entries):
            self.wrong_type(key, value, "keys and values", example)
            return None
        self.known(value, keys)
        return value

    def choice(self, key: str, value: Value, choices: Iterable[str]) -> str | None:
        """One of a few words."""
        text = self.text(key, value)
        known = sorted(choices)
        if text is None or text.lower() in known:
            return text and text.lower()
        self.report("meta-value", value.at, key=key, value=text, choices=", ".join(known))
        return None

    def flag(self, key: str, value: Value) -> bool | None:
        """True or false."""
        text = value.text.lower() if isinstance(value, Scalar) else ""
        if text in _YES | _NO:
            return text in _YES
        self.wrong_type(key, value, "true or false", f"{key}: true")
        return None

    def count(self, key: str, value: Value, most: int) -> int | None:
        """A whole number from 0 to ``most``."""
        text = value.text if isinstance(value, Scalar) else ""
        # Past nine digits Python would take long over a number that nobody means.
        if re.fullmatch(r"[0-9]{1,9}", text) and int(text) <= most:
            return int(text)
        self.wrong_type(key, value, f"a whole number up to {most}", f"{key}: 1")
        return None

    def language(self, value: Value) -> str | None:
        """A language tag (BCP 47)."""
        text = self.text("language", value)
        if text is None or is_language(text):
            return text
        meant = suggestion(text)
        hint = f"write language: {meant}" if meant else "write one such as en, fr or pt-BR"
        self.report("language-tag", value.at, value=text, hint=hint)
        return None

    def moment(self, key: str, value: Value) -> str | None:
        """A date, or a date and a time with its zone (ISO 8601-1)."""
        text = self.text(key, value)
        if text is None or is_moment(text):
            return text
        self.report("meta-date", value.at, key=key, value=text)
        return None

    def identifier(self, value: Value) -> str | None:
        """A URN or an address."""
        text = self.text("identifier", value)
        if text is None or _IDENTIFIER.fullmatch(text):
            return text
        self.report("meta-identifier", value.at, value=text)
        return None

    def isbn(self, value: Value) -> str | None:
        """An ISBN of 10 or 13 digits, without its hyphens (ISO 2108)."""
        text = self.text("isbn", value)
        if text is None:
            return None
        digits = re.sub(r"[\s-]", "", text).upper().removeprefix("ISBN").lstrip(":")
        if is_isbn(digits):
            return digits
        self.report("meta-isbn", value.at, value=text)
        return None


def is_moment(text: str) -> bool:
    """Whether the text is a date that there is: a year, a month, a day, or a day with time and zone."""
    if not _MOMENT.fullmatch(text):
        return False
    try:
        if "T" in text:
            datetime.fromisoformat(text)
        else:
            date.fromisoformat(text + "-01" * ((10 - len(text)) // 3))
    except ValueError:
        return False
    return True


def is_isbn(digits: str) -> bool:
    """Whether the last digit fits those before it."""
    if re.fullmatch(r"[0-9]{13}", digits):
        return sum(int(digit) * (1, 3)[index % 2] for index, digit in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"[0-9]{9}[0-9X]", digits):
        values = [10 if digit == "X" else int(digit) for digit in digits]
        return sum(value * (10 - index) for index, value in enumerate(values)) % 11 == 0
    return False
