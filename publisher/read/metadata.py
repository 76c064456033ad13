"""Metadata: what ``publication.yaml``, an article's front matter and the command line say, as `Publication` fields.

1. each key is read by its own reader in `_READERS`; a key that has none is a problem
2. what is needed and missing is made up, and said: the language is "und", the identifier derived

Titles, names and descriptions are plain text; standfirst, captions and credits may have Markdown in them.
"""

import re
import uuid
from collections.abc import Callable
from typing import cast, get_args

from msgspec import Struct

from publisher.model import (
    Accessibility,
    Block,
    Contributor,
    Decorative,
    Described,
    Figure,
    Hazard,
    Image,
    Inline,
    Kind,
    Paragraph,
    Place,
    Problem,
    Series,
    Update,
)
from publisher.read.fields import Fields
from publisher.read.language import direction_of
from publisher.read.names import normalised, stem
from publisher.read.problems import problem
from publisher.read.settings import read_settings
from publisher.read.tree import Entries, Entry, Items, Scalar, Value

LISTS = ("front", "body", "back")
_OWN_NAMES = uuid.UUID("5a0b1c6e-6d0c-5b0e-9d5a-3f3d8e0c7a11")
_ROLES = {
    "author": "aut", "editor": "edt", "illustrator": "ill", "translator": "trl", "photographer": "pht",
    "designer": "dsr", "narrator": "nrt", "contributor": "ctb", "compiler": "com", "proofreader": "pfr",
    "publisher": "pbl", "sponsor": "spn", "foreword": "aui", "afterword": "aft", "cover designer": "cov",
}  # fmt: skip
_PICTURE = ("src", "alt", "decorative", "width")

Prose = Callable[[str, Place], tuple[Block, ...]]
"""Reads Markdown that stands in a value; the place is where it begins."""


class NumberingPlan(Struct, frozen=True, kw_only=True):
    """What is numbered. ``sections`` counts levels below the chapter; ``parts`` get Roman numbers."""

    parts: bool = True
    chapters: bool = True
    sections: int = 0
    figures: bool = True
    tables: bool = True
    listings: bool = True
    equations: bool = True


NO_NUMBERS = NumberingPlan(parts=False, chapters=False, figures=False, tables=False, listings=False, equations=False)


class Metadata(Struct, frozen=True, kw_only=True):
    """`Publication` fields but for the sections, the file lists, what is numbered, and what is wrong."""

    fields: dict[str, object]
    lists: dict[str, Value]
    numbering: NumberingPlan | None
    problems: tuple[Problem, ...]

    @property
    def kind(self) -> Kind:
        """Book, article or report."""
        return cast(Kind, self.fields.get("kind", "book"))


def read_metadata(entries: Entries, folder: str, prose: Prose) -> Metadata:
    """The metadata in a mapping; ``folder`` is what pictures are named relative to, "" the publication's own."""
    reader = _Reader(folder, prose)
    fields: dict[str, object] = {}
    numbering: NumberingPlan | None = None
    reader.known(entries, (*_READERS, "numbering", *LISTS))
    for entry in entries.values:
        if entry.key in _READERS:
            value = _READERS[entry.key](reader, entry.value)
            if value is not None:
                fields[entry.key] = value
        elif entry.key == "numbering":
            numbering = reader.numbering(entry.value)
    if "kind" not in fields and ("standfirst" in fields or "lead" in fields):
        fields["kind"] = "article"
    lists = {entry.key: entry.value for entry in entries.values if entry.key in LISTS}
    return Metadata(fields=fields, lists=lists, numbering=numbering, problems=tuple(reader.problems))


