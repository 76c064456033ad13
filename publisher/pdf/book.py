"""Units become the parts of a book: laid out by whoever is free, each again only if its pages or numbers moved.

1. every unit is laid out, with room for the page numbers that it tells; those whose text depends on the numbers
   themselves as drafts that are not painted
2. the parts follow each other: a part that begins on a right page leaves a blank one behind the part before it
3. units with another room than the numbers need, with other numbers in their text, or on the other side, are laid out
   again, until nothing moves
4. running heads and folios are made for the pages that came out
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from msgspec import Struct, structs

from publisher.model import NOWHERE, PageStart, Problem
from publisher.pdf.folios import label
from publisher.pdf.part import Folio, Furniture, LayoutError, Part, Side, Start
from publisher.pdf.references import filled, guessed, merges, targets
from publisher.pdf.stage import Stage
from publisher.pdf.work import FurnitureJob, Job, files_in, two_sided
from publisher.pdf.workers import Results
from publisher.render import PrintUnit
from publisher.render.assets import Assets
from publisher.render.language import Direction

ROUNDS = 8
"""How often page numbers may move before the last ones are taken."""


class Placed(Struct, frozen=True):
    """A part in its place: the number of each of its pages, the blank page before it, and its margins."""

    unit: PrintUnit
    part: Part
    folios: tuple[Folio, ...]
    position: int
    blank: Folio | None = None
    furniture: Furniture | None = None


class Book(Struct, frozen=True):
    """The parts of a book in their order, and the page of every id, as it is printed there."""

    parts: tuple[Placed, ...]
    labels: Mapping[str, str] = {}
    own: tuple[Problem, ...] = ()

    @property
    def pages(self) -> int:
        """How many pages there are, blank ones among them."""
        last = self.parts[-1]
        return last.position + len(last.folios)

    @property
    def starts(self) -> tuple[PageStart, ...]:
        """Where the pages begin, but for blank ones."""
        return tuple(start for one in self.parts for start in _starts(one))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What went wrong, each thing once."""
        found = [
            structs.replace(problem, place=one.unit.place) if problem.place == NOWHERE else problem
            for one in self.parts
            for problem in (*one.part.problems, *_of(one.furniture))
        ]
        return tuple(dict.fromkeys((*self.own, *found)))


def _starts(one: Placed) -> Iterator[PageStart]:
    for folio, page in zip(one.folios, one.part.pages, strict=True):
        if not page.sheet.blank:
            begun = page.start or Start("", 0, "")
            yield PageStart(label(folio), one.unit.name, begun.node, begun.offset, begun.words)


def _of(furniture: Furniture | None) -> tuple[Problem, ...]:
    return furniture.problems if furniture is not None else ()


class Plan(Struct, frozen=True):
    """What a book is made of."""

    units: Sequence[PrintUnit]
    assets: Assets
    language: str
    direction: Direction

    @property
    def recto(self) -> Side:
        """The side that a book begins on."""
        return "left" if self.direction == "rtl" else "right"


def lay_out_book(plan: Plan, results: Results, progress: Callable[[str], None]) -> Book:
    """The book. Raises `LayoutError` where the stylesheet brings no font."""
    wanted = [targets(unit.xhtml) for unit in plan.units]
    files = [files_in(unit.xhtml, plan.assets) for unit in plan.units]
    sides = [plan.recto] * len(plan.units)
    labels: Mapping[str, str] = guessed(plan.units)
    done: dict[int, tuple[Job, Part]] = {}
    placed: list[Placed] = []
    exact = {at for at, unit in enumerate(plan.units) if merges(unit.xhtml)}
    unknown = {at for at, names in enumerate(wanted) if at in exact or not labels.keys() >= names}
    for number in range(ROUNDS):
        jobs = [
            Job(
                filled(unit.xhtml, labels, rooms=at not in exact and number < ROUNDS - 1),
                files[at],
                sides[at],
                draft=number == 0 and at in unknown,
            )
            for at, unit in enumerate(plan.units)
        ]
        again = [at for at, job in enumerate(jobs) if at not in done or done[at][0] != job]
        if not again:
            return Book(tuple(_furnished(plan, placed, results, progress)), labels)
        _run(plan.units, again, jobs, done, results, progress)
        exact |= {at for at, (_, part) in done.items() if not part.roomy}
        placed = _placed(plan, [done[at][1] for at in range(len(jobs))])
        labels = _labels(placed)
        if two_sided(results.style):
            sides = [_side(one, plan.recto) for one in placed]
    message = "the page numbers in the text do not settle; some may be wrong by one"
    problem = Problem(code="pdf-references", message=message, severity="warning")
    return Book(tuple(_furnished(plan, placed, results, progress)), labels, (problem,))


