"""The key ``pdf`` of the metadata: the standard of the PDF, what it carries, and its editions with their settings.

1. editions are a name, a list of names, or a mapping from names to settings
2. lengths become points, sizes of paper width and height, colours ``#rrggbb``
3. colours that text would be hard to read in are a warning
"""

import re
from collections.abc import Callable
from typing import Any, cast, get_args

from publisher.model import Colours, EditionName, EditionSettings, Fonts, PdfSettings, Standard
from publisher.model.settings import Embedded, Links
from publisher.read.fields import Fields
from publisher.read.tree import Entries, Entry, Items, Scalar, Value
from publisher.render.contrast import LEAST, contrast
from publisher.render.font_files import FAMILIES

_MM = 72 / 25.4
_UNITS = {"pt": 1.0, "mm": _MM, "cm": 10 * _MM, "in": 72.0}
PAPERS: dict[str, tuple[float, float]] = {
    "a4": (210 * _MM, 297 * _MM),
    "a5": (148 * _MM, 210 * _MM),
    "a6": (105 * _MM, 148 * _MM),
    "b5": (176 * _MM, 250 * _MM),
    "demy": (138 * _MM, 216 * _MM),
    "digest": (396.0, 612.0),
    "letter": (612.0, 792.0),
    "royal": (156 * _MM, 234 * _MM),
    "6x9in": (432.0, 648.0),
}
"""Sizes of a cut page by name: width and height, pt."""
SMALLEST_PAGE, LARGEST_PAGE = 200.0, 1700.0
"""The sides that a page may have, pt (70 to 600 mm): less holds no text, more is no book."""
_LENGTH = re.compile(r"(\d{1,5}(?:\.\d{1,4})?)\s*(pt|mm|cm|in)")
_PAPER = re.compile(r"(\d{1,5}(?:\.\d{1,4})?)\s*(pt|mm|cm|in)?\s*[x×]\s*(\d{1,5}(?:\.\d{1,4})?)\s*(pt|mm|cm|in)")
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})")
_KEYS = ("trim", "bleed", "crop-marks", "size", "ragged", "links", "fonts", "colours")
_LARGE = 16.0
"""The least size of large print, pt (UKAAF Minimum Standards, large print)."""


def read_settings(value: Value, fields: Fields) -> PdfSettings | None:
    """The settings in the value of ``pdf``; what is wrong with them is reported to ``fields``."""
    entries = fields.entries("pdf", value, ("standard", "embed", "editions"), "pdf: {editions: [print, a4]}")
    if entries is None:
        return None
    given: dict[str, Any] = {}
    for entry in entries.values:
        match entry.key:
            case "standard":
                given["standard"] = fields.choice("standard", entry.value, get_args(Standard))
            case "embed":
                given["embed"] = _embedded(entry.value, fields)
            case "editions":
                given["editions"] = _editions(entry.value, fields)
    return PdfSettings(**{name: one for name, one in given.items() if one})


def _embedded(value: Value, fields: Fields) -> tuple[Embedded, ...]:
    items = value.values if isinstance(value, Items) else (value,)
    found = [fields.choice("embed", item, get_args(Embedded)) for item in items]
    return tuple(dict.fromkeys(cast(Embedded, one) for one in found if one))


def _editions(value: Value, fields: Fields) -> tuple[EditionSettings, ...]:
    """The editions in the order written, each once."""
    written: list[tuple[Value, Value]]
    match value:
        case Entries():
            written = [(Scalar(entry.key, at=entry.at), entry.value) for entry in value.values]
        case Items():
            written = [(item, Scalar("", empty=True, at=item.at)) for item in value.values]
        case _:
            written = [(value, Scalar("", empty=True, at=value.at))]
    found: dict[str, EditionSettings] = {}
    for named, settings in written:
        if not isinstance(named, Scalar):
            fields.wrong_type("editions", named, "names, or names with settings", "editions: [print, a4]")
            continue
        name = fields.choice("editions", named, get_args(EditionName))
        if name in found:
            fields.report("meta-duplicate", named.at, key=name)
        elif name:
            found[name] = _Settings(cast(EditionName, name), fields).read(settings)
    return tuple(found.values())


