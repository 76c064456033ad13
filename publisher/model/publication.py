"""The publication: its metadata, its sections and their notes."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, structs

from publisher.model.block import Block, Figure
from publisher.model.inline import Direction, Image, Inline, NonEmpty
from publisher.model.node import Node
from publisher.model.record import Record
from publisher.model.settings import EditionName, PdfSettings

Kind: TypeAlias = Literal["book", "article", "report"]
Hazard: TypeAlias = Literal["flashing", "motion-simulation", "sound"]
FrontRole: TypeAlias = Literal[
    "list-of-figures",
    "list-of-tables",
    "dedication",
    "epigraph",
    "foreword",
    "preface",
    "acknowledgments",
    "introduction",
    "prologue",
    "contributors",
]
BodyRole: TypeAlias = Literal[
    "part", "chapter", "section", "article", "introduction", "prologue", "conclusion", "epilogue"
]
BackRole: TypeAlias = Literal[
    "afterword",
    "appendix",
    "glossary",
    "bibliography",
    "index",
    "acknowledgments",
    "contributors",
    "colophon",
    "endnotes",
]
Role: TypeAlias = FrontRole | BodyRole | BackRole
Language: TypeAlias = Annotated[str, Meta(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]

Moment: TypeAlias = Annotated[
    str, Meta(pattern=r"^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2}))?)?)?$")
]


class Contributor(Record, frozen=True):
    """A person or body, how the name is sorted, and the MARC relator code of the work (``aut``, ``ill``, ``trl``)."""

    name: NonEmpty
    role: Annotated[str, Meta(pattern="^[a-z]{3}$")] = "aut"
    sort: str = ""


class Update(Record, frozen=True):
    """A later change: when, and what changed, in a sentence."""

    time: Moment
    changed: NonEmpty


class Series(Record, frozen=True):
    """The series that the publication belongs to and its place in it."""

    name: NonEmpty
    position: str = ""


class Accessibility(Record, frozen=True):
    """What a machine cannot know about accessibility (EPUB Accessibility 1.1 §2; schema.org).

    ``hazards`` lists what is there; an empty tuple says none, and None says that nobody has looked.
    """

    summary: str = ""
    hazards: tuple[Hazard, ...] | None = None
    certifier: str = ""
    credential: str = ""
    report: str = ""


class Note(Node, frozen=True, tag="note"):
    """A note: at the foot of the page in print, a pop-up in an e-book. `NoteReference` calls it by its id."""

    content: Annotated[tuple[Block, ...], Meta(min_length=1)]


class Section(Node, frozen=True, tag="section"):
    """A part, chapter or section. Levels follow from the nesting, so that none can be skipped (WCAG 2.2, 1.3.1).

    ``number`` is its number in the label ("4" in "Chapter 4"), empty where it has none; ``short_title`` is for the
    running head; ``notes`` are those that its own content, not that of its sections, calls. The id is never empty.
    """

    role: Role
    title: Annotated[tuple[Inline, ...], Meta(min_length=1)]
    subtitle: tuple[Inline, ...] = ()
    short_title: str = ""
    number: str = ""
    content: tuple[Block, ...] = ()
    notes: tuple[Note, ...] = ()
    sections: tuple[Section, ...] = ()
    direction: Direction | None = None


class Publication(Record, frozen=True):
    """Everything that both files are made of.

    ``identifier`` is a URN or URL (``urn:isbn:…``, ``urn:uuid:…``). ``published`` and the updates' times are ISO 8601
    dates, with or without a time. An article has one section in ``body``, whose role is ``"article"`` and whose
    title is the headline; the authors are its byline, ``lead`` is the figure at its head, and ``standfirst`` sums
    it up below the headline. ``pdf`` says how the printed editions are made.
    """

    identifier: NonEmpty
    title: NonEmpty
    language: Language
    kind: Kind = "book"
    subtitle: str = ""
    direction: Direction = "ltr"
    authors: tuple[Contributor, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    publisher: str = ""
    published: Moment | Literal[""] = ""
    updates: tuple[Update, ...] = ()
    rights: str = ""
    license: str = ""
    source: str = ""
    isbn: str = ""
    subjects: tuple[NonEmpty, ...] = ()
    series: Series | None = None
    description: str = ""
    cover: Image | None = None
    standfirst: tuple[Inline, ...] = ()
    lead: Figure | None = None
    front: tuple[Section, ...] = ()
    body: tuple[Section, ...] = ()
    back: tuple[Section, ...] = ()
    accessibility: Accessibility = Accessibility()
    pdf: PdfSettings = PdfSettings()

    @property
    def sections(self) -> tuple[Section, ...]:
        """Front matter, body and back matter, in reading order."""
        return self.front + self.body + self.back

    def identifier_of(self, edition: EditionName) -> str:
        """The identifier of a printed edition, which is another work of print than the others, and than the e-book: a
        URN with a UUID that is always the same for the same edition of the same publication. RFC 9562 §5.5."""
        return uuid.uuid5(uuid.NAMESPACE_URL, f"{self.identifier} {edition}").urn

    def replace(self, **changes: object) -> Publication:
        """The same publication with some fields changed."""
        return structs.replace(self, **changes)
