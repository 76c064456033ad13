"""YAML and plain values as a small tree in which every value knows its line.

1. compose the YAML with PyYAML, without making objects of it
2. copy it into `Scalar`, `Items` and `Entries`, aliases written out, up to a fixed number of values
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import yaml
from msgspec import Struct

from publisher.model import NOWHERE, Place, Problem
from publisher.read.problems import problem

LARGEST_YAML = 200_000
"""Characters of YAML that are read at most."""
MOST_VALUES = 20_000
"""Values that a document may have once its aliases are written out: `&a [*b, *b]` doubles them at each step."""
DEEPEST = 20


class Scalar(Struct, frozen=True, tag=True):
    """A single value as it is written: ``1984``, ``no`` and ``2026-03-01`` stay text."""

    text: str
    empty: bool = False
    at: Place = NOWHERE


class Items(Struct, frozen=True, tag=True):
    """A list of values."""

    values: tuple[Value, ...]
    at: Place = NOWHERE


class Entry(Struct, frozen=True):
    """A key and its value."""

    key: str
    value: Value
    at: Place = NOWHERE


class Entries(Struct, frozen=True, tag=True):
    """A mapping, its entries in the order written, each key once."""

    values: tuple[Entry, ...] = ()
    at: Place = NOWHERE

    def get(self, key: str) -> Value | None:
        """The value of a key."""
        return next((entry.value for entry in self.values if entry.key == key), None)

    def over(self, other: Entries) -> Entries:
        """These entries, and those of the other mapping whose keys are not here."""
        own = {entry.key for entry in self.values}
        return Entries(self.values + tuple(entry for entry in other.values if entry.key not in own), self.at)


Value: TypeAlias = Scalar | Items | Entries


def parse_yaml(text: str, file: str, first_line: int = 1) -> tuple[Entries, tuple[Problem, ...]]:
    """The mapping in a YAML text whose first line is ``first_line`` of ``file``. Empty where it cannot be read."""
    start = Place(file, first_line)
    if len(text) > LARGEST_YAML:
        return Entries(at=start), (problem("meta-limit", start),)
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = Place(file, first_line + mark.line, mark.column + 1) if mark else start
        detail = ", ".join(part for part in (fault.context, fault.problem) if part)
        return Entries(at=start), (problem("meta-syntax", place, detail=detail),)
    except yaml.YAMLError as fault:
        return Entries(at=start), (problem("meta-syntax", start, detail=str(fault)),)
    except RecursionError:
        return Entries(at=start), (problem("meta-limit", start),)
    if node is None:
        return Entries(at=start), ()
    copy = _Copy(file, first_line)
    try:
        value = copy.value(node, 0)
    except _TooLargeError:
        return Entries(at=start), (problem("meta-limit", start),)
    if not isinstance(value, Entries):
        found = problem(
            "meta-type", start, key="the metadata", expected="keys and values", found=kind_of(value), example="title: …"
        )
        return Entries(at=start), (*copy.problems, found)
    return value, tuple(copy.problems)


def from_plain(value: object, at: Place = NOWHERE) -> Value:
    """Plain values (strings, numbers, lists, mappings, None) as a tree, all at one place."""
    match value:
        case Mapping():
            return Entries(tuple(Entry(str(key), from_plain(item, at), at) for key, item in value.items()), at)
        case list() | tuple():
            return Items(tuple(from_plain(item, at) for item in value), at)
        case None:
            return Scalar("", empty=True, at=at)
        case bool():
            return Scalar(str(value).lower(), at=at)
        case _:
            return Scalar(str(value), at=at)


def kind_of(value: Value) -> str:
    """What the value is, in an author's words."""
    match value:
        case Items():
            return "a list"
        case Entries():
            return "keys and values"
        case Scalar(empty=True):
            return "nothing"
        case _:
            return f'"{value.text}"'


class _TooLargeError(Exception):
    """The tree is deeper or larger than metadata ever is."""


class _Copy:
    def __init__(self, file: str, first_line: int) -> None:
        self.file = file
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.count = 0

    def value(self, node: yaml.Node, depth: int) -> Value:
        self.count += 1
        # An alias may lead to a node that it lies in; the depth ends that too.
        if self.count > MOST_VALUES or depth > DEEPEST:
            raise _TooLargeError
        at = self.place(node)
        match node:
            case yaml.SequenceNode():
                return Items(tuple(self.value(item, depth + 1) for item in node.value), at)
            case yaml.MappingNode():
                return self.entries(node, at, depth)
            case _:
                return Scalar(str(node.value), empty=node.tag == "tag:yaml.org,2002:null", at=at)

    def entries(self, node: yaml.MappingNode, at: Place, depth: int) -> Entries:
        entries: dict[str, Entry] = {}
        for key_node, value_node in node.value:
            place = self.place(key_node)
            key = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
            value = self.value(value_node, depth + 1)
            if key in entries:
                self.problems.append(problem("meta-duplicate", place, key=key))
            else:
                entries[key] = Entry(key, value, place)
        return Entries(tuple(entries.values()), at)

    def place(self, node: yaml.Node) -> Place:
        mark = node.start_mark
        return Place(self.file, self.first_line + mark.line, mark.column + 1) if mark else Place(self.file)
