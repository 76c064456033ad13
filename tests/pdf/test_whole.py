"""The hard document is whole in every way that `whole` knows, and each of these ways is found where it is not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from pdf.tree import File
from pdf.whole import faults


def test_the_hard_document_is_whole(hard: File) -> None:
    assert faults(hard) == []


def element(file: File, name: str, *, kids: int = 0) -> Any:
    """The first element of a type with so many elements in it, at least."""
    return next(tag for tag in file.root.all(name) if len(tag.tags) >= kids).source


def turn_kids(file: File) -> None:
    paragraph = element(file, "P", kids=2)
    paragraph.K = Array(reversed(list(paragraph.K)))


def forget_headers(file: File) -> None:
    cell = next(tag for tag in file.root.all("TD") if tag.get("Headers", "Table"))
    attributes = cell.source.A
    del (attributes[0] if isinstance(attributes, Array) else attributes)["/Headers"]


def lose_a_cell(file: File) -> None:
    row = element(file, "TR", kids=3)
    row.K = Array(list(row.K)[:-1])


def put_a_note_last(file: File) -> None:
    for tag in file.root.all("Sect"):
        notes = [kid.source for kid in tag.tags if kid.name == "Note"]
        if notes:
            tag.source.K = Array([*(kid for kid in tag.source.K if kid.objgen != notes[0].objgen), notes[0]])
            return


def hide_an_annotation(file: File) -> None:
    next(page.obj.Annots[0] for page in file.pdf.pages if "/Annots" in page.obj).F = 2


def say_nothing(file: File) -> None:
    next(page.obj.Annots[0] for page in file.pdf.pages if "/Annots" in page.obj).Contents = String("")


def say_the_name_of_the_target(file: File) -> None:
    links = (one for page in file.pdf.pages for one in page.obj.get("/Annots", ()))
    one = next(link for link in links if "/Dest" in link)
    one.Contents = one.Dest


def repeat_an_identifier(file: File) -> None:
    first, second = [tag.source for tag in file.root.all() if "/ID" in tag.source][:2]
    second.ID = first.ID


def embed_a_face_twice(file: File) -> None:
    descriptors = [one for one in file.pdf.objects if isinstance(one, Dictionary) and "/FontName" in one]
    descriptors[0].FontName = Name("/ABCDEF+" + str(descriptors[1].FontName).partition("+")[2])


def add_an_empty_element(file: File) -> None:
    root = file.root.source
    root.K.append(file.pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=root)))


def forget_the_numbering(file: File) -> None:
    del element(file, "L")["/A"]


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        (turn_kids, "painting"),
        (forget_headers, "headers"),
        (lose_a_cell, "grids"),
        (put_a_note_last, "notes"),
        (hide_an_annotation, "annotations"),
        (say_nothing, "annotations"),
        (say_the_name_of_the_target, "annotations"),
        (repeat_an_identifier, "identifiers"),
        (embed_a_face_twice, "faces"),
        (add_an_empty_element, "empty"),
        (forget_the_numbering, "lists"),
    ],
)
def test_what_is_not_whole_is_found(
    torture_path: Path, tmp_path: Path, spoil: Callable[[File], None], check: str
) -> None:
    file = File(torture_path)
    spoil(file)
    file.pdf.save(tmp_path / "spoiled.pdf", object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    assert check in {fault.partition(":")[0] for fault in faults(File(tmp_path / "spoiled.pdf"))}
