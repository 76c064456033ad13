"""The numbering of notes while a document is rendered: in the order of their calls, each note once."""

from collections.abc import Iterator, Mapping

from msgspec import Struct

from publisher.model import Note, Publication, sections


class Call(Struct, frozen=True):
    """A call of a note: its number in the document, and whether it is the first call of that note."""

    note: Note
    number: int
    first: bool


def notes_of(publication: Publication) -> dict[str, Note]:
    """Every note of the publication by its id."""
    return {note.id: note for section, _ in sections(publication) for note in section.notes}


class Notes:
    """Numbers the notes of one document; templates ask it while they render, so that the order is that of the page."""

    def __init__(self, notes: Mapping[str, Note]) -> None:
        self._notes = notes
        self.called: list[Call] = []

    def call(self, id: str) -> Call:  # noqa: A002 - it is the note's id
        """The call of the note with this id. Raises KeyError where there is none."""
        for earlier in self.called:
            if earlier.note.id == id:
                return Call(earlier.note, earlier.number, False)
        call = Call(self._notes[id], len(self.called) + 1, True)
        self.called.append(call)
        return call

    def waiting(self) -> Iterator[Call]:
        """Every called note, also those that are called from notes while these are rendered."""
        shown = 0
        while shown < len(self.called):
            yield self.called[shown]
            shown += 1
