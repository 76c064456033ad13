"""The accessibility statement says what the metadata says, by the rules of the display guide."""

from typing import Any

import pytest

from publisher.distribute.statement import Group, Line, conformance, statement
from publisher.distribute.title import Accessibility, Title
from publisher.distribute.words import words

AA = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
IDPF = "http://www.idpf.org/epub/a11y/accessibility-20170105.html#wcag-a"
STATED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("ways-of-reading", {}, ["visual-adjustments-unknown", "nonvisual-reading-unknown"]),
    (
        "ways-of-reading",
        {"features": ("displayTransformability",), "modes": ("textual",), "fixed_layout": True},
        ["visual-adjustments-modifiable", "nonvisual-reading-readable"],
    ),
    (
        "ways-of-reading",
        {"fixed_layout": True, "modes": ("visual",)},
        ["visual-adjustments-unmodifiable", "nonvisual-reading-none"],
    ),
    (
        "ways-of-reading",
        {"modes": ("textual", "visual"), "sufficient": (("textual", "visual"),)},
        ["visual-adjustments-unknown", "nonvisual-reading-not-fully"],
    ),
    (
        "ways-of-reading",
        {"modes": ("textual", "visual"), "sufficient": (("textual",),), "features": ("alternativeText",)},
        ["visual-adjustments-unknown", "nonvisual-reading-readable", "nonvisual-reading-alt-text"],
    ),
    (
        "ways-of-reading",
        {"modes": ("visual",), "features": ("longDescription",)},
        ["visual-adjustments-unknown", "nonvisual-reading-not-fully", "nonvisual-reading-alt-text"],
    ),
    (
        "ways-of-reading",
        {"modes": ("auditory",), "sufficient": (("auditory",),)},
        ["visual-adjustments-unknown", "nonvisual-reading-none", "prerecorded-audio-only"],
    ),
    (
        "ways-of-reading",
        {"modes": ("textual", "auditory")},
        ["visual-adjustments-unknown", "nonvisual-reading-not-fully", "prerecorded-audio-complementary"],
    ),
    (
        "ways-of-reading",
        {"modes": ("textual", "auditory"), "features": ("synchronizedAudioText",)},
        ["visual-adjustments-unknown", "nonvisual-reading-not-fully", "prerecorded-audio-synchronized"],
    ),
    ("conformance", {}, ["conformance-unknown"]),
    ("conformance", {"conforms_to": ("WCAG-ish",), "certified_by": "Someone"}, ["conformance-unknown"]),
    ("conformance", {"conforms_to": (IDPF,)}, ["conformance-a", "conformance-claim"]),
    (
        "conformance",
        {
            "conforms_to": (IDPF, AA),
            "certified_by": "Tide Lab",
            "certifier_credential": "A level",
            "certified_on": "2026-02-01",
            "certifier_report": "https://example.org/report",
        },
        [
            "conformance-aa",
            "conformance-certifier",
            "conformance-credential",
            "conformance-claim",
            "conformance-date",
            "conformance-report",
        ],
    ),
    ("conformance", {"conforms_to": (AA + "A",)}, ["conformance-aaa", "conformance-claim"]),
    ("navigation", {}, ["navigation-unknown"]),
    (
        "navigation",
        {"features": ("tableOfContents", "index", "structuralNavigation", "pageNavigation")},
        ["navigation-page-navigation", "navigation-structural", "navigation-index", "navigation-toc"],
    ),
    ("rich-content", {}, []),
    (
        "rich-content",
        {"features": ("transcript", "MathML", "describedMath", "longDescription", "closedCaptions")},
        [
            "rich-content-extended",
            "rich-content-math-described",
            "rich-content-math-as-mathml",
            "rich-content-closed-captions",
            "rich-content-transcript",
        ],
    ),
    ("hazards", {}, ["hazards-not-stated"]),
    ("hazards", {"hazards": ("unknown",)}, ["hazards-unknown"]),
    ("hazards", {"hazards": ("none",)}, ["hazards-none"]),
    ("hazards", {"hazards": ("noFlashingHazard", "noMotionSimulationHazard", "noSoundHazard")}, ["hazards-none"]),
    ("hazards", {"hazards": ("noFlashingHazard", "noSoundHazard")}, ["hazards-flashing-none", "hazards-sound-none"]),
    (
        "hazards",
        {"hazards": ("unknownFlashingHazard", "unknownMotionSimulationHazard", "unknownSoundHazard")},
        ["hazards-unknown"],
    ),
    ("hazards", {"hazards": ("sound", "flashing", "unknown")}, ["hazards-unknown"]),
    (
        "hazards",
        {"hazards": ("noMotionSimulationHazard", "sound", "unknownFlashingHazard")},
        ["hazards-sound", "hazards-flashing-unknown", "hazards-motion-none"],
    ),
    (
        "hazards",
        {"hazards": ("motionSimulation", "noFlashingHazard", "unknownSoundHazard")},
        ["hazards-motion", "hazards-sound-unknown", "hazards-flashing-none"],
    ),
    ("summary", {"summary": "All is described.", "summary_language": "en"}, ["summary-text"]),
    ("legal", {}, []),
    ("legal", {"exemption": "eaa-microenterprise"}, ["legal-exempt"]),
    ("additional", {"features": ("ttsMarkup", "ARIA", "pageBreakMarkers", "printPageNumbers")},
     ["additional-page-breaks", "additional-aria", "additional-text-to-speech-hinting"]),
]  # fmt: skip


@pytest.mark.parametrize(("group", "metadata", "expected"), STATED)
def test_statements_follow_from_the_metadata(group: str, metadata: dict[str, Any], expected: list[str]) -> None:
    assert [line.key for line in _lines(group, metadata)] == expected


def test_groups_are_in_the_order_of_the_guide() -> None:
    told = Accessibility(features=("ARIA", "transcript"), summary="Words.", exemption="eaa-microenterprise")
    keys = [group.key for group in statement(_title(told))]
    assert keys == [
        "ways-of-reading",
        "conformance",
        "navigation",
        "rich-content",
        "hazards",
        "summary",
        "legal",
        "additional",
    ]


def test_the_claim_names_versions_and_level() -> None:
    claimed = conformance(Accessibility(conforms_to=(AA,)))
    assert claimed is not None
    assert (claimed.epub, claimed.wcag, claimed.level) == ("1.1", "2.2", "AA")
    assert Line("conformance-claim", "EPUB Accessibility 1.1, WCAG 2.2 Level AA") in _lines(
        "conformance", {"conforms_to": (AA,)}
    )


def test_every_statement_has_words_in_both_forms() -> None:
    said = words()
    keys = {key for _, _, expected in STATED for key in expected}
    for key in keys:
        compact, descriptive = said.compact(Line(key, "X")), said.descriptive(Line(key, "X"))
        assert compact and descriptive and "{" not in compact + descriptive


def _title(told: Accessibility) -> Title:
    return Title(slug="one", identifier="urn:x", title="One", accessibility=told)


def _lines(group: str, metadata: dict[str, Any]) -> tuple[Line, ...]:
    groups: tuple[Group, ...] = statement(_title(Accessibility(**metadata)))
    return next((one.lines for one in groups if one.key == group), ())
