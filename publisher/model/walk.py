"""Walking through the content model, and making a changed copy of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import TypeVar, get_args, get_type_hints

from msgspec import Struct, structs

from publisher.model.inline import Code, Image, Inline, LineBreak, Math, Ruby, Text
from publisher.model.node import Node
from publisher.model.place import Place
from publisher.model.publication import Publication, Section

Value = TypeVar("Value")
_LEAVES = frozenset({str, int, float, bool, bytes, type(None), Place})
"""What holds no nodes."""


def nodes(value: object) -> Iterator[Node]:
    """Every node in a publication, node or tuple of nodes, in reading order, parents before children."""
    # A stack, and not a walk within a walk: a book has a hundred thousand nodes, and is gone through some ten times.
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, tuple):
            waiting.extend(one[::-1])
        elif isinstance(one, Struct):
            if isinstance(one, Node):
                yield one
            waiting += reversed(parts_of(one))


def parts_of(value: Struct) -> list[object]:
    """What a node, a publication, or another part of one holds in its fields, but for its place, text and numbers."""
    inner = [getattr(value, name) for name in _holding(type(value))]
    return [one for one in inner if one and type(one) not in _LEAVES]


@cache
def _holding(kind: type[Struct]) -> tuple[str, ...]:
    """The names of the fields that can hold something."""
    hints = get_type_hints(kind)
    return tuple(name for name in kind.__struct_fields__ if _can_hold(hints[name]))


def _can_hold(hint: object) -> bool:
    if inner := get_args(hint):
        return any(map(_can_hold, inner))
    return isinstance(hint, type) and issubclass(hint, Struct) and hint is not Place


def sections(publication: Publication) -> Iterator[tuple[Section, int]]:
    """Every section with its depth, in reading order; front matter, chapters and back matter have depth 1."""

    def below(section: Section, depth: int) -> Iterator[tuple[Section, int]]:
        yield section, depth
        for child in section.sections:
            yield from below(child, depth + 1)

    for section in publication.sections:
        yield from below(section, 1)


def transform(value: Value, change: Callable[[Node], Node | tuple[Node, ...]]) -> Value:
    """A copy in which every node, children first, is what ``change`` makes of it.

    ``change`` gives the same node to keep it, another to replace it, or a tuple, also an empty one, to put several
    nodes or none in its place (only where the node stands in a tuple). What does not change is shared, not copied.
    """
    if isinstance(value, tuple):
        return _transform_tuple(value, change)  # type: ignore[return-value]
    if not isinstance(value, Struct):
        return value
    changes: dict[str, object] = {}
    for name in value.__struct_fields__:
        old = getattr(value, name)
        if type(old) in _LEAVES:
            continue
        new = transform(old, change)
        if new is not old:
            changes[name] = new
    copy = structs.replace(value, **changes) if changes else value
    return change(copy) if isinstance(copy, Node) else copy  # type: ignore[return-value]


def _transform_tuple(
    items: tuple[object, ...], change: Callable[[Node], Node | tuple[Node, ...]]
) -> tuple[object, ...]:
    new: list[object] = []
    for item in items:
        changed = transform(item, change)
        if isinstance(changed, tuple) and not isinstance(item, tuple):
            new.extend(changed)
        else:
            new.append(changed)
    same = len(new) == len(items) and all(one is other for one, other in zip(new, items, strict=True))
    return items if same else tuple(new)


def _written(formula: Math) -> str:
    """A formula as its author wrote it, in words or else in TeX."""
    return formula.spoken or formula.tex


def plain_text(content: Iterable[Inline], said: Callable[[Math], str] = _written) -> str:
    """The words of inline content, for titles, ids and metadata; images by their short text, math as it is ``said``."""
    return "".join(piece if isinstance(piece, str) else said(piece) for piece in pieces(content))


def pieces(content: Iterable[Inline]) -> Iterator[str | Math]:
    """The words of inline content, and the formulas between them."""
    for inline in content:
        match inline:
            case Text() | Code():
                yield inline.value
            case Math():
                yield inline
            case Image():
                yield getattr(inline.alt, "text", "")
            case Ruby():
                yield inline.base
            case LineBreak():
                yield " "
            case _:
                yield from pieces(getattr(inline, "content", ()))
