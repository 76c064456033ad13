"""Which structure type an XHTML element becomes. PDF 1.7 §14.8.4; ISO 14289-1 7.

1. roles and classes come first: they say more than the element's name
2. then the element's name
3. an element without a meaning of its own is kept only if it says a language or a class that readers rely on
"""

from typing import Any
from xml.etree.ElementTree import Element

from publisher.pdf.part import Value
from publisher.pdf.tags.source import PHRASING, SVG, Source

ROLE_MAP = {"Em": "Span", "Strong": "Span", "Aside": "Sect"}
CLASSES = frozenset(
    {"made", "caption", "credit", "description", "transcript", "attribution", "standfirst", "byline", "label", "note"}
    | {"figure", "media", "listing", "verse", "stanza", "line", "admonition", "epigraph", "glossary", "bibliography"}
    | {"index", "title", "subtitle"}
)
"""Class tokens that are written into the structure tree (``/C``)."""
_NAMES = {
    "p": "P",
    "h1": "H1",
    "h2": "H2",
    "h3": "H3",
    "h4": "H4",
    "h5": "H5",
    "h6": "H6",
    "section": "Sect",
    "article": "Art",
    "aside": "Aside",
    "nav": "Sect",
    "blockquote": "BlockQuote",
    "q": "Quote",
    "ul": "L",
    "ol": "L",
    "menu": "L",
    "dl": "L",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "caption": "Caption",
    "figcaption": "Caption",
    "figure": "Div",
    "pre": "P",
    "code": "Code",
    "kbd": "Code",
    "samp": "Code",
    "em": "Em",
    "strong": "Strong",
    "ruby": "Ruby",
    "rb": "RB",
    "rt": "RT",
    "rp": "RP",
    "sub": "Span",
    "sup": "Span",
    "ins": "Span",
    "del": "Span",
    "address": "P",
    "summary": "P",
}
_NOTE_BLOCKS = {"list": "L", "item": "LI", "blockquote": "BlockQuote", "block": "Div", "p": "P"}
_PICTURES = ("img", "svg", "object", "embed", "math")
_INLINE_STYLE: dict[str, dict[str, Value]] = {
    "del": {"TextDecorationType": "/LineThrough"},
    "ins": {"TextDecorationType": "/Underline"},
}
_LIST_TYPES = {
    "decimal": "/Decimal",
    "decimal-leading-zero": "/Decimal",
    "lower-roman": "/LowerRoman",
    "upper-roman": "/UpperRoman",
    "lower-alpha": "/LowerAlpha",
    "lower-latin": "/LowerAlpha",
    "upper-alpha": "/UpperAlpha",
    "upper-latin": "/UpperAlpha",
    "disc": "/Disc",
    "circle": "/Circle",
    "square": "/Square",
    "•": "/Disc",
    "◦": "/Circle",
    "▪": "/Square",
}


def is_task_box(source: Source, element: Element) -> bool:
    """Whether an element is the box in front of a task, which says whether it is done."""
    around = source.parents.get(element)
    return "box" in source.classes(element) and around is not None and "task" in source.classes(around)


def tag_of(source: Source, element: Element) -> str | None:
    """The structure type of an element, or None if it has no meaning of its own."""
    name = source.name(element)
    if source.has(element, "heading"):
        level = element.get("aria-level", "2")
        return f"H{min(int(level), 6)}" if level.isdigit() and int(level) else "H2"
    if name in _PICTURES or str(element.tag).startswith(SVG):
        return "Formula" if name == "math" or "math" in source.tokens(element) + source.classes(element) else "Figure"
    if source.is_note(element):
        return "Note"
    if name == "a":
        return "Link" if element.get("href") is not None else _kept(source, element, "Span")
    if name in ("ol", "ul", "li") and source.in_contents(element):
        return "TOCI" if name == "li" else "TOC"
    if name == "section" and source.has(element, "doc-part", "part"):
        return "Part"
    if name == "section" and "article" in source.classes(element):
        return "Art"
    if name == "section" and source.has(element, "doc-index", "index"):
        return "Index"
    if name == "abbr" and element.get("title"):
        return "Span"
    if name == "span" and (tag := _block_in_note(source.classes(element))):
        return tag
    if name in _NAMES:
        return _NAMES[name]
    return _kept(source, element, "Span" if name in PHRASING else "Div")


def modern_of(source: Source, element: Element) -> str:
    """The type in PDF 2.0 where it is another than for all elements of the same type in PDF 1.7; else empty.

    ISO 32000-2 14.8.4.5: the title of the publication, headings of any depth, lines of verse.
    """
    if source.has(element, "heading"):
        level = element.get("aria-level", "")
        return f"H{int(level)}" if level.isdigit() and int(level) > 6 else ""
    if "title" in source.classes(element):
        around = source.parents.get(element)
        return "Title" if around is not None and "title-page" in source.classes(around) else ""
    return "Sub" if source.name(element) == "span" and "line" in source.classes(element) else ""


def _block_in_note(classes: tuple[str, ...]) -> str | None:
    """Blocks in a printed note are spans, since the note stands within a paragraph."""
    return next((tag for name, tag in _NOTE_BLOCKS.items() if name in classes), None)


def _kept(source: Source, element: Element, tag: str) -> str | None:
    if element is source.root or source.name(element) == "body":
        return None
    said = source.language(element) or element.get("aria-label") or classes_of(source, element)
    return tag if said else None


def classes_of(source: Source, element: Element) -> tuple[str, ...]:
    """The class tokens that go into the structure tree. A figure always has one that says what it shows."""
    found = [token for token in source.classes(element) if token in CLASSES]
    if source.name(element) == "figure" and not {"figure", "media", "listing"} & set(found):
        found.append("figure")
    return tuple(dict.fromkeys(found))


def is_reference(source: Source, element: Element) -> bool:
    """Whether a link cites a place in the same publication, so that a Reference encloses it."""
    roles = ("doc-noteref", "noteref", "doc-biblioref", "biblioref", "doc-glossref", "doc-backlink")
    return source.has(element, *roles) or "note-call" in source.classes(element) or source.in_contents(element)


def alt_of(element: Element) -> str | None:
    """The text that stands for a picture or formula; None if it has no attribute for it. ISO 14289-1 7.3, 7.7."""
    for name in ("aria-label", "alttext", "alt"):
        if element.get(name) is not None:
            return element.get(name)
    title = element.find(f"{SVG}title")
    return title.text if title is not None else None


def style_of(source: Source, element: Element) -> dict[str, Value]:
    """Layout attributes of inline elements whose look carries meaning. PDF 1.7 §14.8.5.4."""
    return dict(_INLINE_STYLE.get(source.name(element), {}))


def list_numbering(list_: Element) -> str:
    """The ListNumbering of a list whose labels the layout does not make. PDF 1.7 §14.8.5.5.

    Terms are no numbers; the labels of a list in a printed note are text, and it says itself of which kind they are.
    """
    return _LIST_TYPES.get(list_.get("data-numbering", ""), "/None")


def laid_out_numbering(style: Any) -> str:
    """The same of a list whose items have this computed style."""
    kind = style["list_style_type"]
    # Bullets that the stylesheet writes itself are ("string", "•  ").
    name = kind if isinstance(kind, str) else str(kind[-1]).strip()
    return _LIST_TYPES.get(name, "/None")
