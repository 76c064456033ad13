"""Accessibility in the words of the Readium Web Publication Manifest, which are those of schema.org, shortened.

What the vocabulary does not have is left out: a reading app could do nothing with it.
"""

from msgspec import Struct

from publisher.distribute import title
from publisher.distribute.statement import conformance

_MODES = frozenset(
    [
        "auditory",
        "chartOnVisual",
        "chemOnVisual",
        "colorDependent",
        "diagramOnVisual",
        "mathOnVisual",
        "musicOnVisual",
        "tactile",
        "textOnVisual",
        "textual",
        "visual",
    ]
)
_SUFFICIENT = frozenset({"auditory", "tactile", "textual", "visual"})
_FEATURES = frozenset(
    [
        "annotations",
        "ARIA",
        "bookmarks",
        "index",
        "pageBreakMarkers",
        "printPageNumbers",
        "pageNavigation",
        "readingOrder",
        "structuralNavigation",
        "tableOfContents",
        "taggedPDF",
        "alternativeText",
        "audioDescription",
        "closedCaptions",
        "captions",
        "describedMath",
        "longDescription",
        "openCaptions",
        "signLanguage",
        "transcript",
        "displayTransformability",
        "synchronizedAudioText",
        "timingControl",
        "unlocked",
        "ChemML",
        "latex",
        "latex-chemistry",
        "MathML",
        "MathML-chemistry",
        "ttsMarkup",
        "highContrastAudio",
        "highContrastDisplay",
        "largePrint",
        "braille",
        "tactileGraphic",
        "tactileObject",
        "fullRubyAnnotations",
        "horizontalWriting",
        "rubyAnnotations",
        "verticalWriting",
        "withAdditionalWordSegmentation",
        "withoutAdditionalWordSegmentation",
        "none",
        "unknown",
    ]
)
_OTHER_NAMES = {"longDescriptions": "longDescription", "aria": "ARIA", "sychronizedAudioText": "synchronizedAudioText"}
_HAZARDS = frozenset(
    [
        "flashing",
        "motionSimulation",
        "sound",
        "none",
        "noFlashingHazard",
        "noMotionSimulationHazard",
        "noSoundHazard",
        "unknown",
        "unknownFlashingHazard",
        "unknownMotionSimulationHazard",
        "unknownSoundHazard",
    ]
)
_EXEMPTIONS = frozenset({"eaa-disproportionate-burden", "eaa-fundamental-alteration", "eaa-microenterprise"})


class Certification(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Who says that a title is accessible."""

    certified_by: str = ""
    credential: str = ""
    report: str = ""


class Accessibility(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """Accessibility by the names of schema.org, as Readium shortens them."""

    conforms_to: tuple[str, ...] = ()
    exemption: str = ""
    access_mode: tuple[str, ...] = ()
    access_mode_sufficient: tuple[str | tuple[str, ...], ...] = ()
    feature: tuple[str, ...] = ()
    hazard: tuple[str, ...] = ()
    certification: Certification | None = None
    summary: str = ""


def accessibility(told: title.Accessibility) -> Accessibility | None:
    """What Readium's vocabulary has of what the e-book says; None where that is nothing."""
    claimed = conformance(told)
    profiles = [one for one in told.conforms_to if one.startswith(("http://", "https://")) and " " not in one]
    if claimed and claimed.epub != "1.0":
        profiles.append(f"https://www.w3.org/TR/epub-a11y-11#wcag-{claimed.wcag}-{claimed.level.lower()}")
    certification = Certification(
        certified_by=told.certified_by, credential=told.certifier_credential, report=told.certifier_report
    )
    found = Accessibility(
        conforms_to=tuple(profiles),
        exemption=told.exemption if told.exemption in _EXEMPTIONS else "",
        access_mode=tuple(mode for mode in told.modes if mode in _MODES),
        access_mode_sufficient=tuple(
            modes[0] if len(modes) == 1 else modes for modes in told.sufficient if modes and set(modes) <= _SUFFICIENT
        ),
        feature=_known(tuple(_OTHER_NAMES.get(name, name) for name in told.features), _FEATURES),
        hazard=_known(told.hazards, _HAZARDS),
        certification=certification if certification != Certification() else None,
        summary=told.summary,
    )
    return found if found != Accessibility() else None


def _known(names: tuple[str, ...], vocabulary: frozenset[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name in vocabulary))
