"""Accessibility metadata, computed from what the book holds (EPUB Accessibility 1.1 §2 and §4; schema.org).

1. the ways in which content reaches a person (accessMode), and the sets of them that are enough
2. the features that help (accessibilityFeature); none is claimed that was not found in the documents
3. the hazards: the author's word, or what follows from there being nothing that moves or sounds
4. the summary, conformance and who vouches for it

A draft claims no conformance and nothing that depends on the author's descriptions.
"""

from itertools import combinations

from publisher.epub.package import Entry
from publisher.epub.summary import summary
from publisher.epub.survey import Survey
from publisher.model import Publication

CONFORMS_TO = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
HAZARDS = {
    "flashing": ("flashing", "noFlashingHazard"),
    "motion-simulation": ("motionSimulation", "noMotionSimulationHazard"),
    "sound": ("sound", "noSoundHazard"),
}


def accessibility(publication: Publication, found: Survey, draft: bool) -> tuple[Entry, ...]:
    """All entries about accessibility for the package's metadata, in a fixed order."""
    words, language = _summary(publication, found, draft)
    attributes = {} if language == publication.language else {"xml:lang": language}
    return (
        *(Entry.meta("schema:accessMode", mode) for mode in access_modes(found)),
        *(Entry.meta("schema:accessModeSufficient", modes) for modes in sufficient_modes(found, draft)),
        *(Entry.meta("schema:accessibilityFeature", feature) for feature in features(found, draft)),
        *(Entry.meta("schema:accessibilityHazard", hazard) for hazard in hazards(publication, found)),
        Entry.meta("schema:accessibilitySummary", words, **attributes),
        *(_conformance(publication) if not draft and conforms(found) else ()),
    )


def access_modes(found: Survey) -> tuple[str, ...]:
    """The senses that the content speaks to. Decorative images have no content, and MathML is text."""
    visual = found.described or found.undescribed or found.videos
    auditory = found.audios or found.videos
    return ("textual", *(["visual"] if visual else []), *(["auditory"] if auditory else []))


def sufficient_modes(found: Survey, draft: bool) -> tuple[str, ...]:
    """Every set of senses with which nothing is missed, fewest first."""
    modes = access_modes(found)
    replaced = {
        "visual": not draft and not found.undescribed and found.transcribed_videos == found.videos,
        "auditory": not draft and not found.unheard,
    }
    others = modes[1:]
    return tuple(
        ",".join(("textual", *some))
        for size in range(len(others) + 1)
        for some in combinations(others, size)
        if all(replaced[mode] for mode in others if mode not in some)
    )


def features(found: Survey, draft: bool) -> tuple[str, ...]:
    """The accessibility features that the documents have. Everything reflows, and nothing is locked."""
    recordings = found.videos + found.audios
    has = {
        "tableOfContents": found.contents > 0,
        "structuralNavigation": found.headings > 0,
        "readingOrder": True,
        "displayTransformability": True,
        "unlocked": True,
        "ARIA": found.roles > 0,
        "alternativeText": not draft and found.described > 0 and not found.undescribed,
        "longDescription": not draft and found.long_descriptions > 0,
        "MathML": found.formulas > 0,
        "describedMath": found.formulas > 0 and found.formulas == found.spoken_formulas,
        "closedCaptions": not draft and found.captioned > 0 and found.captioned >= found.videos,
        "transcript": not draft and recordings > 0 and found.transcribed == recordings,
        "rubyAnnotations": found.ruby > 0,
        "index": found.indexes > 0,
        "pageBreakMarkers": found.page_breaks > 0,
        "pageNavigation": found.page_lists > 0,
    }
    return tuple(name for name, present in has.items() if present)


def hazards(publication: Publication, found: Survey) -> tuple[str, ...]:
    """What may harm a reader: as the author says; unasked, none where nothing moves or sounds, else unknown."""
    stated = publication.accessibility.hazards
    if stated is None:
        return ("unknown",) if found.videos or found.audios or found.animated else ("none",)
    if not stated:
        return ("none",)
    return tuple(present if name in stated else absent for name, (present, absent) in HAZARDS.items())


def conforms(found: Survey) -> bool:
    """Whether nothing in the markup speaks against conformance (WCAG 2.2, 1.1.1 and 1.2.1-1.2.3)."""
    return not found.undescribed and not found.unheard


def certifier(publication: Publication) -> str:
    """Who vouches for the conformance: the certifier that is named, or else whoever publishes the book."""
    authors = ", ".join(author.name for author in publication.authors)
    return publication.accessibility.certifier or publication.publisher or authors


def _conformance(publication: Publication) -> tuple[Entry, ...]:
    stated = publication.accessibility
    name = certifier(publication)
    if not name:
        # EPUB Accessibility 1.1 §4.2: a claim must say who makes it.
        return ()
    entries = [
        Entry.meta("dcterms:conformsTo", CONFORMS_TO, id="conformance"),
        Entry.meta("a11y:certifiedBy", name, id="certifier", refines="#conformance"),
    ]
    if stated.credential.startswith(("https://", "http://")):
        entries.append(Entry.link("a11y:certifierCredential", stated.credential, refines="#certifier"))
    elif stated.credential:
        entries.append(Entry.meta("a11y:certifierCredential", stated.credential, refines="#certifier"))
    if stated.report:
        entries.append(Entry.link("a11y:certifierReport", stated.report, refines="#certifier"))
    return tuple(entries)


def _summary(publication: Publication, found: Survey, draft: bool) -> tuple[str, str]:
    if publication.accessibility.summary and not draft:
        return publication.accessibility.summary, publication.language
    return summary(found, publication.language, draft)
