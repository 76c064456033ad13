"""Headers of table cells: scope, identifiers, and the lists that lead from cells to them. ISO 14289-1 7.5."""

from pdf.conftest import Make
from pdf.tree import File, Tag


def headers(file: File, table: Tag) -> dict[str, list[str]]:
    """The words of each data cell's headers."""
    names = {str(cell.source.ID): cell.text.strip() for cell in table.all("TH") if "/ID" in cell.source}
    return {
        cell.text.strip(): [names[str(one)] for one in cell.get("Headers", "Table") or ()] for cell in table.all("TD")
    }


def test_simple_headers(make: Make) -> None:
    file = make(
        '<table><thead><tr><td></td><th scope="col">A</th><th scope="col">B</th></tr></thead>'
        '<tbody><tr><th scope="row">x</th><td>1</td><td>2</td></tr></tbody></table>'
    )
    (table,) = file.root.all("Table")
    assert headers(file, table) == {"": [], "1": ["A", "x"], "2": ["B", "x"]}
    assert {tag.text.strip(): str(tag.get("Scope")) for tag in table.all("TH")} == {
        "A": "/Column",
        "B": "/Column",
        "x": "/Row",
    }


def test_spans_and_groups(make: Make) -> None:
    file = make(
        '<table><thead><tr><th rowspan="2" scope="col">Name</th><th colspan="2" scope="colgroup">Both</th></tr>'
        '<tr><th scope="col">One</th><th scope="col">Two</th></tr></thead><tbody>'
        '<tr><th scope="rowgroup" rowspan="2">G</th><td>1</td><td>2</td></tr><tr><td colspan="2">3</td></tr>'
        '<tr><th scope="rowgroup">H</th><td>4</td><td>5</td></tr></tbody></table>'
    )
    (table,) = file.root.all("Table")
    assert headers(file, table) == {
        "1": ["Both", "One", "G"],
        "2": ["Both", "Two", "G"],
        "3": ["Both", "One", "Two", "G"],
        "4": ["Both", "One", "H"],
        "5": ["Both", "Two", "H"],
    }
    spans = {tag.text.strip(): (tag.get("RowSpan"), tag.get("ColSpan")) for tag in table.all("TH", "TD")}
    assert spans["Name"] == (2, None)
    assert spans["Both"] == (None, 2)
    assert spans["3"] == (None, 2)


def test_headers_that_the_author_names(make: Make) -> None:
    file = make(
        '<table><tr><th id="a" scope="col">A</th><th id="b" scope="col">B</th></tr>'
        '<tr><td headers="b">1</td><td>2</td></tr></table>'
    )
    (table,) = file.root.all("Table")
    assert headers(file, table) == {"1": ["B"], "2": ["B"]}


def test_header_rows_within_a_table_take_over(make: Make) -> None:
    file = make(
        '<table><tr><th scope="col">Old</th></tr><tr><td>1</td></tr>'
        '<tr><th scope="col">New</th></tr><tr><td>2</td></tr></table>'
    )
    (table,) = file.root.all("Table")
    assert headers(file, table) == {"1": ["Old"], "2": ["New"]}


def test_a_table_that_is_split_keeps_its_headers(hard: File) -> None:
    (table,) = [table for table in hard.root.all("Table") if "A long table" in table.text]
    by_cell = headers(hard, table)
    assert by_cell["231"] == ["Two things", "Two", "Group 11"]
    assert by_cell["13"] == ["Two things", "Two", "Total"]


def test_identifiers_are_unique_and_in_the_id_tree(hard: File) -> None:
    ids = [str(tag.source.ID) for tag in hard.root.all() if "/ID" in tag.source]
    assert len(ids) == len(set(ids))
    names = []
    nodes = [hard.pdf.Root.StructTreeRoot.IDTree]
    while nodes:
        node = nodes.pop(0)
        nodes += list(node.get("/Kids", []))
        names += [str(name) for name in list(node.get("/Names", []))[::2]]
    assert names == sorted(ids, key=str.encode)
    assert {str(one) for tag in hard.root.all("TH", "TD") for one in tag.get("Headers") or ()} <= set(ids)


def test_empty_cells_are_there(hard: File) -> None:
    (table,) = [table for table in hard.root.all("Table") if "A long table" in table.text]
    assert sum(cell.text == "" for cell in table.all("TD")) == 12
