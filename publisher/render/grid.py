"""A table's cells on its grid: the column of each, and in a complex table which headers it has. HTML §4.9.12.2.

A table is complex when reading systems cannot find the headers of a cell by looking up its column and along its row:
where a header heads a group, spans cells, or stands below another one.
"""

from collections.abc import Callable
from itertools import count

from msgspec import Struct

from publisher.model import DataCell, HeaderCell, Row, Table


class Placed(Struct, frozen=True):
    """A cell, the column that it begins in, its id if another cell names it, and the ids of its headers."""

    cell: HeaderCell | DataCell
    column: int
    id: str = ""
    headers: str = ""


class PlacedRow(Struct, frozen=True):
    """A row with its cells."""

    row: Row
    cells: tuple[Placed, ...]


class Grid(Struct, frozen=True):
    """The rows of a table's three parts."""

    head: tuple[PlacedRow, ...]
    body: tuple[PlacedRow, ...]
    foot: tuple[PlacedRow, ...]


class _Spot(Struct, frozen=True):
    """Where a cell is: its first row and column, and those behind its last."""

    cell: HeaderCell | DataCell
    top: int
    bottom: int
    left: int
    right: int


def grid(table: Table, made: Callable[[], str] | None = None) -> Grid:
    """The cells of a table. With ``made``, which makes ids, the cells of a complex table name their headers."""
    contents = (table.head, table.body, table.foot)
    parts, top = [], 0
    for content in contents:
        parts.append(_part(content, top))
        top += len(content)
    spots = [spot for part in parts for row in part for spot in row]
    headers = [spot for spot in spots if isinstance(spot.cell, HeaderCell)]
    ids: dict[int, str] = {}
    named: dict[int, str] = {}
    if made is not None and _complex(table, headers):
        ids = {at: spot.cell.id or made() for at, spot in enumerate(spots) if isinstance(spot.cell, HeaderCell)}
        named = _headers(spots, ids, len(table.head), len(table.head) + len(table.body))
    numbers = count()

    def placed(spot: _Spot) -> Placed:
        number = next(numbers)
        return Placed(spot.cell, spot.left, ids.get(number, spot.cell.id), named.get(number, ""))

    def rows(content: tuple[Row, ...], part: list[list[_Spot]]) -> tuple[PlacedRow, ...]:
        return tuple(
            PlacedRow(row, tuple(placed(spot) for spot in spots)) for row, spots in zip(content, part, strict=True)
        )

    return Grid(*(rows(content, part) for content, part in zip(contents, parts, strict=True)))


def _part(rows: tuple[Row, ...], top: int) -> list[list[_Spot]]:
    """The cells of a head, body or foot; spans end with it."""
    end = top + len(rows)
    open_until: dict[int, int] = {}
    placed = []
    for at, row in enumerate(rows, top):
        spots, column = [], 0
        for cell in row.cells:
            while open_until.get(column, 0) > at:
                column += 1
            bottom = min(at + cell.rows, end)
            spots.append(_Spot(cell, at, bottom, column, column + cell.columns))
            if cell.rows > 1:
                open_until |= dict.fromkeys(range(column, column + cell.columns), bottom)
            column += cell.columns
        placed.append(spots)
    return placed


def _complex(table: Table, headers: list[_Spot]) -> bool:
    scopes = [getattr(spot.cell, "scope", "") for spot in headers]
    spanning = any(spot.cell.rows > 1 or spot.cell.columns > 1 for spot in headers)
    return spanning or len(table.head) > 1 or "column-group" in scopes or "row-group" in scopes


_MOST_PAIRS = 2_000_000
"""Cells times headers that are compared; beyond it, a table is left to its scopes."""


def _headers(spots: list[_Spot], ids: dict[int, str], head: int, body: int) -> dict[int, str]:
    """The ids of the headers of each cell; ``head`` and ``body`` are the rows behind the last of these parts."""
    if len(spots) * len(ids) > _MOST_PAIRS:
        return {}
    heads = [(at, spots[at]) for at in ids]
    last = max((spot.bottom for spot in spots), default=0)
    # A group of rows ends with the part that it is in: the sums below do not belong to the last group.
    ends = {at: next(end for end in (head, body, last) if spot.top < end) for at, spot in heads}
    reach = {at: _reach(at, spot, heads, ends[at]) for at, spot in heads}
    named = {}
    for number, spot in enumerate(spots):
        found = [ids[at] for at, header in heads if at != number and _heads(header, reach[at], spot, head)]
        if found:
            named[number] = " ".join(found)
    return named


def _reach(at: int, header: _Spot, heads: list[tuple[int, _Spot]], end: int) -> int:
    """The row behind the last that a header of rows heads: for a group, up to the next header of a group or the end."""
    if getattr(header.cell, "scope", "") != "row-group":
        return header.bottom
    later = (
        spot.top
        for number, spot in heads
        if number > at and getattr(spot.cell, "scope", "") == "row-group" and spot.left <= header.left
    )
    return min((*later, end))


def _heads(header: _Spot, reach: int, spot: _Spot, head: int) -> bool:
    scope = getattr(header.cell, "scope", "")
    if scope in ("column", "column-group"):
        over = header.left < spot.right and spot.left < header.right and header.bottom <= spot.top
        # A column header within the body heads only what follows; one in the head heads the whole table.
        return over and (header.top < head or isinstance(spot.cell, DataCell))
    if scope == "row-group":
        return header.top <= spot.top < reach and (spot.left >= header.right or spot.top >= header.bottom)
    return header.top < spot.bottom and spot.top < header.bottom and spot.left >= header.right
