"""The accessibility metadata follows from what is in the book, and claims nothing else."""

from pathlib import Path

import pytest
from parts import XML_LANG, Asset, links, package, properties, publication, write

from publisher.model import Accessibility, Contributor

IMAGE = '<p><img src="a.png" alt="A gull"/></p>'
ORNAMENT = '<p><img src="a.png" alt="" role="presentation"/></p>'
FORMULA = '<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x squared"><mi>x</mi></math>'
VIDEO = '<figure class="media"><video aria-label="Waves">{}</video>{}</figure>'
TRACK = '<track kind="captions" src="a.vtt" srclang="en" label="English"/>'
TRANSCRIPT = '<div class="transcript"><p>Waves break.</p></div>'
AUDIO = '<figure class="media"><audio aria-label="Bell" src="a.mp3"></audio>{}</figure>'
ALWAYS = {"tableOfContents", "readingOrder", "displayTransformability", "unlocked", "ARIA"}


def features(path: Path) -> set[str]:
    return set(properties(path, "schema:accessibilityFeature")) - ALWAYS


@pytest.mark.parametrize(
    ("body", "modes", "sufficient"),
    [
        ("<p>Text.</p>", ["textual"], ["textual"]),
        (ORNAMENT, ["textual"], ["textual"]),
        (FORMULA, ["textual"], ["textual"]),
        (IMAGE, ["textual", "visual"], ["textual", "textual,visual"]),
        ('<p><img src="a.png"/></p>', ["textual", "visual"], ["textual,visual"]),
        (AUDIO.format(""), ["textual", "auditory"], ["textual,auditory"]),
        (AUDIO.format(TRANSCRIPT), ["textual", "auditory"], ["textual", "textual,auditory"]),
        (VIDEO.format(TRACK, ""), ["textual", "visual", "auditory"], ["textual,visual", "textual,visual,auditory"]),
        (
            VIDEO.format(TRACK, TRANSCRIPT),
            ["textual", "visual", "auditory"],
            ["textual", "textual,visual", "textual,auditory", "textual,visual,auditory"],
        ),
        (VIDEO.format("", ""), ["textual", "visual", "auditory"], ["textual,visual,auditory"]),
        (
            IMAGE + AUDIO.format(TRANSCRIPT),
            ["textual", "visual", "auditory"],
            ["textual", "textual,visual", "textual,auditory", "textual,visual,auditory"],
        ),
    ],
)
def test_access_modes(body: str, modes: list[str], sufficient: list[str], tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication(), body)
    assert properties(path, "schema:accessMode") == modes
    assert properties(path, "schema:accessModeSufficient") == sufficient


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<h1>One</h1>", {"structuralNavigation"}),
        (ORNAMENT, set()),
        (IMAGE, {"alternativeText"}),
        (IMAGE + '<p><img src="b.png"/></p>', set()),
        (IMAGE.replace("alt", 'aria-details="d" alt') + '<p id="d">More.</p>', {"alternativeText", "longDescription"}),
        (FORMULA, {"MathML", "describedMath"}),
        (FORMULA + FORMULA.replace(' alttext="x squared"', ""), {"MathML"}),
        (VIDEO.format(TRACK, ""), {"closedCaptions"}),
        (AUDIO.format(TRANSCRIPT), {"transcript"}),
        (AUDIO.format(TRANSCRIPT) + AUDIO.format(""), set()),
        ("<p><ruby>漢<rt>かん</rt></ruby></p>", {"rubyAnnotations"}),
        ('<section role="doc-index" aria-label="Index"></section>', {"index"}),
        ('<span role="doc-pagebreak" id="p1" aria-label="1"></span>', {"pageBreakMarkers"}),
    ],
)
def test_features_are_those_of_the_documents(body: str, found: set[str], tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication(), body)
    assert features(path) == found
    assert set(properties(path, "schema:accessibilityFeature")) >= ALWAYS


