"""The order of words in a language, and the letter under which an index lists them.

Accents and case do not count, but for the letters that a language counts as its own: Swedish Å stands after Z,
Spanish Ñ after N. Words without a letter or figure come first, then figures, then letters.
"""

import unicodedata
from functools import lru_cache

LATIN = "abcdefghijklmnopqrstuvwxyz"
_OWN = {
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "be": f"{LATIN}абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    "bg": f"{LATIN}абвгдежзийклмнопрстуфхцчшщъьюя",
    "cs": "abcčdefghijklmnoprřsštuvyzž",
    "da": f"{LATIN}æøå",
    "eo": "abcĉdefgĝhĥijĵklmnoprsŝtuŭvz",
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "et": "abcdefghijklmnopqrsšzžtuvwõäöüxy",
    "fi": f"{LATIN}åäö",
    "fo": f"{LATIN}æø",
    "gl": "abcdefghijklmnñopqrstuvwxyz",
    "hr": "abcčćdđefghijklmnoprsštuvzž",
    "hu": "abcdefghijklmnoöpqrstuüvwxyz",
    "is": "aábcdðeéfghiíjklmnoópqrstuúvwxyýzþæö",
    "lt": "abcčdefghijklmnoprsštuvzž",
    "lv": "abcčdefgģhijkķlļmnņoprsštuvzž",
    "nb": f"{LATIN}æøå",
    "nn": f"{LATIN}æøå",
    "no": f"{LATIN}æøå",
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "ro": "aăâbcdefghiîjklmnopqrsștțuvwxyz",
    "ru": f"{LATIN}абвгдежзийклмнопрстуфхцчшщъыьэюя",
    "sk": "aäbcčdefghijklmnoôpqrsštuvwxyzž",
    "sl": "abcčdefghijklmnoprsštuvzž",
    "sq": "abcçdeëfghijklmnopqrstuvxyz",
    "sv": f"{LATIN}åäö",
    "tr": "abcçdefgğhıijklmnoöprsştuüvyz",
    "uk": f"{LATIN}абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
"""The letters of languages that count more of them than the accents of Latin letters would tell."""

_SPELLED = {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
_KANA_ROWS = "あかさたなはまやらわ"
_HANGUL = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
FIGURES = "0–9"
HAN = "漢"

_SPACE, _DIGIT, _OTHER = 1, 2, 5000


def sort_key(words: str, language: str = "") -> tuple[int, ...]:
    """What words are sorted by in a language (a BCP 47 tag); word by word, so that "sea wall" precedes "seal"."""
    return tuple(_rank(character, language) for character in _characters(words, language))


def letter(words: str, language: str = "") -> str:
    """The letter under which an index lists the words, `FIGURES`, or nothing for those without letter or figure."""
    first = next((character for character in _characters(words, language) if character != " "), "")
    if not first or first.isdigit():
        return FIGURES if first else ""
    if "ぁ" <= first <= "ゖ":
        return max((row for row in _KANA_ROWS if row <= first), default=_KANA_ROWS[0])
    if "가" <= first <= "힣":
        return _HANGUL[(ord(first) - 0xAC00) // 588]
    if unicodedata.name(first, "").startswith("CJK"):
        return HAN
    return "İ" if first == "i" and _primary(language) in ("tr", "az") else first.upper()


@lru_cache(maxsize=16384)
def _characters(words: str, language: str) -> str:
    """The letters, figures and single spaces of the words, folded to the letters that the language counts."""
    own = _OWN.get(_primary(language), LATIN)
    if _primary(language) in ("tr", "az"):
        words = words.replace("I", "ı").replace("İ", "i")
    folded = []
    for character in unicodedata.normalize("NFC", " ".join(words.split())).casefold():
        if character in own or "가" <= character <= "힣" or character == " ":
            folded.append(character)
            continue
        spelled = unicodedata.normalize("NFKD", _SPELLED.get(character, character))
        folded += [_hiragana(part) for part in spelled if part.isalnum() or _is_vowel(part)]
    return "".join(folded).strip()


def _hiragana(character: str) -> str:
    """Both kinds of kana are the same sounds."""
    return chr(ord(character) - 0x60) if "ァ" <= character <= "ヶ" else character


def _is_vowel(character: str) -> bool:
    """Whether it is a vowel sign, as Indian scripts have, not an accent."""
    return unicodedata.category(character)[0] == "M" and not unicodedata.combining(character)


def _rank(character: str, language: str) -> int:
    if character == " ":
        return _SPACE
    if character.isdigit():
        return _DIGIT + unicodedata.digit(character, 0)
    place = _OWN.get(_primary(language), LATIN).find(character)
    if place >= 0:
        return 100 + 2 * place
    # A letter that the language does without, as W in Czech, stands where Latin has it.
    return 101 + 2 * _before(character, language) if character in LATIN else _OTHER + ord(character)


def _before(character: str, language: str) -> int:
    own = _OWN.get(_primary(language), LATIN)
    return max((own.find(earlier) for earlier in LATIN[: LATIN.index(character)]), default=0)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
