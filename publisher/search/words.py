"""The words of a text, as they are looked for: without accents and capitals.

Scripts that have no spaces between words give pairs of characters: each text that has them all is found.
"""

import re
import unicodedata
from collections.abc import Iterator

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RUN = re.compile(rf"[{_UNSPACED}]+|(?:(?![{_UNSPACED}])[^\W_])+")
LONGEST = 40
"""Characters of a word that count."""


def plain(text: str) -> str:
    """A text without accents, in small letters."""
    parted = unicodedata.normalize("NFKD", text)
    return "".join(one for one in parted if not unicodedata.category(one).startswith("M")).lower().replace("ς", "σ")


def words(text: str) -> Iterator[str]:
    """The words of a text, as they stand in the index."""
    for run in _runs(text):
        if _is_spaced(run):
            yield run[:LONGEST]
        else:
            yield from _pairs(run)
            yield run[-1]


def asked(text: str) -> Iterator[str]:
    """The words that are asked for: what is found has, for each, a word that begins with it."""
    for run in _runs(text):
        if _is_spaced(run) or len(run) == 1:
            yield run[:LONGEST]
        else:
            yield from _pairs(run)


def in_order(word: str) -> bytes:
    """Sorts words as browsers compare them: by UTF-16 code units."""
    return word.encode("utf-16-be", "surrogatepass")


def _runs(text: str) -> Iterator[str]:
    return (found[0] for found in _RUN.finditer(plain(text)))


def _is_spaced(run: str) -> bool:
    return re.match(rf"[{_UNSPACED}]", run) is None


def _pairs(run: str) -> Iterator[str]:
    return (run[at : at + 2] for at in range(len(run) - 1))
