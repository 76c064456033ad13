"""The structure tree in the types of PDF 2.0. ISO 32000-2 14.8.4; ISO/TS 32005 (what may stand in what).

1. types get their new names: notes become FENote, and some elements have a type of their own that PDF 1.7 has not
2. a caption is the first or last of the group that it describes; ruby is in pairs; labelled lists say how
3. what may not stand where it does is put into a section of its own
"""

from collections.abc import Collection

from msgspec import structs

from publisher.pdf.part import Annotation, Mark, StructureElement

PDF_2 = "http://iso.org/pdf2/ssn"
PDF_1 = "http://iso.org/pdf/ssn"
_OLD = frozenset({"Art", "BlockQuote", "Code", "Index", "Quote", "Reference", "TOC", "TOCI"})
"""Types that PDF 2.0 has only in the namespace of PDF 1.7. ISO 32000-2 14.8.6.2."""
_NAMES = {"Note": "FENote"}
_OLDER = {"Aside": "Sect", "Em": "Span", "FENote": "Note", "Strong": "Span", "Sub": "Span", "Title": "H1"}
"""What stands for a type of PDF 2.0 with readers that know PDF 1.7 alone."""
_TRANSPARENT = frozenset({"Div", "Part"})
"""Types that let through what the element around them may hold."""
_BARRED = {
    "Aside": frozenset({"Aside", "BlockQuote", "Index", "TD", "TH"}),
    "BlockQuote": frozenset({"Index", "TD", "TH"}),
    "H": frozenset({"FENote"}),
}
"""Types, and in what they may not stand, though our markup may have them there."""


def namespace_of(tag: str) -> str:
    """The namespace of a standard type in PDF 2.0."""
    return PDF_1 if tag in _OLD else PDF_2


def in_pdf_1(used: Collection[str]) -> dict[str, str]:
    """A role map for the types of PDF 2.0 among these: readers of PDF 2.0 go by namespaces, older ones by it."""
    headings = {tag: "H6" for tag in sorted(used) if _kind(tag) == "H" and int(tag[1:]) > 6}
    return {tag: _OLDER[tag] for tag in sorted(used) if tag in _OLDER} | headings


def in_pdf_2(root: StructureElement) -> StructureElement:
    """The same tree in the types of PDF 2.0; its elements keep their order, their names and what they say."""
    return _adapted(root, "")


def _adapted(element: StructureElement, around: str) -> StructureElement:
    """An element in ``around``, the nearest type that decides what may stand in it."""
    tag = element.modern or _NAMES.get(element.tag, element.tag)
    element = structs.replace(element, tag=tag, attributes=_attributes(element))
    if tag != "Table":
        element = _captioned(element)
    inner = around if element.tag in _TRANSPARENT else element.tag
    kids: list[StructureElement | Mark | Annotation] = []
    for kid in element.kids:
        if not isinstance(kid, StructureElement):
            kids.append(kid)
        elif inner in _BARRED.get(_kind(kid.tag), ()):
            kids.append(StructureElement("Sect", (_adapted(kid, "Sect"),)))
        elif kid.tag == "Ruby":
            kids += (_adapted(pair, inner) for pair in _pairs(kid))
        else:
            kids.append(_adapted(kid, inner))
    return structs.replace(element, kids=tuple(kids))


def _kind(tag: str) -> str:
    return "H" if tag[:1] == "H" and tag[1:].isdigit() else tag


def _attributes(element: StructureElement) -> dict[str, dict[str, str | int | float | tuple[str, ...]]]:
    """The attributes; a list with labels says of which kind it is. ISO 14289-2 8.2.5.25."""
    labels = [part for item in _elements(element) for part in _elements(item) if part.tag == "Lbl"]
    if element.tag != "L" or not labels:
        return element.attributes
    numbering = element.attributes.get("List", {}).get("ListNumbering", "/None")
    if numbering == "/None":
        # Labels that the layout does not make are the author's: terms.
        numbering = "/Unordered" if all("made" in label.classes for label in labels) else "/Description"
    return {**element.attributes, "List": {"ListNumbering": numbering}}


def _captioned(element: StructureElement) -> StructureElement:
    """A group whose caption is its first or last element. ISO 14289-2 8.2.5.27.

    The group is a section, since a division would leave its caption to what is around it.
    """
    at = next((number for number, kid in enumerate(element.kids) if _is(kid, "Caption")), None)
    if at is None:
        return element
    if at == len(element.kids) - 1:
        return structs.replace(element, tag="Sect") if element.tag == "Div" else element
    group = StructureElement("Sect", element.kids[: at + 1])
    return structs.replace(element, kids=(group, *element.kids[at + 1 :]))


def _pairs(ruby: StructureElement) -> list[StructureElement]:
    """One ruby element for each base with its text. ISO 14289-2 8.2.5.23."""
    starts = [number for number, kid in enumerate(ruby.kids) if _is(kid, "RB")]
    if len(starts) < 2:
        return [ruby]
    ends = (*starts[1:], len(ruby.kids))
    starts[0] = 0
    pairs = [ruby.kids[start:end] for start, end in zip(starts, ends, strict=True)]
    first = structs.replace(ruby, kids=pairs[0])
    rest = (StructureElement("Ruby", pair, language=ruby.language, classes=ruby.classes) for pair in pairs[1:])
    return [first, *rest]


def _elements(element: StructureElement) -> list[StructureElement]:
    return [kid for kid in element.kids if isinstance(kid, StructureElement)]


def _is(kid: StructureElement | Mark | Annotation, tag: str) -> bool:
    return isinstance(kid, StructureElement) and kid.tag == tag
