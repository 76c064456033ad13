"""The fonts of a publication: those that its characters need, and no others.

1. see which characters it has in text, headings and code (`glyphs`)
2. take the basic families, and for what they do not have the first of the fallback families that has it
3. name them in CSS, in the order in which they stand in for each other
4. for an e-book, cut each down to the characters that it will show
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import fontTools
from fontTools import subset as cutting
from msgspec import Struct

from publisher.model import EditionSettings, Place, Problem, Publication
from publisher.render import noto
from publisher.render.font_files import (
    CJK,
    CODE,
    EMOJI,
    FAMILIES,
    HEADING,
    SANS,
    SCRIPTS,
    SYMBOLS,
    TEXT,
    Face,
    Family,
    advances,
    cache_folder,
    code_points,
    coverage,
    faces_of,
    write_whole,
)
from publisher.render.glyphs import BASIC, Characters, Kind, characters_of, needs_glyph, uncovered, uncovered_in

__all__ = [
    "Characters",
    "Face",
    "Kind",
    "Typefaces",
    "characters_of",
    "faces",
    "faces_for",
    "faces_of_publication",
    "fallback",
    "fallback_for",
    "font_face_css",
    "missing_glyphs",
    "missing_glyphs_in",
    "subset",
    "typefaces",
    "unknown",
    "width",
]

# Source Code Pro draws check marks and boxes, and is far smaller than the CJK font, which has them too.
_FURTHER = (SANS, *SCRIPTS, SYMBOLS, CODE, EMOJI, CJK)
_LISTS: dict[Kind, tuple[Family, ...]] = {
    "text": (TEXT, *_FURTHER),
    "heading": (HEADING, SANS, TEXT, *_FURTHER),
    "code": (CODE, *_FURTHER, TEXT),
}
_BY_NAME = {family.name: family for family in FAMILIES}
_GENERIC: dict[Kind, str] = {"text": "serif", "heading": "sans-serif", "code": "monospace"}
_UNKNOWN = 0.65
"""The width of a character that the family does not have; few scripts have wider ones on average."""
_EAST_ASIAN = {"zh", "ja", "ko", "yue"}
_DAYS_KEPT = 90
_FEATURES = ("smcp", "c2sc", "onum", "lnum", "tnum", "pnum", "sups", "subs")


class Typefaces(Struct, frozen=True):
    """The families that an edition is set in, by name."""

    text: str = TEXT.name
    heading: str = HEADING.name
    code: str = CODE.name

    def families(self, kind: Kind) -> tuple[Family, ...]:
        """The family for ``kind``, and those that stand in for what it does not have, in their order."""
        chosen, usual = _BY_NAME.get(getattr(self, kind), _LISTS[kind][0]), _LISTS[kind]
        if chosen == usual[0]:
            return usual
        # The text face has serifs, which no other has.
        likely = (SANS, *usual) if kind == "text" else usual
        return tuple(dict.fromkeys((chosen, *likely)))


USUAL = Typefaces()


def width(word: str, kind: Kind, typefaces: Typefaces, *, bold: bool = False) -> float:
    """How wide a word is, in sizes of its type, but for what kerning changes. Raises OSError as `faces` does."""
    known = advances(typefaces.families(kind)[0], bold)
    return sum(known.get(ord(character), _UNKNOWN) for character in word)


def typefaces(settings: EditionSettings) -> Typefaces:
    """What a printed edition is set in. Large print has no serifs (UKAAF); families that are not known are not used."""
    text = HEADING.name if settings.name == "large-print" else TEXT.name
    chosen = settings.fonts
    wanted = Typefaces(chosen.text or text, chosen.heading or HEADING.name, chosen.code or CODE.name)
    return Typefaces(*(wanted.families(kind)[0].name for kind in ("text", "heading", "code")))


def unknown(settings: EditionSettings) -> tuple[Problem, ...]:
    """A problem for every family of the settings that there is not, as in a model from elsewhere."""
    wanted = (settings.fonts.text, settings.fonts.heading, settings.fonts.code)
    known = ", ".join(sorted(_BY_NAME))
    return tuple(
        Problem(code="font-unknown", message=f'there is no font family "{name}"', fix=f"write one of: {known}")
        for name in dict.fromkeys(wanted)
        if name and name not in _BY_NAME
    )


def faces() -> tuple[Face, ...]:
    """The basic faces, which every publication has: text, headings and code in regular, bold and italic."""
    return faces_of((TEXT, HEADING, CODE))


def faces_for(
    characters: Iterable[str],
    headings: Iterable[str] = (),
    code: Iterable[str] = (),
    *,
    languages: Iterable[str] = (),
    typefaces: Typefaces = USUAL,
) -> tuple[Face, ...]:
    """The faces that show these characters in text, headings and code: the basic ones, and fallbacks on need.

    ``languages`` are those of the text: an East Asian one takes its font even if another has all its characters.
    """
    chosen = {TEXT, HEADING, CODE}
    wanted: tuple[tuple[Kind, Iterable[str]], ...] = (("text", characters), ("heading", headings), ("code", code))
    for kind, shown in wanted:
        chosen |= {typefaces.families(kind)[0], *_needed(kind, shown, typefaces)}
    if any(_primary(language) in _EAST_ASIAN for language in languages):
        chosen.add(CJK)
    return faces_of(chosen)


def faces_of_publication(used: Characters, also: str = "", typefaces: Typefaces = USUAL) -> tuple[Face, ...]:
    """The faces that a publication with these characters needs, with those for the words ``also`` in its drawings."""
    text, headings, code = (shown.union(also) for shown in (used.text, used.headings, used.code))
    # Drawings are set in the usual faces whatever the text is set in.
    drawn = faces_for(also, also, also) if also and typefaces != USUAL else ()
    return tuple(sorted({*drawn, *faces_for(text, headings, code, languages=used.languages, typefaces=typefaces)}))


def _needed(kind: Kind, characters: Iterable[str], typefaces: Typefaces = USUAL) -> set[Family]:
    rest = {ord(character) for character in characters if needs_glyph(character)}
    chosen = set()
    for family in typefaces.families(kind):
        if not rest:
            break
        if found := rest & coverage(family):
            chosen.add(family)
            rest -= found
    return chosen.union(noto.families_for(rest))


def fallback(kind: Kind, language: str = "", faces: Iterable[Face] | None = None, typefaces: Typefaces = USUAL) -> str:
    """The CSS font-family list for ``kind``, in ``language`` (a BCP 47 tag), ending in a generic family.

    With ``faces`` only their families are named. Print needs that: for a family that is not at hand, the system puts
    one of the machine's own in its place, even before those that follow in the list.
    """
    present = None if faces is None else {face.family for face in faces}
    return _listed(typefaces.families(kind), kind, language, present)


def fallback_for(kind: Kind, text: str) -> str:
    """The CSS font-family list for these very words: the basic families, and those that `faces_for` takes for them."""
    return _listed(_LISTS[kind], kind, "", {family.name for family in {TEXT, HEADING, CODE} | _needed(kind, text)})


def _listed(order: tuple[Family, ...], kind: Kind, language: str, present: set[str] | None) -> str:
    families = list(dict.fromkeys(order))
    if kind != "code" and _primary(language) in _EAST_ASIAN:
        # Its punctuation and quotation marks are a full square wide; those of the text face are not.
        families.remove(CJK)
        families.insert(0, CJK)
    names = [family.name for family in families if present is None or family.name in present]
    names += sorted((present or set()) - set(_BY_NAME))
    return ", ".join([f'"{name}"' for name in names] + [_GENERIC[kind]])


def font_face_css(faces: Iterable[Face], address: Callable[[Face], str]) -> str:
    """One @font-face rule a face; ``address`` gives its URL, whose suffix says the format (.woff2, .otf, .ttf)."""
    formats = {"woff2": "woff2", "otf": "opentype"}
    rules = []
    for face in faces:
        url = address(face)
        rules.append(
            f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight}; '
            f"font-style: {'italic' if face.italic else 'normal'}; "
            f'src: url("{url}") format("{formats.get(url.rpartition(".")[2], "truetype")}"); }}\n'
        )
    return "".join(rules)


def missing_glyphs(publication: Publication, used: Characters | None = None) -> tuple[Problem, ...]:
    """A problem (code ``glyph``) with its place for every character that no font of ours has. ISO 14289-1 7.21.8."""
    return uncovered(publication, _AnyFont(), used)


def missing_glyphs_in(text: str, place: Place) -> tuple[Problem, ...]:
    """The same for words at ``place`` that stand outside the model, as in a drawing."""
    return uncovered_in(text, place, _AnyFont())


def subset(face: Face, characters: Iterable[str]) -> bytes:
    """The face with only these characters and the basic ones, as WOFF2; the same bytes for the same input.

    It keeps what joins, orders and varies the letters of a script, small capitals and kinds of figures.
    Cut fonts are kept in the cache folder. Raises OSError where they cannot be.
    """
    wanted = sorted(code_points(face.path) & {ord(character) for character in BASIC.union(characters)})
    key = f"{face.path.name}|{fontTools.version}|{_FEATURES}|{wanted}".encode()
    kept = cache_folder() / "subsets" / f"{face.name}-{hashlib.sha256(key).hexdigest()[:24]}.woff2"
    with suppress(OSError):
        data = kept.read_bytes()
        os.utime(kept)
        return data
    data = _cut(face, wanted)
    write_whole(kept, data)
    _forget_old(kept.parent)
    return data


def _cut(face: Face, wanted: list[int]) -> bytes:
    options = cutting.Options(
        flavor="woff2", hinting=False, notdef_outline=True, recalc_timestamp=False, name_IDs=["*"]
    )
    options.layout_features = [*options.layout_features, *_FEATURES]
    cutter = cutting.Subsetter(options)
    cutter.populate(unicodes=wanted)
    stream = BytesIO()
    with cutting.load_font(face.path, options) as font:
        cutter.subset(font)
        cutting.save_font(font, stream, options)
    return stream.getvalue()


def _forget_old(folder: Path) -> None:
    """Take out cut fonts that no publication has used for long."""
    limit = time.time() - _DAYS_KEPT * 24 * 3600
    for path in folder.glob("*.woff2"):
        with suppress(OSError):
            if path.stat().st_mtime < limit:
                path.unlink()


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()


class _AnyFont:
    """The code points that some font has; fonts are opened in order, and only until one has what is asked for."""

    def __contains__(self, code: object) -> bool:
        own = any(code in coverage(family) for family in (TEXT, HEADING, *_FURTHER))
        return own or (isinstance(code, int) and noto.family_with(code) is not None)
