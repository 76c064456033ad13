"""A drawing fitted into the page: its size, and the families of its text.

1. width, height and viewBox, each from the others where it is missing
2. for every family that the drawing names, the one of ours that is of its kind
"""

import re

from lxml import etree

from publisher.render.fonts import Kind, fallback_for
from publisher.render.images import CSS_DPI, MEASURE, Edition

SVG = "http://www.w3.org/2000/svg"
_PX = {"": 1.0, "px": 1.0, "pt": 96 / 72, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54}
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_LARGEST = 100_000.0
_KINDS: dict[str, Kind] = {"serif": "text", "sans-serif": "heading", "monospace": "code"}
_SERIF = re.compile(r"\b(serif|times|georgia|garamond|palatino|roman|literata|book)\b")
_SANS_SERIF = re.compile(r"sans[- ]?serif")
_MONOSPACE = re.compile(r"mono|courier|consol|menlo|code|typewriter")
_FAMILY = re.compile(r"(font-family\s*:\s*)([^;}]+)", re.IGNORECASE)
# The short form of all font properties ends in the family, after the size.
_FONT = re.compile(r"((?<![-\w])font\s*:[^;}]*?\d[\w.%]*(?:\s*/\s*[\w.%]+)?\s+)([^;}]+)", re.IGNORECASE)


def give_size(root: etree._Element) -> tuple[int, int]:
    """Write width, height and viewBox into the drawing; gives the size to show it at, CSS px, at most the measure."""
    box = [float(number) for number in _NUMBER.findall(root.get("viewBox", ""))]
    if len(box) != 4 or not (0 < box[2] <= _LARGEST and 0 < box[3] <= _LARGEST):
        box = []
    width, height = _length(root.get("width")), _length(root.get("height"))
    ratio = box[2] / box[3] if box else (width / height if width and height else 2.0)
    if not width and not height:
        width = box[2] if box else 300.0
    width = width or height * ratio
    height = height or width / ratio
    if not box:
        root.set("viewBox", f"0 0 {width:g} {height:g}")
    root.set("width", f"{width:g}")
    root.set("height", f"{height:g}")
    factor = min(1.0, MEASURE[0] * CSS_DPI / width, MEASURE[1] * CSS_DPI / height)
    return max(1, round(width * factor)), max(1, round(height * factor))


def frame(root: etree._Element) -> None:
    """Cut the drawing off at its viewBox. The layout shows what lies outside, for it must not clip."""
    numbers = (root.get("viewBox") or "").replace(",", " ").split()
    if len(numbers) != 4:
        return
    namespace = f"{{{SVG}}}"
    group = etree.Element(f"{namespace}g", {"clip-path": "url(#publisher-frame)"})
    group.extend(list(root))
    clip = etree.SubElement(root, f"{namespace}clipPath", {"id": "publisher-frame"})
    values = dict(zip(("x", "y", "width", "height"), numbers, strict=True))
    etree.SubElement(clip, f"{namespace}rect", values)
    root.append(group)


def name_families(root: etree._Element, edition: Edition) -> None:
    """Set all text in the families that we bring (print), or let its own end in a generic one (e-book).

    A picture file in an e-book cannot load the fonts of the book.
    """

    shown = _words(root)

    def renamed(found: re.Match[str]) -> str:
        return found.group(1) + families(found.group(2), edition, shown)

    for element in root.iter(etree.Element):
        if family := element.get("font-family"):
            element.set("font-family", families(family, edition, shown))
        if style := element.get("style"):
            element.set("style", _FONT.sub(renamed, _FAMILY.sub(renamed, style)))
        if element.tag == f"{{{SVG}}}style" and element.text:
            element.text = _FONT.sub(renamed, _FAMILY.sub(renamed, element.text))
    if root.find(f".//{{{SVG}}}text") is not None and not root.get("font-family"):
        root.set("font-family", families("", edition, shown))


def families(value: str, edition: Edition, shown: str) -> str:
    """The CSS font-family list that stands for ``value`` in a drawing of ``edition`` with the words ``shown``."""
    words = value.lower()
    generic = "sans-serif"
    if _MONOSPACE.search(words):
        generic = "monospace"
    elif _SERIF.search(_SANS_SERIF.sub("", words)):
        generic = "serif"
    if edition == "print":
        # Only our fonts are embedded in print, on every machine the same.
        # WeasyPrint does not see the quotation marks of a name in a drawing after a space.
        return fallback_for(_KINDS[generic], shown).replace('"', "'").replace(", ", ",")
    own = [one.strip() for one in value.split(",") if one.strip() and one.strip().lower() not in _KINDS]
    return ", ".join([*own, generic])


def words(drawing: bytes) -> str:
    """The text that a clean drawing shows."""
    return _words(etree.fromstring(drawing))


def _words(root: etree._Element) -> str:
    return "".join(str(piece) for text in root.iter(f"{{{SVG}}}text") for piece in text.itertext())


def _length(value: str | None) -> float:
    """A length in CSS px; 0 where there is none or it depends on what is around the drawing."""
    found = re.fullmatch(r"\s*(\d+\.?\d*|\.\d+)\s*([A-Za-z]*)\s*", value or "")
    if not found or found.group(2).lower() not in _PX:
        return 0.0
    return min(float(found.group(1)) * _PX[found.group(2).lower()], _LARGEST)