def complete(
    fields: dict[str, object], at: Place, written: Entries, title: str
) -> tuple[dict[str, object], tuple[Problem, ...]]:
    """The fields with what a publication cannot be without; ``title`` is shown where there is none."""
    whole = dict(fields)
    problems: list[Problem] = []
    for key, substitute in (("title", title), ("language", "und")):
        if key not in whole:
            whole[key] = substitute
            if written.get(key) is None:
                problems.append(problem(f"{key}-missing", at))
    language = str(whole["language"])
    whole.setdefault("direction", direction_of(language))
    if "identifier" not in whole and "isbn" in whole:
        whole["identifier"] = f"urn:isbn:{whole['isbn']}"
    if "identifier" not in whole:
        authors = cast(tuple[Contributor, ...], whole.get("authors", ()))
        words = "\n".join((str(whole["title"]), language, *(author.name for author in authors)))
        whole["identifier"] = f"urn:uuid:{uuid.uuid5(_OWN_NAMES, words)}"
        if written.get("identifier") is None:
            problems.append(problem("identifier-missing", at, identifier=whole["identifier"]))
    return whole, tuple(problems)


class _Reader(Fields):
    def __init__(self, folder: str, prose: Prose) -> None:
        super().__init__()
        self.folder = folder
        self.prose = prose

    def people(self, key: str, value: Value, role: str) -> tuple[Contributor, ...]:
        items = value.values if isinstance(value, Items) else (value,)
        found = (self.person(key, item, role) for item in items)
        return tuple(person for person in found if person)

    def person(self, key: str, value: Value, role: str) -> Contributor | None:
        if isinstance(value, Scalar):
            name = self.text(key, value)
            return Contributor(name=name, role=role) if name else None
        entries = self.entries(key, value, ("name", "role", "sort"), "a name")
        if entries is None:
            return None
        name = self.needed(key, entries, "name")
        sort, written = entries.get("sort"), entries.get("role")
        if written is not None:
            role = self.relator(written) or role
        return Contributor(name=name, role=role, sort=(self.text("sort", sort) or "") if sort else "") if name else None

    def relator(self, value: Value) -> str | None:
        text = self.text("role", value)
        code = _ROLES.get((text or "").lower(), text)
        if code is None or re.fullmatch("[a-z]{3}", code):
            return code
        choices = ", ".join(sorted(_ROLES)) + ", or a MARC relator code such as ill"
        self.report("meta-value", value.at, key="role", value=code, choices=choices)
        return None

    def needed(self, key: str, entries: Entries, name: str) -> str | None:
        value = entries.get(name)
        if value is None:
            self.report("meta-part", entries.at, key=key, name=name)
            return None
        return self.text(name, value)

    def optional(self, entries: Entries, name: str) -> str:
        value = entries.get(name)
        return (self.text(name, value) or "") if value is not None else ""

    def updates(self, value: Value) -> tuple[Update, ...]:
        found: list[Update] = []
        for item in value.values if isinstance(value, Items) else (value,):
            entries = self.entries("updates", item, ("time", "changed"), "{time: 2026-11-23, changed: …}")
            if entries is None:
                continue
            when, changed = self.needed("updates", entries, "time"), self.needed("updates", entries, "changed")
            time = entries.get("time")
            if when and changed and time and self.moment("time", time):
                found.append(Update(time=when, changed=changed))
        return tuple(found)

    def series(self, value: Value) -> Series | None:
        if isinstance(value, Scalar):
            name = self.text("series", value)
            return Series(name=name) if name else None
        entries = self.entries("series", value, ("name", "position"), "series: …")
        name = self.needed("series", entries, "name") if entries else None
        return Series(name=name, position=self.optional(entries, "position")) if entries and name else None

    def accessibility(self, value: Value) -> Accessibility | None:
        texts = ("summary", "certifier", "credential", "report")
        entries = self.entries("accessibility", value, (*texts, "hazards"), "accessibility: {hazards: [none]}")
        if entries is None:
            return None
        hazards = entries.get("hazards")
        given: dict[str, str] = {name: self.optional(entries, name) for name in texts}
        return Accessibility(**given, hazards=self.hazards(hazards) if hazards is not None else None)

    def hazards(self, value: Value) -> tuple[Hazard, ...] | None:
        known = get_args(Hazard)
        items = value.values if isinstance(value, Items) else (value,)
        found = [self.choice("hazards", item, (*known, "none", "unknown")) for item in items]
        named = tuple(hazard for hazard in known if hazard in found)
        return named if named or "none" in found else None

    def image(self, key: str, value: Value, more: tuple[str, ...] = ()) -> Image | None:
        if isinstance(value, Scalar) and not value.empty:
            value = Entries((Entry("src", value, value.at),), value.at)
        entries = self.entries(key, value, (*_PICTURE, *more), f"{key}: {{src: picture.jpg, alt: …}}")
        src = self.needed(key, entries, "src") if entries else None
        if entries is None or src is None:
            return None
        decorative, width, alt = entries.get("decorative"), entries.get("width"), entries.get("alt")
        image = Image(src=normalised(self.folder, src), alt=Described(stem(src)), at=entries.at)
        if width is not None:
            image = image.replace(width=self.count("width", width, 100) or 0)
        if decorative is not None and self.flag("decorative", decorative):
            return image.replace(alt=Decorative())
        words = self.text("alt", alt) if alt is not None else None
        if alt is None:
            self.report("image-alt", entries.at, src=src)
        return image.replace(alt=Described(words)) if words else image

    def lead(self, value: Value) -> Figure | None:
        image = self.image("lead", value, ("caption", "credit", "description"))
        if image is None or not isinstance(value, Entries):
            return Figure(images=(image,), at=value.at) if image else None
        description = value.get("description")
        return Figure(
            images=(image,),
            caption=self.inlines("caption", value.get("caption")),
            credit=self.inlines("credit", value.get("credit")),
            description=self.blocks("description", description) if description is not None else (),
            at=value.at,
        )

    def blocks(self, key: str, value: Value) -> tuple[Block, ...]:
        if not isinstance(value, Scalar) or value.empty or not value.text.strip():
            self.wrong_type(key, value, "text", f"{key}: …")
            return ()
        return self.prose(value.text, value.at)

    def inlines(self, key: str, value: Value | None) -> tuple[Inline, ...]:
        blocks = self.blocks(key, value) if value is not None else ()
        if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
            return blocks[0].content
        if blocks and value is not None:
            self.wrong_type(key, value, "a single paragraph", f"{key}: …")
        return ()

    def numbering(self, value: Value) -> NumberingPlan | None:
        if isinstance(value, Scalar) and not value.empty:
            wanted = self.flag("numbering", value)
            return NO_NUMBERS if wanted is False else None
        flags = ("parts", "chapters", "figures", "tables", "listings", "equations")
        entries = self.entries("numbering", value, (*flags, "sections"), "numbering: false")
        given: dict[str, object] = {}
        for entry in entries.values if entries else ():
            if entry.key in flags:
                given[entry.key] = self.flag(entry.key, entry.value) is not False
            elif entry.key == "sections":
                given["sections"] = self.count("sections", entry.value, 5) or 0
        return NumberingPlan(**given)  # type: ignore[arg-type]


