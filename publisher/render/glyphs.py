"""Which characters a publication shows, and which of them no font of ours can draw.

1. go through the publication with the nearest place at hand, and give out every string that is printed
2. sort their characters by the kind of font that draws them: text, headings, code
3. report each character that is in no font, with its first place: a blank box is an error, not a detail
"""

import unicodedata
from collections.abc import Container, Iterator
from functools import cache
from typing import Literal, TypeAlias

from msgspec import Struct

from publisher.model import (
    NOWHERE,
    Aside,
    Code,
    CodeBlock,
    Described,
    Figure,
    Media,
    Node,
    Place,
    Problem,
    Publication,
    Section,
    Span,
    Table,
)
from publisher.render.noto import proposal

Kind: TypeAlias = Literal["text", "heading", "code"]

BASIC = frozenset(
    chr(code)
    for first, last in ((0x20, 0x7E), (0xA0, 0x17F), (0x2010, 0x2027), (0x2030, 0x203A), (0x2190, 0x2193))
    for code in range(first, last + 1)
) | frozenset("ȘșȚț€™−≈≠≤≥☐☑")
"""What every cut-down font keeps if it has it: labels and furniture are written with these."""

MOST_PROBLEMS = 100
"""Characters that are reported singly; a script without any font would otherwise fill the screen."""

_MONOSPACED = {"keyboard", "sample"}
_UNSHOWN = {"id", "language", "src", "target", "note", "tex", "spoken", "syntax", "poster", "captions", "identifier"}
_INSTEAD = {"✗": "×", "✘": "×", "✕": "×", "✖": "×", "❦": "* * *", "❧": "* * *", "⟨": "〈", "⟩": "〉", "⌥": "Alt"}


class Characters(Struct, frozen=True):
    """The characters that a publication shows, by the kind of font, and the languages that it is in."""

    text: frozenset[str]
    headings: frozenset[str]
    code: frozenset[str]
    languages: frozenset[str]


def characters_of(publication: Publication) -> Characters:
    """The characters that the publication shows. Captions, labels and titles count for text and for headings."""
    found: dict[Kind, set[str]] = {"text": set(), "heading": set(), "code": set()}
    languages = {publication.language}
    for kind, text, _, language in _shown(publication, "text", NOWHERE, ""):
        found[kind].update(text)
        languages.add(language)
    return Characters(
        text=frozenset(found["text"] | found["heading"]),
        headings=frozenset(found["heading"]),
        code=frozenset(found["code"]),
        languages=frozenset(languages - {""}),
    )


def needs_glyph(character: str) -> bool:
    """Whether the character is drawn: not so controls, format characters, spaces and variation selectors."""
    return (
        unicodedata.category(character) not in {"Cc", "Cf", "Zs", "Zl", "Zp"}
        and not "\ufe00" <= character <= "\ufe0f"
        and not "\U000e0100" <= character <= "\U000e01ef"
        and character != "\u034f"
    )


def uncovered(publication: Publication, covered: Container[int], used: Characters | None = None) -> tuple[Problem, ...]:
    """A problem (code ``glyph``) for every character without a glyph in ``covered``. ISO 14289-1 7.21.8.

    ``used`` are the characters of the publication, where they are known: mostly nothing is missing.
    """
    if used is not None and all(ord(one) in covered or not needs_glyph(one) for one in used.text | used.code):
        return ()
    places: dict[str, Place] = {}
    counts: dict[str, int] = {}
    good: set[str] = set()
    for _, text, place, _ in _shown(publication, "text", NOWHERE, ""):
        if good.issuperset(text):
            continue
        # Letter and accent may have a glyph together that they have not apart.
        composed = unicodedata.normalize("NFC", text)
        for character in set(text) - good:
            if not needs_glyph(character) or ord(character) in covered:
                good.add(character)
            elif composed.count(character):
                places.setdefault(character, place)
                counts[character] = counts.get(character, 0) + composed.count(character)
    return tuple(
        _problem(character, places[character], counts[character], covered) for character in list(places)[:MOST_PROBLEMS]
    )


def uncovered_in(text: str, place: Place, covered: Container[int]) -> tuple[Problem, ...]:
    """The same for words that stand outside the model, as in a drawing."""
    lacking = [one for one in dict.fromkeys(text) if needs_glyph(one) and ord(one) not in covered]
    return tuple(_problem(one, place, text.count(one), covered) for one in lacking[:MOST_PROBLEMS])


def _problem(character: str, place: Place, count: int, covered: Container[int]) -> Problem:
    number = f"U+{ord(character):04X}"
    name = unicodedata.name(character, "a private or unassigned character")
    times = f" (here and in {count - 1} more places)" if count > 1 else ""
    instead = _INSTEAD.get(character) or unicodedata.normalize("NFKC", character)
    known = instead != character and all(ord(one) in covered for one in instead)
    advice = f'write "{instead}"' if known else proposal(character) or "write it with other characters"
    return Problem(
        code="glyph",
        place=place,
        message=f'no font has the character "{character}", {number} {name}{times}',
        fix=f"{advice}, or show it as a picture with alt text",
        clause="ISO 14289-1 7.21.8",
    )


def _shown(value: object, kind: Kind, place: Place, language: str) -> Iterator[tuple[Kind, str, Place, str]]:
    """Every string that is printed, with its kind of font, the nearest place and its own language, if it has one."""
    waiting: list[tuple[object, Kind, Place, str]] = [(value, kind, place, language)]
    while waiting:
        one, kind, place, language = waiting.pop()
        if isinstance(one, str):
            yield kind, one, place, language
        elif isinstance(one, tuple):
            waiting += [(item, kind, place, language) for item in reversed(one)]
        elif isinstance(one, Struct):
            if isinstance(one, Node):
                place = one.at if one.at != NOWHERE else place
                language = one.language or language
            for name in _printed(type(one)):
                inner = getattr(one, name)
                if inner and isinstance(inner, str | tuple | Struct) and not isinstance(inner, Place | Described):
                    waiting.append((inner, _kind(one, name, kind), place, language))


@cache
def _printed(kind: type[Struct]) -> tuple[str, ...]:
    """The names of the fields of a node that may be printed, the last first."""
    return tuple(name for name in reversed(kind.__struct_fields__) if name not in _UNSHOWN and name != "at")


def _kind(value: Struct, name: str, kind: Kind) -> Kind:
    """The kind of font in which a field is set, where that is not the kind of what is around it."""
    match value, name:
        case (Code(), "value") | (CodeBlock(), "text"):
            return "code"
        case (Span(), "content") if value.style in _MONOSPACED:
            return "code"
        case (Section() | Publication() | Aside() | Media(), "title" | "subtitle" | "short_title" | "number"):
            return "heading"
        case (Figure() | Table() | CodeBlock() | Media(), "caption" | "credit" | "number") | (Table(), "head"):
            return "heading"
        case _:
            return kind
