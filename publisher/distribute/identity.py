"""What feeds ask of every title and list that books do not always have: an address-like identifier and a moment."""

import re
import uuid

EPOCH = "1970-01-01T00:00:00Z"
"""Stands for a moment that nobody stated; the time of making would change the bytes each time."""
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>{}|\\^`\"\x00-\x20]+")
_DAY = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")


def uri(identifier: str) -> str:
    """An identifier as an URI: itself, or a UUID made of it (RFC 9562 §5.5), always the same for the same words."""
    return identifier if _URI.fullmatch(identifier) else f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, identifier)}"


def moment(text: str) -> str:
    """A W3C date and time as RFC 3339 asks for it; a day, month or year is its beginning, UTC."""
    if _MOMENT.fullmatch(text):
        return text
    found = _DAY.fullmatch(text)
    return f"{found[1]}-{found[2] or '01'}-{found[3] or '01'}T00:00:00Z" if found else EPOCH


def day(text: str) -> str:
    """The day of a W3C date and time; nothing where only a month or year is known."""
    found = _DAY.fullmatch(text[:10])
    return text[:10] if found and found[3] else ""
