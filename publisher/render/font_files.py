"""The font files: which there are, where they lie, and the static fonts that are made from variable ones.

1. the table: every family, the package it comes in, and the file and axes of each of its styles
2. find a file in its package, without importing that package
3. a variable font is instanced once: pinned to its axes, named, and kept in the cache folder
4. read which characters a family has
"""

import gc
import hashlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import fontTools
import msgspec
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer
from msgspec import Struct
from platformdirs import user_cache_path

RECIPE = 1
"""Counted up when fonts are made in another way, so that those in the cache are not taken for the new ones."""

_LONGEST_INSTANCING = 120
"""Seconds for one font; a large one takes four."""

TEXT_SIZE = 12.0
"""The optical size, pt, for which the text face is drawn: a little above the size of the text, for sturdy strokes."""


class Face(Struct, frozen=True, order=True):
    """One style of a family, as a static font file. ``weight`` is 400 or 700."""

    family: str
    weight: int
    italic: bool
    path: Path

    @property
    def media_type(self) -> str:
        """Its media type: ``font/ttf`` or ``font/otf``."""
        return "font/otf" if self.path.suffix == ".otf" else "font/ttf"

    @property
    def name(self) -> str:
        """A file name for it without a suffix, such as ``source-code-pro-700-italic``."""
        return f"{_slug(self.family)}-{self.weight}{'-italic' if self.italic else ''}"


class Style(Struct, frozen=True):
    """Where a style of a family comes from; without ``axes`` the file is static and used as it is."""

    weight: int
    italic: bool
    file: str
    axes: tuple[tuple[str, float], ...] = ()


class Family(Struct, frozen=True):
    """A family: its name, the distribution and module that bring it, and its styles, the regular one first.

    Without a module it is a font of the system, and the files of its styles are whole paths.
    """

    name: str
    distribution: str
    module: str
    styles: tuple[Style, ...]


def _variable(upright: str, italic: str = "", **axes: float) -> tuple[Style, ...]:
    files = [(upright, False)] + ([(italic, True)] if italic else [])
    return tuple(
        Style(weight, slanted, file, (("wght", float(weight)), *axes.items()))
        for weight in (400, 700)
        for file, slanted in files
    )


def _noto(name: str, italic: str = "") -> Family:
    return Family(
        f"Noto {name}",
        "manimgx-fonts",
        "manimgx_fonts",
        _variable(f"Noto{name.replace(' ', '')}[wght].ttf", italic),
    )


TEXT = Family(
    "Literata",
    "fontpkg-literata",
    "fontpkg_literata",
    _variable("files/Literata[opsz,wght].ttf", "files/Literata-Italic[opsz,wght].ttf", opsz=TEXT_SIZE),
)
HEADING = Family(
    "Atkinson Hyperlegible",
    "fontpkg-atkinson-hyperlegible",
    "fontpkg_atkinson_hyperlegible",
    (
        Style(400, False, "files/AtkinsonHyperlegible-Regular.ttf"),
        Style(400, True, "files/AtkinsonHyperlegible-Italic.ttf"),
        Style(700, False, "files/AtkinsonHyperlegible-Bold.ttf"),
        Style(700, True, "files/AtkinsonHyperlegible-BoldItalic.ttf"),
    ),
)
CODE = Family(
    "Source Code Pro",
    "fontpkg-source-code-pro",
    "fontpkg_source_code_pro",
    _variable("files/SourceCodePro[wght].ttf", "files/SourceCodePro-Italic[wght].ttf"),
)
SANS = _noto("Sans", "NotoSans-Italic[wght].ttf")
SCRIPTS = tuple(
    _noto(f"Sans {script}")
    for script in (
        *("Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati", "Gurmukhi", "Hebrew"),
        *("Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya", "Sinhala", "Tamil", "Telugu", "Thai"),
    )
)
SYMBOLS = _noto("Sans Symbols")
EMOJI = _noto("Emoji")
CJK = Family(
    "Noto Sans CJK TC",
    "cvttf-notosanscjk-regular",
    "cvttf_NotoSansCJK_Regular",
    (Style(400, False, "NotoSansCJKtc-Regular.otf"),),
)
FAMILIES = (TEXT, HEADING, CODE, SANS, *SCRIPTS, SYMBOLS, EMOJI, CJK)


