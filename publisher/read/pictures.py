"""Image files: whether they are there, in the folder, of a format that both files carry, and of a bearable size.

Only headers are read, so that a picture that unpacks to gigabytes is found before it does.
"""

import functools
import re
import warnings
from pathlib import Path
from typing import BinaryIO

from lxml import etree
from msgspec import Struct
from PIL import Image, UnidentifiedImageError

from publisher.read.files import locate
from publisher.read.names import is_address

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"})
LARGEST_FILE = 50_000_000
"""Bytes of a picture."""
LARGEST_SVG = 10_000_000
MOST_PIXELS = 100_000_000
DEEPEST_SVG = 100
MOST_SVG_ELEMENTS = 200_000
_SVG = "{http://www.w3.org/2000/svg}svg"


class Fault(Struct, frozen=True):
    """A problem code and the values of its texts."""

    code: str
    values: dict[str, object] = {}


def fault_of(folder: Path, src: str) -> Fault | None:
    """What is wrong with the picture ``src`` of the folder; None if it can be used."""
    if src.lower().startswith(("http:", "https:", "//", "ftp:")):
        return Fault("image-remote")
    if is_address(src) and not src.lower().startswith("file:"):
        return Fault("image-format")
    path = locate(folder, src)
    if path is None:
        return Fault("image-outside")
    if not path.is_file():
        return Fault("image-missing")
    size = path.stat().st_size
    svg = path.suffix.lower() == ".svg"
    limit = LARGEST_SVG if svg else LARGEST_FILE
    if size > limit:
        return Fault("image-size", {"size": f"{size / 1e6:.0f} MB", "limit": f"{limit / 1e6:.0f} MB"})
    try:
        return _svg_fault(path) if svg else _raster_fault(path)
    except OSError as fault:
        return _unreadable(fault.strerror or "it is broken")


def checker(folder: Path) -> "functools._lru_cache_wrapper[Fault | None]":
    """`fault_of` for one folder, which looks at each picture once."""
    return functools.cache(functools.partial(fault_of, folder))


def _unreadable(detail: str) -> Fault:
    return Fault("image-unreadable", {"detail": detail})


def _raster_fault(path: Path) -> Fault | None:
    try:
        with warnings.catch_warnings():
            # Pillow warns of large pictures; our own limit decides.
            warnings.simplefilter("ignore")
            with Image.open(path, formats=FORMATS) as image:
                width, height = image.size
                if width * height > MOST_PIXELS:
                    return _too_many_pixels(f"{width} × {height} pixels")
                image.verify()
    except Image.DecompressionBombError as fault:
        # Pillow says the number, and refuses before it says width and height.
        number = re.search(r"\d+", str(fault))
        return _too_many_pixels(f"{int(number[0]) // 1_000_000} million pixels" if number else "too many pixels")
    except UnidentifiedImageError:
        if path.suffix.lower() in SUFFIXES:
            return _unreadable("it is not the picture that its name says")
        return Fault("image-format")
    except (SyntaxError, ValueError, EOFError):
        # Pillow says SyntaxError for a broken PNG.
        return _unreadable("it is broken")
    return None


def _too_many_pixels(size: str) -> Fault:
    return Fault("image-size", {"size": size, "limit": f"{MOST_PIXELS // 1_000_000} million pixels"})


def _svg_fault(path: Path) -> Fault | None:
    try:
        with path.open("rb") as file:
            return _svg_elements_fault(file)
    except etree.XMLSyntaxError as fault:
        return _unreadable(str(fault.msg))


def _svg_elements_fault(file: BinaryIO) -> Fault | None:
    depth = count = 0
    steps = etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    for event, element in steps:
        if event == "end":
            depth -= 1
            element.clear()
            continue
        depth += 1
        count += 1
        if count == 1 and element.tag != _SVG:
            return _unreadable("it is not an SVG picture")
        if depth > DEEPEST_SVG or count > MOST_SVG_ELEMENTS:
            limit = f"{MOST_SVG_ELEMENTS} elements, {DEEPEST_SVG} deep"
            return Fault("image-size", {"size": f"{count} elements, {depth} deep", "limit": limit})
    return None
