"""What is wrong with the content of a publication, whatever it was read from.

1. what is too deep to go through stops here
2. the publication's own fields, then every node with the place it stands at
3. ids, and what refers to them
4. files of pictures and recordings
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from publisher.model import NOWHERE, Node, Place, Problem, Publication, in_order, parts_of, transform
from publisher.read.inspect_images import ImageInspection
from publisher.read.inspect_media import inspect_media
from publisher.read.inspect_references import inspect_references
from publisher.read.inspect_text import CONTROL, inspect_metadata, inspect_text
from publisher.read.problems import problem

DEEPEST = 100
"""Levels of nodes in nodes; prose has some ten."""


def inspect(publication: Publication, folder: Path, at: Place = NOWHERE) -> tuple[Problem, ...]:
    """The problems of a publication whose files are in ``folder``; ``at`` is for what has no place of its own."""
    if too_deep(publication):
        return (problem("model-nesting", at, limit=DEEPEST),)
    images = ImageInspection(folder)
    found = list(inspect_metadata(publication, at))
    places: list[tuple[Node, Place]] = []
    for node, place in placed(publication, at):
        places.append((node, place))
        found += inspect_text(node, place)
        found += inspect_media(node, place, folder)
        found += images.inspect(node, place)
    found += inspect_references(places)
    return in_order(found)


def placed(value: object, at: Place) -> Iterator[tuple[Node, Place]]:
    """Every node in reading order with its place, or that of what it stands in."""
    waiting = [(value, at)]
    while waiting:
        one, place = waiting.pop()
        if isinstance(one, tuple):
            waiting += [(item, place) for item in reversed(one)]
        elif isinstance(one, Struct):
            if isinstance(one, Node):
                place = one.at if one.at.line or not place.file else place
                yield one, place
            waiting += [(inner, place) for inner in reversed(parts_of(one))]


def too_deep(publication: Publication) -> bool:
    """Whether nodes stand in nodes deeper than anyone writes. Goes through them level by level, without recursion."""
    level: list[Node | Publication] = [publication]
    for _ in range(DEEPEST + 1):
        below: list[Node | Publication] = []
        for node in level:
            for value in parts_of(node):
                if isinstance(value, tuple):
                    _unpack(value, below)
                elif isinstance(value, Node):
                    below.append(value)
        if not below:
            return False
        level = below
    return True


def _unpack(values: tuple[object, ...], into: list[Node | Publication]) -> None:
    """Adds the nodes in a tuple, also those in tuples in it."""
    for value in values:
        if isinstance(value, Node):
            into.append(value)
        elif isinstance(value, tuple):
            _unpack(value, into)


def without_control_characters(publication: Publication) -> Publication:
    """The publication as XML can carry it, for a draft that is written in spite of them."""

    def clean(node: Node) -> Node:
        dirty = {
            name: CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)
            for name in node.__struct_fields__
            if isinstance(value := getattr(node, name), str) and CONTROL.search(value)
        }
        return node.replace(**dirty) if dirty else node

    own = {
        name: CONTROL.sub("\N{REPLACEMENT CHARACTER}", value)
        for name in publication.__struct_fields__
        if isinstance(value := getattr(publication, name), str)
    }
    return transform(publication, clean).replace(**own)
