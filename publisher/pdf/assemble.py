"""Laid-out parts become one file. PDF 1.7; PDF/UA-1 (ISO 14289-1); PDF/A-3a (ISO 19005-3).

1. the pages of all parts, one after the other, with what stands in their margins laid over them, and one font a face
2. link annotations, and the named destinations that they lead to
3. the structure tree (`structure`)
4. outline, page labels, language, how viewers show the title
5. metadata (`xmp`) and the colour space of the screen as output intent
6. compact streams (`streams`), and the whole file written at once
"""

import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Pdf, Stream, String
from PIL import ImageCms

from publisher.model import Problem, Publication
from publisher.pdf.binding import bind
from publisher.pdf.book import Book, Placed
from publisher.pdf.fonts import Subset
from publisher.pdf.part import Folio, LinkArea, Numbering, Position
from publisher.pdf.streams import compress, is_awkward, mend, prepare_images
from publisher.pdf.structure import StructureWriter, tree
from publisher.pdf.xmp import xmp

_PRINT = 4
"""Annotation flag: printed with the page. ISO 19005-3 6.3.2."""
_NUMBERINGS: dict[Numbering, str] = {
    "decimal": "/D",
    "lower-roman": "/r",
    "upper-roman": "/R",
    "lower-alpha": "/a",
    "upper-alpha": "/A",
}
_PRODUCER = f"pikepdf {pikepdf.__version__}"
_TRIES = 16


def assemble(
    publication: Publication, book: Book, path: Path, modified: datetime, cut: Subset, *, claim: bool
) -> tuple[Problem, ...]:
    """Write the file. ``cut`` gives subsets of its fonts. Raises OSError where it cannot be written.

    Gives what is wrong with links between the parts.
    """
    parts = book.parts
    with Pdf.new() as pdf:
        pages = bind(pdf, parts, cut)
        destinations = _destinations(parts)
        annotations, problems = _annotations(pdf, pages, parts, destinations)
        structure = StructureWriter(pdf, pages, annotations).write(parts)
        pdf.Root.StructTreeRoot = structure
        _navigation(pdf, pages, parts, destinations)
        _viewing(pdf, publication)
        _metadata(pdf, xmp(publication, modified, _PRODUCER, claim=claim))
        prepare_images(pdf)
        compress(pdf)
        _save(pdf, path)
    return problems


def _destinations(parts: Sequence[Placed]) -> dict[str, Position]:
    found: dict[str, Position] = {}
    for one in parts:
        for name, place in one.part.destinations.items():
            found.setdefault(name, Position(one.position + place.page, place.x, place.y))
    return found


def _annotations(
    pdf: Pdf, pages: Sequence[Object], parts: Sequence[Placed], destinations: dict[str, Position]
) -> tuple[list[list[Object]], tuple[Problem, ...]]:
    """The link annotations of each page. ISO 14289-1 7.18.5."""
    made: list[list[Object]] = [[] for _ in pages]
    problems: list[Problem] = []
    areas = ((one.position + at, page.links) for one in parts for at, page in enumerate(one.part.pages))
    for at, links in areas:
        made[at] = [pdf.make_indirect(_annotation(link)) for link in links]
        if made[at]:
            pages[at].Annots = Array(made[at])
        problems += (
            Problem(code="pdf-link", message=f'the link to "{link.target}" leads nowhere', fix="mend the link")
            for link in links
            if link.target.startswith("#") and link.target[1:] not in destinations
        )
    return made, tuple(problems)


def _annotation(link: LinkArea) -> Dictionary:
    annotation = Dictionary(
        Type=Name.Annot,
        Subtype=Name.Link,
        Rect=Array(list(link.box)),
        Border=Array([0, 0, 0]),
        F=_PRINT,
        Contents=String(link.words),
    )
    if link.target.startswith("#"):
        annotation.Dest = String(link.target[1:])
    else:
        annotation.A = Dictionary(Type=Name.Action, S=Name.URI, URI=String(link.target))
    return annotation


def _navigation(pdf: Pdf, pages: Sequence[Object], parts: Sequence[Placed], destinations: dict[str, Position]) -> None:
    named = sorted((bytes(String(name)), name) for name in destinations)
    entries: list[tuple[Object | int, Object]] = [
        (String(name), _place(pages, destinations[name])) for _, name in named
    ]
    if entries:
        pdf.Root.Names = Dictionary(Dests=tree(pdf, "/Names", entries))
    _outline(pdf, pages, parts)
    labels = Array()
    before: Folio | None = None
    for at, folio in enumerate(folio for one in parts for folio in (*([one.blank] if one.blank else []), *one.folios)):
        if before is None or before != Folio(folio.number - 1, folio.numbering):
            labels.append(at)
            labels.append(Dictionary(S=Name(_NUMBERINGS.get(folio.numbering, "/D")), St=folio.number))
        before = folio
    pdf.Root.PageLabels = Dictionary(Nums=labels)


def _outline(pdf: Pdf, pages: Sequence[Object], parts: Sequence[Placed]) -> None:
    with pdf.open_outline() as outline:
        open_items: list[tuple[int, list[OutlineItem]]] = [(0, outline.root)]
        for one in parts:
            for bookmark in one.part.bookmarks:
                place = bookmark.position
                position = Position(one.position + place.page, place.x, place.y)
                item = OutlineItem(bookmark.title, _place(pages, position))
                while open_items[-1][0] >= bookmark.level:
                    open_items.pop()
                open_items[-1][1].append(item)
                open_items.append((bookmark.level, item.children))


def _place(pages: Sequence[Object], place: Position) -> Array:
    return Array([pages[place.page], Name.XYZ, place.x, place.y, 0])


def _viewing(pdf: Pdf, publication: Publication) -> None:
    root = pdf.Root
    root.Lang = String(publication.language)
    root.MarkInfo = Dictionary(Marked=True, Suspects=False)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if publication.direction == "rtl":
        root.ViewerPreferences.Direction = Name.R2L
    root.PageMode = Name.UseOutlines if "/Outlines" in root else Name.UseNone


def _metadata(pdf: Pdf, packet: bytes) -> None:
    profile = Stream(pdf, _colours())
    profile.N = 3
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
                Info=String("sRGB IEC61966-2.1"),
                DestOutputProfile=pdf.make_indirect(profile),
            )
        ]
    )
    metadata = Stream(pdf, packet)
    metadata.Type, metadata.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = pdf.make_indirect(metadata)
    if "/Info" in pdf.trailer:
        # PDF/A wants it to agree with the XMP in every detail; without it, they cannot differ.
        del pdf.trailer["/Info"]


def _colours() -> bytes:
    """The sRGB profile, without the moment of its making, which is all that differs from time to time."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes((7, 230, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0))
    # The profile's identifier is a sum over its bytes; zero says that there is none (ICC.1 7.2.18).
    data[84:100] = bytes(16)
    return bytes(data)


def _save(pdf: Pdf, path: Path) -> None:
    for attempt in range(_TRIES):
        stream = BytesIO()
        pdf.save(
            stream,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=False,
            deterministic_id=True,
            # Else the metadata are written anew, in another form.
            fix_metadata_version=False,
        )
        data = mend(stream.getvalue())
        if not is_awkward(data):
            break
        # It is the table of objects: another length of one object changes what is in it.
        pdf.Root.PieceInfo = Dictionary(
            Publisher=Dictionary(LastModified=String("D:20000101000000Z"), Private=String("x" * attempt))
        )
    _write(data, path)


def _write(data: bytes, path: Path) -> None:
    """The file appears whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).chmod(0o666 & ~_mask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mask() -> int:
    """The permissions that new files do not get; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
