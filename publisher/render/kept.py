"""Chapters of an edition that were rendered before, and would be the same again.

The key of a chapter is a digest of everything that its markup is made of:

1. the chapter itself, its notes, and those of others that it calls
2. the frame: what the publication says of itself, where each id is, and what can be said of it elsewhere (its number,
   title or caption), how pictures are called and how large they are

The default theme is a part of the program, which the folder of the entries is named for (`publisher.fingerprint`). A
publication with templates of its own is rendered anew each time: they may ask for anything.
"""

from collections.abc import Callable
from functools import cached_property

import msgspec

from publisher.cache import Cache, digest
from publisher.model import Index, ListOf, Node, Note, NoteReference, Section, nodes
from publisher.render.edition import Edition
from publisher.render.theme import Theme


class Kept:
    """The chapters of one edition in a cache."""

    def __init__(self, kept: Cache | None, theme: Theme, one: Edition) -> None:
        self._cache = kept if len(theme.folders) == 1 else None
        self._edition = one

    def xhtml(self, section: Section | None, about: object, render: Callable[[], bytes]) -> bytes:
        """The markup of a chapter; ``render`` makes it where it is not known, from what is said ``about`` it. What is
        no section is rendered anew."""
        if self._cache is None or section is None or any(isinstance(node, Index | ListOf) for node in nodes(section)):
            return render()
        key = self._key(section, about)
        known = self._cache.recall(key, bytes)
        if known is None:
            known = render()
            self._cache.keep(key, known)
        return known

    def _key(self, section: Section, about: object) -> str:
        called = [self._edition.survey.notes[name] for name in sorted(self._called(section))]
        return digest("chapter", self._frame, _encoded(section), _encoded(called), _encoded(about))

    def _called(self, section: Section) -> set[str]:
        """The ids of the notes that are called, also from notes."""
        notes = self._edition.survey.notes
        found: set[str] = set()
        waiting: list[Node] = [section]
        while waiting:
            names = {node.note for node in nodes(waiting.pop()) if isinstance(node, NoteReference)}
            new = {name for name in names if name in notes} - found
            found |= new
            waiting += [notes[name] for name in new]
        return found

    @cached_property
    def _frame(self) -> str:
        one = self._edition
        survey = one.survey
        known = [(name, _said(node)) for name, node in sorted(survey.targets.items()) if not isinstance(node, Note)]
        owners = [(name, owner.id) for name, owner in sorted(survey.owners.items())]
        pictures = {src: (a.name, a.media_type, a.width, a.height) for src, a in sorted(one.assets.images.items())}
        files = {src: (a.name, a.media_type) for src, a in sorted(one.assets.files.items())}
        formulas = {name: (a.name, a.width, a.height) for name, a in sorted(one.assets.math.items())}
        about = one.publication.replace(front=(), body=(), back=())
        return digest(
            _encoded((about, known, owners, sorted(survey.documents.items()), sorted(survey.opening))),
            _encoded((pictures, files, formulas, survey.both_ways, one.paged, one.name, one.room)),
        )


def _said(node: Node) -> object:
    """What can be said elsewhere of something: of a section, all but what is in it."""
    if isinstance(node, Section):
        return node.role, node.number, node.title, node.subtitle, node.short_title, node.language, node.direction
    return node


def _encoded(value: object) -> bytes:
    return msgspec.msgpack.encode(value)
