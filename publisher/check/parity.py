"""Parity: what is in the model is in the file, and nothing else.

The file is read back with lxml or pikepdf, the model is walked, and both are compared record by record. A difference
is a problem that names the figure, heading, table, note or link, with its place in the source.
"""

from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, TypeAlias

from publisher.check import from_epub, from_model, from_pdf
from publisher.check.outcome import Outcome
from publisher.check.records import OBJECT, Contents, TableCell, UnreadableError, as_in_pdf
from publisher.model import NOWHERE, Place, Problem, Publication, in_order

CLAUSE = "EPUB Accessibility 1.1 §3.3; ISO 14289-1 7.3"
AROUND = 30
READERS: dict[str, Callable[[Path], Contents]] = {".epub": from_epub.contents, ".pdf": from_pdf.contents}


def parity(publication: Publication, path: Path) -> Outcome:
    """Compares a finished file with the model. Raises nothing: a file that cannot be read is a problem, too."""
    try:
        found = READERS[path.suffix.lower()](path)
    except UnreadableError as fault:
        problem = Problem(code="unreadable", message=str(fault), place=Place(path.name), fix="build the file again")
        return Outcome(validator="parity", file=path.name, status="failed", problems=(problem,))
    expected = from_model.contents(publication)
    if path.suffix.lower() == ".pdf":
        expected, found = as_in_pdf(expected), as_in_pdf(found)
    problems = in_order(differences(expected, found, path.suffix.lstrip(".").upper()))
    detail = ", ".join(f"{len(getattr(found, name))} {name}" for name in KINDS if getattr(found, name))
    return Outcome(
        validator="parity",
        file=path.name,
        status="failed" if problems else "passed",
        problems=problems,
        detail=detail or "text only",
    )


WORDS = {
    "alt": "alt text",
    "alts": "alt text",
    "columns": "column span",
    "rows": "row span",
    "markup": "MathML",
    "data": "attached data",
    "items": "number of items",
    "before": "text in front",
}
Rows: TypeAlias = tuple[tuple[TableCell, ...], ...]
KINDS = {
    "headings": "heading",
    "pictures": "image",
    "figures": "figure",
    "tables": "table",
    "notes": "note",
    "calls": "call of a note",
    "links": "link",
    "formulas": "formula",
    "recordings": "recording",
    "foreign": "passage in another language",
    "lists": "list",
    "code": "piece of code",
    "quotations": "quotation",
    "asides": "aside",
    "abbreviations": "abbreviation",
    "emphasis": "emphasised passage",
    "ruby": "ruby annotation",
}


def differences(expected: Contents, found: Contents, name: str) -> Iterator[Problem]:
    """Every way in which ``found``, read from the file that is called ``name``, is not what was expected."""
    if expected.title != found.title:
        yield _problem(NOWHERE, f"the {name}'s title is {_quote(found.title)}, not {_quote(expected.title)}")
    if expected.language.lower() != found.language.lower():
        yield _problem(NOWHERE, f"the {name}'s language is {found.language or 'not set'}, not {expected.language}")
    for field, kind in KINDS.items():
        yield from _records(getattr(expected, field), getattr(found, field), kind, name)
    yield from _text(expected.text, found.text, name)


def _records(expected: Sequence[Any], found: Sequence[Any], kind: str, name: str) -> Iterator[Problem]:
    keys, others = [_key(record) for record in expected], [_key(record) for record in found]
    if keys == others:
        return
    for change, start, end, from_, to in SequenceMatcher(None, keys, others, autojunk=False).get_opcodes():
        if change == "equal":
            continue
        pairs = min(end - start, to - from_)
        for offset in range(pairs):
            record, other = expected[start + offset], found[from_ + offset]
            yield _problem(record.place, f"{kind} {start + offset + 1} in the {name} differs: {_how(record, other)}")
        for offset in range(pairs, end - start):
            record = expected[start + offset]
            yield _problem(record.place, f"{kind} {start + offset + 1} is missing in the {name}: {_say(record)}")
        for offset in range(pairs, to - from_):
            yield _problem(
                NOWHERE,
                f"the {name} has {_article(kind)} {kind} that is not in the source: {_say(found[from_ + offset])}",
            )


def _key(record: Any) -> tuple[Any, ...]:
    """What two records are compared by: all but the place."""
    return tuple(getattr(record, field) for field in record.__struct_fields__ if field != "place")


def _how(record: Any, other: Any) -> str:
    said = []
    for field in record.__struct_fields__:
        one, two = getattr(record, field), getattr(other, field)
        if field == "place" or one == two:
            continue
        if isinstance(one, tuple) and field == "rows":
            said.append(_cells(one, two))
        else:
            said.append(f"its {WORDS.get(field, field)} is {_quote(two)}, not {_quote(one)}")
    return "; ".join(said)


def _cells(expected: Rows, found: Rows) -> str:
    """The first cell of a table that is not as it should be."""
    for number, (row, other) in enumerate(zip(expected, found, strict=False), 1):
        for column, (cell, two) in enumerate(zip(row, other, strict=False), 1):
            if cell != two:
                return f"cell {column} of row {number}: {_how(cell, two)}"
        if len(row) != len(other):
            return f"row {number} has {len(other)} cells, not {len(row)}"
    return f"it has {len(found)} rows, not {len(expected)}"


def _say(record: Any) -> str:
    values = [getattr(record, field) for field in record.__struct_fields__ if field != "place"]
    return ", ".join(_quote(value) for value in values if value not in ("", ()))


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _text(expected: str, found: str, name: str) -> Iterator[Problem]:
    if expected == found:
        return
    at = next(
        (index for index, (one, other) in enumerate(zip(expected, found, strict=False)) if one != other),
        min(len(expected), len(found)),
    )
    start = max(0, at - AROUND)
    yield _problem(
        NOWHERE,
        f"the text of the {name} is not that of the source from character {at + 1} on: "
        f"{_quote(found[start : at + AROUND])}, not {_quote(expected[start : at + AROUND])}",
    )


def _quote(value: object) -> str:
    if value is None:
        return "decorative"
    if isinstance(value, bool):
        return "there" if value else "missing"
    if isinstance(value, tuple):
        return "(" + ", ".join(_quote(item) for item in value[:6]) + (", …" if len(value) > 6 else "") + ")"
    if not isinstance(value, str):
        return " ".join(str(value).split()) if not hasattr(value, "text") else _quote(value.text)
    text = value.replace(OBJECT, "▢")
    return f"“{text if len(text) <= 90 else text[:87] + '…'}”"


def _problem(place: Place, message: str) -> Problem:
    return Problem(
        code="parity",
        message=message,
        place=place,
        fix="build the file again; if that does not help, it is a fault of publisher's own",
        clause=CLAUSE,
    )
