"""Names of folders and files that hold on every medium: on FAT32, exFAT and NTFS, and in addresses.

Lower case ASCII letters, figures, dots, hyphens and underscores, at most 60 of them; none that Windows keeps for a
device. A name that is so already stays as it is.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

LONGEST = 60
_KEPT = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_MARK = 8
_HOLDS = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,118}[A-Za-z0-9_-])?")


def safe_names(names: Iterable[str]) -> dict[str, str]:
    """A safe name for each name, no two of them the same; the same for the same names in any order."""
    given = sorted(set(names))
    plain = {name: _plain(name) for name in given}
    used = Counter(plain.values())
    return {name: safe if name == safe or used[safe] == 1 else _marked(name, safe) for name, safe in plain.items()}


def holds(name: str) -> bool:
    """Whether a name that somebody else gave to a file or folder holds on every medium as it is."""
    return bool(_HOLDS.fullmatch(name)) and name.partition(".")[0].lower() not in _KEPT


def _plain(name: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    safe = re.sub(r"[^a-z0-9._-]+", "-", ascii_).strip("-. ")
    # What the name lost may be all that tells it from another one.
    foreign = any(character.isalnum() and not character.isascii() for character in unicodedata.normalize("NFKD", name))
    if not safe or foreign or len(safe) > LONGEST or safe.partition(".")[0] in _KEPT:
        return _marked(name, safe)
    return safe


def _marked(name: str, safe: str) -> str:
    mark = hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:_MARK]
    return f"{safe[: LONGEST - _MARK - 1].strip('-.') or 'title'}-{mark}"
