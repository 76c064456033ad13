"""Language tags: whether one is well formed, and which way it is written (BCP 47; RFC 5646 §2.1)."""

import re

from publisher.model import Direction

LONGEST = 80
"""Characters of a tag; real ones have up to some 35 (RFC 5646 §4.4.1)."""
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(-[a-z]{3}){0,3}"
    r"(-(?P<script>[a-z]{4}))?"
    r"(-([a-z]{2}|\d{3}))?"
    r"(-([a-z0-9]{5,8}|\d[a-z0-9]{3}))*"
    r"(-[a-wyz0-9](-[a-z0-9]{2,8})+)*"
    r"(-x(-[a-z0-9]{1,8})+)?",
    re.IGNORECASE,
)
# ISO 639-1. Those of ISO 639-3, of three letters, are too many to list.
_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en "
    "eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv "
    "ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss "
    "st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
_TWO_LETTERS = frozenset(_CODES.split())
_RIGHT_TO_LEFT_SCRIPTS = frozenset(
    {"adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa", "yezi"}
)
_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "glk", "he", "ks", "mzn", "nqo", "pnb", "prs", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_NAMES = {
    "arabic": "ar", "chinese": "zh", "danish": "da", "dutch": "nl", "english": "en", "finnish": "fi", "french": "fr",
    "german": "de", "deutsch": "de", "greek": "el", "hebrew": "he", "hindi": "hi", "italian": "it", "italiano": "it",
    "japanese": "ja", "korean": "ko", "norwegian": "no", "polish": "pl", "portuguese": "pt", "russian": "ru",
    "spanish": "es", "español": "es", "français": "fr", "swedish": "sv", "turkish": "tr", "ukrainian": "uk",
}  # fmt: skip


def is_language(tag: str) -> bool:
    """Whether the tag is well formed and, where its language has two letters, names one of ISO 639-1."""
    match = _TAG.fullmatch(tag[: LONGEST + 1])
    if not match or len(tag) > LONGEST:
        return False
    language = match["language"].lower()
    return len(language) == 3 or language in _TWO_LETTERS


def suggestion(tag: str) -> str:
    """What the author may have meant: ``en-US`` for ``en_US``, ``de`` for ``German``; empty if nobody knows."""
    mended = _NAMES.get(tag.strip().lower(), tag.strip().replace("_", "-").split(".")[0])
    return mended if is_language(mended) else ""


def direction_of(tag: str) -> Direction:
    """Which way text in this language is written."""
    match = _TAG.fullmatch(tag[: LONGEST + 1])
    if not match:
        return "ltr"
    if match["script"]:
        return "rtl" if match["script"].lower() in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if match["language"].lower() in _RIGHT_TO_LEFT else "ltr"
