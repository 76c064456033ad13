"""The fonts of the file: each face once, cut down to what the whole book shows. PDF 1.7 §9.7; ISO 19005-3 6.2.11.

1. a part is written without the files of its fonts; what it shows of each is told instead (`FontUse`)
2. in the assembled file, the fonts of all parts become one font object a face, with one subset, and with the widths
   and characters of all glyphs that are shown anywhere
"""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from fontTools import subset
from fontTools.cffLib.specializer import commandsToProgram, programToCommands
from fontTools.ttLib import TTFont
from msgspec import Struct
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from publisher.pdf.part import FontUse, LayoutError
from publisher.pdf.work import FontJob, digest

_DROPPED = ["BASE", "DSIG", "FFTM", "GDEF", "GPOS", "GSUB", "MATH", "STAT", "SVG", "kern", "name"]
_BATCH = 100
"""How many characters a block of a CMap may have."""
_MAP_HEAD = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
"""
_MAP_TAIL = b"endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n"

Cut: TypeAlias = Callable[[Sequence[FontJob]], Sequence[bytes]]
"""Gives the subsets of fonts."""


def leave_out(fonts: Mapping[Any, Any]) -> None:
    """Makes WeasyPrint write no font files: they come with the whole book. What is used is kept for `used`."""
    for font in fonts.values():
        font.digest = digest(font.file_content)
        # Four bytes say of which kind it is.
        font.file_content = font.file_content[:4]
        font.clean = _keep


def _keep(*_: object) -> None:
    """Leaves a font as it is."""


def used(fonts: Iterable[Any]) -> tuple[FontUse, ...]:
    """What was shown of WeasyPrint's fonts, after painting."""
    return tuple(
        FontUse(font.hash, font.digest, font.index, dict(font.to_unicode), dict(font.widths))
        for font in sorted(fonts, key=lambda font: (font.hash, font.digest))
    )


class FontGroup(NamedTuple):
    """Pages (or forms) of a unit of the book, and what they show of their fonts."""

    unit: str
    holders: Sequence[Object]
    uses: Sequence[FontUse]


class _Face(Struct):
    """A face with all that is shown of it, and the unit that shows it first."""

    unit: str
    file: str
    index: int
    characters: dict[int, str]
    widths: dict[int, float]
    data: bytes = b""
    made: Object | None = None


def merge(pdf: Pdf, groups: Sequence[FontGroup], cut: Cut) -> None:
    """Gives all pages the same font objects. Raises `LayoutError` where one takes too long to cut down."""
    faces: dict[tuple[str, str], _Face] = {}
    for unit, _, uses in groups:
        for use in uses:
            face = faces.setdefault((use.name, use.file), _Face(unit, use.file, use.index, {}, {}))
            face.characters.update(use.characters)
            face.widths.update(use.widths)
    jobs = [FontJob(face.file, face.index, tuple(sorted(face.characters))) for face in faces.values()]
    try:
        subsets = cut(jobs)
    except LayoutError as fault:
        fault.unit = "" if fault.job is None else list(faces.values())[fault.job].unit
        raise
    for face, data in zip(faces.values(), subsets, strict=True):
        face.data = data
    seen: set[tuple[int, int]] = set()
    for _, holders, uses in groups:
        by_name = {f"/{use.name}": faces[use.name, use.file] for use in uses}
        waiting = [holder.get("/Resources") for holder in holders]
        while waiting:
            resources = waiting.pop()
            if resources is None or _known(resources, seen):
                continue
            _replace(pdf, resources, by_name, seen)
            for category in ("/XObject", "/Pattern"):
                waiting += [one.get("/Resources") for one in resources.get(category, Dictionary()).values()]


def _known(thing: Object, seen: set[tuple[int, int]]) -> bool:
    """Whether an indirect object was seen before."""
    if thing.objgen == (0, 0):
        return False
    known = thing.objgen in seen
    seen.add(thing.objgen)
    return known


def _replace(pdf: Pdf, resources: Object, faces: Mapping[str, _Face], seen: set[tuple[int, int]]) -> None:
    fonts = resources.get("/Font")
    if fonts is None or _known(fonts, seen):
        return
    for name in list(fonts.keys()):
        face = faces.get(name)
        if face is None:
            continue
        if face.made is None:
            face.made = _completed(pdf, fonts[name], face)
        fonts[name] = face.made


