"""Files that a PDF carries with it. PDF 1.7 §7.11.4; ISO 19005-3 6.8 and annex E; ISO 32000-2 14.13.

1. what the publication was made from belongs to the whole document, as its source
2. the data of a table, and the MathML of a formula, supplement their structure elements
3. what people may want to have is listed by name, so that every reader shows it; a file of the source is listed by the
   name that the model has for it, with its folders, and called without them, as many readers want it

The same content is there once, however many elements it belongs to.
"""

import hashlib
from collections.abc import Container, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Literal

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from publisher.model import AttachedFile
from publisher.pdf.trees import tree

Relationship = Literal["Source", "Supplement"]
MATHML = "application/mathml+xml"
CSV = "text/csv"


class Attachments:
    """The files attached to a PDF file; ``modified`` is when they were changed last."""

    def __init__(self, pdf: Pdf, modified: datetime) -> None:
        self._pdf = pdf
        self._moment = String(modified.astimezone(UTC).strftime("D:%Y%m%d%H%M%SZ"))
        self._streams: dict[tuple[str, bytes], Object] = {}
        self._specifications: dict[tuple[AttachedFile, Relationship], Object] = {}
        self._named: dict[str, Object] = {}
        self._unlisted: set[str] = set()
        self._names: set[str] = set()

    @property
    def any(self) -> bool:
        """Whether there are files at all, which PDF/A-4 calls by another name (ISO 19005-4 annex A)."""
        return bool(self._named)

    def to_document(self, files: Sequence[AttachedFile]) -> None:
        """Attach to the whole document what it was made from."""
        if files:
            self._pdf.Root.AF = Array([self._specification(file, "Source") for file in files])

    def to_element(self, element: Object, files: Sequence[AttachedFile]) -> None:
        """Attach to a structure element what supplements it."""
        if files:
            element.AF = Array([self._specification(file, "Supplement") for file in files])

    def list_names(self) -> None:
        """List the files by name, when all are attached.

        MathML is for assistive technology, which finds it at its formula; a list of hundreds of formulas would hide
        the other files. It is listed where there is nothing else, since PDF/A-4f files must have a list.
        """
        listed = {name: one for name, one in self._named.items() if name not in self._unlisted} or self._named
        if listed:
            entries = sorted(((String(name), one) for name, one in listed.items()), key=lambda entry: bytes(entry[0]))
            if "/Names" not in self._pdf.Root:
                self._pdf.Root.Names = Dictionary()
            self._pdf.Root.Names.EmbeddedFiles = tree(self._pdf, "/Names", entries)

    def _specification(self, file: AttachedFile, relationship: Relationship) -> Object:
        known = self._specifications.get((file, relationship))
        if known is None:
            name = _free(PurePosixPath(file.name).name, self._names)
            stream = self._stream(file)
            known = self._pdf.make_indirect(
                Dictionary(
                    Type=Name.Filespec,
                    F=String(name),
                    UF=String(name),
                    Desc=String(file.description or name),
                    AFRelationship=Name(f"/{relationship}"),
                    EF=Dictionary(F=stream, UF=stream),
                )
            )
            self._specifications[file, relationship] = known
            self._names.add(name)
            key = _free(file.name, self._named)
            self._named[key] = known
            if file.media_type == MATHML:
                self._unlisted.add(key)
        return known

    def _stream(self, file: AttachedFile) -> Object:
        key = (file.media_type, hashlib.sha256(file.data).digest())
        if key not in self._streams:
            stream = Stream(self._pdf, file.data)
            stream.Type = Name.EmbeddedFile
            stream.Subtype = Name(f"/{file.media_type}")
            checksum = hashlib.md5(file.data, usedforsecurity=False).digest()
            stream.Params = Dictionary(Size=len(file.data), ModDate=self._moment, CheckSum=String(checksum))
            self._streams[key] = self._pdf.make_indirect(stream)
        return self._streams[key]


def _free(name: str, taken: Container[str]) -> str:
    """The name, with a number where another file has it."""
    path, number, made = PurePosixPath(name), 1, name
    while made in taken:
        number += 1
        made = str(path.with_name(f"{path.stem}-{number}{path.suffix}"))
    return made
