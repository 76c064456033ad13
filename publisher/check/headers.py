"""Which headers each data cell of a table has, as reading systems find them. HTML §4.9.12.2; PDF 1.7 §14.8.5.7.

1. the cells are laid on the grid; a span ends with the head, body or foot that it is in
2. a cell that names its headers has those
3. for others, go up its columns and back along its rows: a nearer block of headers hides those of the same extent
"""

from collections.abc import Callable, Iterable, Sequence

from msgspec import Struct, structs

from publisher.check.records import TableCell

MOST_PAIRS = 2_000_000
"""Data cells times header cells that are looked at; of larger tables, the associations are not compared."""


class NamedCell(Struct, frozen=True):
    """A cell, its identifier, and the identifiers of its headers if it names them."""

    cell: TableCell
    id: str | bytes = ""
    headers: tuple[str | bytes, ...] = ()


Group = Sequence[Sequence[NamedCell]]
"""The rows of a head, body or foot."""


class _Spot(Struct, frozen=True):
    """A cell on the grid: its first row and column and those behind its last, and the number of its group."""

    cell: NamedCell
    top: int
    bottom: int
    left: int
    right: int
    group: int

    @property
    def scope(self) -> str:
        return self.cell.cell.scope


def with_headers(groups: Iterable[Group]) -> tuple[tuple[TableCell, ...], ...]:
    """The rows of a table; every data cell with the texts of its headers, in the order of the table."""
    rows = _placed(groups)
    spots = [spot for row in rows for spot in row]
    heads = [number for number, spot in enumerate(spots) if spot.scope]
    if len(spots) * len(heads) > MOST_PAIRS:
        return tuple(tuple(spot.cell.cell for spot in row) for row in rows)
    named = {spots[number].cell.id: number for number in reversed(heads) if spots[number].cell.id}
    search = _Search(spots)
    found = {}
    for number, spot in enumerate(spots):
        if not spot.scope:
            numbers = {named[name] for name in spot.cell.headers if name in named} or search.headers(number)
            texts = tuple(spots[one].cell.cell.text for one in sorted(numbers))
            found[number] = structs.replace(spot.cell.cell, headers=texts)
    cells = iter(found.get(number, spot.cell.cell) for number, spot in enumerate(spots))
    return tuple(tuple(next(cells) for _ in row) for row in rows)


def _placed(groups: Iterable[Group]) -> list[list[_Spot]]:
    placed: list[list[_Spot]] = []
    for number, group in enumerate(groups):
        end = len(placed) + len(group)
        taken: dict[int, int] = {}
        for row in group:
            at, column = len(placed), 0
            spots = []
            for named in row:
                while taken.get(column, 0) > at:
                    column += 1
                right, bottom = column + named.cell.columns, min(at + named.cell.rows, end)
                spots.append(_Spot(named, at, bottom, column, right, number))
                taken.update(dict.fromkeys(range(column, right), bottom))
                column = right
            placed.append(spots)
    return placed


class _Search:
    """Looks for headers along the columns and rows of a table."""

    def __init__(self, spots: Sequence[_Spot]) -> None:
        self._spots = spots
        self._at: dict[tuple[int, int], int] = {}
        for number, spot in enumerate(spots):
            for row in range(spot.top, spot.bottom):
                for column in range(spot.left, spot.right):
                    self._at.setdefault((row, column), number)
        self._groups = [(at, spot) for at, spot in enumerate(spots) if spot.scope == "row-group"]
        self._above: dict[tuple[int, int], tuple[int, ...]] = {}
        height = max((spot.bottom for spot in spots), default=0)
        width = max((spot.right for spot in spots), default=0)
        for column in range(width):
            places = [(row, column) for row in range(height)]
            self._above |= self._along(places, "column", lambda spot: (spot.left, spot.right))
        self._before: dict[tuple[int, int], tuple[int, ...]] = {}
        for row in range(height):
            places = [(row, column) for column in range(width)]
            self._before |= self._along(places, "row", lambda spot: (spot.top, spot.bottom))

    def headers(self, number: int) -> set[int]:
        """The headers of a cell that names none."""
        spot = self._spots[number]
        found: set[int] = set()
        for column in range(spot.left, spot.right):
            found.update(self._above.get((spot.top - 1, column), ()))
        for row in range(spot.top, spot.bottom):
            found.update(self._before.get((row, spot.left - 1), ()))
        groups = [
            (other.top, other.left, at)
            for at, other in self._groups
            if other.group == spot.group and other.top <= spot.top and other.left <= spot.left
        ]
        return found | {max(groups)[2]} if groups else found

    def _along(
        self, places: Sequence[tuple[int, int]], scope: str, extent: Callable[[_Spot], tuple[int, int]]
    ) -> dict[tuple[int, int], tuple[int, ...]]:
        """At each place, the headers that whoever comes from behind it finds there and farther on."""
        found: dict[tuple[int, int], tuple[int, ...]] = {}
        seen: tuple[int, ...] = ()
        beyond: tuple[int, ...] = ()
        block: list[int] = []
        for place in places:
            number = self._at.get(place)
            if number is not None and not self._spots[number].scope:
                beyond, block = seen, []
            elif number is not None and number not in block:
                block.append(number)
                hidden = {extent(self._spots[one]) for one in block}
                kept = [one for one in beyond if extent(self._spots[one]) not in hidden]
                own = [one for one in block if self._spots[one].scope.removesuffix("-group") in (scope, "both")]
                seen = (*kept, *own)
            found[place] = seen
        return found
