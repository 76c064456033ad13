"""Sections from headings: what follows a heading belongs to it, until one of its level or above."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise

from msgspec import Struct

from publisher.model import Block, Note, Section
from publisher.read.markdown.converter import Converter, Heading, Item


class Outline(Struct, frozen=True):
    """What stands before the first heading, the notes called there, and the sections."""

    content: tuple[Block, ...]
    notes: tuple[Note, ...]
    sections: tuple[Section, ...]


class _Open(Struct):
    """A section that is being filled."""

    level: int
    heading: Heading | None
    content: list[Block]
    sections: list[Section]


def outline(converter: Converter, items: Iterable[Item], notes: Callable[[int, int], tuple[Note, ...]]) -> Outline:
    """The sections that the headings make. A level that is left out is mended and reported.

    ``notes`` gives those that are called from one count of calls to another.
    """
    items = list(items)
    headings = [item for item in items if isinstance(item, Heading)]
    ends = {id(heading): following.calls for heading, following in pairwise(headings)}
    end_of_all = len(converter.calls)
    open_sections = [_Open(0, None, [], [])]
    first_notes = notes(0, headings[0].calls if headings else end_of_all)
    noted: dict[int, tuple[Note, ...]] = {
        id(heading): notes(heading.calls, ends.get(id(heading), end_of_all)) for heading in headings
    }
    for item in items:
        if not isinstance(item, Heading):
            open_sections[-1].content.append(item)
            continue
        while len(open_sections) > 1 and open_sections[-1].level >= item.level:
            _close(open_sections, noted)
        expected = open_sections[-1].level + 1
        # A file may begin at any level; below that, none may be left out.
        if len(open_sections) > 1 and item.level > expected:
            converter.report("heading-level", item.at.line, level=item.level, expected=expected)
        open_sections.append(_Open(item.level, item, [], []))
    while len(open_sections) > 1:
        _close(open_sections, noted)
    whole = open_sections[0]
    return Outline(tuple(whole.content), first_notes, tuple(whole.sections))


def _close(open_sections: list[_Open], noted: dict[int, tuple[Note, ...]]) -> None:
    done = open_sections.pop()
    heading = done.heading
    if heading is None:
        return
    section = Section(
        "section",
        heading.title,
        content=tuple(done.content),
        notes=noted[id(heading)],
        sections=tuple(done.sections),
        direction=heading.direction,
        id=heading.id,
        language=heading.language,
        at=heading.at,
    )
    open_sections[-1].sections.append(section)
