"""What is wrong with rendered documents as HTML and as a web of links, whatever they say.

1. where elements stand: HTML's content models, as far as our vocabulary uses them
2. what the HTML parser makes of it: the same tree as the XML parser's
3. ids: once each, and there for every reference
4. links: to a document of the edition, and to an id that is in it

The printed edition is laid out from XML and shown to nobody else. There, a long description follows the caption of its
figure, and what has parts, as a table, keeps them in a note within a paragraph.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import tinyhtml5
from lxml import etree

from publisher.model import Publication
from publisher.render import Assets, Theme, epub_markup, print_units, theme

XHTML = "{http://www.w3.org/1999/xhtml}"
PHRASING = frozenset(
    {"a", "abbr", "audio", "bdi", "bdo", "br", "cite", "code", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark"}
    | {"math", "q", "ruby", "rt", "samp", "small", "span", "strong", "sub", "sup", "svg", "time", "var", "video"}
)
ONLY_PHRASING = PHRASING - {"audio", "ruby", "video"} | {"h1", "h2", "h3", "h4", "h5", "h6", "p", "pre", "summary"}
"""Elements that hold phrasing content alone."""
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd"},
    "table": {"caption", "thead", "tbody", "tfoot"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"th", "td"},
    "video": {"source", "track", "img", "p"},
    "audio": {"source", "track", "img", "p"},
}
PARENTS = {
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "caption": {"table"},
    "figcaption": {"figure"},
    "summary": {"details"},
    "tr": {"thead", "tbody", "tfoot"},
    "th": {"tr"},
    "td": {"tr"},
    "rt": {"ruby"},
    "track": {"video", "audio"},
    "source": {"video", "audio"},
}
INTERACTIVE = frozenset({"a", "details", "video", "audio"})
EMPTY = frozenset({"img", "br", "hr", "link", "meta", "track", "source"})
REFERENCES = ("aria-labelledby", "aria-details", "aria-describedby", "headers")


def rendered(
    publication: Publication, edition: str, assets: Assets, own: Theme | None = None
) -> dict[str, etree._Element]:
    """The documents of an edition by name, parsed as XML."""
    if edition == "print":
        # They become one file, in which every id can be led to.
        whole, *others = (etree.fromstring(one.xhtml) for one in print_units(publication, own or theme(), assets))
        for other in others:
            whole.find(f"{XHTML}body").extend(other.find(f"{XHTML}body"))
        return {"": whole}
    documents = {one.name: one.xhtml for one in epub_markup(publication, own or theme(), assets).documents}
    return {name: etree.fromstring(data) for name, data in documents.items()}


def faults(documents: Mapping[str, etree._Element], assets: Assets) -> list[str]:
    """Everything that is wrong, in words."""
    found = [f"{name}: {fault}" for name, root in documents.items() for fault in _faults(root, printed=not name)]
    return [*found, *_links(documents, {asset.name for asset in assets.all()})]


def _faults(root: etree._Element, printed: bool) -> Iterator[str]:
    for element in root.iter(f"{XHTML}*"):
        yield from _nesting(element, printed)
    yield from _ids(root)
    if not (printed and root.xpath("//*[@class='p block']")):
        yield from _parsers(root)


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname


def _shown(element: etree._Element) -> str:
    return f"<{_tag(element)} class={element.get('class')!r} id={element.get('id')!r}>"


def _nesting(element: etree._Element, printed: bool) -> Iterator[str]:
    tag = _tag(element)
    children = [child for child in element if isinstance(child.tag, str)]
    parent = element.getparent()
    if tag in CHILDREN and not {_tag(child) for child in children} <= CHILDREN[tag]:
        yield f"{_shown(element)} holds {sorted({_tag(child) for child in children} - CHILDREN[tag])}"
    if tag in CHILDREN and tag not in ("video", "audio") and not children:
        yield f"{_shown(element)} is empty"
    if tag in PARENTS and (parent is None or _tag(parent) not in PARENTS[tag]):
        yield f"{_shown(element)} stands in {_shown(parent) if parent is not None else 'nothing'}"
    if tag in ONLY_PHRASING and not (printed and element.get("class") == "p block"):
        for child in children:
            if _tag(child) not in PHRASING:
                yield f"{_shown(element)} holds the block {_shown(child)}"
    if tag in INTERACTIVE and any(_tag(above) == "a" for above in element.iterancestors()):
        yield f"{_shown(element)} stands in a link"
    if tag == "figcaption" and parent is not None and element not in (parent[0], _last(parent, printed)):
        yield f"{_shown(element)} is neither first nor last in {_shown(parent)}"
    if tag == "table" and any(_tag(above) == "caption" for above in element.iterancestors()):
        yield "a table stands in a table's caption"
    if tag in EMPTY and (len(element) or element.text):
        yield f"{_shown(element)} has content"
    if tag in CHILDREN and ((element.text or "").strip() or any((child.tail or "").strip() for child in element)):
        yield f"{_shown(element)} has text between its parts"
    if element.get("lang") != element.get("{http://www.w3.org/XML/1998/namespace}lang"):
        yield f"{_shown(element)} has lang and xml:lang that differ"
    if tag == "img" and element.get("alt") is None:
        yield f"{_shown(element)} has no alt"
    if tag == "a" and element.get("href") is None:
        yield f"{_shown(element)} leads nowhere"


def _last(figure: etree._Element, printed: bool) -> etree._Element:
    return figure[-2] if printed and figure[-1].get("class") == "long" else figure[-1]


def _ids(root: etree._Element) -> Iterator[str]:
    ids = Counter(root.xpath("//@id"))
    yield from (f"the id {name!r} is there {count} times" for name, count in ids.items() if count > 1)
    yield from (f"the id {name!r} is none" for name in ids if name.split() != [name])
    for element in root.iter(f"{XHTML}*"):
        for name in REFERENCES:
            for target in element.get(name, "").split():
                if target not in ids:
                    yield f"{name} of {_shown(element)} leads to {target!r}, which is not there"
        if element.get("data-target") and element.get("data-target", "")[1:] not in ids:
            yield f"data-target of {_shown(element)} leads to {element.get('data-target')}, which is not there"


def _parsers(root: etree._Element) -> Iterator[str]:
    """How the HTML parser's tree differs: it closes what may not hold what follows."""
    source = etree.tostring(root, encoding="unicode")
    page = tinyhtml5.parse(source, namespace_html_elements=False)
    expected = [_tag(element) for element in root.iter() if isinstance(element.tag, str)]
    found = [str(element.tag).rpartition("}")[2] for element in page.iter() if isinstance(element.tag, str)]
    if found != expected:
        first = next((at for at, (a, b) in enumerate(zip(expected, found, strict=False)) if a != b), -1)
        yield f"HTML has another tree from element {first}: {expected[first : first + 4]}, {found[first : first + 4]}"


def _links(documents: Mapping[str, etree._Element], files: set[str]) -> Iterator[str]:
    ids = {name: set(root.xpath("//@id")) for name, root in documents.items()}
    for name, root in documents.items():
        for element in root.iter(f"{XHTML}*"):
            for attribute in ("href", "src", "poster"):
                address = element.get(attribute)
                if address is None or _tag(element) == "link":
                    continue
                where = urlsplit(address)
                if attribute != "href":
                    if address.removeprefix("asset:") not in files and where.scheme != "data":
                        yield f"{name}: {_shown(element)} shows {address}, which is not there"
                elif not where.scheme:
                    document = where.path or name
                    if document not in ids:
                        yield f"{name}: {_shown(element)} leads to {address}, which is no document"
                    elif where.fragment and where.fragment not in ids[document]:
                        yield f"{name}: {_shown(element)} leads to {address}, which is not there"
                    elif not where.fragment and not where.path:
                        yield f"{name}: {_shown(element)} leads nowhere"
