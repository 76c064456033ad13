"""A file of Markdown to a `Document`.

1. take out characters that XML does not allow, with their places
2. take the front matter off, in YAML between two lines ``---``; the lines keep their numbers
3. parse the Markdown, grow the tree of elements, gather the notes
4. convert the elements to nodes and put them into sections by their headings
5. give every section the notes that it calls first; say which notes nobody calls
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from msgspec import Struct

from publisher.model import (
    Block,
    Note,
    NoteReference,
    Paragraph,
    Place,
    Problem,
    Section,
    Span,
    Strong,
    in_order,
    transform,
)
from publisher.model.node import Node
from publisher.read.markdown.blocks import BLOCK_MAKERS
from publisher.read.markdown.converter import Converter, Item, Makers
from publisher.read.markdown.directives import directive
from publisher.read.markdown.element import Element
from publisher.read.markdown.inlines import INLINE_MAKERS
from publisher.read.markdown.outline import outline
from publisher.read.markdown.pictures import join_captions
from publisher.read.markdown.recordings import recording
from publisher.read.markdown.syntax import tokens
from publisher.read.markdown.tokens import grow
from publisher.read.problems import problem
from publisher.read.tree import Entries, Items, Scalar, Value, parse_yaml

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FENCE = re.compile(r"-{3,}[ \t]*")
_KEY = re.compile(r"[ \t]*(?:#|[\w\"'-][^:#]*:(?:[ \t]|$))")
_FENCE_END = re.compile(r"(?:-{3,}|\.{3})[ \t]*")
_MOST_INCLUDED = 3
_MOST_CONTROLS = 100
"""Control characters that are reported at most; all are taken out."""

_MAKERS = Makers(
    INLINE_MAKERS,
    {**BLOCK_MAKERS, "audio": recording, "video": recording, "{directive}": directive},
    join_captions,
)


class Document(Struct, frozen=True, kw_only=True):
    """One file of Markdown: its metadata, what stands before the first heading, and its sections.

    Ids, and the targets of references, are as they are written; `notes` are those that ``content`` calls. The role of
    every section is ``"section"``, its id what the author gave it, or empty.
    """

    file: str
    front_matter: Entries = Entries()
    content: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    sections: tuple[Section, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def meta(self) -> dict[str, object]:
        """The front matter as plain values, all of them text, lists or mappings."""
        return {entry.key: _plain(entry.value) for entry in self.front_matter.values}


def parse(text: str, file: str, include: Callable[[str], str | None]) -> Document:
    """The document that a text is.

    ``file`` is its path relative to the publication's folder, for places and for what is written relative to it;
    ``include`` gives the text of another file of the folder, or None. Never fails: what is wrong is in ``problems``.
    """
    return _parse(text, file, include, depth=0)


def _parse(text: str, file: str, include: Callable[[str], str | None], depth: int) -> Document:
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text, found = _without_controls(text, file)
    lines = text.split("\n")
    front_matter, body, yaml_problems = _front_matter(lines, file)

    def included(converter: Converter, name: str, where: Element) -> tuple[Block, ...]:
        other = include(name) if depth < _MOST_INCLUDED else None
        if other is None:
            converter.report("file-missing", where, file=name)
            return ()
        document = _parse(other, name, include, depth + 1)
        converter.problems.extend(document.problems)
        return _taken_in(converter, document)

    converter = Converter(file, len(lines), _MAKERS, included)
    tree = grow(tokens("\n".join(body)), body, 1, converter.report)
    _gather_notes(converter, tree)
    items = _last_anchors(converter, converter.items(tree.children))
    noted = _Notes(converter)
    made = outline(converter, items, noted.called)
    noted.report_unused()
    converter.report_unknown()
    problems = in_order((*found, *yaml_problems, *converter.problems))
    return Document(
        file=file,
        front_matter=front_matter,
        content=made.content,
        notes=made.notes,
        sections=made.sections,
        problems=problems,
    )


def _taken_in(converter: Converter, document: Document) -> tuple[Block, ...]:
    """All blocks of a file that another takes in: its titles as paragraphs, its notes among those of the other."""

    def rename(node: Node) -> Node:
        return node.replace(note=f"{document.file}:{node.note}") if isinstance(node, NoteReference) else node

    def flat(section: Section) -> tuple[Block, ...]:
        title = Paragraph((Strong(section.title, at=section.at),), id=section.id, at=section.at)
        return (title, *section.content, *(block for child in section.sections for block in flat(child)))

    def notes(sections: tuple[Section, ...]) -> Iterator[Note]:
        for section in sections:
            yield from section.notes
            yield from notes(section.sections)

    for note in (*document.notes, *notes(document.sections)):
        label = f"{document.file}:{note.id}"
        converter.taken_in[label] = transform(note, rename).replace(id=label)
        converter.calls.append(label)
    blocks = document.content + tuple(block for section in document.sections for block in flat(section))
    return transform(blocks, rename)


def _last_anchors(converter: Converter, items: list[Item]) -> list[Item]:
    """The items with the anchors that stand after the last of them."""
    last = items[-1] if items else None
    if isinstance(last, Paragraph) and converter.anchors:
        marks = tuple(Span((), id=name, at=last.at) for name in converter.anchors)
        items[-1] = last.replace(content=last.content + marks)
    elif converter.anchors:
        converter.report("attribute-unused", last.at.line if last else 1, names=" ".join(converter.anchors))
    return items


def _without_controls(text: str, file: str) -> tuple[str, list[Problem]]:
    found: list[Problem] = []
    line, counted = 1, 0
    for match in islice(_NOT_XML.finditer(text), _MOST_CONTROLS):
        line += text.count("\n", counted, match.start())
        counted = match.start()
        column = match.start() - text.rfind("\n", 0, match.start())
        found.append(problem("control-character", Place(file, line, column), character=f"U+{ord(match[0]):04X}"))
    return (_NOT_XML.sub("", text) if found else text), found


def _front_matter(lines: list[str], file: str) -> tuple[Entries, list[str], tuple[Problem, ...]]:
    """The metadata between the fences, and the lines with it blanked out."""
    if not _FENCE.fullmatch(lines[0]):
        return Entries(), lines, ()
    # A rule at the very beginning is no front matter: that begins with a key or a comment.
    if len(lines) < 2 or not _KEY.match(lines[1]):
        return Entries(), lines, ()
    end = next((number for number, line in enumerate(lines[1:], 1) if _FENCE_END.fullmatch(line)), 0)
    if not end:
        return Entries(), lines, (problem("meta-syntax", Place(file, 1), detail="there is no --- after it"),)
    entries, problems = parse_yaml("\n".join(lines[1:end]), file, first_line=2)
    return entries, [""] * (end + 1) + lines[end + 1 :], problems


def _plain(value: Value) -> object:
    match value:
        case Scalar():
            return None if value.empty else value.text
        case Items():
            return [_plain(item) for item in value.values]
        case Entries():
            return {entry.key: _plain(entry.value) for entry in value.values}


def _gather_notes(converter: Converter, tree: Element) -> None:
    for element in _elements(tree):
        if element.name != "{note}":
            continue
        if element.info in converter.notes:
            converter.report("note-twice", element, note=element.info)
            # Both texts are kept: the second follows the first.
            converter.notes[element.info].children.extend(element.children)
        else:
            converter.notes[element.info] = element


def _elements(element: Element) -> Iterator[Element]:
    waiting = [element]
    while waiting:
        element = waiting.pop()
        yield element
        waiting.extend(reversed(element.children))


class _Notes:
    """The notes of a file, each given to the section that calls it first."""

    def __init__(self, converter: Converter) -> None:
        self.converter = converter
        self.given: set[str] = set()

    def called(self, start: int, end: int) -> tuple[Note, ...]:
        """The notes that are called by the calls from ``start`` to ``end``, and by those notes themselves."""
        waiting = list(self.converter.calls[start:end])
        made: list[Note] = []
        for label in waiting:
            if label in self.given:
                continue
            self.given.add(label)
            if taken_in := self.converter.taken_in.get(label):
                made.append(taken_in)
                continue
            element = self.converter.notes[label]
            before = len(self.converter.calls)
            content = self.converter.blocks(element.children)
            waiting.extend(self.converter.calls[before:])
            at = self.converter.at(element)
            made.append(Note(content or (Paragraph((), at=at),), id=label, at=at))
        return tuple(made)

    def report_unused(self) -> None:
        """Report the notes that nothing calls."""
        for label, element in self.converter.notes.items():
            if label not in self.given:
                self.converter.report("note-unused", element, note=label)