def _completed(pdf: Pdf, font: Object, face: _Face) -> Object:
    """The font object with its file, widths and characters."""
    data = face.data
    descendant = font.DescendantFonts[0]
    descriptor = descendant.FontDescriptor
    stream = Stream(pdf, data)
    if data[:4] == b"OTTO":
        glyphs = _identified(data)
        # In the wrapping of OpenType, some viewers take identifiers for the numbers of glyphs.
        stream = Stream(pdf, glyphs or data)
        stream.Subtype = Name.CIDFontType0C if glyphs else Name.OpenType
        descriptor.FontFile3 = pdf.make_indirect(stream)
    else:
        stream.Length1 = len(data)
        descriptor.FontFile2 = pdf.make_indirect(stream)
    descriptor.FontBBox = Array([0, descriptor.Descent, max(face.widths.values(), default=0), descriptor.Ascent])
    descendant.W = _widths(face.widths)
    font.ToUnicode = pdf.make_indirect(Stream(pdf, _character_map(face.characters)))
    return font


def _identified(data: bytes) -> bytes:
    """The glyphs alone of a font (CFF) that is keyed by identifiers; nothing of another font."""
    with TTFont(io.BytesIO(data), lazy=True) as font:
        keyed = hasattr(font["CFF "].cff.topDictIndex[0], "ROS")
        return bytes(font.reader["CFF "]) if keyed else b""


def _widths(widths: Mapping[int, float]) -> Array:
    """Runs of widths (PDF 1.7 §9.7.4.3)."""
    runs: list[tuple[int, list[float]]] = []
    for glyph in sorted(widths):
        if not runs or runs[-1][0] + len(runs[-1][1]) != glyph:
            runs.append((glyph, []))
        runs[-1][1].append(round(widths[glyph], 3))
    return Array([item for first, run in runs for item in (first, Array(run))])


def _character_map(characters: Mapping[int, str]) -> bytes:
    """The characters of the glyphs, for search and speech (PDF 1.7 §9.10.3)."""
    lines = [f"<{glyph:04x}> <{text.encode('utf-16-be').hex()}>\n" for glyph, text in sorted(characters.items())]
    blocks = [lines[at : at + _BATCH] for at in range(0, len(lines), _BATCH)]
    body = "".join(f"{len(block)} beginbfchar\n{''.join(block)}endbfchar\n" for block in blocks)
    return _MAP_HEAD + body.encode() + _MAP_TAIL


def cut_down(data: bytes, index: int, glyphs: tuple[int, ...]) -> bytes:
    """The subset of a font file with these glyphs, which are chosen by the same numbers as before.

    A font whose glyphs have identifiers (CID) of their own is chosen from by these (PDF 1.7 §9.7.4.2): where they are
    the numbers of the whole font, its glyphs may move together. Of 65,000 places, no empty ones are left.
    """
    with TTFont(io.BytesIO(data), fontNumber=index, lazy=True, recalcTimestamp=False, recalcBBoxes=False) as font:
        options = subset.Options(
            retain_gids=not _has_own_identifiers(font),
            notdef_outline=True,
            hinting=False,
            desubroutinize=True,
            layout_features=[],
            glyph_names=False,
            passthrough_tables=False,
            ignore_missing_glyphs=True,
            recalc_timestamp=False,
        )
        options.drop_tables += _DROPPED
        cutter = subset.Subsetter(options)
        cutter.populate(gids=[0, *glyphs])
        cutter.subset(font)
        if "CFF " in font:
            _tell_widths(font)
        out = io.BytesIO()
        font.save(out)
    return out.getvalue()


_STEPS = ("hmoveto", "vmoveto")


def _tell_widths(font: TTFont) -> None:
    """Says the width of each glyph outright: some validators know neither the widths that others are told by
    (nominalWidthX) nor a width before a step along one axis."""
    top = font["CFF "].cff.topDictIndex[0]
    widths = font["hmtx"].metrics
    for name in top.CharStrings.keys():  # noqa: SIM118 - it is no mapping
        glyph = top.CharStrings[name]
        glyph.decompile()
        commands = programToCommands(glyph.program)
        if commands and commands[0][0] == "":
            del commands[0]
        if commands and commands[0][0] in _STEPS:
            step, (length,) = commands[0]
            commands[0] = ("rmoveto", [length, 0] if step == "hmoveto" else [0, length])
        glyph.program = commandsToProgram([("", [widths[name][0]]), *commands])
    for part in getattr(top, "FDArray", [top]):
        part.Private.nominalWidthX = part.Private.defaultWidthX = 0


def _has_own_identifiers(font: TTFont) -> bool:
    """Whether a font is keyed by identifiers, and these are the numbers of its glyphs."""
    if "CFF " not in font or not hasattr(font["CFF "].cff.topDictIndex[0], "ROS"):
        return False
    names = font.getGlyphOrder()
    return all(name == f"cid{number:05}" for number, name in enumerate(names) if number)