def _plain(key: str) -> Callable[[_Reader, Value], object]:
    return lambda reader, value: reader.text(key, value)


_READERS: dict[str, Callable[[_Reader, Value], object]] = {
    **{key: _plain(key) for key in ("title", "subtitle", "publisher", "rights", "license", "source", "description")},
    "language": lambda reader, value: reader.language(value),
    "kind": lambda reader, value: reader.choice("kind", value, get_args(Kind)),
    "direction": lambda reader, value: reader.choice("direction", value, ("ltr", "rtl")),
    "identifier": lambda reader, value: reader.identifier(value),
    "isbn": lambda reader, value: reader.isbn(value),
    "authors": lambda reader, value: reader.people("authors", value, "aut"),
    "contributors": lambda reader, value: reader.people("contributors", value, "ctb"),
    "published": lambda reader, value: reader.moment("published", value),
    "updates": lambda reader, value: reader.updates(value),
    "subjects": lambda reader, value: reader.texts("subjects", value),
    "series": lambda reader, value: reader.series(value),
    "cover": lambda reader, value: reader.image("cover", value),
    "standfirst": lambda reader, value: reader.inlines("standfirst", value),
    "lead": lambda reader, value: reader.lead(value),
    "accessibility": lambda reader, value: reader.accessibility(value),
    "pdf": lambda reader, value: read_settings(value, reader),
}
