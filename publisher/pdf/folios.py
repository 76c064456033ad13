"""Page numbers as they are printed. PDF 1.7 §12.4.2."""

from itertools import zip_longest

from publisher.pdf.part import Folio

_NUMERALS = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)


def label(folio: Folio) -> str:
    """The page number as it is printed."""
    match folio.numbering:
        case "lower-roman" | "upper-roman":
            text = _in_roman(folio.number)
        case "lower-alpha" | "upper-alpha":
            text = _in_letters(folio.number)
        case _:
            text = str(folio.number)
    return text.upper() if folio.numbering.startswith("upper") else text


def number(text: str) -> Folio | None:
    """The page number that is printed like this: in digits, or small Roman numerals; None where it is neither."""
    if text.isdecimal():
        return Folio(int(text))
    values = {letters: value for value, letters in _NUMERALS}
    if not text or not set(text) <= set(values):
        return None
    found = 0
    for letter, after in zip_longest(text, text[1:], fillvalue=""):
        found += values[letter] if values[letter] >= values.get(after, 0) else -values[letter]
    folio = Folio(found, "lower-roman")
    return folio if label(folio) == text else None


def _in_roman(number: int) -> str:
    text = ""
    for value, letters in _NUMERALS:
        count, number = divmod(number, value)
        text += letters * count
    return text


def _in_letters(number: int) -> str:
    text = ""
    while number > 0:
        number, place = divmod(number - 1, 26)
        text = chr(97 + place) + text
    return text
