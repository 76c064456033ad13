"""What must be known of the whole publication before a part of it is rendered, found in one walk.

1. which sections become documents of their own: those at the top, and the chapters of a part
2. where every id stands: its node, the nearest section around it, the document
3. the index terms, and the figures and tables with captions, in reading order
"""

from collections.abc import Iterator
from itertools import count
from typing import Literal, TypeAlias

from msgspec import Struct

from publisher.model import (
    Figure,
    Image,
    IndexTerm,
    Listed,
    ListOf,
    Node,
    Note,
    Paragraph,
    Publication,
    Section,
    Table,
    plain_text,
)
from publisher.model.inline import Inline
from publisher.render.language import Direction, direction

Matter: TypeAlias = Literal["frontmatter", "bodymatter", "backmatter"]

_SHARED = frozenset({"id", "language", "at"})
_INLINES: tuple[type, ...] = Inline.__args__


class Planned(Struct, frozen=True):
    """A section that becomes a document of an e-book: its file name, its depth from 1, and what it is a part of.

    ``language`` and ``direction`` are its own or those of what is around it.
    """

    section: Section
    name: str
    depth: int
    matter: Matter
    language: str
    direction: Direction


class FoundTerm(Struct, frozen=True):
    """An index term, the section it stands in, and the number of its block, counted in the publication."""

    term: IndexTerm
    section: Section
    block: int


class Survey(Struct, frozen=True, kw_only=True):
    """What stands where. ``targets`` and ``owners`` have every id, ``documents`` the file name for each.

    ``opening`` are the ids of the sections that are documents of their own in an e-book; ``both_ways`` says that
    something is written from right to left. The ``notes`` say their language, where there is more than one.
    ``captioned`` is what a list of figures or tables can have, and ``listed`` says which of these lists there are.
    ``numbers`` has the number of each section, block and image in its document, by Python's ``id`` of the node: a
    place in the text has the same one in both editions.
    """

    plan: tuple[Planned, ...]
    opening: frozenset[str]
    targets: dict[str, Node]
    owners: dict[str, Section]
    documents: dict[str, str]
    terms: tuple[FoundTerm, ...]
    captioned: tuple[Figure | Table, ...]
    listed: tuple[Listed, ...]
    notes: dict[str, Note]
    both_ways: bool
    numbers: dict[int, str]


def survey(publication: Publication) -> Survey:
    """The survey of a publication."""
    plan = tuple(_plan(publication))
    walk = _Walk(plan)
    for section in publication.sections:
        walk.section(section, "", publication.language)
    if publication.body:
        first = publication.body[0]
        walk.content(first, (publication.standfirst, publication.lead), walk.documents[first.id])
    walk.both_ways |= reading_direction(publication) == "rtl"
    return Survey(
        plan=plan,
        opening=frozenset(planned.section.id for planned in plan),
        targets=walk.targets,
        owners=walk.owners,
        documents=walk.documents,
        terms=tuple(walk.terms),
        captioned=tuple(walk.captioned),
        listed=tuple(dict.fromkeys(walk.listed)),
        notes=walk.spoken_notes(),
        both_ways=walk.both_ways,
        numbers=walk.numbers,
    )


def _plan(publication: Publication) -> Iterator[Planned]:
    numbers = count(1)

    def planned(section: Section, depth: int, matter: Matter, around: tuple[str, Direction]) -> Iterator[Planned]:
        language = section.language or around[0]
        turned = section.direction or (direction(section.language) if section.language else around[1])
        yield Planned(section, f"{section.role}-{next(numbers):03}.xhtml", depth, matter, language, turned)
        if section.role == "part":
            for child in section.sections:
                yield from planned(child, depth + 1, matter, (language, turned))

    whole = (publication.language, reading_direction(publication))
    matters: tuple[Matter, ...] = ("frontmatter", "bodymatter", "backmatter")
    for matter, content in zip(matters, (publication.front, publication.body, publication.back), strict=True):
        for section in content:
            yield from planned(section, 1, matter, whole)


def reading_direction(publication: Publication) -> Direction:
    """The direction of the publication as a whole."""
    return "rtl" if publication.direction == "rtl" else direction(publication.language)


class _Walk:
    """Goes through the sections and remembers what it finds."""

    def __init__(self, plan: tuple[Planned, ...]) -> None:
        self._names = {planned.section.id: planned.name for planned in plan}
        self._blocks = 0
        self.targets: dict[str, Node] = {}
        self.owners: dict[str, Section] = {}
        self.documents: dict[str, str] = {}
        self.terms: list[FoundTerm] = []
        self.captioned: list[Figure | Table] = []
        self.listed: list[Listed] = []
        self.notes: list[tuple[Note, str]] = []
        self.foreign = False
        self.both_ways = False
        self.numbers: dict[int, str] = {}
        self._counts: dict[str, int] = {}

    def section(self, section: Section, document: str, around: str) -> None:
        document = self._names.get(section.id, document)
        self._number(section, document)
        self._remember(section, section, document)
        self.content(section, (section.title, section.subtitle, section.content, section.notes), document)
        language = section.language or around
        self.notes += [(note, language) for note in section.notes]
        for child in section.sections:
            self.section(child, document, language)

    def content(self, section: Section, content: object, document: str) -> None:
        for node in _nodes(content):
            if node.id or node.language or isinstance(node, Paragraph):
                self._remember(node, section, document)
            if not isinstance(node, _INLINES):
                self._blocks += 1
                self._number(node, document)
                self._list(node)
            elif isinstance(node, Image):
                self._number(node, document)
            elif isinstance(node, IndexTerm):
                self.terms.append(FoundTerm(node, section, self._blocks))
            elif getattr(node, "direction", None) == "rtl":
                self.both_ways = True

    def spoken_notes(self) -> dict[str, Note]:
        """The notes by id, with the language of their section: they are printed where they are called, in a quotation
        in another language, say."""
        said = {}
        for note, language in self.notes:
            spoken = note.replace(language=language) if self.foreign and not note.language else note
            self.numbers[id(spoken)] = self.numbers[id(note)]
            said[note.id] = spoken
        return said

    def _list(self, node: Node) -> None:
        if isinstance(node, ListOf):
            self.listed.append(node.what)
        elif isinstance(node, Figure | Table) and node.id and plain_text(node.caption).strip():
            self.captioned.append(node)

    def _number(self, node: Node, document: str) -> None:
        self._counts[document] = self._counts.get(document, 0) + 1
        self.numbers[id(node)] = str(self._counts[document])

    def _remember(self, node: Node, section: Section, document: str) -> None:
        if node.id:
            self.targets[node.id] = node
            self.owners[node.id] = section
            self.documents[node.id] = document
        self.foreign |= bool(node.language)
        stated = getattr(node, "direction", None)
        if "rtl" in (stated, direction(node.language) if node.language else ""):
            self.both_ways = True


def _nodes(content: object) -> Iterator[Node]:
    """Every node in reading order, parents first; without recursion, and past what holds no nodes."""
    waiting = [content]
    fields: dict[type, tuple[str, ...]] = {}
    while waiting:
        value = waiting.pop()
        if type(value) is tuple:
            waiting.extend(reversed(value))
        elif isinstance(value, Node):
            yield value
            kind = type(value)
            if kind not in fields:
                fields[kind] = tuple(name for name in reversed(kind.__struct_fields__) if name not in _SHARED)
            for name in fields[kind]:
                inner = getattr(value, name)
                if inner and (type(inner) is tuple or isinstance(inner, Node)):
                    waiting.append(inner)
