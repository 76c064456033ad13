"""What is in the finished documents, counted from their markup.

1. parse every document; one that is not well-formed stops the book
2. count what accessibility metadata speaks of: pictures and how they are described, recordings and what stands for
   them, formulas, ruby, the index, roles
3. look for pictures that move

The markup is counted, not the content model, so that the metadata can only claim what a reading system will find.
"""

from collections.abc import Iterable

from lxml import etree
from msgspec import Struct

from publisher.render import Document
from publisher.render.assets import Asset

XHTML = "{http://www.w3.org/1999/xhtml}"
MATHML = "{http://www.w3.org/1998/Math/MathML}"


class Survey(Struct, frozen=True, kw_only=True):
    """How many of each thing the documents hold.

    ``described`` and ``decorative`` images are told apart by their alt attributes; ``undescribed`` ones have none.
    ``transcribed`` recordings have a transcript, ``captioned`` ones a track of captions, and ``unheard`` ones, which
    have sound, neither.
    """

    described: int = 0
    decorative: int = 0
    undescribed: int = 0
    long_descriptions: int = 0
    animated: int = 0
    formulas: int = 0
    spoken_formulas: int = 0
    videos: int = 0
    transcribed_videos: int = 0
    audios: int = 0
    captioned: int = 0
    transcribed: int = 0
    unheard: int = 0
    ruby: int = 0
    headings: int = 0
    roles: int = 0
    indexes: int = 0
    contents: int = 0
    page_breaks: int = 0
    page_lists: int = 0


def survey(documents: Iterable[Document], images: Iterable[Asset]) -> Survey:
    """Everything that the documents and images hold. Raises ValueError for a document that is not well-formed."""
    counts = dict.fromkeys(Survey.__struct_fields__, 0)
    for document in documents:
        for element in _parse(document).iter("*"):
            for name in _kinds(element):
                counts[name] += 1
    counts["animated"] = sum(is_animated(image.data) for image in images)
    return Survey(**counts)


def is_animated(data: bytes) -> bool:
    """Whether a picture file can move: an animated GIF, PNG or WebP, or an SVG with animation elements."""
    if data.startswith(b"GIF8"):
        # Every frame but the first of an animation needs a graphic control block of its own.
        return data.count(b"\x21\xf9\x04") > 1
    if data.startswith(b"\x89PNG"):
        return b"acTL" in data[: data.find(b"IDAT")]
    if data[:4] == b"RIFF":
        return b"ANIM" in data[:64]
    return b"<animate" in data or b"<set " in data


def _parse(document: Document) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(document.xhtml, parser)
    except etree.XMLSyntaxError as fault:
        raise ValueError(f"{document.name} is not well-formed: {fault}") from fault


def _kinds(element: etree._Element) -> list[str]:
    """The names in `Survey` that an element counts for."""
    tag = str(element.tag)
    kinds = []
    role = element.get("role", "")
    if role:
        kinds.append("roles")
    kinds += {"doc-index": ["indexes"], "doc-pagebreak": ["page_breaks"], "doc-pagelist": ["page_lists"]}.get(role, [])
    if role == "doc-toc":
        kinds.append("contents")
    if tag == XHTML + "img":
        kinds.append(_description(element))
    elif tag == MATHML + "math":
        kinds.append("formulas")
        if element.get("alttext", "").strip():
            kinds.append("spoken_formulas")
    elif tag in (XHTML + "video", XHTML + "audio"):
        kinds += _recording(element)
    elif tag == XHTML + "ruby":
        kinds.append("ruby")
    elif tag.removeprefix(XHTML) in ("h1", "h2", "h3", "h4", "h5", "h6"):
        kinds.append("headings")
    if element.get("aria-details"):
        kinds.append("long_descriptions")
    return kinds


def _description(image: etree._Element) -> str:
    alt = image.get("alt")
    if alt is None:
        return "undescribed"
    return "described" if alt.strip() else "decorative"


def _recording(recording: etree._Element) -> list[str]:
    is_video = recording.tag == XHTML + "video"
    kinds = ["videos" if is_video else "audios"]
    captioned = any(track.get("kind") in ("captions", "subtitles") for track in recording.iter(XHTML + "track"))
    transcribed = _has_transcript(recording)
    if captioned:
        kinds.append("captioned")
    if transcribed:
        kinds += ["transcribed", "transcribed_videos"] if is_video else ["transcribed"]
    if not captioned and not transcribed:
        kinds.append("unheard")
    return kinds


def _has_transcript(recording: etree._Element) -> bool:
    figure = next(recording.iterancestors(XHTML + "figure"), None)
    if figure is None:
        return False
    return any("transcript" in element.get("class", "").split() for element in figure.iter("*"))