class _Settings:
    """Reads the settings of one edition."""

    def __init__(self, name: EditionName, fields: Fields) -> None:
        self.name = name
        self.fields = fields
        self.readers: dict[str, Callable[[str, Value], object]] = {
            "trim": self.paper,
            "bleed": lambda key, value: self.length(key, value, 0, 72, "3mm"),
            "crop-marks": fields.flag,
            "size": lambda key, value: self.length(key, value, self.least_size, 72, f"{self.least_size + 4:g}pt"),
            "ragged": fields.flag,
            "links": lambda key, value: fields.choice(key, value, get_args(Links)),
            "fonts": self.fonts,
            "colours": self.colours,
        }

    @property
    def least_size(self) -> float:
        return _LARGE if self.name == "large-print" else 6.0

    def read(self, value: Value) -> EditionSettings:
        if isinstance(value, Scalar) and value.empty:
            return EditionSettings(name=self.name)
        entries = self.fields.entries(self.name, value, _KEYS, f"{self.name}: {{size: {self.least_size + 4:g}pt}}")
        given: dict[str, Any] = {}
        for entry in entries.values if entries else ():
            if entry.key in self.readers:
                found = self.readers[entry.key](entry.key, entry.value)
                if found is not None:
                    given[entry.key.replace("-", "_")] = found
        return EditionSettings(name=self.name, **given)

    def length(self, key: str, value: Value, least: float, most: float, example: str) -> float | None:
        """A length, pt."""
        text = value.text.strip().lower() if isinstance(value, Scalar) else ""
        found = _LENGTH.fullmatch(text)
        points = float(found[1]) * _UNITS[found[2]] if found else 0.0 if text == "0" else -1.0
        if least <= points <= most:
            return round(points, 3)
        expected = f"a length from {least:g}pt to {most:g}pt, in mm, cm, in or pt"
        self.fields.wrong_type(key, value, expected, f"{key}: {example}")
        return None

    def paper(self, key: str, value: Value) -> tuple[float, float] | None:
        """Width and height of a page, pt."""
        text = value.text.strip().lower() if isinstance(value, Scalar) else ""
        found = _PAPER.fullmatch(text)
        size = PAPERS.get(text)
        if size is None and found:
            size = (float(found[1]) * _UNITS[found[2] or found[4]], float(found[3]) * _UNITS[found[4]])
        if size is not None and all(SMALLEST_PAGE <= side - 0.01 <= LARGEST_PAGE for side in size):
            return round(size[0], 3), round(size[1], 3)
        expected = f"a size of paper from 71mm to 599mm, or one of {', '.join(sorted(PAPERS))}"
        self.fields.wrong_type(key, value, expected, f"{key}: 148mm x 210mm")
        return None

    def fonts(self, key: str, value: Value) -> Fonts | None:
        names = Fonts.__struct_fields__
        known = {family.name.lower(): family.name for family in FAMILIES}
        given = {}
        for entry in self.parts(key, value, names, "fonts: {text: Literata}"):
            name = self.fields.text(entry.key, entry.value)
            if name and name.lower() in known:
                given[entry.key] = known[name.lower()]
            elif name:
                choices = ", ".join(sorted(known.values()))
                self.fields.report("meta-value", entry.value.at, key=entry.key, value=name, choices=choices)
        return Fonts(**given)

    def colours(self, key: str, value: Value) -> Colours | None:
        given = {}
        for entry in self.parts(key, value, Colours.__struct_fields__, 'colours: {accent: "#14475c"}'):
            text = entry.value.text.strip().lower() if isinstance(entry.value, Scalar) else ""
            if not _COLOUR.fullmatch(text):
                expected = "a colour as #rrggbb in quotation marks"
                self.fields.wrong_type(entry.key, entry.value, expected, f'{entry.key}: "#14475c"')
                continue
            given[entry.key] = text if len(text) == 7 else "#" + "".join(2 * digit for digit in text[1:])
            self.readable(entry.key, given[entry.key], entry.value)
        return Colours(**given)

    def readable(self, key: str, colour: str, value: Value) -> None:
        """Warn of a colour of text that is too weak on white, and of a ground that is too dark for black."""
        if key == "rule":
            return
        ratio, least = contrast(colour, "#000000" if key == "tint" else "#ffffff"), LEAST[self.name]
        if ratio < least:
            facts = {"ratio": f"{ratio:.1f}", "least": f"{least:g}"}
            ground = "black text on it" if key == "tint" else "white paper"
            self.fields.report("meta-contrast", value.at, key=key, value=colour, ground=ground, **facts)

    def parts(self, key: str, value: Value, names: tuple[str, ...], example: str) -> tuple[Entry, ...]:
        entries = self.fields.entries(key, value, names, example)
        return tuple(entry for entry in entries.values if entry.key in names) if entries else ()
