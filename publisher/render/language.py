"""Languages by their BCP 47 tags: which way they are written."""

from functools import lru_cache
from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["ltr", "rtl"]

_LANGUAGES = frozenset(
    {"ar", "arc", "arz", "azb", "bal", "ckb", "dv", "fa", "glk", "he", "iw", "ji", "khw", "lrc", "mzn", "nqo"}
    | {"pnb", "ps", "sd", "skr", "syr", "ug", "ur", "yi"}
)
"""Languages whose usual script runs from right to left."""

_SCRIPTS = frozenset({"adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa"})


@lru_cache(maxsize=512)
def direction(language: str) -> Direction:
    """The direction of the script of a language: of the one that its tag names, or else its usual one."""
    primary, *rest = language.lower().split("-")
    script = next((part for part in rest if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in _SCRIPTS else "ltr"
    return "rtl" if primary in _LANGUAGES else "ltr"
