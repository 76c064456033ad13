"""Tables, from Markdown's pipes, HTML or lists: header cells get the scope that their place gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from publisher.model import Alignment, Block, DataCell, HeaderCell, Row, Scope, Table
from publisher.read.markdown.attributes import match_attributes, read_attributes
from publisher.read.markdown.converter import Converter, Item
from publisher.read.markdown.element import Element

_ALIGNMENTS: dict[str, Alignment] = {
    "left": "start",
    "start": "start",
    "center": "center",
    "right": "end",
    "end": "end",
}
_SCOPES: dict[str, Scope] = {
    "col": "column",
    "column": "column",
    "row": "row",
    "colgroup": "column-group",
    "rowgroup": "row-group",
}
_PARTS = ("thead", "tbody", "tfoot")


def table(converter: Converter, element: Element) -> Iterable[Item]:
    """A table of pipes or HTML. What stands in it outside its rows goes before it, as browsers have it."""
    head: list[Row] = []
    body: list[Row] = []
    foot: list[Row] = []
    caption = converter.line([part for child in element.children if child.name == "caption" for part in child.children])
    stray: list[Element] = []
    for part, row in _rows(element, stray):
        cells = [child for child in row.children if child.name in ("th", "td")]
        stray.extend(child for child in row.children if child.name not in ("th", "td") and _is_content(child))
        # A row of header cells only, before any data, heads the table even where nobody wrote <thead>.
        heads = part == "thead" or (not part and not body and bool(cells) and all(cell.name == "th" for cell in cells))
        made = _row(converter, row, cells, heads=heads)
        if made.cells or part != "thead":
            (head if heads else foot if part == "tfoot" else body).append(made)
    before = converter.blocks(stray)
    if not (head or body or foot):
        return before
    alignments = _alignments(element)
    if not element.html and head and not any(cell.content for row in head for cell in row.cells):
        head = []
    return (
        *before,
        Table(
            caption=caption,
            head=tuple(head),
            body=tuple(body),
            foot=tuple(foot),
            alignments=alignments,
            **converter.common(element),
        ),
    )


def _is_content(element: Element) -> bool:
    return bool(element.name) or not element.text.isspace()


def _rows(element: Element, stray: list[Element]) -> Iterable[tuple[str, Element]]:
    for child in element.children:
        if child.name == "tr":
            # Markdown's rows are in parts of their own; a bare row of HTML is in none.
            yield "", child
        elif child.name in _PARTS:
            for row in child.children:
                if row.name == "tr":
                    yield (child.name if child.name != "tbody" else "tbody"), row
                elif _is_content(row):
                    stray.append(row)
        elif child.name not in ("caption", "colgroup", "col") and _is_content(child):
            stray.append(child)


def _row(converter: Converter, element: Element, cells: list[Element], *, heads: bool) -> Row:
    # A row of header cells only heads columns, wherever it stands.
    scope: Scope = "column" if heads or all(cell.name == "th" for cell in cells) else "row"
    made = tuple(_cell(converter, cell, scope) for cell in cells)
    return Row(made, **converter.common(element))


def _cell(converter: Converter, element: Element, usual: Scope) -> HeaderCell | DataCell:
    content = converter.blocks(element.children)
    fields = converter.common(element)
    columns, rows = span(converter, element, "colspan"), span(converter, element, "rowspan")
    # An empty cell names nothing: the corner above row headers is no header.
    if element.name == "td" or not content:
        return DataCell(content, columns=columns, rows=rows, **fields)
    written = _SCOPES.get(element.attributes.get("scope", "").lower())
    return HeaderCell(content, scope=written or usual, columns=columns, rows=rows, **fields)


def span(converter: Converter, element: Element, name: str) -> int:
    """How many columns or rows a cell takes, 1 to 1000."""
    value = element.attributes.get(name, "1").strip()
    if re.fullmatch(r"\d{1,9}", value) and 1 <= int(value) <= 1000:
        return int(value)
    converter.report("table-span", element, name=name, value=value)
    return 1


def _alignments(element: Element) -> tuple[Alignment, ...]:
    """The alignment of each column, from the first row that has as many cells as any; () if all are as usual."""
    rows = [row for _, row in _rows(element, [])]
    widest = max(rows, key=lambda row: len(row.children), default=None)
    if widest is None or any("colspan" in cell.attributes for cell in widest.children):
        return ()
    cells = [cell for cell in widest.children if cell.name in ("td", "th")]
    found = [_ALIGNMENTS.get(_alignment(cell), "start") for cell in cells]
    return tuple(found) if any(alignment != "start" for alignment in found) else ()


def _alignment(cell: Element) -> str:
    match = re.search(r"text-align\s*:\s*(\w+)", cell.attributes.get("style", ""))
    return (match[1] if match else cell.attributes.get("align", "")).lower()


def alignments_from(converter: Converter, option: Element) -> tuple[Alignment, ...]:
    """The alignments in an option such as ``left right center``."""
    words = option.text.lower().replace(",", " ").split()
    if any(word not in _ALIGNMENTS for word in words):
        converter.report(
            "option-value", option, name="align", value=option.text, expected="left, center or right for each column"
        )
        return ()
    return tuple(_ALIGNMENTS[word] for word in words)


def with_headers(table: Table, rows: int | None, columns: int) -> Table:
    """The table with so many rows (None: as it is) and columns of header cells at its start."""
    all_rows = table.head + table.body
    head = len(table.head) if rows is None else min(rows, len(all_rows))
    made: list[Row] = []
    covered: dict[int, int] = {}
    for number, row in enumerate(all_rows):
        cells: list[HeaderCell | DataCell] = []
        column = 0
        for cell in row.cells:
            while covered.get(column, 0) > number:
                column += 1
            scope: Scope | None = "column" if number < head else "row" if column < columns else None
            cells.append(_as_header(cell, scope) if scope or rows is not None else cell)
            for taken in range(column, column + cell.columns):
                covered[taken] = number + cell.rows
            column += cell.columns
        made.append(row.replace(cells=tuple(cells)))
    return table.replace(head=tuple(made[:head]), body=tuple(made[head:]))


def _as_header(cell: HeaderCell | DataCell, scope: Scope | None) -> HeaderCell | DataCell:
    fields = {"columns": cell.columns, "rows": cell.rows, "id": cell.id, "language": cell.language, "at": cell.at}
    if scope and cell.content:
        return HeaderCell(cell.content, scope=scope, **fields)  # type: ignore[arg-type]
    return DataCell(cell.content, **fields)  # type: ignore[arg-type]


def list_table(converter: Converter, lists: Element) -> Table:
    """A table written as a list of rows, each a list of cells."""
    rows: list[Row] = []
    for item in lists.children:
        if item.name != "li":
            continue
        inner = [child for child in item.children if child.name in ("ul", "ol")]
        if not inner:
            converter.report("list-table-row", item)
        cells = [cell for each in inner for cell in each.children if cell.name == "li"] or [item]
        rows.append(Row(tuple(_list_cell(converter, cell) for cell in cells), **converter.common(item)))
    return Table(body=tuple(rows), at=converter.at(lists))


def _list_cell(converter: Converter, element: Element) -> DataCell:
    _take_attributes(element)
    content: tuple[Block, ...] = converter.blocks(element.children)
    columns, rows = span(converter, element, "colspan"), span(converter, element, "rowspan")
    return DataCell(content, columns=columns, rows=rows, **converter.common(element))


def _take_attributes(cell: Element) -> None:
    """Move attributes at the start of the cell, ``{colspan=2}``, from its text to the cell."""
    first = cell.children[0] if cell.children else None
    if first is None or first.name != "p":
        return
    cell.attributes = {**first.attributes, **cell.attributes}
    first.attributes = {}
    words = first.children[0] if first.children else None
    if words is not None and not words.name and (match := match_attributes(words.text)):
        cell.attributes.update(read_attributes(match[0]))
        words.text = words.text[match.end() :].lstrip()
