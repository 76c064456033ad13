"""No table stands out of what it is in, however little room there is."""

import subprocess
from pathlib import Path

import pytest
from making import write_pdf

from pdf.tree import File
from pdf.whole import faults
from publisher.model import (
    Block,
    Code,
    DataCell,
    HeaderCell,
    List,
    ListItem,
    Paragraph,
    Publication,
    Quote,
    Row,
    Section,
    Table,
    Text,
)

LONG = "Donaudampfschifffahrtsgesellschaft"


def said(*words: str) -> tuple[Paragraph, ...]:
    return (Paragraph(content=(Text(value=" ".join(words)),)),)


def table(*cells: tuple[Block, ...]) -> Table:
    heads = tuple(
        HeaderCell(content=said(LONG[:20], f"Column{number}"), scope="column") for number in range(len(cells))
    )
    return Table(head=(Row(cells=heads),), body=(Row(cells=tuple(DataCell(content=one) for one in cells)),) * 3)


CODE = (Paragraph(content=(Code(value="a_very_long_name_of_something" * 2),)),)
WIDE = table(*(said(LONG, LONG) for _ in range(4)))
KINDS: dict[str, Block] = {
    "long words": WIDE,
    "in lists": List(items=(ListItem(content=(List(items=(ListItem(content=(WIDE,)),)),)),)),
    "in a quotation": Quote(content=(WIDE,)),
    "in a table": table((table(said(LONG, LONG), CODE, said(LONG)),), said(LONG, LONG), CODE),
}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_table_finds_room(kind: str, direction: str, tmp_path: Path) -> None:
    language = "en" if direction == "ltr" else "ar"
    chapter = Section(id="c", role="chapter", title=(Text(value="Tables"),), content=(KINDS[kind],))
    book = Publication(identifier="urn:x:1", title="Tables", language=language, direction=direction, body=(chapter,))
    path = tmp_path / "tables.pdf"
    assert write_pdf(book, tmp_path, path).problems == ()
    assert faults(File(path)) == []
    assert list(outside(path)) == []


def outside(path: Path) -> list[str]:
    """The words that stand in the margin at the left or right, of half an inch, or beyond."""
    boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], capture_output=True, check=True, text=True).stdout
    lines = [line.strip() for line in boxes.splitlines()]
    words = [line for line in lines if line.startswith("<word")]
    assert len(words) > 20
    return [word for word in words if not all(36 <= float(word.split('"')[at]) <= 432 - 36 for at in (1, 5))]
