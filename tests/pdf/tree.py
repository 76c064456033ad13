"""The finished file as these tests read it, with pikepdf: the structure tree with its text, and the marked content."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from publisher.check.pdf_text import page_texts

Place = tuple[int, int]


@dataclass(eq=False)
class Tag:
    """A structure element; ``marks`` are those right in it: page and MCID."""

    name: str
    source: Any
    kids: "list[Tag | str]" = field(default_factory=list)
    marks: list[Place] = field(default_factory=list)
    annotations: list[Any] = field(default_factory=list)

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(str(one)[1:] for one in listed(self.source.get("/C")))

    @property
    def tags(self) -> "list[Tag]":
        return [kid for kid in self.kids if isinstance(kid, Tag)]

    @property
    def text(self) -> str:
        return "".join(kid if isinstance(kid, str) else kid.text for kid in self.kids)

    @property
    def pages(self) -> set[int]:
        return {page for page, _ in self.marks}.union(*(kid.pages for kid in self.tags))

    @property
    def said(self) -> str:
        """The text without what the renderer made and without notes; made text still ends the word before it."""
        said = ""
        for kid in self.kids:
            if isinstance(kid, str):
                said += kid
            elif "made" in kid.classes:
                said += " " if kid.text.endswith(" ") else ""
            elif kid.name != "Note":
                said += kid.said
        return said

    def get(self, key: str, owner: str = "") -> Any:
        for attributes in listed(self.source.get("/A")):
            if (not owner or str(attributes.O) == f"/{owner}") and f"/{key}" in attributes:
                return attributes[f"/{key}"]
        return None

    def all(self, *names: str) -> "Iterator[Tag]":
        for kid in self.tags:
            if not names or kid.name in names:
                yield kid
            yield from kid.all(*names)

    def shape(self) -> Any:
        """The names, as nested lists; the Spans around loose text are left out."""
        inner = [kid.shape() for kid in self.tags if kid.name != "Span" or kid.classes]
        return [self.name, *inner] if inner else self.name

    def walk(self) -> Iterator[Place]:
        """Every mark in the order of reading."""
        for kid in self.order:
            if isinstance(kid, Tag):
                yield from kid.walk()
            else:
                yield kid

    order: "list[Tag | Place]" = field(default_factory=list)


def listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, Array) else [value]


class File:
    """A PDF file that is open for reading."""

    def __init__(self, path: Path) -> None:
        self.pdf = pikepdf.open(path)
        self._numbers = {page.obj.objgen: number for number, page in enumerate(self.pdf.pages)}
        fonts: dict[Any, Any] = {}
        self.texts = [page_texts(page, fonts) for page in self.pdf.pages]
        self.root = self._tag(self.pdf.Root.StructTreeRoot.K)

    def _tag(self, source: Any) -> Tag:
        tag = Tag(str(source.S)[1:], source)
        for kid in listed(source.get("/K")):
            if isinstance(kid, int):
                self._mark(tag, source.Pg, kid)
            elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.MCR:
                self._mark(tag, kid.Pg, int(kid.MCID))
            elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
                tag.annotations.append(kid.Obj)
            else:
                inner = self._tag(kid)
                tag.kids.append(inner)
                tag.order.append(inner)
        if "/ActualText" in source:
            tag.kids = [str(source.ActualText)]
        return tag

    def _mark(self, tag: Tag, page: Any, number: int) -> None:
        place = (self._numbers[page.objgen], number)
        tag.marks.append(place)
        tag.order.append(place)
        tag.kids.append(self.texts[place[0]].get(number, ""))

    def operators(self, page: int) -> list[tuple[str, list[Any]]]:
        """The content stream of a page, with that of the form that shows its margins."""
        found: list[tuple[str, list[Any]]] = []
        for one in pikepdf.parse_content_stream(self.pdf.pages[page]):
            if str(one.operator) == "Do" and one.operands[0] == Name.Margins:
                form = self.pdf.pages[page].Resources.XObject.Margins
                found += [(str(inner.operator), list(inner.operands)) for inner in pikepdf.parse_content_stream(form)]
            else:
                found.append((str(one.operator), list(one.operands)))
        return found

    def artifacts(self, page: int) -> list[str]:
        """The kinds of the artifacts on a page: Subtype, else Type, else nothing."""
        found = []
        for operator, operands in self.operators(page):
            if operator == "BMC" and operands[0] == Name.Artifact:
                found.append("")
            elif operator == "BDC" and operands[0] == Name.Artifact:
                found.append(str(operands[1].get("/Subtype", operands[1].get("/Type", "")))[1:])
        return found
