"""What a title says of its accessibility, in the order and by the rules of the W3C's guide to displaying it.

1. the metadata of the e-book is looked at, never its words: what nobody stated is not said
2. each group of the Accessibility Metadata Display Guide 2.0 gets the statements that hold
3. a statement is a key; its words, in a compact and a descriptive form, are in ``web/labels`` of the theme

The rules are those of the guide's techniques for EPUB accessibility metadata.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from publisher.distribute.title import Accessibility, Title

_IDPF = re.compile(r"https?://www\.idpf\.org/epub/a11y/accessibility-20170105\.html#wcag-(a{1,3})")
_CLAIM = re.compile(r"EPUB Accessibility (1\.\d) - WCAG (2\.[0-2]) Level (A{1,3})")
_NAVIGATION = {
    "pageNavigation": "page-navigation",
    "structuralNavigation": "structural",
    "index": "index",
    "tableOfContents": "toc",
}
_RICH = {
    "longDescription": "extended",
    "longDescriptions": "extended",
    "latex-chemistry": "chemistry-as-latex",
    "MathML-chemistry": "chemistry-as-mathml",
    "describedMath": "math-described",
    "latex": "math-as-latex",
    "MathML": "math-as-mathml",
    "closedCaptions": "closed-captions",
    "openCaptions": "open-captions",
    "transcript": "transcript",
}
_ADDITIONAL = {
    "pageBreakMarkers": "page-breaks",
    "printPageNumbers": "page-breaks",
    "ARIA": "aria",
    "aria": "aria",
    "audioDescription": "audio-descriptions",
    "braille": "braille",
    "fullRubyAnnotations": "full-ruby-annotations",
    "highContrastAudio": "high-contrast-audio",
    "highContrastDisplay": "high-contrast-display",
    "largePrint": "large-print",
    "rubyAnnotations": "ruby-annotations",
    "signLanguage": "sign-language",
    "tactileGraphic": "tactile-graphics",
    "tactileObject": "tactile-objects",
    "ttsMarkup": "text-to-speech-hinting",
}
_HAZARDS = {
    "flashing": "flashing",
    "motionSimulation": "motion",
    "sound": "sound",
    "unknownFlashingHazard": "flashing-unknown",
    "unknownMotionSimulationHazard": "motion-unknown",
    "unknownSoundHazard": "sound-unknown",
    "noFlashingHazard": "flashing-none",
    "noMotionSimulationHazard": "motion-none",
    "noSoundHazard": "sound-none",
}
_SAFE = {"noFlashingHazard", "noMotionSimulationHazard", "noSoundHazard"}
_UNKNOWN = {"unknownFlashingHazard", "unknownMotionSimulationHazard", "unknownSoundHazard"}
_ALTERNATIVES = {"alternativeText", "longDescription", "longDescriptions", "describedMath", "transcript"}


class Line(Struct, frozen=True):
    """A statement: the key of its words, and what is said with them: a name, a date, an address or somebody's text."""

    key: str
    value: str = ""
    language: str = ""


class Group(Struct, frozen=True):
    """A part of the guide: the key of its heading and its statements."""

    key: str
    lines: tuple[Line, ...]


class Conformance(Struct, frozen=True):
    """What a publication claims to meet: a version of EPUB Accessibility, one of WCAG, and the level."""

    epub: str
    wcag: str
    level: str


def statement(title: Title) -> tuple[Group, ...]:
    """The groups of a title's accessibility statement, in the guide's order.

    Rich content, the summary, legal considerations and additional information are left out where there are none, as the
    guide allows (of legal considerations, it asks for that); the others say that nothing is known.
    """
    told = title.accessibility
    groups = (
        Group("ways-of-reading", tuple(Line(key) for key in _ways_of_reading(told))),
        Group("conformance", tuple(_conformance(told))),
        Group("navigation", _having(told, "navigation", _NAVIGATION) or (Line("navigation-unknown"),)),
        Group("rich-content", _having(told, "rich-content", _RICH)),
        Group("hazards", tuple(Line(key) for key in _hazards(told))),
        Group("summary", (Line("summary-text", told.summary, told.summary_language),) if told.summary else ()),
        Group("legal", (Line("legal-exempt"),) if told.exemption else ()),
        Group("additional", _having(told, "additional", _ADDITIONAL)),
    )
    return tuple(group for group in groups if group.lines)


def conformance(told: Accessibility) -> Conformance | None:
    """The conformance that is claimed, if it is to a standard that the guide knows."""
    found: Conformance | None = None
    for claim in told.conforms_to:
        if old := _IDPF.fullmatch(claim.strip()):
            found = Conformance("1.0", "2.0", old[1].upper())
    for claim in told.conforms_to:
        if new := _CLAIM.fullmatch(claim.strip()):
            found = Conformance(new[1], new[2], new[3])
    return found


def _ways_of_reading(told: Accessibility) -> Iterator[str]:
    yield f"visual-adjustments-{_adjustable(told)}"
    yield f"nonvisual-reading-{_nonvisual(told)}"
    if _ALTERNATIVES & set(told.features):
        yield "nonvisual-reading-alt-text"
    # The guide's techniques spell the first one wrongly, and so do some books.
    if {"synchronizedAudioText", "sychronizedAudioText"} & set(told.features):
        yield "prerecorded-audio-synchronized"
    elif ("auditory",) in told.sufficient:
        yield "prerecorded-audio-only"
    elif "auditory" in told.modes:
        yield "prerecorded-audio-complementary"


def _adjustable(told: Accessibility) -> str:
    if "displayTransformability" in told.features:
        return "modifiable"
    return "unmodifiable" if told.fixed_layout else "unknown"


def _nonvisual(told: Accessibility) -> str:
    if told.modes == ("textual",) or ("textual",) in told.sufficient:
        return "readable"
    partly = "textual" in told.modes or any("textual" in modes for modes in told.sufficient)
    if partly or _ALTERNATIVES & set(told.features):
        return "not-fully"
    return "none" if told.modes in {("auditory",), ("visual",)} else "unknown"


def _conformance(told: Accessibility) -> Iterator[Line]:
    claimed = conformance(told)
    if claimed is None:
        yield Line("conformance-unknown")
        return
    yield Line(f"conformance-{claimed.level.lower()}")
    if told.certified_by:
        yield Line("conformance-certifier", told.certified_by)
    if told.certifier_credential:
        yield Line("conformance-credential", told.certifier_credential)
    yield Line("conformance-claim", f"EPUB Accessibility {claimed.epub}, WCAG {claimed.wcag} Level {claimed.level}")
    if told.certified_on:
        yield Line("conformance-date", told.certified_on)
    if told.certifier_report:
        yield Line("conformance-report", told.certifier_report)


def _hazards(told: Accessibility) -> Iterator[str]:
    """The guide's order: that there are none, that it is not known, and only then what is said of single ones."""
    stated = set(told.hazards)
    if "none" in stated or stated >= _SAFE:
        yield "hazards-none"
    elif "unknown" in stated or stated >= _UNKNOWN:
        yield "hazards-unknown"
    elif single := [f"hazards-{key}" for name, key in _HAZARDS.items() if name in stated]:
        yield from single
    else:
        yield "hazards-not-stated"


def _having(told: Accessibility, group: str, keys: dict[str, str]) -> tuple[Line, ...]:
    """The statements of a group that follow from single features, each once, in the guide's order."""
    present = dict.fromkeys(key for name, key in keys.items() if name in told.features)
    return tuple(Line(f"{group}-{key}") for key in present)
