"""Which headers belong to which cell of a table: the algorithm of HTML. ISO 14289-1 7.5; HTML §4.9.12.2.

1. the cells are laid on the grid, with their spans
2. from each cell, look up its columns and left along its rows for headers
3. cells that name their headers themselves are believed
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element

Scope = Literal["column", "row", "both"]
_SCOPES: dict[str, Scope] = {"col": "column", "colgroup": "column", "row": "row", "rowgroup": "row"}
_MOST = 1000
"""The widest span that HTML allows."""


@dataclass(frozen=True, slots=True, eq=False)
class Cell:
    """A cell on the grid: its first row and column, and how many it spans."""

    element: Element
    row: int
    column: int
    rows: int
    columns: int
    group: int
    scope: Scope | None
    """Which cells a header heads; None for a data cell."""
    groups: bool
    """Whether it heads a group of rows."""


class Grid:
    """The cells of a table element."""

    def __init__(self, table: Element) -> None:
        self.cells: list[Cell] = []
        self._at: dict[tuple[int, int], Cell] = {}
        self._by_id: dict[str, Element] = {}
        row = 0
        for number, (kind, rows) in enumerate(_groups(table)):
            end = row + len(rows)
            for element in rows:
                self._row(element, row, end, number, kind)
                row += 1

    def _row(self, row: Element, at: int, end: int, group: int, kind: str) -> None:
        column = 0
        for element in row:
            if element.tag not in ("td", "th"):
                continue
            while (at, column) in self._at:
                column += 1
            wide = min(_number(element.get("colspan")), _MOST)
            high = _number(element.get("rowspan"))
            high = end - at if high == 0 else min(high, end - at)
            said = element.get("scope", "")
            scope = _scope(element, kind, column)
            cell = Cell(element, at, column, high, max(wide, 1), group, scope, said == "rowgroup")
            self.cells.append(cell)
            if element.get("id"):
                self._by_id[element.get("id", "")] = element
            for y in range(at, at + high):
                for x in range(column, column + cell.columns):
                    self._at.setdefault((y, x), cell)
            column += cell.columns

    def headers(self) -> dict[Element, tuple[Element, ...]]:
        """The header cells of each cell, column headers first, the outermost first."""
        return {cell.element: self._headers(cell) for cell in self.cells}

    def scopes(self) -> dict[Element, Scope]:
        """Which cells each header heads."""
        return {cell.element: cell.scope for cell in self.cells if cell.scope is not None}

    def _headers(self, cell: Cell) -> tuple[Element, ...]:
        named = cell.element.get("headers", "").split()
        if named:
            return tuple(self._by_id[name] for name in named if name in self._by_id)
        found: dict[Element, None] = {}
        for x in range(cell.column, cell.column + cell.columns):
            column = ((y, x) for y in range(cell.row - 1, -1, -1))
            for header in reversed(self._scan(cell, column, "column", lambda one: (one.column, one.columns))):
                found[header.element] = None
        for y in range(cell.row, cell.row + cell.rows):
            row = ((y, x) for x in range(cell.column - 1, -1, -1))
            for header in reversed(self._scan(cell, row, "row", lambda one: (one.row, one.rows))):
                found[header.element] = None
        for header in self._row_groups(cell):
            found[header.element] = None
        found.pop(cell.element, None)
        return tuple(found)

    def _scan(
        self, cell: Cell, places: Iterator[tuple[int, int]], scope: Scope, extent: Callable[[Cell], tuple[int, int]]
    ) -> list[Cell]:
        """The headers on a way from the cell outwards; a nearer block of headers masks those of the same width."""
        found: list[Cell] = []
        masked: set[tuple[int, int]] = set()
        block: list[Cell] = [cell] if cell.scope is not None else []
        in_block = cell.scope is not None
        for place in places:
            other = self._at.get(place)
            if other is None or other is cell:
                continue
            if other.scope is not None:
                in_block = True
                block.append(other)
                if other.scope in (scope, "both") and extent(other) not in masked and other not in found:
                    found.append(other)
            elif in_block:
                in_block = False
                masked.update(extent(one) for one in block)
                block = []
        return found

    def _row_groups(self, cell: Cell) -> Iterator[Cell]:
        """The header of the group of rows that the cell is in: it holds until the next one."""
        before = [
            other
            for other in self.cells
            if other.groups and other.group == cell.group and other.row <= cell.row and other.column <= cell.column
        ]
        if before:
            yield max(before, key=lambda other: (other.row, other.column))


def _scope(element: Element, kind: str, column: int) -> Scope | None:
    if element.tag == "td":
        return None
    said = element.get("scope", "")
    if said in _SCOPES:
        return _SCOPES[said]
    if kind == "thead":
        return "column"
    return "row" if column == 0 else "both"


def _groups(table: Element) -> Iterator[tuple[str, list[Element]]]:
    groups = [child for child in table if child.tag in ("thead", "tbody", "tfoot")]
    order = {"thead": 0, "tbody": 1, "tfoot": 2}
    rows = [child for child in table if child.tag == "tr"]
    if rows:
        yield "tbody", rows
    for group in sorted(groups, key=lambda group: order[str(group.tag)]):
        yield str(group.tag), [row for row in group if row.tag == "tr"]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 6 else 1
