"""Names: of files, and the ids that are made of titles and file names.

Ids are ASCII letters, digits, ``-``, ``_`` and ``.``, a letter first, which is safe in XML and in PDF.
"""

import hashlib
import posixpath
import re
import unicodedata
from collections import Counter
from pathlib import PurePosixPath

LONGEST_SLUG = 60
SAFE_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,199}")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|//")
# What NFKD does not take apart.
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "œ": "oe", "Œ": "oe", "đ": "d", "Đ": "d",
                          "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ł": "l", "Ł": "l", "ı": "i"})  # fmt: skip


def is_address(name: str) -> bool:
    """Whether it is an address with a scheme (``https:``, ``data:``) rather than the name of a file."""
    return bool(_ADDRESS.match(name))


def normalised(folder: str, name: str) -> str:
    """The name of a file as seen from the publication's folder, where ``folder/`` holds what names it."""
    return name if is_address(name) else posixpath.normpath(posixpath.join(folder, name.replace("\\", "/")))


def folder_of(file: str) -> str:
    """The folder that holds the file, "" for the publication's own."""
    return posixpath.dirname(file)


def stem(file: str) -> str:
    """The file's name without its folders and its last suffix."""
    return PurePosixPath(file).stem or file


def without_order(name: str) -> str:
    """A file's stem without the number that sorts it: ``02-rivers`` is ``rivers``. Ids survive a new order so."""
    return re.sub(r"^\d+[\s._-]+(?=.*[^\W\d_])", "", name)


def title_of(file: str) -> str:
    """Words to show for a file that has no title of its own: ``02-great-rivers.md`` is "Great rivers"."""
    words = re.sub(r"[\s._-]+", " ", without_order(stem(file))).strip()
    return words[:1].upper() + words[1:] if words else file


def slug(text: str, prefix: str = "s") -> str:
    """The text as an id. What has no ASCII letters at all is named by a hash of it; a digit first gets ``prefix``."""
    plain = unicodedata.normalize("NFKD", text.translate(_LETTERS)).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    if len(words) > LONGEST_SLUG:
        words = words[:LONGEST_SLUG].rpartition("-")[0] or words[:LONGEST_SLUG]
    if not words:
        return f"{prefix}-{hashlib.sha256(text.encode(errors='replace')).hexdigest()[:8]}"
    return words if words[0].isalpha() else f"{prefix}-{words}"


def heading_anchor(text: str) -> str:
    """The fragment under which GitHub and mdBook know a heading with these words."""
    kept = "".join(character for character in text.strip().lower() if character.isalnum() or character in " -_")
    return re.sub(r"\s", "-", kept)


class Ids:
    """Gives out ids, each once."""

    def __init__(self) -> None:
        self.taken: set[str] = set()
        self.last: Counter[str] = Counter()

    def take(self, wanted: str) -> str:
        """The id that is wanted, or with the next free number after it."""
        chosen, number = wanted, self.last[wanted]
        while chosen in self.taken:
            number = max(number, 1) + 1
            chosen = f"{wanted}-{number}"
        # The next one need not try them all again: a book may have a thousand sections "Exercises".
        self.last[wanted] = number
        self.taken.add(chosen)
        return chosen
