"""Says a document: one utterance a block, and in it what its inline parts are, in square brackets."""

import re
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from msgspec import structs

from publisher.check.headers import NamedCell, with_headers
from publisher.check.listen.part import Part, Utterance
from publisher.check.records import TableCell

INLINE = frozenset({"link", "call", "inline", "abbreviation", "picture", "formula", "label", "page"})
_ENTERED = {"quote": "block quote", "aside": "note", "contents": "table of contents", "figure": "figure"}
_SCOPES = {"column": "column header", "row": "row header", "both": "header"}
_ALONE = re.compile(r"\[((?:graphic|formula): [^\[\]]*)\]")
_TURN = re.compile(r"\[page ([^\]]+)\]\s*")
Said: TypeAlias = Iterator[Utterance]


def speak(document: Part) -> Said:
    """Everything that is said of the document, in reading order."""
    yield from _Speaker(document.language).children(document, 0, document.language)


class _Speaker:
    """Keeps in mind the page, and the language of the document."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._page = ""

    def children(self, part: Part, depth: int, language: str) -> Said:
        """What is said of the children; inline ones that stand beside each other are said together."""
        for one in _grouped(part):
            if isinstance(one, Part):
                yield from self._block(one, depth, one.language or language)
            else:
                yield from self._line(one, depth, language)

    def _line(self, run: Sequence[Part | str], depth: int, language: str, before: str = "") -> Said:
        """One line; a page that begins with it is said before it, and one that begins in it where it does."""
        pages = [self._page] if self._page else []
        words = " ".join(self._inline(run, language, pages).replace("\u00ad", "").split())
        while found := _TURN.match(words):
            pages = pages[1:] if len(pages) > 1 else pages
            words = words[found.end() :]
            yield Utterance(f"page {found[1]}", pages=(found[1],))
        if words:
            alone = _ALONE.fullmatch(words)
            yield self._said(f"{before}{alone[1] if alone else words}", depth, language, tuple(pages))

    def _said(self, text: str, depth: int, language: str, pages: tuple[str, ...] = ()) -> Utterance:
        other = language if language.lower() != self._language.lower() else ""
        return Utterance(text, depth, other, pages or ((self._page,) if self._page else ()))

    def _inline(self, run: Sequence[Part | str], language: str, pages: list[str]) -> str:
        return "".join(one if isinstance(one, str) else self._inline_part(one, language, pages) for one in run)

    def _inline_part(self, part: Part, language: str, pages: list[str]) -> str:
        if part.role == "page":
            self._page = part.name
            pages.append(part.name)
            return f"[page {part.name}] "
        inner = self._inline(part.kids, part.language or language, pages)
        match part.role:
            case "link":
                text = f"[link: {part.name or inner}]"
            case "call":
                text = f" [note {inner.strip()}]"
            case "picture":
                # A page may begin with the picture.
                text = f"{inner}[graphic: {part.name}]" if part.name else inner
            case "formula":
                text = f"{inner}[formula: {part.name}]"
            case "abbreviation":
                text = f"{inner} [that is: {part.name}]" if part.name else inner
            case _:
                text = inner
        if part.language and part.language.lower() != language.lower() and text.strip():
            return f"[{part.language}: {text.strip()}]" + (" " if text[-1:].isspace() else "")
        return text

    def _block(self, part: Part, depth: int, language: str) -> Said:
        match part.role:
            case "heading":
                yield from self._line(part.kids, depth, language, f"heading level {part.level}: ")
            case "list":
                yield from self._list(part, depth, language)
            case "table":
                yield from self._table(part, depth, language)
            case "picture":
                if part.name:
                    yield self._said(f"graphic: {part.name}", depth, language)
                yield from self.children(part, depth, language)
            case "formula":
                yield from self.children(part, depth, language)
                yield self._said(f"formula: {part.name}", depth, language)
            case "item":
                yield from self._item(part, depth, language)
            case "caption" | "credit":
                yield from self._caption(part, depth, language)
            case "note":
                number, kids = self._labelled(part, language)
                yield from self._entered(f"footnote {number}".strip(), Part("note", kids), depth, language)
            case "recording":
                yield from self._entered(part.name or "recording", part, depth, language)
            case "code":
                yield from self._code(part, depth, language)
            case "quote" | "aside" | "contents" | "figure":
                yield from self._entered(_ENTERED[part.role], part, depth, language)
            case _:
                yield from self.children(part, depth, language)

    def _caption(self, part: Part, depth: int, language: str) -> Said:
        """A caption or credit: what it is is said with its first words. A credit in a caption says so itself."""
        before = f"{part.role}: "
        for one in _grouped(part):
            if isinstance(one, Part) and (one.role not in ("group", "paragraph") or _blocks(one)):
                yield from self._block(one, depth, one.language or language)
                continue
            kids, spoken = (one.kids, one.language or language) if isinstance(one, Part) else (one, language)
            said = tuple(self._line(kids, depth, spoken, before))
            yield from said
            before = "" if said else before

    def _labelled(self, part: Part, language: str) -> tuple[str, tuple[Part | str, ...]]:
        """The label of an item or note, and what stands behind it."""
        label = next((kid for kid in part.kids if isinstance(kid, Part) and kid.role == "label"), None)
        if label is None or _blocks(label):
            return part.name, part.kids
        return self._inline(label.kids, language, []).strip(), tuple(kid for kid in part.kids if kid is not label)

    def _item(self, part: Part, depth: int, language: str) -> Said:
        """An item, whose label is said with its first words."""
        label, kids = self._labelled(part, language)
        for one in self.children(Part("item", kids), depth, language):
            if label and one.depth == depth and not one.text.startswith("page "):
                yield structs.replace(one, text=f"{label} {one.text}")
                label = ""
            else:
                yield one

    def _entered(self, name: str, part: Part, depth: int, language: str) -> Said:
        label = f": {part.name}" if part.name and part.role not in ("recording",) else ""
        yield self._said(f"{name}{label}", depth, language)
        yield from self.children(part, depth + 1, language)
        yield self._said(f"out of {name}", depth, language)

    def _code(self, part: Part, depth: int, language: str) -> Said:
        yield self._said("code", depth, language)
        lines = self._inline(part.kids, language, []).strip("\n").split("\n")
        for line in lines:
            yield self._said(line.rstrip() or "blank", depth + 1, language)
        yield self._said("out of code", depth, language)

    def _list(self, part: Part, depth: int, language: str) -> Said:
        items = [kid for kid in part.all("item", "list", "term") if kid.role != "list"]
        count = len([item for item in items if item.role == "item"])
        yield self._said(f"list with {count} item{'s' if count != 1 else ''}", depth, language)
        yield from self.children(part, depth + 1, language)
        yield self._said("out of list", depth, language)

    def _table(self, part: Part, depth: int, language: str) -> Said:
        groups = [[list(row.all("header", "cell")) for row in group] for group in _groups(part)]
        rows = [row for group in groups for row in group]
        width = max((sum(cell.columns for cell in row) for row in rows), default=0)
        for caption in part.all("caption"):
            yield from self._caption(caption, depth, caption.language or language)
        yield self._said(f"table with {len(rows)} rows and {width} columns", depth, language)
        named = with_headers([[[_named(cell) for cell in row] for row in group] for group in groups])
        for number, (row, known) in enumerate(zip(rows, named, strict=True), 1):
            for column, (cell, found) in enumerate(zip(row, known, strict=True), 1):
                yield from self._cell(cell, found, f"row {number} column {column}", depth + 1, language)
        yield self._said("out of table", depth, language)

    def _cell(self, cell: Part, found: TableCell, place: str, depth: int, language: str) -> Said:
        language = cell.language or language
        kind = f", {_SCOPES.get(cell.scope, 'header')}" if cell.role == "header" else ""
        heads = "".join(f", {text}" for text in found.headers)
        if _blocks(cell):
            yield self._said(f"{place}{kind}{heads}:", depth, language)
            yield from self.children(cell, depth + 1, language)
            return
        said = list(self._line(cell.kids, depth, language, f"{place}{kind}{heads}: "))
        yield from said or [self._said(f"{place}{kind}{heads}: blank", depth, language)]


def _grouped(part: Part) -> Iterator[Part | tuple[Part | str, ...]]:
    """The blocks in a part, and the inline parts and texts that stand beside each other."""
    run: list[Part | str] = []
    for kid in part.kids:
        if isinstance(kid, str) or (kid.role in INLINE and not _blocks(kid)):
            run.append(kid)
            continue
        yield tuple(run)
        run = []
        yield kid
    yield tuple(run)


def _blocks(part: Part) -> bool:
    """Whether there is anything in a part that is said by itself."""
    return any(isinstance(kid, Part) and (kid.role not in INLINE or _blocks(kid)) for kid in part.kids)


def _groups(table: Part) -> list[list[Part]]:
    """The rows of each head, body and foot."""
    loose = [kid for kid in table.kids if isinstance(kid, Part) and kid.role == "row"]
    others = [kid for kid in table.kids if isinstance(kid, Part) and kid.role == "group"]
    return [rows for rows in (loose, *(list(group.all("row")) for group in others)) if rows]


def _named(cell: Part) -> NamedCell:
    text = " ".join(_text(cell).split())
    scope = cell.scope or "column" if cell.role == "header" else ""
    return NamedCell(TableCell(text, scope, cell.columns, cell.rows), cell.id, cell.headers)


def _text(part: Part) -> str:
    if part.role in ("note", "page", "call"):
        return ""
    if part.role in ("picture", "formula"):
        return part.name
    joined = "" if part.role in INLINE else " "
    return joined + "".join(kid if isinstance(kid, str) else _text(kid) for kid in part.kids) + joined
