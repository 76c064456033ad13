"""What must hold in every finished file, whatever is in it; read with pikepdf alone.

Each check gives a line for every place where it does not hold, so that an empty list is the proof:

1. ``painting``      what is painted is painted in the order of the tags, all of it, and once
2. ``headers``       every cell of a table leads to the headers that stand above it and beside it
3. ``grids``         the rows of a table are equally wide, with their spans
4. ``notes``         a note is read right after the block that calls it
5. ``annotations``   every annotation is printed, says what it is, and belongs to one element
6. ``identifiers``   no identifier is there twice
7. ``faces``         one subset of each face is embedded, and no face twice
8. ``empty``         no element is there for nothing
9. ``lists``         every list says how its items are numbered, or that they are not
"""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pikepdf import Name

from pdf.tree import File, Tag

NO_BLOCKS = frozenset({"Span", "Em", "Strong", "Code", "Quote", "Link", "Reference", "Ruby", "RB", "RT", "RP", "Lbl"})
"""What may stand between a call and its note: the rest of the line."""
NOTES = ("Note", "FENote")
"""A note in PDF 1.7, and in PDF 2.0."""
EMPTY_ALLOWED = frozenset({"TD", "TH", "TR"})


def faults(file: File) -> list[str]:
    """Every way in which a file is not whole."""
    checks = (painting, headers, grids, notes, annotations, identifiers, faces, empty, lists)
    return [f"{check.__name__}: {fault}" for check in checks for fault in check(file)]


def painting(file: File) -> Iterator[str]:
    """The marks of each page as they are painted, against the marks of the tree."""
    read: dict[int, list[int]] = {}
    for page, mark in file.root.walk():
        read.setdefault(page, []).append(mark)
    for page in range(len(file.pdf.pages)):
        painted = [
            int(operands[1].MCID)
            for operator, operands in file.operators(page)
            if operator == "BDC" and operands[0] != Name.Artifact and "/MCID" in operands[1]
        ]
        if painted != read.get(page, []):
            yield f"page {page + 1} paints {painted}, but {read.get(page, [])} is read"


def grids(file: File) -> Iterator[str]:
    """How wide the rows of each table are, if not equally."""
    for table in file.root.all("Table"):
        widths = {len(row) for row in _grid(table)}
        if len(widths) > 1:
            yield f"a table has rows of {sorted(widths)} columns: {table.text[:60]!r}"


def headers(file: File) -> Iterator[str]:
    """The headers that data cells name, against those that the grid says."""
    for table in file.root.all("Table"):
        grid = _grid(table)
        starts = [start for start, count in _groups(table) for _ in range(count)]
        for cell, (row, column) in _places(grid).items():
            if cell.name != "TD":
                continue
            named = {str(one) for one in cell.get("Headers", "Table") or ()}
            wide, high = _span(cell, "ColSpan"), _span(cell, "RowSpan")
            above = {
                one
                for y in range(row)
                for one in grid[y][column : column + wide]
                if one is not None and _heads(one, "Column")
            }
            beside = {
                one
                for y in range(row, row + high)
                for one in grid[y][:column]
                if one is not None and _heads(one, "Row")
            }
            expected = {str(one.source.ID) for one in above | beside if "/ID" in one.source}
            # One that heads a group of rows heads those below it, too, up to the next (HTML §4.9.12.2).
            group = [
                str(one.source.ID)
                for y in range(starts[row], row)
                for one in grid[y][:column]
                if one is not None and _heads(one, "Row") and "/ID" in one.source
            ]
            expected |= set([one for one in group if one in named - expected][-1:])
            if named != expected or any("/ID" not in one.source for one in above | beside):
                yield f"the cell {cell.text[:40]!r} names {sorted(named)}, not {sorted(expected)}"


def notes(file: File) -> Iterator[str]:
    """Notes that do not follow the block of their call at once."""
    waiting: list[str] = []
    for tag in _blocks(file.root):
        if tag.name == "Reference":
            waiting.append(tag.text.strip())
        elif tag.name in NOTES:
            label = _label(tag)
            if label not in waiting:
                yield f"note {label!r} comes when {waiting} are waited for: {tag.text[:40]!r}"
            else:
                waiting.remove(label)
        elif waiting:
            yield f"{tag.name} comes before the notes {waiting}: {tag.text[:40]!r}"
            waiting.clear()
    if waiting:
        yield f"notes {waiting} do not come"


def annotations(file: File) -> Iterator[str]:
    """Annotations that are not printed, say nothing, or belong to no element."""
    owners: dict[Any, Tag] = {}
    for tag in file.root.all():
        for one in tag.annotations:
            if one.objgen in owners:
                yield f"an annotation belongs to two elements: {tag.text[:40]!r}"
            owners[one.objgen] = tag
    parents = _numbers(file.pdf.Root.StructTreeRoot.get("/ParentTree"))
    for number, page in enumerate(file.pdf.pages, 1):
        for one in page.obj.get("/Annots", []):
            owner = owners.get(one.objgen)
            if owner is None:
                yield f"page {number}: an annotation is in no element"
            elif parents.get(int(one.get("/StructParent", -1))) != owner.source.objgen:
                yield f"page {number}: an annotation leads to another element than {owner.text[:40]!r}"
            said = str(one.get("/Contents", "")).strip()
            if not said:
                yield f"page {number}: an annotation says nothing"
            # Words that are the same as the name of their target may be the author's.
            if owner is not None and said == _destination(one) != owner.text.replace("\u00ad", "").strip():
                yield f"page {number}: an annotation says {said!r}, a name that nobody sees"
            if int(one.get("/F", 0)) & 0b111 != 0b100:
                yield f"page {number}: an annotation is not printed"
            if page.obj.get("/Tabs") != Name.S:
                yield f"page {number} is not gone through in the order of the tags"


