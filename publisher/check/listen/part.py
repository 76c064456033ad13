"""A document as a screen reader sees it, whatever the format, and what is said of it."""

from typing import Literal, TypeAlias

from msgspec import Struct

Role: TypeAlias = Literal[
    "group", "paragraph", "heading", "list", "item", "term", "table", "row", "header", "cell", "caption",
    "credit", "figure", "picture", "formula", "recording", "link", "call", "note", "quote", "code", "aside", "contents",
    "label", "abbreviation", "inline", "page",
]  # fmt: skip
"""What a part is: ``group`` has no meaning of its own, ``inline`` is a stretch of text (a language, a quotation)."""


class Part(Struct, frozen=True):
    """A part of a document. ``name`` is the text that stands for it, its label, or what it leads to or means."""

    role: Role
    kids: "tuple[Part | str, ...]" = ()
    name: str = ""
    language: str = ""
    level: int = 0
    columns: int = 1
    rows: int = 1
    scope: str = ""
    id: str | bytes = ""
    headers: tuple[str | bytes, ...] = ()

    def all(self, *roles: Role) -> "tuple[Part, ...]":
        """The parts with one of these roles below this one that are in none of them."""
        found: list[Part] = []
        for kid in self.kids:
            if isinstance(kid, Part):
                found += (kid,) if kid.role in roles else kid.all(*roles)
        return tuple(found)


class Utterance(Struct, frozen=True):
    """Something that is said in one breath: how deep it stands, its language where that is not the document's own, and
    the pages that it stands on, where they are known."""

    text: str
    depth: int = 0
    language: str = ""
    pages: tuple[str, ...] = ()

    def __str__(self) -> str:
        spoken = f"[{self.language}] {self.text}" if self.language else self.text
        return "  " * self.depth + spoken
