"""A document of an e-book as HTML in which nothing runs, and which fetches nothing but what is in the book.

1. what runs or embeds is taken out: scripts, frames, plug-ins, handlers of events, styles that fetch
2. links lead to the pages here; pictures and media are the book's own, and from elsewhere there are none
3. XHTML becomes HTML that is well-formed, too: names lose their namespaces, which the browser knows by itself
"""

import re
from collections.abc import Callable
from functools import partial

from lxml import etree
from msgspec import Struct

from publisher.check.from_epub import EPUB_TYPE, XHTML, XML_LANG
from publisher.render.css import leads_out, readdressed

_GONE = frozenset(
    {"script", "iframe", "frame", "object", "embed", "applet", "base", "link", "meta", "form", "input", "button",
     "select", "textarea", "foreignObject", "set", "animate", "animateTransform", "animateMotion", "noscript",
     "template", "style", "portal"}
)  # fmt: skip
_VOID = frozenset({"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_XLINK = "{http://www.w3.org/1999/xlink}href"
_XML_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_SVG = "http://www.w3.org/2000/svg"
_PICTURE = "data:image/"
"""How the address begins of a picture that is written out in it."""
_FETCHED = ("src", "poster", "data", "background")
_ELSEWHERE = ("https:", "http:", "mailto:", "tel:")
_ROLES = {"noteref": "doc-noteref", "footnote": "doc-footnote", "pagebreak": "doc-pagebreak"}
_BODY = re.compile(r"(^|[\s,>+~(}])body(?=[\s,>+~.:#\[{)])")
_WORDS = re.compile("(?:^|(?<=>))[^<>]+")
BODY = "book-body"
"""The class of the element that stands for the body of a document: a page has a body of its own."""
Target = Callable[[str], str]
"""Gives the address here of an address in the document; nothing where it leads out of the book."""


class Cleaned(Struct, frozen=True):
    """The body of a page, with its title, language, direction and classes, its stylesheets, and what was taken out.

    ``headed`` says that it has a heading of the first level; the chapters of parts have none.
    """

    html: str
    title: str
    language: str
    direction: str
    classes: str
    styles: tuple[str, ...]
    removed: tuple[str, ...]
    headed: bool = False


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
    html = _WORDS.sub(_quoted, whole[whole.index(">") + 1 : -len("</body>")])
    said = " ".join((title or "").split())
    headed = next(body.iter(f"{XHTML}h1"), None) is not None
    return Cleaned(html, said, language, direction, classes, styles, tuple(removed), headed)


def _quoted(words: re.Match[str]) -> str:
    # Programs that look for links by words alone, as zimcheck does, would find some in what is shown as code.
    return words[0].replace('"', "&quot;").replace("'", "&#39;")


def placed_style(text: str, target: Target) -> str:
    """A stylesheet of a book, for a document that stands in a page; it fetches only what ``target`` knows."""
    return readdressed(_BODY.sub(rf"\1.{BODY}", text), partial(_shown, target=target))


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
            fetches = name in ("href", _XLINK, "src") and not value.startswith(("#", _PICTURE))
            if name == "style":
                element.set(name, readdressed(value, _inside))
            elif str(name).lower().startswith("on") or name == _XML_BASE or fetches or leads_out(value):
                del element.attrib[name]
        if etree.QName(element).localname == "style":
            element.text = readdressed(element.text or "", _inside)
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
            _set(element, name, _shown(value, target), removed)
        elif name.lower().startswith("on") or name in ("srcset", "srcdoc", "action", "formaction", "ping", "autoplay"):
            _set(element, name, "", removed)
        elif name == "style":
            element.set(name, readdressed(value, partial(_shown, target=target)))
        elif name.startswith("{") or (etree.QName(element).namespace == _SVG and leads_out(value)):
            del element.attrib[name]


def _shown(address: str, target: Target) -> str:
    """Where a picture or font is that a document or a style has the address of; nothing for one from elsewhere."""
    return address if address.startswith(_PICTURE) else target(address)


def _inside(address: str) -> str:
    """What a picture may show that is opened by itself: only what is in it."""
    return address if address.startswith(_PICTURE) else ""


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