def cache_folder() -> Path:
    """Where made fonts are kept: the environment's PUBLISHER_CACHE, or the user's cache folder of this system."""
    chosen = os.environ.get("PUBLISHER_CACHE", "")
    return Path(chosen) if chosen else user_cache_path("publisher")


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there in full or not at all. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(prefix=".making-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@lru_cache(maxsize=256)
def source(family: Family, style: Style) -> Path:
    """The file as its package brings it. Raises FileNotFoundError if the package is not whole."""
    if not family.module:
        return Path(style.file)
    spec = find_spec(family.module)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        path = Path(folder) / style.file
        if path.is_file():
            return path
    raise FileNotFoundError(f"the font {family.name} is not installed: install {family.distribution}")


def faces_of(families: Iterable[Family]) -> tuple[Face, ...]:
    """All styles of the families as static fonts, sorted; those that are not in the cache are made now.

    Raises FileNotFoundError if a font's package is not installed, OSError where a made font cannot be kept.
    """
    wanted = [(family, style) for family in families for style in family.styles]
    missing = [one for one in wanted if not _static(*one).is_file()]
    if len(missing) > 1:
        _instance_beside(missing)
    for family, style in missing:
        instance(family, style)
    return tuple(
        sorted(Face(family.name, style.weight, style.italic, _static(family, style)) for family, style in wanted)
    )


def instance(family: Family, style: Style) -> None:
    """Put the static font of a style into the cache, if it is not there. Raises OSError where it cannot be kept."""
    path = _static(family, style)
    if not path.is_file():
        write_whole(path, _instance(source(family, style), family.name, style))


def _static(family: Family, style: Style) -> Path:
    """Where the style's static font is, or will be: in its package, or in the cache."""
    path = source(family, style)
    return cache_folder() / "fonts" / _cached_name(family, style) if style.axes else path


def _instance_beside(missing: list[tuple[Family, Style]]) -> None:
    """Make several fonts at once, each in a process of its own; what fails there is left to the caller."""
    program = "import sys; from publisher.render.font_files import main; main(sys.argv[1:])"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}

    def run(one: tuple[Family, Style]) -> None:
        family, style = one
        command = [sys.executable, "-c", program, family.name, str(family.styles.index(style))]
        with suppress(OSError, subprocess.TimeoutExpired):
            subprocess.run(command, env=environment, capture_output=True, timeout=_LONGEST_INSTANCING, check=False)

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(run, missing))


def main(arguments: list[str]) -> None:
    """Make one font: the family's name and the number of its style. For the processes that `faces_of` starts."""
    # A font is some hundred thousand small objects that all stay; looking for rubbish among them takes a fifth longer.
    gc.disable()
    name, number = arguments
    family = next(family for family in FAMILIES if family.name == name)
    instance(family, family.styles[int(number)])


@lru_cache(maxsize=64)
def coverage(family: Family) -> frozenset[int]:
    """The code points that the family's regular style has."""
    return code_points(source(family, family.styles[0]))


@lru_cache(maxsize=256)
def code_points(path: Path) -> frozenset[int]:
    """The code points that a font file has. They are kept: to read them takes longer than all else that fonts need."""
    facts = path.stat()
    key = hashlib.sha256(f"{path} {facts.st_size} {facts.st_mtime_ns} {fontTools.version}".encode()).hexdigest()[:24]
    kept = cache_folder() / "coverage" / f"{path.stem}-{key}"
    with suppress(OSError, msgspec.DecodeError):
        return frozenset(msgspec.msgpack.decode(kept.read_bytes(), type=list[int]))
    with TTFont(path, lazy=True) as font:
        found = frozenset(font.getBestCmap())
    with suppress(OSError):
        write_whole(kept, msgspec.msgpack.encode(sorted(found)))
    return found


@lru_cache(maxsize=32)
def advances(family: Family, bold: bool) -> dict[int, float]:
    """How wide each character of a family is, in sizes of the type. Raises OSError where it cannot be kept."""
    faces = [face for face in faces_of((family,)) if not face.italic]
    chosen = max(faces, key=lambda face: face.weight if bold else -face.weight)
    with TTFont(chosen.path, lazy=True) as font:
        units, widths = font["head"].unitsPerEm, font["hmtx"].metrics
        return {code: widths[name][0] / units for code, name in font.getBestCmap().items()}


def _cached_name(family: Family, style: Style) -> str:
    """A name that changes with everything that the bytes depend on."""
    axes = "-".join(f"{tag}{value:g}" for tag, value in style.axes)
    slant = "-italic" if style.italic else ""
    made_by = f"{version(family.distribution)}-{fontTools.version}-{RECIPE}"
    return f"{_slug(family.name)}-{axes}{slant}-{made_by}.ttf"


def _instance(path: Path, family: str, style: Style) -> bytes:
    with TTFont(path, recalcTimestamp=False) as variable:
        font = instancer.instantiateVariableFont(variable, dict(style.axes))
        _name(font, family, style)
        stream = BytesIO()
        font.save(stream)
    return stream.getvalue()


def _name(font: TTFont, family: str, style: Style) -> None:
    """Say in the font itself which style it is: a PDF names its fonts by this, and readers choose by it."""
    bold = style.weight >= 700
    words = " ".join(["Bold"] * bold + ["Italic"] * style.italic) or "Regular"
    postscript = f"{family.replace(' ', '')}-{words.replace(' ', '')}"
    names = {1: family, 2: words, 3: f"{postscript};publisher", 4: f"{family} {words}", 6: postscript}
    table = font["name"]
    table.names = [record for record in table.names if record.nameID not in {*names, 16, 17, 21, 22, 25}]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = style.weight
    kept = font["OS/2"].fsSelection & ~0b1100001
    font["OS/2"].fsSelection = kept | (style.italic * 1) | (bold << 5) | ((words == "Regular") << 6)
    font["head"].macStyle = (bold * 1) | (style.italic << 1)


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")
