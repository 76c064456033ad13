"""Which headers the data cells of a table have, by what the cells themselves say and by where they stand."""

from publisher.check import headers
from publisher.check.headers import NamedCell, with_headers
from publisher.check.records import TableCell


def head(text: str, scope: str = "column", **spans: int) -> NamedCell:
    return NamedCell(TableCell(text, scope, **spans), text)


def data(text: str, *names: str, **spans: int) -> NamedCell:
    return NamedCell(TableCell(text, **spans), headers=names)


def found(*groups: list[list[NamedCell]]) -> dict[str, str]:
    rows = with_headers(groups)
    return {cell.text: " ".join(cell.headers) for row in rows for cell in row if not cell.scope}


def test_headers_stand_above_and_before() -> None:
    top = [[head("x"), head("a"), head("b")]]
    body = [[head("r", "row"), data("1"), data("2")], [head("s", "row"), data("3"), data("4")]]

    assert found(top, body) == {"1": "a r", "2": "b r", "3": "a s", "4": "b s"}


def test_a_cell_over_two_columns_has_the_headers_of_both() -> None:
    assert found([[head("a"), head("b")]], [[data("1", columns=2)]]) == {"1": "a b"}


def test_what_a_cell_names_is_believed() -> None:
    assert found([[head("a"), head("b")]], [[data("1", "b"), data("2", "nothing")]]) == {"1": "b", "2": "b"}


def test_a_nearer_header_hides_one_of_the_same_columns() -> None:
    body = [[data("1"), data("2")], [head("c"), head("d")], [data("3"), data("4")]]

    assert found([[head("a"), head("b")]], body) == {"1": "a", "2": "b", "3": "c", "4": "d"}


def test_a_header_over_more_columns_is_not_hidden() -> None:
    body = [[data("1"), data("2")], [head("c"), head("d")], [data("3"), data("4")]]

    assert found([[head("both", columns=2)]], body) == {"1": "both", "2": "both", "3": "both c", "4": "both d"}


def test_a_header_of_a_group_of_rows_heads_it_up_to_the_next() -> None:
    body = [
        [head("north", "row-group", rows=2), data("1")],
        [data("2")],
        [head("south", "row-group"), data("3")],
    ]

    assert found([[head("x"), head("a")]], body, [[data("4", columns=2)]]) == {
        "1": "a north",
        "2": "a north",
        "3": "a south",
        "4": "x a",
    }


def test_very_large_tables_are_left_to_their_scopes() -> None:
    body = [[head(f"r{row}", "row"), data(f"{row}")] for row in range(1500)]

    assert len(body) * 2 * len(body) > headers.MOST_PAIRS
    assert set(found(body).values()) == {""}
