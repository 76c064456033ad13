"""OPDS 1.2: feeds in Atom (RFC 4287) with the metadata of Dublin Core and, as foreign elements, of schema.org.

A title's entry is complete wherever it stands. Facets are other lists, not cuts of the list that is shown: a file can
answer no question, so there is a feed for each language, subject, format and property, and none for two at once.
"""

import re
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import cast

from lxml import etree

from publisher.distribute.feed import MANIFEST, UP, Page, Record, Way, picture_type
from publisher.distribute.identity import moment, uri
from publisher.distribute.title import Accessibility
from publisher.distribute.words import Words

FOLDER = "1"
SUFFIX = ".atom"
ATOM = "http://www.w3.org/2005/Atom"
OPDS = "http://opds-spec.org/2010/catalog"
DCTERMS = "http://purl.org/dc/terms/"
SCHEMA = "http://schema.org/"
THREAD = "http://purl.org/syndication/thread/1.0"
OPENSEARCH = "http://a9.com/-/spec/opensearch/1.1/"
ACQUISITION = "http://opds-spec.org/acquisition/open-access"
LISTED = "application/atom+xml;profile=opds-catalog;kind=acquisition"
LEADING = "application/atom+xml;profile=opds-catalog;kind=navigation"
SEARCH = "search.xml"
"""The OpenSearch description, beside the folders of the feeds."""
_SPACES: dict[str, str] = {cast(str, None): ATOM, "opds": OPDS, "dcterms": DCTERMS, "schema": SCHEMA}
_RELATIONS = {"newest": "http://opds-spec.org/sort/new"}
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def publication(record: Record) -> bytes:
    """The complete entry of a title (OPDS 1.2 §5)."""
    title = record.title
    entry = etree.Element(_q(ATOM, "entry"), nsmap=_SPACES)
    _add(entry, ATOM, "title", title.title)
    _add(entry, ATOM, "id", uri(title.identifier or f"title:{title.slug}"))
    _add(entry, ATOM, "updated", moment(title.modified or title.published))
    for kind, people in (("author", title.authors), ("contributor", title.contributors)):
        for person in people:
            _add(etree.SubElement(entry, _q(ATOM, kind)), ATOM, "name", person.name)
    _add(entry, ATOM, "rights", title.rights)
    _add(entry, ATOM, "summary", title.description, type="text")
    for subject in dict.fromkeys(title.subjects):
        etree.SubElement(entry, _q(ATOM, "category"), term=_clean(subject), label=_clean(subject))
    for name, values in (
        ("identifier", (title.identifier,)),
        ("language", title.languages),
        ("publisher", (title.publisher,)),
        ("issued", (title.published,)),
        ("license", (title.license,)),
        ("conformsTo", title.accessibility.conforms_to),
    ):
        for value in values:
            _add(entry, DCTERMS, name, value)
    _add(entry, SCHEMA, "alternativeHeadline", title.subtitle)
    if title.series:
        series = etree.SubElement(entry, _q(SCHEMA, "Series"), name=_clean(title.series))
        if title.series_position:
            series.set("position", _clean(title.series_position))
    _accessibility(entry, title.accessibility)
    _links(entry, record)
    return etree.tostring(entry, encoding="utf-8")


def acquisition(page: Page, publications: Sequence[bytes]) -> bytes:
    """A page of titles (OPDS 1.2 §2.2), with links to the other pages and to facets."""
    feed = _feed(page, LISTED)
    for relation, number in page.others().items():
        _link(feed, relation, page.file(number, SUFFIX), LISTED)
    for group in page.facets:
        for way in group.ways:
            link = _link(feed, "http://opds-spec.org/facet", way.name + SUFFIX, LISTED, way.words)
            link.set(_q(OPDS, "facetGroup"), group.words)
            if way.here:
                link.set(_q(OPDS, "activeFacet"), "true")
            link.set(_q(THREAD, "count"), str(way.count))
    _add(feed, OPENSEARCH, "totalResults", str(page.total))
    _add(feed, OPENSEARCH, "itemsPerPage", str(page.per_page))
    _add(feed, OPENSEARCH, "startIndex", str((page.number - 1) * page.per_page + 1))
    feed.extend(etree.fromstring(piece) for piece in publications)
    return _bytes(feed)


