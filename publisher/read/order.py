"""The order of a book's files, as its lists say or, without lists, as their names sort.

A list has an item a file (``rivers.md`` or ``{file: rivers.md, role: appendix}``)
or a part (``{part: Water, chapters: [...]}``).
"""

from typing import cast

from msgspec import Struct

from publisher.model import NOWHERE, Place, Role
from publisher.read import roles
from publisher.read.fields import Fields
from publisher.read.files import Files
from publisher.read.names import normalised, stem
from publisher.read.tree import Entries, Items, Scalar, Value


class Chapter(Struct, frozen=True, kw_only=True):
    """A file of the book and those nested below it. ``title`` is for where the file has none; a draft has no file."""

    file: str
    at: Place = NOWHERE
    role: Role | None = None
    title: str = ""
    chapters: tuple["Chapter", ...] = ()


class Part(Struct, frozen=True, kw_only=True):
    """Chapters that stand together under a title."""

    title: str
    chapters: tuple[Chapter, ...]
    at: Place = NOWHERE


class Order(Struct, frozen=True, kw_only=True):
    """Front matter, body and back matter.

    ``whole`` means that a file is one chapter, however many headings it has; ``root`` is the folder of the files.
    """

    front: tuple[Chapter, ...] = ()
    body: tuple[Chapter | Part, ...] = ()
    back: tuple[Chapter, ...] = ()
    whole: bool = False
    root: str = ""


def listed(lists: dict[str, Value], fields: Fields) -> Order:
    """The order in the lists ``front``, ``body`` and ``back`` of ``publication.yaml``."""
    found: dict[roles.Matter, list[Chapter | Part]] = {"front": [], "body": [], "back": []}
    for place, items in found.items():
        value = lists.get(place)
        if value is None:
            continue
        if not isinstance(value, Items):
            fields.wrong_type(place, value, "a list of files", f"{place}: [01-chapter.md]")
            continue
        items += [entry for item in value.values if (entry := _entry(item, place, fields))]
    plain = {place: tuple(item for item in found[place] if isinstance(item, Chapter)) for place in found}
    return Order(front=plain["front"], body=tuple(found["body"]), back=plain["back"])


def unlisted(files: Files) -> Order:
    """The Markdown files of the folder by name, README.md aside; by their names they are front, body or back matter."""
    names = sorted(
        path.name for path in files.folder.glob("*.md") if path.name.lower() not in ("readme.md", "summary.md")
    )
    front: list[Chapter] = []
    body: list[Chapter] = []
    back: list[Chapter] = []
    for name in names:
        first = not body
        if first and roles.role_named(name, "front"):
            front.append(Chapter(file=name, role=roles.role_named(name, "front")))
        elif not first and roles.role_named(name, "back"):
            back.append(Chapter(file=name, role=roles.role_named(name, "back")))
        else:
            body.append(Chapter(file=name, role=roles.role_named(name, "body")))
    return Order(front=tuple(front), body=tuple(body), back=tuple(back))


def _entry(value: Value, place: roles.Matter, fields: Fields) -> Chapter | Part | None:
    if isinstance(value, Scalar):
        return _chapter(value, None, place, fields)
    if isinstance(value, Entries) and value.get("part") is not None and place == "body":
        return _part(value, fields)
    entries = fields.entries(place, value, ("file", "role"), "01-chapter.md")
    file = entries.get("file") if entries else None
    if entries is None:
        return None
    if file is None:
        fields.report("meta-part", value.at, key=place, name="file")
        return None
    return _chapter(file, entries.get("role"), place, fields)


def _part(entries: Entries, fields: Fields) -> Part | None:
    fields.known(entries, ("part", "chapters"))
    title, chapters = entries.get("part"), entries.get("chapters")
    words = fields.text("part", title) if title is not None else None
    if not isinstance(chapters, Items):
        fields.wrong_type("chapters", chapters or entries, "a list of files", "chapters: [01-chapter.md]")
        return None
    found = [_entry(item, "body", fields) for item in chapters.values]
    return (
        Part(title=words, chapters=tuple(one for one in found if isinstance(one, Chapter)), at=entries.at)
        if words
        else None
    )


def _chapter(file: Value, role: Value | None, place: roles.Matter, fields: Fields) -> Chapter | None:
    name = fields.text("file", file)
    if name is None:
        return None
    given = fields.choice("role", role, roles.ROLES_OF[place]) if role is not None else None
    guess = roles.role_named(stem(name), place) if place != "body" else None
    return Chapter(file=normalised("", name), at=file.at, role=cast(Role | None, given or guess))
