"""Laid-out parts become one file, as a standard (`standards`) wants it. PDF 1.7 and PDF 2.0.

1. the pages of all parts, one after the other, with what stands in their margins laid over them, and one font a face
   (`binding`); what is to be cut off (`boxes`)
2. link annotations (`navigation`)
3. the structure tree (`structure`)
4. where links lead, outline, page labels (`navigation`); language, how viewers show the title
5. what the file carries with it (`attachments`)
6. metadata (`xmp`) and the colour space of the screen as output intent
7. compact streams (`streams`), and the whole file written at once
"""

import os
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import ImageCms

from publisher.model import AttachedFile, EditionSettings, Problem, Publication
from publisher.pdf.attachments import Attachments
from publisher.pdf.binding import bind
from publisher.pdf.book import Book
from publisher.pdf.boxes import set_boxes
from publisher.pdf.fonts import Cut
from publisher.pdf.navigation import Navigation
from publisher.pdf.standards import STANDARDS, Standard
from publisher.pdf.streams import compress, mend, prepare_images
from publisher.pdf.structure import StructureWriter
from publisher.pdf.xmp import declared, padded, xmp

_PRODUCER = f"pikepdf {pikepdf.__version__}"
_TRIES = 16


def assemble(
    publication: Publication,
    book: Book,
    path: Path,
    modified: datetime,
    cut: Cut,
    settings: EditionSettings,
    *,
    claim: bool,
    files: Sequence[AttachedFile] = (),
) -> tuple[Problem, ...]:
    """Write the file. ``cut`` gives subsets of its fonts; ``files`` are what it was made from, if it is to carry that.

    Gives what is wrong with links between the parts. Raises OSError where the file cannot be written.
    """
    standard = STANDARDS[publication.pdf.standard]
    with Pdf.new() as pdf:
        bind(pdf, book.parts, book.labels, cut)
        set_boxes(pdf, settings)
        navigation = Navigation(pdf, book.parts, book.labels)
        annotations = navigation.annotations()
        attachments = Attachments(pdf, modified)
        attachments.to_document(files)
        structure = StructureWriter(pdf, navigation.pages, annotations, standard, attachments)
        pdf.Root.StructTreeRoot = structure.write(book.parts)
        navigation.lead(structure.anchors if standard.leads_to_structure else None)
        _viewing(pdf, publication, standard)
        attachments.list_names()
        claims = declared(standard, with_files=attachments.any) if claim else ""
        _metadata(pdf, xmp(publication, settings.name, modified, _PRODUCER, claims))
        prepare_images(pdf)
        compress(pdf)
        _save(pdf, path, standard.version)
    return navigation.problems


def _viewing(pdf: Pdf, publication: Publication, standard: Standard) -> None:
    root = pdf.Root
    root.Lang = String(publication.language)
    root.MarkInfo = Dictionary(Marked=True)
    if standard.suspects:
        root.MarkInfo.Suspects = False
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


def _save(pdf: Pdf, path: Path, version: str) -> None:
    """The file appears whole or not at all."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    os.close(handle)
    try:
        _write(pdf, Path(name), version)
        with Path(name).open("rb") as stream:
            os.fsync(stream.fileno())
        Path(name).chmod(0o666 & ~_mask())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _write(pdf: Pdf, path: Path, version: str) -> None:
    for _ in range(_TRIES):
        pdf.save(
            path,
            min_version=version,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=False,
            deterministic_id=True,
            # Else the metadata are written anew, in another form.
            fix_metadata_version=False,
        )
        if mend(path):
            break
        # It is the table of objects, which says where each is; what stands behind the metadata moves.
        pdf.Root.Metadata.write(padded(pdf.Root.Metadata.read_bytes()))


def _mask() -> int:
    """The permissions that new files do not get; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