@pytest.mark.parametrize(
    ("stated", "body", "written"),
    [
        (None, IMAGE, ["none"]),
        (None, AUDIO.format(TRANSCRIPT), ["unknown"]),
        ((), AUDIO.format(TRANSCRIPT), ["none"]),
        (("flashing",), IMAGE, ["flashing", "noMotionSimulationHazard", "noSoundHazard"]),
        (("sound", "motion-simulation"), IMAGE, ["noFlashingHazard", "motionSimulation", "sound"]),
    ],
)
def test_hazards(stated: tuple[str, ...] | None, body: str, written: list[str], tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication(accessibility=Accessibility(hazards=stated)), body)
    assert properties(path, "schema:accessibilityHazard") == written


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("image/gif", b"GIF89a" + b"\x21\xf9\x04\x00\x00\x00\x00\x00" * 2),
        ("image/png", b"\x89PNG\r\n\x1a\n....IHDR....acTL....IDAT"),
        ("image/webp", b"RIFF....WEBPVP8X..........ANIM"),
        ("image/svg+xml", b"<svg><circle><animate/></circle></svg>"),
    ],
)
def test_nobody_knows_the_hazards_of_moving_pictures(media_type: str, data: bytes, tmp_path: Path) -> None:
    images = {"a": Asset(name="images/a", media_type=media_type, data=data)}
    path = write(tmp_path / "a.epub", publication(), IMAGE, images=images)
    assert properties(path, "schema:accessibilityHazard") == ["unknown"]


def test_the_authors_summary_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication(accessibility=Accessibility(summary="All is described.")))
    assert properties(path, "schema:accessibilitySummary") == ["All is described."]


@pytest.mark.parametrize(
    ("language", "words", "tag"),
    [
        ("en-GB", "All images that carry meaning", "en"),
        ("de", "Alle bedeutungstragenden Bilder", None),
        ("ja", "All images that carry meaning", "en"),
    ],
)
def test_a_summary_is_made_in_a_language_that_it_names(
    language: str, words: str, tag: str | None, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.epub", publication(language=language), IMAGE)
    (summary,) = package(path).findall(".//{*}meta[@property='schema:accessibilitySummary']")
    assert words in summary.text
    assert summary.get(XML_LANG) == tag
    assert "MathML" not in summary.text


def test_conformance_names_who_vouches_for_it(tmp_path: Path) -> None:
    stated = Accessibility(certifier="Access Now", credential="https://example.org/c", report="https://example.org/r")
    path = write(tmp_path / "a.epub", publication(publisher="Harbour Press", accessibility=stated))
    assert properties(path, "dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert properties(path, "a11y:certifiedBy", "conformance") == ["Access Now"]
    assert links(path) == {
        "a11y:certifierCredential": "https://example.org/c",
        "a11y:certifierReport": "https://example.org/r",
    }


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"publisher": "Harbour Press", "authors": (Contributor(name="Ana"),)}, ["Harbour Press"]),
        ({"authors": (Contributor(name="Ana"), Contributor(name="Li"))}, ["Ana, Li"]),
        ({}, []),
    ],
)
def test_without_a_certifier_the_publisher_vouches(changes: dict[str, object], name: list[str], tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication(**changes))
    assert properties(path, "a11y:certifiedBy", "conformance") == name
    assert bool(properties(path, "dcterms:conformsTo")) == bool(name)


@pytest.mark.parametrize("body", ['<p><img src="a.png"/></p>', AUDIO.format("")])
def test_no_conformance_is_claimed_against_the_evidence(body: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication(publisher="Harbour Press"), body)
    assert properties(path, "dcterms:conformsTo") == []


def test_a_draft_claims_nothing_that_hangs_on_the_author(tmp_path: Path) -> None:
    stated = Accessibility(summary="All is described.", certifier="Access Now", report="https://example.org/r")
    body = IMAGE + VIDEO.format(TRACK, TRANSCRIPT) + FORMULA
    path = write(tmp_path / "a.epub", publication(accessibility=stated), body, draft=True)
    assert features(path) == {"MathML", "describedMath"}
    assert properties(path, "schema:accessModeSufficient") == ["textual,visual,auditory"]
    assert properties(path, "dcterms:conformsTo") == []
    assert links(path) == {}
    assert "draft" in properties(path, "schema:accessibilitySummary")[0]
