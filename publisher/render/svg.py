"""Drawings (SVG) made harmless and self-contained.

1. parse without network, entities or external definitions; refuse what is too large or expands too far
2. keep the elements of drawing and text; take out scripts, event handlers, embedded HTML, animation, foreign data
3. keep references to the drawing's own parts and to pictures inside it; take out all others, in styles too
4. give it a size and a viewBox, and text a family that exists on every machine

Every thing that is taken out and could be missed is named.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator

from lxml import etree

from publisher.render.css import inward_declarations, inward_sheet, leads_out
from publisher.render.images import Edition, ImageError, Picture, process
from publisher.render.svg_page import frame, give_size, name_families

LARGEST_FILE = 10 * 1024 * 1024
MOST_ELEMENTS = 100_000
MOST_EXPANDED = 200_000
"""Elements after every ``use`` has been replaced by what it shows."""
DEEPEST = 200

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_SHAPES = {"svg", "g", "defs", "symbol", "use", "switch", "a", "path", "rect", "circle", "ellipse", "line"}
_MORE_SHAPES = {"polyline", "polygon", "image", "view"}
_WORDS = {"title", "desc", "style", "text", "tspan", "textPath"}
_PAINTS = {"marker", "pattern", "clipPath", "mask", "linearGradient", "radialGradient", "stop", "filter"}
_EFFECTS = re.compile("fe[A-Z][A-Za-z]+")
_ELEMENTS = _SHAPES | _MORE_SHAPES | _WORDS | _PAINTS
_ANIMATED = {"animate", "animateColor", "animateMotion", "animateTransform", "set", "mpath"}
_QUIETLY_DROPPED = {"metadata"}
_PICTURE_INSIDE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,([A-Za-z0-9+/=\s]*)", re.ASCII)


def sanitise(data: bytes, edition: Edition) -> Picture:
    """The drawing made safe; its notices name what was taken out. Raises ImageError if it is broken or too large.

    In print, text is set in the families that we bring; in an e-book, in the drawing's own or the reader's.
    """
    root = _parse(data)
    _check_size(root)
    removed: dict[str, None] = {}
    _clean(root, edition, removed)
    _check_expansion(root)
    name_families(root, edition)
    width, height = give_size(root)
    if edition == "print":
        frame(root)
    etree.cleanup_namespaces(root, top_nsmap={"xlink": XLINK} if _uses_xlink(root) else {})
    notices = (f"taken out of the drawing: {', '.join(removed)}",) if removed else ()
    return Picture(etree.tostring(root, encoding="UTF-8"), "image/svg+xml", width, height, notices)


def looks_like_svg(data: bytes) -> bool:
    """Whether a file is a drawing rather than pixels, by what it begins with."""
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    return head.startswith(b"<") and re.search(rb"<([\w-]+:)?svg[\s>/]", data[:65536]) is not None


def _parse(data: bytes) -> etree._Element:
    if len(data) > LARGEST_FILE:
        raise ImageError(
            "image-size", f"it has {len(data) // 2**20} MB, more than {LARGEST_FILE // 2**20} MB", "simplify it"
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ImageError("image-unreadable", f"it is not well-formed: {error.msg}", "save it anew") from None
    if root.tag == "svg":
        root = _in_namespace(root)
    if root.tag != f"{{{SVG}}}svg":
        raise ImageError("image-format", "it is no drawing in SVG", "use PNG, JPEG, WebP, GIF or SVG")
    return root


def _in_namespace(root: etree._Element) -> etree._Element:
    """Browsers show drawings without a namespace only inside HTML, but their authors mean SVG."""
    for element in root.iter(etree.Element):
        if not element.tag.startswith("{"):
            element.tag = f"{{{SVG}}}{element.tag}"
    return root


def _check_size(root: etree._Element) -> None:
    count = 0
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        count += event == "start"
        if count > MOST_ELEMENTS or depth > DEEPEST:
            raise ImageError(
                "image-size", f"it has more than {MOST_ELEMENTS} elements or {DEEPEST} levels", "simplify it"
            )


def _check_expansion(root: etree._Element) -> None:
    """Refuse drawings whose copies of copies (or references in a circle) would take for ever to draw."""
    by_id = {element.get("id"): element for element in root.iter(etree.Element) if element.get("id")}
    sizes: dict[etree._Element, int] = {}

    def size(element: etree._Element, open_: frozenset[etree._Element]) -> int:
        if element in open_ or len(open_) > DEEPEST:
            raise ImageError("image-unreadable", "its parts refer to each other in a circle", "save it anew")
        if element not in sizes:
            inner = open_ | {element}
            total = 1 + sum(size(child, inner) for child in element)
            total += sum(size(by_id[name], inner) for name in _references(element) if name in by_id)
            sizes[element] = total
        if sizes[element] > MOST_EXPANDED:
            raise ImageError("image-size", f"it expands to more than {MOST_EXPANDED} elements", "simplify it")
        return sizes[element]

    size(root, frozenset())


def _references(element: etree._Element) -> Iterator[str]:
    for name, value in _attributes(element):
        if _local(name) == "href" and value.startswith("#"):
            yield value[1:]
        elif "url(" in value:
            yield from re.findall(r"url\(\s*['\"]?#([^'\")\s]+)", value)


def _clean(root: etree._Element, edition: Edition, removed: dict[str, None]) -> None:
    for element in list(root.iter()):
        if not isinstance(element.tag, str):
            removed["an entity"] = None
            _drop(element)
            continue
        name = etree.QName(element)
        if name.namespace != SVG or not _draws(name.localname):
            if name.namespace == SVG and name.localname not in _QUIETLY_DROPPED:
                removed["animation" if name.localname in _ANIMATED else f"<{name.localname}>"] = None
            _drop(element)
            continue
        _clean_attributes(element, edition, removed)
        if name.localname == "style":
            element.text = inward_sheet(element.text or "", removed)


def _drop(element: etree._Element) -> None:
    """Take an element out, but not the text after it, which belongs to what is around it."""
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        previous = element.getprevious()
        if previous is not None:
            previous.tail = (previous.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def _clean_attributes(element: etree._Element, edition: Edition, removed: dict[str, None]) -> None:
    for name, value in _attributes(element):
        namespace = etree.QName(name).namespace
        local = _local(name)
        if namespace not in {None, XLINK, _XML} or (namespace == _XML and local not in {"lang", "space"}):
            del element.attrib[name]
        elif local.lower().startswith("on"):
            removed[local] = None
            del element.attrib[name]
        elif local == "href":
            _clean_address(element, name, value, edition, removed)
        elif local == "style":
            element.set(name, inward_declarations(value, removed))
        elif leads_out(value):
            removed[f"{local} to another file"] = None
            del element.attrib[name]


def _clean_address(element: etree._Element, name: str, value: str, edition: Edition, removed: dict[str, None]) -> None:
    local = etree.QName(element).localname
    if value.strip().startswith("#"):
        return
    if local == "image" and (inside := _PICTURE_INSIDE.fullmatch(value.strip())):
        try:
            picture = process(b64decode(inside.group(1)), edition)
        except (ImageError, ValueError):
            removed["a broken picture"] = None
        else:
            element.set(name, f"data:{picture.media_type};base64,{b64encode(picture.data).decode()}")
            return
    else:
        removed["a link" if local == "a" else f"{local} from another file"] = None
    del element.attrib[name]


def _uses_xlink(root: etree._Element) -> bool:
    prefix = f"{{{XLINK}}}"
    return any(name.startswith(prefix) for element in root.iter(etree.Element) for name, _ in _attributes(element))


def _draws(name: str) -> bool:
    return name in _ELEMENTS or (_EFFECTS.fullmatch(name) is not None and name != "feImage")


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in element.attrib.items()]


def _local(name: str) -> str:
    return etree.QName(name).localname