def _destination(annotation: Any) -> str:
    """The name of the place that a link leads to; empty where it leads to the web."""
    return str(annotation.get("/Dest", annotation.get("/A", {}).get("/D", "")))


def identifiers(file: File) -> Iterator[str]:
    """Identifiers that more than one element has."""
    counted = Counter(str(tag.source.ID) for tag in file.root.all() if "/ID" in tag.source)
    yield from (f"{name} is the identifier of {count} elements" for name, count in counted.items() if count > 1)


def faces(file: File) -> Iterator[str]:
    """Faces that are embedded more than once, or are no subset."""
    counted: Counter[str] = Counter()
    for one in file.pdf.objects:
        if getattr(one, "get", None) and one.get("/Type") == Name.FontDescriptor:
            prefix, _, name = str(one.FontName)[1:].partition("+")
            if len(prefix) != 6 or not name:
                yield f"{one.FontName} is no subset"
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(one.keys()):
                yield f"{one.FontName} is not embedded"
            counted[name] += 1
    yield from (f"{name} is embedded {count} times" for name, count in counted.items() if count > 1)


def empty(file: File) -> Iterator[str]:
    """Elements without content."""
    for tag in file.root.all():
        if not tag.order and not tag.annotations and tag.name not in EMPTY_ALLOWED:
            yield f"an empty {tag.name}"


def lists(file: File) -> Iterator[str]:
    """Lists that do not say how their items are numbered."""
    for tag in file.root.all("L"):
        if tag.get("ListNumbering", "List") is None:
            yield f"a list does not say how it is numbered: {tag.text[:40]!r}"


def crossing(file: File, name: str) -> list[Tag]:
    """The elements of a type that have content on more than one page."""
    return [tag for tag in file.root.all(name) if len(tag.pages) > 1]


def _blocks(tag: Tag) -> Iterator[Tag]:
    """Calls of notes, notes, and all blocks that begin, in the order of reading."""
    for kid in tag.tags:
        if kid.name in NOTES:
            # A note's own blocks are not those that wait.
            yield kid
        elif kid.name == "Reference" and "made" in kid.classes and not kid.tags:
            yield kid
        else:
            if kid.name not in NO_BLOCKS and kid.name not in ("Figure", "Formula") and "credit" not in kid.classes:
                yield kid
            inside = list(_blocks(kid))
            there = {_label(one) for one in inside if one.name in NOTES}
            # Notes that are too long to stand in a table or caption, or at the foot of its page, follow the whole.
            behind = [one for one in inside if one.name == "Reference" and one.text.strip() not in there]
            behind = behind if kid.name in ("Table", "Caption") else []
            yield from (one for one in inside if one not in behind)
            yield from behind


def _label(note: Tag) -> str:
    return next((kid.text.strip().rstrip(".") for kid in note.tags if kid.name == "Lbl"), "")


def rows(table: Tag) -> list[Tag]:
    """The rows of a table, without those of tables in it."""
    return [row for kid in table.tags for row in ((kid,) if kid.name == "TR" else kid.tags) if row.name == "TR"]


def _groups(table: Tag) -> Iterator[tuple[int, int]]:
    """Where each head, body or foot of a table begins, and how many rows it has; rows outside of them are one each."""
    start = 0
    for kid in table.tags:
        count = sum(row.name == "TR" for row in ((kid,) if kid.name == "TR" else kid.tags))
        if count:
            yield start, count
        start += count


def _grid(table: Tag) -> list[list[Tag | None]]:
    """The cell at each place of a table; None where no cell is."""
    own = rows(table)
    grid: list[dict[int, Tag]] = [{} for _ in own]
    for y, row in enumerate(own):
        x = 0
        for cell in row.tags:
            while x in grid[y]:
                x += 1
            for down in range(min(_span(cell, "RowSpan"), len(own) - y)):
                grid[y + down].update(dict.fromkeys(range(x, x + _span(cell, "ColSpan")), cell))
            x += _span(cell, "ColSpan")
    return [[row.get(x) for x in range(max(row, default=-1) + 1)] for row in grid]


def _places(grid: list[list[Tag | None]]) -> dict[Tag, tuple[int, int]]:
    """The first row and column of each cell."""
    places: dict[Tag, tuple[int, int]] = {}
    for y, row in enumerate(grid):
        for x, cell in enumerate(row):
            if cell is not None:
                places.setdefault(cell, (y, x))
    return places


def _span(cell: Tag, name: str) -> int:
    return int(cell.get(name, "Table") or 1)


def _heads(cell: Tag, way: str) -> bool:
    return cell.name == "TH" and str(cell.get("Scope", "Table"))[1:] in (way, "Both")


def _numbers(tree: Any) -> dict[int, Any]:
    """A number tree: what each key leads to, if it is a single object."""
    found: dict[int, Any] = {}
    nodes = [tree]
    while nodes:
        node = nodes.pop()
        nodes += list(node.get("/Kids", []))
        entries = list(node.get("/Nums", []))
        found.update((int(key), value.objgen) for key, value in zip(entries[::2], entries[1::2], strict=True))
    return found