def _run(
    units: Sequence[PrintUnit],
    again: Sequence[int],
    jobs: Sequence[Job],
    done: dict[int, tuple[Job, Part]],
    results: Results,
    progress: Callable[[str], None],
) -> None:
    """Does some of the jobs, long ones first, so that none of them is waited for at the end."""
    order = sorted(again, key=lambda at: -len(jobs[at].xhtml))
    known = sum(len(part.pages) for at, (_, part) in done.items() if at not in again)

    def tell(count: int) -> None:
        words = f"page numbers: {count} chapters" if known else f"laying out pages: {count} of {len(order)} chapters"
        progress(Stage(words, count, len(order)))

    try:
        parts = results.parts([jobs[at] for at in order], tell)
    except LayoutError as fault:
        fault.unit = units[order[fault.job]].name if fault.job is not None else ""
        raise
    for at, part in zip(order, parts, strict=True):
        done[at] = (jobs[at], part)


def _placed(plan: Plan, parts: Sequence[Part]) -> list[Placed]:
    """The parts one after the other, with the numbers of their pages."""
    placed: list[Placed] = []
    pages, number, front = 0, 1, False
    for unit, part in zip(plan.units, parts, strict=True):
        blank = None
        if part.break_before != "any" and part.break_before != _side_of(pages, plan.recto):
            blank = _numbered(Folio(1), number, front)
            pages, number = pages + 1, number + 1
        if front and not unit.front:
            number = 1
        front = unit.front
        folios = _counted(part, number, front)
        placed.append(Placed(unit, part, folios, pages, blank))
        pages, number = pages + len(folios), folios[-1].number + 1
    return placed


def _side_of(position: int, recto: Side) -> Side:
    other: Side = "left" if recto == "right" else "right"
    return other if position % 2 else recto


def _side(placed: Placed, recto: Side) -> Side:
    """The side on which the first page of a part stands."""
    return _side_of(placed.position, recto)


def _counted(part: Part, number: int, front: bool) -> tuple[Folio, ...]:
    """The numbers of a part's pages, counted on from ``number`` until it begins a count of its own."""
    folios: list[Folio] = []
    shift = number - 1
    for at, page in enumerate(part.pages):
        if at and page.folio.number != part.pages[at - 1].folio.number + 1:
            shift = 0
        folios.append(_numbered(page.folio, page.folio.number + shift, front))
    return tuple(folios)


def _numbered(folio: Folio, number: int, front: bool) -> Folio:
    return Folio(number, "lower-roman" if front and folio.numbering == "decimal" else folio.numbering)


def _labels(placed: Sequence[Placed]) -> dict[str, str]:
    """The page of every id, as it is printed there."""
    found: dict[str, str] = {}
    for one in placed:
        for name, position in one.part.destinations.items():
            found.setdefault(name, label(one.folios[position.page]))
    return found


def _furnished(plan: Plan, placed: Sequence[Placed], results: Results, progress: Callable[[str], None]) -> list[Placed]:
    progress("running heads and page numbers")
    texts: dict[str, str] = {}
    jobs = []
    for one in placed:
        sheets = tuple(page.sheet for page in one.part.pages)
        inherited = tuple(sorted(texts.items()))
        jobs.append(FurnitureJob(sheets, one.folios[0].number, inherited, plan.language, plan.direction))
        texts |= {name: text for sheet in sheets for name, text in sheet.strings}
    try:
        made = results.furniture(jobs)
    except LayoutError as fault:
        fault.unit = placed[fault.job].unit.name if fault.job is not None else ""
        raise
    return [structs.replace(one, furniture=furniture) for one, furniture in zip(placed, made, strict=True)]