def navigation(page: Page) -> bytes:
    """A page that leads to other feeds (OPDS 1.2 §2.1)."""
    feed = _feed(page, LEADING)
    for way in page.ways:
        entry = etree.SubElement(feed, _q(ATOM, "entry"))
        _add(entry, ATOM, "title", way.words)
        _add(entry, ATOM, "id", _id(page, way.name))
        _add(entry, ATOM, "updated", way.updated)
        link = _link(entry, _relation(way), way.name + SUFFIX, LEADING if way.navigation else LISTED)
        link.set(_q(THREAD, "count"), str(way.count))
    return _bytes(feed)


def write_search(folder: Path, site: str, words: Words, address: str) -> None:
    """Write the OpenSearch description. A file cannot search: it sends on to the search of the catalogue's page."""
    root = etree.Element(_q(OPENSEARCH, "OpenSearchDescription"), nsmap={cast(str, None): OPENSEARCH})
    _add(root, OPENSEARCH, "ShortName", site[:16])
    _add(root, OPENSEARCH, "LongName", site[:48])
    _add(root, OPENSEARCH, "Description", words("find"))
    base = f"{address.rstrip('/')}/data/" if address else "../"
    etree.SubElement(root, _q(OPENSEARCH, "Url"), type="text/html", template=f"{base}index.html#q={{searchTerms}}")
    _add(root, OPENSEARCH, "Language", words.language)
    (folder / SEARCH).write_bytes(_bytes(root))


def _feed(page: Page, kind: str) -> etree._Element:
    spaces = {**_SPACES, "thr": THREAD, "opensearch": OPENSEARCH}
    feed = etree.Element(_q(ATOM, "feed"), nsmap=spaces)
    _add(feed, ATOM, "id", _id(page, page.file(page.number, "")))
    _add(feed, ATOM, "title", page.heading)
    _add(feed, ATOM, "updated", page.updated)
    _add(etree.SubElement(feed, _q(ATOM, "author")), ATOM, "name", page.site)
    _link(feed, "self", page.file(page.number, SUFFIX), kind)
    _link(feed, "start", f"index{SUFFIX}", LEADING)
    if page.name != "index":
        _link(feed, "up", f"index{SUFFIX}", LEADING)
    _link(feed, "alternate", f"{UP}index.html", "text/html")
    _link(feed, "alternate", f"../2/{page.file(page.number, '.json')}", "application/opds+json")
    _link(feed, "search", f"../{SEARCH}", "application/opensearchdescription+xml")
    return feed


def _links(entry: etree._Element, record: Record) -> None:
    for file in record.title.files:
        link = _link(entry, ACQUISITION, record.folder + file.path.name, file.media_type, file.edition)
        link.set("length", str(file.size))
    if record.cover:
        small = record.cover.small.name
        for relation, name in (("image", record.cover.name), ("image/thumbnail", small)):
            _link(entry, f"http://opds-spec.org/{relation}", record.folder + name, picture_type(name))
    _link(entry, "alternate", f"{record.folder}index.html", "text/html")
    _link(entry, "alternate", record.folder + MANIFEST, "application/webpub+json")
    if record.readable:
        _link(entry, "related", f"{record.folder}read/index.html", "text/html")


def _accessibility(entry: etree._Element, told: Accessibility) -> None:
    """What the e-book says of its accessibility, word for word, by the names of schema.org."""
    for name, values in (
        ("accessMode", told.modes),
        ("accessModeSufficient", tuple(",".join(modes) for modes in told.sufficient)),
        ("accessibilityFeature", told.features),
        ("accessibilityHazard", told.hazards),
        ("accessibilitySummary", (told.summary,)),
    ):
        for value in values:
            _add(entry, SCHEMA, name, value)


def _relation(way: Way) -> str:
    return _RELATIONS.get(way.kind, "subsection")


def _id(page: Page, name: str) -> str:
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'feed:{page.site}:{name}')}"


def _add(parent: etree._Element, space: str, name: str, text: str, **attributes: str) -> None:
    if text:
        etree.SubElement(parent, _q(space, name), attributes).text = _clean(text)


def _link(parent: etree._Element, relation: str, address: str, kind: str, title: str = "") -> etree._Element:
    link = etree.SubElement(parent, _q(ATOM, "link"), rel=relation, href=address, type=kind)
    if title:
        link.set("title", _clean(title))
    return link


def _clean(text: str) -> str:
    """A text without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)


def _q(space: str, name: str) -> str:
    return f"{{{space}}}{name}"


def _bytes(root: etree._Element) -> bytes:
    etree.cleanup_namespaces(root, keep_ns_prefixes=["opds", "dcterms", "schema"])
    etree.indent(root, " ")
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"
