"""A tagged PDF as a screen reader sees it: its structure tree in standard types. PDF 1.7 §14.8.4; ISO 32000-2 14.8.4.

Types that the role map explains count as what they stand for.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pikepdf
from pikepdf import Dictionary, Pdf

from publisher.check.listen.part import Part, Role
from publisher.check.pdf_structure import Element, PageTurn, structure
from publisher.check.records import UnreadableError

_ROLES: Mapping[str, Role] = {
    "P": "paragraph", "L": "list", "LI": "item", "Lbl": "label", "LBody": "group", "Table": "table", "TR": "row",
    "TH": "header", "TD": "cell", "THead": "group", "TBody": "group", "TFoot": "group", "Caption": "caption",
    "Figure": "picture", "Formula": "formula", "Link": "link", "Note": "note", "FENote": "note", "BlockQuote": "quote",
    "Aside": "aside", "TOC": "contents", "TOCI": "item", "Title": "paragraph", "H": "heading", "Span": "inline",
    "Em": "inline", "Strong": "inline", "Quote": "inline", "Code": "code", "Sub": "inline", "Reference": "inline",
    "BibEntry": "inline", "Ruby": "inline", "RB": "inline", "RT": "inline", "RP": "inline", "Warichu": "inline",
}  # fmt: skip
_REPLACED: frozenset[Role] = frozenset({"picture", "formula", "inline", "link"})
"""What is not said where there is a text that stands for it. PDF 1.7 §14.9.3."""
_DEEPEST_ROLE = 16


def document(path: Path) -> Part:
    """The document. Raises `UnreadableError` where a screen reader has nothing to go by."""
    try:
        with pikepdf.open(path) as pdf:
            tree = structure(pdf, turns=True)
            return _Reader(pdf).document(tree, str(pdf.Root.get("/Lang", "")))
    except (pikepdf.PdfError, AttributeError, KeyError, TypeError, ValueError, RecursionError, OSError) as fault:
        raise UnreadableError(f"this is not a whole tagged PDF: {fault}") from fault


class _Reader:
    def __init__(self, pdf: Pdf) -> None:
        self._labels = [page.label for page in pdf.pages]
        roles = pdf.Root.StructTreeRoot.get("/RoleMap", Dictionary())
        self._meanings = {str(name)[1:]: str(meaning)[1:] for name, meaning in roles.items()}
        self._farthest = -1

    def document(self, tree: Element, language: str) -> Part:
        return Part("group", tuple(self._kids(tree)), language=language)

    def _kids(self, element: Element) -> Iterator[Part | str]:
        for kid in element.kids:
            if isinstance(kid, str):
                yield kid
            elif isinstance(kid, PageTurn):
                # A note is read behind its paragraph, which may end on the next page: that page is not begun twice.
                if kid.page > self._farthest:
                    self._farthest = kid.page
                    yield Part("page", name=self._labels[kid.page])
            else:
                yield self._part(kid)

    def _part(self, element: Element) -> Part:
        role, level = self._role(element)
        kids = tuple(self._kids(element))
        name = element.alt
        if name and role in _REPLACED:
            kids = tuple(_turns(kids))
            role = "picture" if role == "inline" else role
        elif element.expansion:
            role, name = "abbreviation", element.expansion
        elif role == "picture":
            role = "group"
        return Part(
            role,
            kids,
            name=name,
            language=element.language,
            level=level,
            columns=element.columns,
            rows=element.rows,
            scope=element.scope,
            id=element.id,
            headers=element.headers,
        )

    def _role(self, element: Element) -> tuple[Role, int]:
        tag = element.tag
        for _ in range(_DEEPEST_ROLE):
            if tag in _ROLES or _level(tag) or tag not in self._meanings:
                break
            tag = self._meanings[tag]
        if level := _level(tag):
            return "heading", level
        classes = set(element.classes)
        if tag == "Reference" and "made" in classes:
            return "call", 0
        if tag in ("Div", "Sect") and classes & {"figure", "media"}:
            return ("figure" if "figure" in classes else "recording"), 0
        if tag == "P" and "credit" in classes:
            return "credit", 0
        if tag == "Code":
            return ("code" if _long(element) else "inline"), 0
        return _ROLES.get(tag, "group"), 1


def _turns(kids: Iterable[Part | str]) -> Iterator[Part]:
    """The pages that begin in what is not said."""
    for kid in kids:
        if isinstance(kid, Part):
            yield from (kid,) if kid.role == "page" else _turns(kid.kids)


def _level(tag: str) -> int:
    return int(tag[1:]) if tag[:1] == "H" and tag[1:].isdigit() else 0


def _long(element: Element) -> bool:
    """Whether code has lines of its own."""
    return any("\n" in kid if isinstance(kid, str) else isinstance(kid, Element) and _long(kid) for kid in element.kids)
