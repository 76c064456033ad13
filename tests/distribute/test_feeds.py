"""The feeds: valid by the official schemas, whole when they are followed, and read by programs that are not ours."""

import json
import posixpath
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag

import feedparser
import pytest
from lxml import etree
from official import jing, official, opds_schema, validator
from shelves import make_titles
from webpub_manifest_parser.opds2 import OPDS2FeedParserFactory
from webpub_manifest_parser.rwpm import RWPMManifestParserFactory

from publisher.distribute import folder, placing
from publisher.distribute.feeds import PER_PAGE
from publisher.distribute.reader import Readable
from publisher.distribute.shelf import Stock

MANY = 3 * PER_PAGE - 10
ATOM = "{http://www.w3.org/2005/Atom}"
SCHEMA = "{http://schema.org/}"
ACQUISITION = "http://opds-spec.org/acquisition/open-access"


@pytest.fixture(scope="module")
def books(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a distribution of two real books."""
    return _made(built, tmp_path_factory.mktemp("feeds") / "library")


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The root of a distribution of many small titles."""
    titles = make_titles(tmp_path_factory.mktemp("many"), MANY)
    return _made(titles, tmp_path_factory.mktemp("large") / "library")


@official
def test_atom_feeds_are_valid_by_the_schema_of_opds(books: Path, many: Path, tmp_path: Path) -> None:
    schema = opds_schema(tmp_path)
    feeds = [*_feeds(books, "1"), *_feeds(many, "1")]
    assert len(feeds) > 100
    assert jing(schema, feeds) == ""
    bad = tmp_path / "bad.atom"
    bad.write_text(feeds[0].read_text(encoding="utf-8").replace("<updated>", "<updated>yesterday "), encoding="utf-8")
    assert "bad.atom" in jing(schema, [bad])


@official
def test_json_feeds_are_valid_by_the_schema_of_opds(books: Path, many: Path) -> None:
    valid = validator("opds-2.0/feed.schema.json")
    feeds = [*_feeds(books, "2"), *_feeds(many, "2")]
    assert len(feeds) > 100
    for path in feeds:
        assert not [f"{path}: {fault}" for fault in valid.iter_errors(_json(path))]
    feed = _json(books / "opds/2/all.json")
    del feed["publications"][0]["metadata"]["title"]
    assert not valid.is_valid(feed)


@official
def test_manifests_are_valid_by_readiums_schema(books: Path, many: Path) -> None:
    valid = validator("readium/publication.schema.json")
    manifests = [*books.glob("titles/*/manifest.json"), *many.glob("titles/*/manifest.json")]
    assert len(manifests) == MANY + 2
    for path in manifests:
        assert not [f"{path}: {fault}" for fault in valid.iter_errors(_json(path))]


@pytest.mark.parametrize("standard", ["1", "2"])
def test_from_the_root_every_title_and_file_is_reached(many: Path, standard: str) -> None:
    start = many / "opds" / standard / ("index.atom" if standard == "1" else "index.json")
    waiting, seen, titles = [start], set(), set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for address, kind in _addresses(path):
            target = Path(posixpath.normpath(path.parent / unquote(urldefrag(address)[0])))
            assert target.is_file() and many in target.parents, f"{path.name}: {address}"
            if target.parent == path.parent:
                waiting.append(target)
            elif kind == "application/epub+zip":
                titles.add(target)
    assert len(titles) == MANY
    assert seen == set(_feeds(many, standard))


def test_lists_are_cut_into_pages_and_say_how_many_titles_there_are(many: Path) -> None:
    pages = [_json(many / "opds/2" / name) for name in ("all.json", "all-2.json", "all-3.json")]
    assert [len(page["publications"]) for page in pages] == [PER_PAGE, PER_PAGE, PER_PAGE - 10]
    assert {page["metadata"]["numberOfItems"] for page in pages} == {MANY}
    assert [page["metadata"]["currentPage"] for page in pages] == [1, 2, 3]
    titles = [one["metadata"]["title"] for page in pages for one in page["publications"]]
    assert len(set(titles)) == MANY and titles == sorted(titles)
    relations = [{link["rel"] for link in page["links"]} & {"first", "previous", "next", "last"} for page in pages]
    assert relations == [
        {"first", "next", "last"},
        {"first", "previous", "next", "last"},
        {"first", "previous", "last"},
    ]


@pytest.mark.parametrize(
    ("name", "group", "title"),
    [
        ("language-fr", "Language", "French"),
        ("format-pdf", "Format", "PDF"),
        ("accessibility-math", "Accessibility", "with formulas as MathML"),
    ],
)
def test_facets_lead_to_titles_by_language_subject_format_and_accessibility(
    many: Path, name: str, group: str, title: str
) -> None:
    feed = _json(many / f"opds/2/{name}.json")
    groups = {facet["metadata"]["title"]: facet["links"] for facet in feed["facets"]}
    assert set(groups) == {"Language", "Subject", "Format", "Accessibility"}
    shown = [(kind, link) for kind, links in groups.items() for link in links if link.get("rel") == "self"]
    ((kind, here),) = shown
    assert (kind, here["title"]) == (group, title)
    assert here["properties"]["numberOfItems"] == feed["metadata"]["numberOfItems"] > 10
    root = etree.parse(many / f"opds/1/{name}.atom").getroot()
    (active,) = root.findall(f"{ATOM}link[@{{http://opds-spec.org/2010/catalog}}activeFacet='true']")
    assert (active.get("{http://opds-spec.org/2010/catalog}facetGroup"), active.get("title")) == (group, title)
    of_all = etree.parse(many / "opds/1/all.atom").getroot()
    assert not of_all.findall(f"{ATOM}link[@{{http://opds-spec.org/2010/catalog}}activeFacet]")


def test_what_a_facet_promises_the_titles_have(many: Path) -> None:
    assert {tag for one in _all(many, "language-fr") for tag in one["metadata"]["language"]} == {"fr"}
    assert all("MathML" in one["metadata"]["accessibility"]["feature"] for one in _all(many, "accessibility-math"))
    assert len(_all(many, "accessibility-math")) == MANY // 7
    for one in _all(many, "format-pdf"):
        assert "application/pdf" in {link["type"] for link in one["links"]}


def test_feeds_say_of_accessibility_what_the_ebook_says(books: Path) -> None:
    with zipfile.ZipFile(books / "titles/ebb-and-flow/ebb-and-flow.epub") as archive:
        name = next(name for name in archive.namelist() if name.endswith(".opf"))
        package = etree.fromstring(archive.read(name))
    told = _schema_org(package.iter("{http://www.idpf.org/2007/opf}meta"), lambda one: one.get("property") or "")
    assert len(told["accessibilityFeature"]) > 3
    (entry,) = [one for one in etree.parse(books / "opds/1/all.atom").iter(f"{ATOM}entry")
                if one.findtext(f"{ATOM}title") == "Ebb and Flow"]  # fmt: skip
    assert _schema_org(entry, lambda one: str(one.tag).replace(SCHEMA, "schema:")) == told
    stated = _publication(books, "Ebb and Flow")["metadata"]["accessibility"]
    assert stated["feature"] == told["accessibilityFeature"]
    assert stated["hazard"] == told["accessibilityHazard"] and stated["accessMode"] == told["accessMode"]
    assert stated["summary"] == told["accessibilitySummary"][0]
    assert stated["conformsTo"] == ["https://www.w3.org/TR/epub-a11y-11#wcag-2.2-aa"]


def test_an_independent_reader_of_atom_sees_titles_files_and_covers(books: Path) -> None:
    feed = feedparser.parse((books / "opds/1/all.atom").read_bytes())
    assert not feed.bozo and {one.title for one in feed.entries} == {"Ebb and Flow", "نشرة"}
    (book,) = [one for one in feed.entries if one.title == "Ebb and Flow"]
    assert book.id == "urn:uuid:11111111-2222-4333-8444-555555555555" and book.author == "Ada Quay"
    assert {tag.term for tag in book.tags} == {"Walking", "Shores"} and book.dcterms_publisher == "Low Water Press"
    files = {link.type: int(link.length) for link in book.links if link.rel == ACQUISITION}
    sizes = {path.name: path.stat().st_size for path in (books / "titles/ebb-and-flow").iterdir()}
    assert files["application/epub+zip"] == sizes["ebb-and-flow.epub"]
    assert {link.rel for link in book.links} >= {"http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail"}


def test_an_independent_client_reads_feeds_and_manifests(books: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        result = OPDS2FeedParserFactory().create().parse_file(str(books / "opds/2/all.json"))
        manifest = RWPMManifestParserFactory().create().parse_file(str(books / "titles/ebb-and-flow/manifest.json"))
    # It asks for what the standard does not: a cover of every title, and no relative address of the feed itself.
    asked = re.compile("required property images is missing|must be an absolute URI")
    assert not [one for one in map(repr, (*result.errors, *manifest.errors)) if not asked.search(one)]
    (book,) = [one for one in result.root.publications if one.metadata.title == "Ebb and Flow"]
    assert [author.name for author in book.metadata.authors] == ["Ada Quay"]
    assert {link.type for link in book.links} >= {"application/epub+zip", "application/pdf"}
    assert [image.type for image in book.images.links] == ["image/png", "image/jpeg"]
    assert len(manifest.root.reading_order.links) > 2


def test_a_manifest_leads_to_the_pages_that_can_be_read(books: Path) -> None:
    home = books / "titles/ebb-and-flow"
    manifest = _json(home / "manifest.json")
    assert all((home / link["href"]).is_file() for link in manifest["readingOrder"])
    for link in manifest["toc"]:
        name, _, fragment = link["href"].partition("#")
        page = etree.parse(home / name, etree.HTMLParser())
        places = page.xpath("//*[@id=$id]", id=fragment) if fragment else [page.getroot()]
        assert link["title"].partition(" ")[2] in "".join(places[0].itertext())


def test_a_manifest_leads_into_the_ebook_to_the_elements_that_it_names(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a title that has no pages to read."""
    monkeypatch.setattr(placing, "write_reader", lambda _title, _pages: Readable(False))
    home = _made(built, tmp_path / "library") / "titles/ebb-and-flow"
    manifest = _json(home / "manifest.json")
    assert manifest["metadata"]["conformsTo"].endswith("/epub") and manifest["metadata"]["numberOfPages"] > 0
    with zipfile.ZipFile(home / "ebb-and-flow.epub") as archive:
        found = [" ".join("".join(_at(archive, link["href"]).itertext()).split()) for link in manifest["toc"]]
    titles = [link["title"] for link in manifest["toc"]]
    assert titles == ["1 The first walk", "2 The second walk"]
    for title, text in zip(titles, found, strict=True):
        assert text.startswith(title) or title in text[:200]


def test_a_search_is_sent_on_to_the_catalogue_and_never_promised_as_a_feed(books: Path) -> None:
    (address,) = etree.parse(books / "opds/search.xml").iter("{*}Url")
    assert address.get("type") == "text/html" and address.get("template") == "../index.html#q={searchTerms}"
    assert not [link for path in _feeds(books, "2") for link in _json(path)["links"] if link.get("templated")]


def test_pages_lead_to_the_feeds(many: Path) -> None:
    for name in ("index.html", "browse/newest.html", "titles/title-00003/index.html"):
        page = etree.parse(many / name, etree.HTMLParser())
        links = [
            (one.get("type"), one.get("href")) for one in page.iter("link", "a") if "opds/" in (one.get("href") or "")
        ]
        assert len(links) == 5
        for _, address in links:
            assert (many / posixpath.normpath(posixpath.join(posixpath.dirname(name), address))).is_file()


def test_the_same_titles_give_the_same_feeds(built: Path, books: Path, tmp_path: Path) -> None:
    again = _made(built, tmp_path / "again")
    names = [path.relative_to(books) for path in (*books.rglob("opds/*"), *books.glob("titles/*/manifest.json"))]
    files = [name for name in names if (books / name).is_file()]
    assert len(files) > 2 and all((books / name).read_bytes() == (again / name).read_bytes() for name in files)
    assert all(
        a.read_bytes() == b.read_bytes() for s in "12" for a, b in zip(_feeds(books, s), _feeds(again, s), strict=True)
    )


def _made(titles: Path, output: Path) -> Path:
    folder.distribute([Stock(titles)], output, folder.Options(name="Harbour Library"))
    return output / "data"


def _feeds(root: Path, standard: str) -> list[Path]:
    return sorted((root / "opds" / standard).iterdir())


def _json(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_bytes())
    return found


def _all(root: Path, name: str) -> list[dict[str, Any]]:
    """The publications on all pages of a feed."""
    pages = [path for path in _feeds(root, "2") if re.fullmatch(rf"{name}(-\d+)?\.json", path.name)]
    return [one for path in pages for one in _json(path)["publications"]]


def _publication(root: Path, title: str) -> dict[str, Any]:
    (found,) = [one for one in _json(root / "opds/2/all.json")["publications"] if one["metadata"]["title"] == title]
    return dict(found)


def _addresses(path: Path) -> Iterator[tuple[str, str]]:
    """The addresses that a feed leads to, with their media types."""
    if path.suffix == ".atom":
        for link in etree.parse(path).iter(f"{ATOM}link"):
            yield link.get("href") or "", link.get("type") or ""
        return
    waiting: list[Any] = [_json(path)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict) and "href" in one:
            yield one["href"], one.get("type", "")
        waiting += one.values() if isinstance(one, dict) else one if isinstance(one, list) else []


def _schema_org(elements: Any, name: Callable[[etree._Element], str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in elements:
        key = name(one)
        if re.fullmatch(r"schema:(accessMode|accessibility\w+)", key):
            found.setdefault(key.removeprefix("schema:"), []).append(" ".join((one.text or "").split()))
    return found


def _at(archive: zipfile.ZipFile, address: str) -> etree._Element:
    """The element that a canonical fragment identifier leads to, step by step."""
    steps = re.fullmatch(r".*#epubcfi\((.*)\)", address)[1]
    package_steps, _, inner = steps.partition("!")
    name = next(name for name in archive.namelist() if name.endswith(".opf"))
    package = etree.fromstring(archive.read(name))
    reference = _walk(package, package_steps)
    (item,) = [one for one in package.iter("{*}item") if one.get("id") == reference.get("idref")]
    inside = archive.read(posixpath.join(posixpath.dirname(name), item.get("href")))
    return _walk(etree.fromstring(inside), inner)


def _walk(element: etree._Element, steps: str) -> etree._Element:
    for step in steps.split("/")[1:]:
        element = [one for one in element if isinstance(one.tag, str)][int(step) // 2 - 1]
    return element
