"""Tables: several header rows, groups of rows and columns, cells that span, feet, and rows for several pages."""

from hypothesis import strategies as st

from publisher.model import Block, DataCell, HeaderCell, Paragraph, Row, Table, Text
from strategies.inlines import captions

Cells = st.SearchStrategy[tuple[Block, ...]]


@st.composite
def tables(draw: st.DrawFn, blocks: st.SearchStrategy[Block]) -> Table:
    """A table whose rows all have as many columns, spans counted."""
    cells = st.lists(blocks, min_size=1, max_size=2).map(tuple)
    columns = draw(st.integers(1, 4))
    body: list[Row] = []
    for _ in range(draw(st.integers(1, 4))):
        body += draw(st.one_of(_row(cells, columns), _row(cells, columns), _group(cells, columns)))
    if draw(st.integers(0, 9)) == 0:
        body = [Row(cells=_numbered(row, number)) for number in range(draw(st.integers(5, 15))) for row in body]
    foot = draw(_row(cells, columns)) if draw(st.integers(0, 4)) == 0 else []
    return Table(
        head=tuple(draw(_head(cells, columns))),
        body=tuple(body),
        foot=tuple(foot),
        caption=draw(captions),
        alignments=draw(st.sampled_from(((), ("start",) * columns, ("end",) * columns, ("center",) * columns))),
    )


def _numbered(row: Row, number: int) -> tuple[HeaderCell | DataCell, ...]:
    """The cells of a row that is there many times; they say which time it is, and call no notes twice."""
    words = (Paragraph(content=(Text(value=f"Time {number}"),)),)
    return tuple(cell.replace(content=words) if number else cell for cell in row.cells)


@st.composite
def _head(draw: st.DrawFn, cells: Cells, columns: int) -> list[Row]:
    """One header row, or two, of which the first names groups of columns."""
    names = [HeaderCell(content=draw(cells), scope="column") for _ in range(columns)]
    if columns < 3 or draw(st.booleans()):
        return [Row(cells=tuple(names))]
    first = names[0].replace(rows=2)
    both = HeaderCell(content=draw(cells), scope="column-group", columns=columns - 1)
    return [Row(cells=(first, both)), Row(cells=tuple(names[1:]))]


@st.composite
def _row(draw: st.DrawFn, cells: Cells, columns: int) -> list[Row]:
    """A row with a header, if it has more than one cell; some have only one beside it."""
    if columns == 1:
        return [Row(cells=(DataCell(content=draw(cells)),))]
    first = HeaderCell(content=draw(cells), scope="row")
    if columns > 2 and draw(st.booleans()):
        return [Row(cells=(first, DataCell(content=draw(cells), columns=columns - 1)))]
    # A cell may be empty.
    return [
        Row(cells=(first, *(DataCell(content=draw(st.one_of(cells, cells, st.just(())))) for _ in range(columns - 1))))
    ]


@st.composite
def _group(draw: st.DrawFn, cells: Cells, columns: int) -> list[Row]:
    """Rows with one header, and sometimes with a last cell that spans them, too."""
    high = draw(st.integers(2, 3))
    scope = draw(st.sampled_from(("row", "row-group")))
    last = columns > 2 and draw(st.booleans())
    rows = []
    for number in range(high):
        row: list[HeaderCell | DataCell] = [DataCell(content=draw(cells)) for _ in range(columns - 1 - last)]
        if number == 0:
            row.insert(0, HeaderCell(content=draw(cells), scope=scope, rows=high))
            row += [DataCell(content=draw(cells), rows=high)] * last
        rows.append(Row(cells=tuple(row)))
    return rows if columns > 1 else draw(_row(cells, columns))
