"""An EPUB as a screen reader sees it: the documents of its spine, with the semantics of HTML and ARIA."""

import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from publisher.check.from_epub import DC, EPUB_TYPE, OPF, SCOPES, XHTML, XML_LANG, parse
from publisher.check.listen.part import Part, Role
from publisher.check.records import UnreadableError

_ROLES: Mapping[str, Role] = {
    "p": "paragraph", "ul": "list", "ol": "list", "dl": "list", "li": "item", "dt": "item", "table": "table",
    "tr": "row", "th": "header", "td": "cell", "caption": "caption", "figcaption": "caption", "figure": "figure",
    "img": "picture", "svg": "picture", "math": "formula", "video": "recording", "audio": "recording",
    "a": "link", "blockquote": "quote", "pre": "code", "aside": "aside", "nav": "contents", "abbr": "abbreviation",
    "em": "inline", "strong": "inline", "i": "inline", "b": "inline", "span": "inline", "sub": "inline",
    "sup": "inline", "code": "inline", "kbd": "inline", "samp": "inline", "cite": "inline", "q": "inline",
    "ruby": "inline", "rb": "inline", "rt": "inline", "ins": "inline", "del": "inline", "small": "inline",
    "time": "inline", "mark": "inline", "dfn": "inline", "var": "inline", "u": "inline", "s": "inline",
    "bdi": "inline", "bdo": "inline", "br": "inline",
}  # fmt: skip
_NOTES = {"doc-footnote", "doc-endnote"}
_SILENT = frozenset({"script", "style", "track", "source", "head", "template", "rp"})
_WHITE = re.compile(r"[ \t\r\n\f]+")
_DEEPEST = 300


def document(path: Path) -> Part:
    """The whole book. Raises `UnreadableError` where it is not an EPUB."""
    try:
        with zipfile.ZipFile(path) as archive:
            container = parse(archive, "META-INF/container.xml")
            name = next(container.iter("{*}rootfile")).get("full-path") or ""
            package = parse(archive, name)
            folder = posixpath.dirname(name)
            items = {item.get("id"): item for item in package.iter(f"{OPF}item")}
            spine = [items[reference.get("idref")] for reference in package.iter(f"{OPF}itemref")]
            names = [posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or ""))) for item in spine]
            language = next(package.iter(f"{DC}language")).text or ""
            bodies = tuple(_part(_body(parse(archive, one)), False, 0) for one in names)
            return Part("group", bodies, language=language)
    except (OSError, KeyError, IndexError, StopIteration, zipfile.BadZipFile, etree.XMLSyntaxError) as fault:
        raise UnreadableError(f"this is not a whole EPUB: {fault}") from fault


def _body(root: etree._Element) -> etree._Element:
    body = next(root.iter(f"{XHTML}body"))
    if language := root.get("lang") or root.get(XML_LANG):
        body.set("lang", body.get("lang") or language)
    return body


def _part(element: etree._Element, kept: bool, depth: int) -> Part:
    """The part of an element; white space is ``kept`` in code."""
    if depth > _DEEPEST:
        raise UnreadableError(f"a document is deeper than {_DEEPEST} levels")
    tag = etree.QName(element).localname
    role, level = _role(element, tag)
    name = _name(element, role)
    kids: tuple[Part | str, ...] = ()
    if role == "item":
        name = _marker(element)
    # What stands in a recording is for readers that do not know recordings.
    if role not in ("picture", "formula", "page", "recording"):
        kids = tuple(_kids(element, kept or tag == "pre", depth))
    if tag == "br":
        kids = ("\n" if kept else " ",)
    return Part(
        role,
        kids,
        name=name,
        language=element.get("lang") or element.get(XML_LANG) or "",
        level=level,
        columns=_number(element.get("colspan")),
        rows=_number(element.get("rowspan")),
        scope=SCOPES.get(element.get("scope") or "", ""),
        id=element.get("id") or "",
        headers=tuple((element.get("headers") or "").split()),
    )


def _kids(element: etree._Element, kept: bool, depth: int) -> Iterator[Part | str]:
    yield _text(element.text, kept)
    for child in element:
        if isinstance(child.tag, str) and not _silent(child):
            yield _part(child, kept, depth + 1)
        yield _text(child.tail, kept)


def _text(text: str | None, kept: bool) -> str:
    return (text or "") if kept else _WHITE.sub(" ", text or "")


def _silent(element: etree._Element) -> bool:
    tag = etree.QName(element).localname
    if tag in _SILENT or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    return tag in ("img", "svg") and (element.get("role") in ("presentation", "none") or element.get("alt") == "")


def _role(element: etree._Element, tag: str) -> tuple[Role, int]:
    roles = set((element.get("role") or "").split()) | set((element.get(EPUB_TYPE) or "").split())
    if roles & {"doc-pagebreak", "pagebreak"}:
        return "page", 0
    if "heading" in roles:
        return "heading", _number(element.get("aria-level"), 2)
    if re.fullmatch("h[1-6]", tag):
        return "heading", int(tag[1])
    if roles & {"doc-noteref"}:
        return "call", 0
    if roles & _NOTES:
        return "note", 0
    if "img" in roles:
        return "picture", 0
    if tag == "svg" and "math" in (element.get("class") or ""):
        return "formula", 0
    if tag == "figure" and "media" in (element.get("class") or "").split():
        return "group", 0
    if tag == "p" and "credit" in (element.get("class") or "").split():
        return "credit", 0
    if tag == "a" and element.get("href") is None:
        return "inline", 0
    return _ROLES.get(tag, "group"), 0


def _name(element: etree._Element, role: Role) -> str:
    label = " ".join((element.get("aria-label") or "").split())
    match role:
        case "picture":
            return label or " ".join((element.get("alt") or "").split())
        case "formula":
            return label or element.get("alttext") or ""
        case "page":
            return label or element.get("title") or "".join(str(text) for text in element.itertext()).strip()
        case "recording":
            kind = etree.QName(element).localname
            return f"{kind}: {label}" if label else kind
        case "abbreviation":
            return element.get("title") or ""
        case "link" | "call" | "contents":
            return label
    return ""


def _marker(item: etree._Element) -> str:
    """What stands before an item; before a task, that is a picture of its own."""
    parent = item.getparent()
    if "task" in (item.get("class") or "").split():
        return ""
    if parent is None or etree.QName(parent).localname != "ol":
        return "•" if etree.QName(item).localname == "li" else ""
    before = sum(1 for _ in item.itersiblings(item.tag, preceding=True))
    first = _number(parent.get("start")) if "start" in parent.attrib else 1
    return f"{first + before}."


def _number(text: str | None, usual: int = 1) -> int:
    return int(text) if text and text.isdigit() and int(text[:6]) > 0 else usual
