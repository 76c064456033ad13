"""The units of the printed edition: what begins on a page of its own and is laid out by itself.

1. the opening pages (title page and imprint) and the contents; an article has none
2. each section that is a document of its own in an e-book, too: those at the top, and the chapters of a part

A unit depends on nothing outside of it: what it says of other pages is filled in later (``data-target``).
"""

from functools import partial
from typing import Literal

from msgspec import Struct, structs

from publisher.cache import Cache
from publisher.model import NOWHERE, EditionSettings, Place, Problem, Publication, Section
from publisher.render.assets import Assets
from publisher.render.edition import edition
from publisher.render.kept import Kept
from publisher.render.labels import labels
from publisher.render.pages import Pages
from publisher.render.styles import USUAL, room
from publisher.render.survey import Planned, reading_direction, survey
from publisher.render.theme import Theme

OPENING, CONTENTS = ":opening", ":contents"
"""Names of the units that are no section; no id has a colon in it."""


class PrintUnit(Struct, frozen=True, kw_only=True):
    """A unit: its name, its XHTML (UTF-8), and the name of the part that it stands in, empty for none.

    ``front`` says that its pages are counted with Roman numbers; counting begins anew behind the front matter.
    ``place`` is where its section stands in the source.
    """

    name: str
    xhtml: bytes
    inside: str = ""
    front: bool = False
    place: Place = NOWHERE


class _Unit(Struct, frozen=True, kw_only=True):
    """What the template is told of a unit. ``first`` says that nothing of its matter stands before it."""

    name: str
    kind: Literal["opening", "contents", "section"]
    matter: Literal["front", "body", "back"]
    section: Section | None = None
    depth: int = 1
    inside: str = ""
    first: bool = True


def print_units(
    publication: Publication,
    theme: Theme,
    assets: Assets,
    problems: tuple[Problem, ...] = (),
    settings: EditionSettings = USUAL,
    cache: Cache | None = None,
) -> tuple[PrintUnit, ...]:
    """The units of a printed edition, in their order. ``problems`` are those of a draft and are shown at its head;
    ``cache`` has units that were rendered before.

    Raises `ThemeError` for a template that is broken, or whose output is not well-formed.
    """
    found = survey(publication)
    space = room(theme, publication, settings)
    one = edition("print", publication, assets, labels(theme, publication.language), found, room=space)
    pages = Pages(theme, one)
    kept = Kept(cache, theme, one)
    links_shown = (settings.links or ("plain" if settings.name == "screen" else "shown")) == "shown"
    made = []
    for number, unit in enumerate(_units(publication, found.plan)):
        shown = problems if number == 0 else ()
        rendered = partial(
            pages.render,
            one.at("", 1, unit.name.lstrip(":")),
            "print/unit.xhtml.j2",
            unit.name,
            unit=unit,
            page_language=publication.language,
            page_direction=reading_direction(publication),
            problems=shown,
            settings=settings,
            links_shown=links_shown,
        )
        xhtml = kept.xhtml(unit.section, (structs.replace(unit, section=None), shown, settings), rendered)
        place = unit.section.at if unit.section is not None else NOWHERE
        front = unit.matter == "front"
        made.append(PrintUnit(name=unit.name, xhtml=xhtml, inside=unit.inside, front=front, place=place))
    return tuple(made)


def _units(publication: Publication, plan: tuple[Planned, ...]) -> list[_Unit]:
    units = []
    if publication.kind != "article":
        units.append(_Unit(name=OPENING, kind="opening", matter="front"))
        units.append(_Unit(name=CONTENTS, kind="contents", matter="front"))
    above: dict[str, str] = {child.id: planned.section.id for planned in plan for child in _apart(planned.section)}
    seen: set[str] = set()
    for planned in plan:
        matter: Literal["front", "body", "back"] = planned.matter.removesuffix("matter")  # type: ignore[assignment]
        units.append(
            _Unit(
                name=planned.section.id,
                kind="section",
                matter=matter,
                section=planned.section,
                depth=planned.depth,
                inside=above.get(planned.section.id, ""),
                first=matter not in seen,
            )
        )
        seen.add(matter)
    return units


def _apart(section: Section) -> tuple[Section, ...]:
    """The sections of one that are units of their own."""
    return section.sections if section.role == "part" else ()
