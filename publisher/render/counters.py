"""What is counted while a document is rendered: notes, quotations within quotations, ids that are made.

Templates ask in the order of the page, so that the numbers come in it, too.
"""

from collections.abc import Container, Iterator, Mapping

from msgspec import Struct

from publisher.model import Note


class Call(Struct, frozen=True):
    """A call of a note: its number, and whether it is the first call of that note."""

    note: Note
    number: int
    first: bool


class Notes:
    """Numbers notes in the order of their calls, each note once."""

    def __init__(self, notes: Mapping[str, Note]) -> None:
        self._notes = notes
        self._numbers: dict[str, int] = {}
        self._last = 0
        self.called: list[Call] = []

    def begin(self) -> str:
        """Numbers from 1 again, for a new chapter; shows nothing."""
        self._last = 0
        return ""

    def call(self, id: str) -> Call:  # noqa: A002 - it is the note's id
        """The call of the note with this id. Raises KeyError where there is none."""
        note = self._notes[id]
        if id in self._numbers:
            return Call(note, self._numbers[id], False)
        self._last += 1
        self._numbers[id] = self._last
        call = Call(note, self._last, True)
        self.called.append(call)
        return call

    def waiting(self) -> Iterator[Call]:
        """Every called note, also those that are called from notes while these are rendered."""
        shown = 0
        while shown < len(self.called):
            yield self.called[shown]
            shown += 1


class Counters:
    """The counters of one document.

    ``taken`` are the ids of the publication, which no made one may repeat; ``unit`` is the name of a part of a printed
    book, whose ids shall differ from those of the others.
    """

    def __init__(self, notes: Mapping[str, Note], taken: Container[str], unit: str = "") -> None:
        self.notes = Notes(notes)
        self._taken = taken
        self._unit = f"{unit}-" if unit else ""
        self._made = 0
        self._quotations = 0
        self._seen: set[str] = set()

    def made(self) -> str:
        """An id for what has none: "made-1", "made-2" and so on, behind the name of the unit."""
        self._made += 1
        return self.free(f"{self._unit}made-{self._made}")

    def free(self, name: str) -> str:
        """The name, or one like it if an author has taken it; the same each time."""
        while name in self._taken:
            name += "_"
        return name

    def first(self, thing: str) -> bool:
        """Whether this is asked for the first time in the document."""
        known = thing in self._seen
        self._seen.add(thing)
        return not known

    def open_quotation(self) -> str:
        """The name of the mark that opens a quotation here: quotations in others have other marks."""
        self._quotations += 1
        return "quote-open" if self._quotations % 2 else "inner-quote-open"

    def close_quotation(self) -> str:
        """The name of the mark that closes it."""
        self._quotations -= 1
        return "inner-quote-close" if self._quotations % 2 else "quote-close"
