"""Answers in OPDS 1.2: entries of the feed of all titles, in a feed of their own."""

import uuid
from copy import deepcopy
from pathlib import Path
from typing import cast

from lxml import etree

from publisher.serve.found import Found, on_pages, page_of_all

LISTED = "application/atom+xml;profile=opds-catalog;kind=acquisition"
_ATOM = "{http://www.w3.org/2005/Atom}"
_OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
_KEPT = ("start", "up", "search")
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)


def described(data: bytes, address: str) -> bytes:
    """An OpenSearch description that leads apps to the search, too (OPDS 1.2 §3; OpenSearch 1.1)."""
    root = etree.fromstring(data, _PARSER)
    url = etree.Element(f"{_OPENSEARCH}Url", type=LISTED, template=f"{address}?q={{searchTerms}}&page={{startPage?}}")
    first = root.find(f"{_OPENSEARCH}Url")
    root.insert(root.index(first) if first is not None else len(root), url)
    return _bytes(root)


def answer(folder: Path, found: Found) -> bytes:
    """The feed of a page of what was found. Raises OSError, ValueError or LookupError where a feed is not as written.

    A page that is past the last one is empty.
    """
    whole = _feed(folder, 1)
    per_page = int(whole.findtext(f"{_OPENSEARCH}itemsPerPage") or 50)
    feed = etree.Element(whole.tag, nsmap=cast(dict[str, str], whole.nsmap))
    own = found.address("search.atom", found.number)
    mark = uuid.uuid5(uuid.NAMESPACE_URL, f"{whole.findtext(f'{_ATOM}id')}:{own}")
    _text(feed, f"{_ATOM}id", f"urn:uuid:{mark}")
    _text(feed, f"{_ATOM}title", f"“{found.question}”")
    feed.extend(deepcopy(one) for one in whole if one.tag in (f"{_ATOM}updated", f"{_ATOM}author"))
    etree.SubElement(feed, f"{_ATOM}link", rel="self", href=own, type=LISTED)
    feed.extend(deepcopy(one) for one in whole.iter(f"{_ATOM}link") if one.get("rel") in _KEPT)
    for relation, number in found.others().items():
        etree.SubElement(feed, f"{_ATOM}link", rel=relation, href=found.address("search.atom", number), type=LISTED)
    for name, value in (
        ("totalResults", found.total),
        ("itemsPerPage", found.per_page),
        ("startIndex", (found.number - 1) * found.per_page + 1),
    ):
        _text(feed, _OPENSEARCH + name, str(value))
    entries: dict[int, etree._Element] = {}
    for page, rows in on_pages(found.places, per_page).items():
        listed = (whole if page == 1 else _feed(folder, page)).findall(f"{_ATOM}entry")
        entries |= {(page - 1) * per_page + row: deepcopy(listed[row]) for row in rows}
    feed.extend(entries[place] for place in found.places)
    return _bytes(feed)


def _feed(folder: Path, number: int) -> etree._Element:
    try:
        return etree.fromstring((folder / page_of_all(number, ".atom")).read_bytes(), _PARSER)
    except etree.XMLSyntaxError as fault:
        raise ValueError(str(fault)) from fault


def _text(parent: etree._Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = "".join(one for one in text if one.isprintable())


def _bytes(root: etree._Element) -> bytes:
    etree.indent(root, " ")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
