"""From the names that authors write to ids: unique in the publication, and the same whatever changes elsewhere.

1. reserve the ids that authors gave
2. name everything that can be pointed to: a file's first section by the file, others by file and title, figures and
   tables by name or caption; number chapters and captions on the way
3. turn the names in cross references, citations and note calls into those ids; what leads nowhere is a problem, and
   its words are kept
"""

from __future__ import annotations

import posixpath
from typing import TypeVar
from urllib.parse import urljoin

from publisher.model import (
    Citation,
    CrossReference,
    Link,
    Node,
    Note,
    NoteReference,
    Problem,
    Publication,
    Section,
    Span,
    Text,
    in_order,
    transform,
)
from publisher.read.anchors import Anchors
from publisher.read.metadata import NumberingPlan
from publisher.read.naming import Naming
from publisher.read.problems import problem

Value = TypeVar("Value")


def resolve(
    publication: Publication, numbering: NumberingPlan | None = None, root: str = ""
) -> tuple[Publication, tuple[Problem, ...]]:
    """The publication with real ids, references and numbers, and the references that lead nowhere.

    The sections' places name their files; a note, a citation and a cross reference carry the names that authors wrote.
    Where ``source`` is an address, it is what the folder ``root`` is on the web, and links to files that are not in the
    publication lead there.
    """
    naming = Naming(publication, numbering or NumberingPlan())
    named = naming.publication()
    pointing = _Pointing(naming.anchors, publication.source, root)
    resolved = named.replace(
        standfirst=pointing.value(named.standfirst, naming.main_file),
        lead=pointing.value(named.lead, naming.main_file),
        front=tuple(pointing.section(section) for section in named.front),
        body=tuple(pointing.section(section) for section in named.body),
        back=tuple(pointing.section(section) for section in named.back),
    )
    called = resolved.replace(
        **{
            name: tuple(pointing.with_called(section) for section in getattr(resolved, name))
            for name in ("front", "body", "back")
        }
    )
    return called, in_order((*naming.problems, *pointing.problems))


class _Pointing:
    def __init__(self, anchors: Anchors, source: str, root: str) -> None:
        self.anchors = anchors
        self.source = source if source.startswith(("https://", "http://")) else ""
        self.root = root
        self.called: set[str] = set()
        self.labels = {own: label for (_, label), own in anchors.notes.items()}
        self.problems: list[Problem] = []

    def section(self, section: Section) -> Section:
        file = section.at.file
        return section.replace(
            title=self.value(section.title, file),
            subtitle=self.value(section.subtitle, file),
            content=self.value(section.content, file),
            notes=self.value(section.notes, file),
            sections=tuple(self.section(child) for child in section.sections),
        )

    def value(self, value: Value, file: str) -> Value:
        return transform(value, lambda node: self.pointed(node, file))

    def pointed(self, node: Node, file: str) -> Node | tuple[Node, ...]:
        scopes = tuple(dict.fromkeys((node.at.file or file, file)))
        match node:
            case CrossReference():
                return self.cross_reference(node, scopes)
            case Citation():
                own = self.anchors.entries.get(node.target)
                if own is not None:
                    return node.replace(target=own)
                self.problems.append(problem("citation-target", node.at, target=node.target))
                return Span(content=node.content, language=node.language, at=node.at)
            case NoteReference():
                found = next(
                    (self.anchors.notes[key] for scope in scopes if (key := (scope, node.note)) in self.anchors.notes),
                    None,
                )
                if found is None:
                    self.problems.append(problem("note-missing", node.at, note=node.note))
                    return Text(f"[{node.note}]", at=node.at)
                self.called.add(found)
                return node.replace(note=found)
        return node

    def cross_reference(self, node: CrossReference, scopes: tuple[str, ...]) -> Node:
        anchors = self.anchors
        own = anchors.find(node.target, scopes)
        words = node.content or (Text(node.target, at=node.at),)
        if own is None and self.source and anchors.is_elsewhere(node.target):
            href = urljoin(self.source, posixpath.relpath(node.target, self.root or "."))
            return Link(href=href, content=words, id=node.id, language=node.language, at=node.at)
        if own is None:
            found = problem("link-target", node.at, target=node.target, hint=anchors.hint(node.target))
            self.problems.append(found)
            return Span(content=words, id=node.id, language=node.language, at=node.at)
        if node.show == "number" and own not in anchors.numbered and not node.content:
            self.problems.append(problem("link-number", node.at, target=node.target))
            node = node.replace(show="title")
        if node.show == "title" and own not in anchors.titled and own in anchors.numbered:
            node = node.replace(show="number")
        if node.show == "title" and own not in anchors.titled and not node.content:
            self.problems.append(problem("link-untitled", node.at, target=node.target))
            node = node.replace(content=words)
        return node.replace(target=own)

    def with_called(self, section: Section) -> Section:
        """The section without the notes that nothing calls: they would stand there without a number."""
        kept = tuple(note for note in section.notes if self.is_called(note))
        return section.replace(notes=kept, sections=tuple(self.with_called(child) for child in section.sections))

    def is_called(self, note: Note) -> bool:
        if note.id not in self.called:
            self.problems.append(problem("note-unused", note.at, note=self.labels[note.id]))
        return note.id in self.called
