"""Ids, and whether what refers to one leads anywhere."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.model import (
    BibliographyEntry,
    Citation,
    CrossReference,
    Figure,
    Index,
    IndexTerm,
    ListOf,
    Node,
    Note,
    NoteReference,
    Place,
    Problem,
    Section,
    Table,
    plain_text,
)
from publisher.read.names import SAFE_ID
from publisher.read.problems import problem


def inspect_references(places: list[tuple[Node, Place]]) -> Iterator[Problem]:
    """The problems of a publication's ids and references; ``places`` are all its nodes."""
    ids: dict[str, Node] = {}
    for node, at in places:
        if node.id in ids:
            yield problem("id-duplicate", at, id=node.id)
        elif node.id:
            ids[node.id] = node
        needed = isinstance(node, Section | Note | IndexTerm | BibliographyEntry)
        if (node.id or needed) and not SAFE_ID.fullmatch(node.id):
            yield problem("id-invalid", at, id=node.id)
    called: set[str] = set()
    for node, at in places:
        if isinstance(node, NoteReference):
            called.add(node.note)
        yield from _reference(node, at, ids)
    for node, at in places:
        if isinstance(node, Note) and node.id not in called:
            yield problem("note-unused", at, note=node.id)
    yield from _made_lists(places)


def _reference(node: Node, at: Place, ids: dict[str, Node]) -> Iterator[Problem]:
    match node:
        case CrossReference():
            if node.target not in ids:
                yield problem("link-target", at, target=node.target, hint="give the id of a node")
            if node.content and not plain_text(node.content).strip():
                yield problem("link-empty", at, target=node.target)
        case Citation():
            if not isinstance(ids.get(node.target), BibliographyEntry):
                yield problem("citation-target", at, target=node.target)
        case NoteReference():
            if not isinstance(ids.get(node.note), Note):
                yield problem("note-missing", at, note=node.note)


def _made_lists(places: list[tuple[Node, Place]]) -> Iterator[Problem]:
    """Lists that would be empty."""
    indexed = any(isinstance(node, IndexTerm) for node, _ in places)
    captioned = {"figures": False, "tables": False}
    for node, _ in places:
        if isinstance(node, Figure | Table) and plain_text(node.caption).strip():
            captioned["figures" if isinstance(node, Figure) else "tables"] = True
    for node, at in places:
        if isinstance(node, Index) and not indexed:
            yield problem("index-empty", at)
        elif isinstance(node, ListOf) and not captioned[node.what]:
            yield problem("list-empty", at, what=node.what)
