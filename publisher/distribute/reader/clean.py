"""A document of an e-book as HTML in which nothing runs, and which fetches nothing but what is in the book.

1. what runs or embeds is taken out: scripts, frames, plug-ins, handlers of events, styles that fetch
2. links lead to the pages here; pictures and media are the book's own, and from elsewhere there are none
3. XHTML becomes HTML that is well-formed, too: names lose their namespaces, which the browser knows by itself
"""

import re
from collections.abc import Callable

from lxml import etree
from msgspec import Struct

from publisher.check.from_epub import EPUB_TYPE, XHTML, XML_LANG

_GONE = frozenset(
    {"script", "iframe", "frame", "object", "embed", "applet", "base", "link", "meta", "form", "input", "button",
     "select", "textarea", "foreignObject", "set", "animate", "animateTransform", "animateMotion", "noscript",
     "template", "style", "portal"}
)  # fmt: skip
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_XLINK = "{http://www.w3.org/1999/xlink}href"
_FETCHED = ("src", "poster", "data", "background")
_ELSEWHERE = ("https:", "http:", "mailto:", "tel:")
_REMOTE = re.compile(
    r"""@import[^;]*;|url\(\s*(['"]?)\s*(?:[a-z][a-z0-9+.-]*:|//)[^)]*\)|expression\s*\(|-moz-binding""", re.I
)
_ROLES = {"noteref": "doc-noteref", "footnote": "doc-footnote", "pagebreak": "doc-pagebreak"}
_BODY = re.compile(r"(^|[\s,>+~(}])body(?=[\s,>+~.:#\[{)])")
_URL = re.compile(r"""url\(\s*(['"]?)([^'")]+)\1\s*\)""")
BODY = "book-body"
"""The class of the element that stands for the body of a document: a page has a body of its own."""
Target = Callable[[str], str]
"""Gives the address here of an address in the document; nothing where it leads out of the book."""


class Cleaned(Struct, frozen=True):
    """The body of a page, with its title, language, direction and classes, its stylesheets, and what was taken out."""

    html: str
    title: str
    language: str
    direction: str
    classes: str
    styles: tuple[str, ...]
    removed: tuple[str, ...]


def cleaned(root: etree._Element, target: Target) -> Cleaned:
    """The page of a document (its root element, which is changed)."""
    removed: list[str] = []
    head, body = root.find(f"{XHTML}head"), root.find(f"{XHTML}body")
    links = head.iterchildren(f"{XHTML}link") if head is not None else ()
    styles = tuple(
        found for one in links if "stylesheet" in (one.get("rel") or "") and (found := target(one.get("href") or ""))
    )
    title = head.findtext(f"{XHTML}title") if head is not None else ""
    if body is None:
        return Cleaned("", " ".join((title or "").split()), "", "", "", styles, ("body",))
    for element in list(body.iter()):
        if not isinstance(element.tag, str) or etree.QName(element).localname in _GONE:
            if element is not body and element.getparent() is not None:
                removed.append(str(element.tag).rpartition("}")[2])
                _drop(element)
        else:
            _attributes(element, target, removed)
    language = body.get("lang") or root.get("lang") or root.get(XML_LANG) or ""
    direction = body.get("dir") or root.get("dir") or ""
    classes = body.get("class") or ""
    whole = etree.tostring(_plain(body), encoding="unicode", with_tail=False)
    html = whole[whole.index(">") + 1 : -len("</body>")]
    return Cleaned(html, " ".join((title or "").split()), language, direction, classes, styles, tuple(removed))


def clean_style(text: str) -> str:
    """A stylesheet that fetches nothing from elsewhere."""
    return _REMOTE.sub("", text)


def placed_style(text: str, moved: Target) -> str:
    """A stylesheet of a book, for a document that stands in a page; ``moved`` tells where files are that were moved."""

    def address(found: re.Match[str]) -> str:
        elsewhere = moved(found[2].strip())
        return f'url("{elsewhere}")' if elsewhere else found[0]

    return _URL.sub(address, _BODY.sub(rf"\1.{BODY}", clean_style(text)))


def clean_picture(data: bytes) -> bytes:
    """An SVG picture in which nothing runs. Raises lxml.etree.XMLSyntaxError where it is not well-formed."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(data, parser)
    for element in list(root.iter()):
        if etree.QName(element).localname in _GONE - {"style"} and element.getparent() is not None:
            _drop(element)
            continue
        for name in list(element.attrib):
            value = str(element.get(name)).strip()
            fetches = name in ("href", _XLINK, "src") and not value.startswith(("#", "data:image/"))
            if str(name).lower().startswith("on") or fetches or _REMOTE.search(value):
                del element.attrib[name]
        if etree.QName(element).localname == "style":
            element.text = clean_style(element.text or "")
    return etree.tostring(root, encoding="utf-8")


def _attributes(element: etree._Element, target: Target, removed: list[str]) -> None:
    kind = (element.get(EPUB_TYPE) or "").split()
    role = next((_ROLES[one] for one in kind if one in _ROLES), "")
    if role and "role" not in element.attrib:
        element.set("role", role)
    language = element.get(XML_LANG)
    if language and "lang" not in element.attrib:
        element.set("lang", language)
    for name in [str(one) for one in element.attrib]:
        value = str(element.get(name)).strip()
        if name == _XLINK or name == "href":
            _link(element, name, value, target, removed)
        elif name in _FETCHED:
            found = value if value.startswith("data:image/") else target(value)
            _set(element, name, found, removed)
        elif name.lower().startswith("on") or name in ("srcset", "srcdoc", "action", "formaction", "ping", "autoplay"):
            _set(element, name, "", removed)
        elif name == "style":
            element.set(name, clean_style(value))
        elif name.startswith("{"):
            del element.attrib[name]


def _link(element: etree._Element, name: str, value: str, target: Target, removed: list[str]) -> None:
    del element.attrib[name]
    anchor = etree.QName(element).localname in ("a", "area")
    if anchor and value.lower().startswith(_ELSEWHERE):
        element.set("href", value)
        element.set("rel", "noreferrer")
        return
    found = value if value.startswith("#") else target(value)
    if found:
        element.set("href", found)
    elif value:
        removed.append(f"link to {value[:80]}")


def _set(element: etree._Element, name: str, value: str, removed: list[str]) -> None:
    if value:
        element.set(name, value)
    else:
        removed.append(f"{name} of {etree.QName(element).localname}")
        del element.attrib[name]


def _drop(element: etree._Element) -> None:
    """Takes an element out, and leaves the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _plain(element: etree._Element) -> etree._Element:
    """The element without namespaces, as HTML knows it."""
    made = etree.Element(etree.QName(element).localname, {str(name): str(value) for name, value in element.items()})
    made.text, made.tail = element.text, element.tail
    made.extend([_plain(kid) for kid in element if isinstance(kid.tag, str)])
    if not len(made) and not made.text and made.tag not in _VOID:
        # It has an end tag, which HTML wants.
        made.text = ""
    return made
