"""What supplements an element for those who do not see the page: the data of a table, the MathML of a formula.

A table becomes CSV (RFC 4180) in UTF-8: rows as they are read, head first, lines ending in CR LF. A header that spans
several rows or columns stands in each of them, so that every row and column says what it is. A data cell that spans is
there once, and the other places that it covers are empty, so that sums stay right. Pictures and formulas are there by
the text that stands for them; notes, and what the program adds, are left out.
"""

import csv
import hashlib
import io
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from publisher.model import AttachedFile
from publisher.pdf.tags.source import CALL, UNSEEN, Source
from publisher.pdf.tags.tables import Grid

MATHML_ATTRIBUTE = "data-mathml"
_LONGEST_NAME = 60
_MOST_PLACES = 1_000_000
"""Places of a table, beyond which it is not attached: spans could make gigabytes of a few cells."""


def formula_markup(element: Element, said: str) -> tuple[AttachedFile, ...]:
    """The MathML of a formula, if the renderer gives one; ``said`` is what it is in words."""
    data = element.get(MATHML_ATTRIBUTE, "").encode()
    if not data:
        return ()
    name = f"formula-{hashlib.sha256(data).hexdigest()[:8]}.mml"
    return (AttachedFile(name, "application/mathml+xml", data, said),)


def table_data(source: Source, table: Element, grid: Grid) -> tuple[AttachedFile, ...]:
    """The data of a table as CSV, with its caption as description; nothing for a table without cells."""
    height = max((cell.row + cell.rows for cell in grid.cells), default=0)
    width = max((cell.column + cell.columns for cell in grid.cells), default=0)
    if not 0 < height * width <= _MOST_PLACES:
        return ()
    caption = next((child for child in table if child.tag == "caption"), None)
    words = source.words(caption).translate(_HINTS) if caption is not None else ""
    name = re.sub(r"\W+", "-", words.lower()).strip("-") or "table"
    if len(name) > _LONGEST_NAME:
        name = name[:_LONGEST_NAME].rpartition("-")[0] or name[:_LONGEST_NAME]
    return (AttachedFile(f"{name}.csv", "text/csv", _csv(source, grid, height, width), words),)


def _csv(source: Source, grid: Grid, height: int, width: int) -> bytes:
    rows = [[""] * width for _ in range(height)]
    for cell in reversed(grid.cells):
        # Where faulty spans overlap, the cell that comes first has the place.
        text = _text(source, cell.element)
        for row in rows[cell.row : cell.row + cell.rows]:
            row[cell.column : cell.column + cell.columns] = [text if cell.scope is not None else ""] * cell.columns
        rows[cell.row][cell.column] = text
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _text(source: Source, cell: Element) -> str:
    """What stands in a cell: a line for each of its blocks."""
    lines = (" ".join(line.split()) for line in "".join(_pieces(source, cell)).split("\f"))
    return "\n".join(line for line in lines if line).translate(_HINTS)


def _pieces(source: Source, element: Element, lines: bool = False) -> Iterator[str]:
    """The words in order, with a form feed at the edges of blocks and lines; of preformatted text, all ``lines``."""
    name = source.name(element)
    if source.is_note(element) or element.tag == CALL or "made" in source.classes(element) or source.hidden(element):
        return
    if name == "br":
        yield "\f"
        return
    lines = lines or name == "pre"
    edge = "\f" if source.is_block(element) else ""
    yield edge
    if name == "img":
        yield element.get("alt", "")
    yield _in_lines(element.text, lines)
    for child in element:
        yield from _pieces(source, child, lines)
        yield _in_lines(child.tail, lines)
    yield edge


def _in_lines(text: str | None, lines: bool) -> str:
    return (text or "").replace("\n", "\f") if lines else (text or "")


_HINTS = str.maketrans(dict.fromkeys(UNSEEN))
