"""What lists and the search need of a title: little enough that ten thousand of them stay in memory."""

import re

from msgspec import Struct

from publisher.distribute.statement import conformance
from publisher.distribute.title import Title
from publisher.render.collation import letter, sort_key

FILTERS = ("nonvisual", "adjustable", "wcag-aa", "pages", "descriptions", "math", "captions", "hazard-free")
"""What the accessibility of a title can be asked for."""
FORMATS = ("web", "epub", "pdf", "large-print")
"""What a title can be had as."""
_EXCERPT = 220
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FEATURES = {
    "adjustable": {"displayTransformability"},
    "pages": {"pageNavigation", "pageBreakMarkers", "printPageNumbers"},
    "descriptions": {"longDescription", "longDescriptions"},
    "math": {"MathML", "MathML-chemistry"},
    "captions": {"closedCaptions", "openCaptions", "transcript"},
}


class Thumbnail(Struct, frozen=True, gc=False):
    """A small picture of a cover: its name in the title's folder, and the size to show it at, CSS px."""

    name: str
    width: int
    height: int


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """A title in a list. ``language`` is the tag of its words, ``spoken`` the language that lists go by.

    ``letter`` is the one under which it is found, ``moment`` when it last changed.
    """

    slug: str
    title: str
    subtitle: str
    authors: tuple[str, ...]
    language: str
    spoken: str
    direction: str
    subjects: tuple[str, ...]
    excerpt: str
    formats: tuple[str, ...]
    filters: tuple[str, ...]
    letter: str
    moment: str
    thumbnail: Thumbnail | None = None


def entry(title: Title, thumbnail: Thumbnail | None = None, *, readable: bool = False) -> Entry:
    """The entry of a title; ``readable`` says that it can be read in the browser."""
    return Entry(
        slug=title.slug,
        title=title.title,
        subtitle=title.subtitle,
        authors=tuple(person.name for person in title.authors),
        language=title.languages[0] if title.languages and _TAG.fullmatch(title.languages[0]) else "",
        spoken=title.language.partition("-")[0].lower(),
        direction=title.direction,
        subjects=title.subjects,
        excerpt=_cut(title.description),
        formats=_formats(title, readable),
        filters=_filters(title),
        letter=letter(title.title),
        moment=title.modified or title.published,
        thumbnail=thumbnail,
    )


def by_title(one: Entry) -> tuple[tuple[int, ...], str]:
    """Sorts entries from A to Z."""
    return sort_key(one.title), one.slug


def _formats(title: Title, readable: bool) -> tuple[str, ...]:
    editions = {file.edition for file in title.files if file.format == "pdf"}
    has = {
        "web": readable,
        "epub": title.epub is not None,
        "pdf": bool(editions - {"large-print"}),
        "large-print": "large-print" in editions,
    }
    return tuple(name for name in FORMATS if has[name])


def _filters(title: Title) -> tuple[str, ...]:
    told = title.accessibility
    claimed = conformance(told)
    has = {name: bool(features & set(told.features)) for name, features in _FEATURES.items()}
    has["nonvisual"] = told.modes == ("textual",) or ("textual",) in told.sufficient
    has["wcag-aa"] = claimed is not None and claimed.level in ("AA", "AAA")
    has["hazard-free"] = "none" in told.hazards or {
        "noFlashingHazard",
        "noMotionSimulationHazard",
        "noSoundHazard",
    } <= set(told.hazards)
    return tuple(name for name in FILTERS if has[name])


def _cut(text: str) -> str:
    """The beginning of a text, ending with a whole word."""
    if len(text) <= _EXCERPT:
        return text
    beginning = text[:_EXCERPT]
    return (beginning.rpartition(" ")[0] or beginning).rstrip(" ,;:.–—-") + " …"
