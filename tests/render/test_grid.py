"""Where the cells of a table stand, and which headers they have."""

from itertools import count

from publisher.model import DataCell, HeaderCell, Paragraph, Row, Table, Text
from publisher.render.grid import grid


def head(name: str, **fields: object) -> HeaderCell:
    return HeaderCell(content=(Paragraph(content=(Text(value=name),)),), id=name, **fields)


def data(name: str, **fields: object) -> DataCell:
    return DataCell(content=(Paragraph(content=(Text(value=name),)),), id=name, **fields)


def headers(table: Table) -> dict[str, str]:
    numbers = count(1)
    found = grid(table, lambda: f"made-{next(numbers)}")
    return {
        placed.id: placed.headers
        for part in (found.head, found.body, found.foot)
        for row in part
        for placed in row.cells
        if isinstance(placed.cell, DataCell)
    }


def columns(table: Table) -> list[list[int]]:
    return [[placed.column for placed in row.cells] for row in grid(table).body]


def test_cells_stand_beside_spans_from_above() -> None:
    body = (
        Row(cells=(data("a", rows=2), data("b"), data("c", rows=3))),
        Row(cells=(data("d"),)),
        Row(cells=(data("e"), data("f"))),
    )

    assert columns(Table(body=body)) == [[0, 1, 2], [1], [0, 1]]


def test_a_span_ends_with_its_part_of_the_table() -> None:
    table = Table(head=(Row(cells=(head("a", rows=9), head("b"))),), body=(Row(cells=(data("c"), data("d"))),))

    assert columns(table) == [[0, 1]]


def test_a_simple_table_leaves_its_headers_to_their_scopes() -> None:
    table = Table(head=(Row(cells=(head("a"), head("b"))),), body=(Row(cells=(head("r", scope="row"), data("x"))),))

    assert headers(table) == {"x": ""}


def test_headers_of_groups_reach_to_the_next_group() -> None:
    table = Table(
        head=(Row(cells=(head("shore"), head("depth"))),),
        body=(
            Row(cells=(head("north", scope="row-group", columns=2),)),
            Row(cells=(head("cove", scope="row"), data("1"))),
            Row(cells=(head("south", scope="row-group", columns=2),)),
            Row(cells=(head("bay", scope="row"), data("2"))),
        ),
    )

    assert headers(table) == {"1": "depth north cove", "2": "depth south bay"}


def test_a_group_of_rows_ends_with_its_part_of_the_table() -> None:
    table = Table(
        head=(Row(cells=(head("shore"), head("depth"))),),
        body=(
            Row(cells=(head("north", scope="row-group", columns=2),)),
            Row(cells=(head("cove", scope="row"), data("1"))),
        ),
        foot=(Row(cells=(head("all", scope="row"), data("2"))),),
    )

    assert headers(table) == {"1": "depth north cove", "2": "depth all"}


def test_headers_of_columns_that_span_head_all_of_them() -> None:
    table = Table(
        head=(
            Row(cells=(head("when", columns=2, scope="column-group"), head("where", rows=2))),
            Row(cells=(head("day"), head("hour"))),
        ),
        body=(Row(cells=(data("x"), data("y"), data("z"))),),
    )

    assert headers(table) == {"x": "when day", "y": "when hour", "z": "where"}


def test_no_header_heads_itself() -> None:
    table = Table(body=(Row(cells=(head("r", scope="row", rows=2), data("x"))), Row(cells=(data("y"),))))

    found = grid(table, lambda: "made")

    assert [placed.headers for row in found.body for placed in row.cells] == ["", "r", "r"]


def test_a_long_table_takes_time_in_proportion() -> None:
    rows = tuple(Row(cells=tuple(data(f"{row}-{column}") for column in range(4))) for row in range(20_000))

    assert len(grid(Table(body=rows), lambda: "made").body) == 20_000
