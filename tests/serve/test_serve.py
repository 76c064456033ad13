"""The folder in the local network: what is answered, how, and to whom; asked with Python's own client and Chromium."""

import gzip
import json
import re
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from browsing import running_browser
from lxml import etree
from official import jing, official, opds_schema, validator
from playwright.sync_api import expect
from shelves import make_titles, title_of

from publisher.distribute import folder
from publisher.distribute.shelf import Stock

MANY = 70
ATOM = "{http://www.w3.org/2005/Atom}"


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    titles = make_titles(tmp_path_factory.mktemp("titles"), MANY)
    output = tmp_path_factory.mktemp("handout") / "library"
    folder.distribute((Stock(titles),), output, folder.Options(name="Quay Library"))
    (output / "data" / ".hidden").write_text("Secret.")
    (output.parent / "outside.txt").write_text("Secret.")
    (output / "data" / "link.txt").symlink_to(output.parent / "outside.txt")
    (output / "data" / "inner.txt").symlink_to(output / "data" / ".hidden")
    return output


@pytest.fixture(scope="module")
def address(library: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "publisher", "serve", library, "--port", "0"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    found = re.match(r"http://127\.0\.0\.1:\d+/", running.stdout.readline())
    assert found is not None
    yield found[0]
    running.send_signal(signal.SIGINT)
    _, complaints = running.communicate(timeout=20)
    assert (running.returncode, complaints) == (0, "")


def ask(address: str, path: str = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(address + path, headers=named)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return Answer(answer.status, {name.lower(): text for name, text in answer.headers.items()}, answer.read())
    except urllib.error.HTTPError as refused:
        with refused:
            return Answer(refused.code, {name.lower(): text for name, text in refused.headers.items()}, refused.read())


def a_file(library: Path, suffix: str) -> str:
    return str(next((library / "data" / "titles").rglob(f"*{suffix}")).relative_to(library))


def test_pages_and_files_have_their_media_types(address: str, library: Path) -> None:
    for path, kind in (
        ("", "text/html; charset=utf-8"),
        ("data/", "text/html; charset=utf-8"),
        ("data/assets/catalogue.js", "text/javascript; charset=utf-8"),
        (a_file(library, ".epub"), "application/epub+zip"),
        (a_file(library, ".pdf"), "application/pdf"),
        ("manifest-sha256.txt", "text/plain; charset=utf-8"),
    ):
        answer = ask(address, path)
        assert (answer.status, answer.headers["content-type"]) == (200, kind), path
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in answer.headers["content-security-policy"]


def test_a_file_is_read_in_parts(address: str, library: Path) -> None:
    path = a_file(library, ".pdf")
    data = (library / path).read_bytes()
    part = ask(address, path, Range="bytes=10-19", Accept_Encoding="gzip")
    assert (part.status, part.body) == (206, data[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(data)}"
    assert ask(address, path, Range="bytes=-5").body == data[-5:]
    assert ask(address, path, Range=f"bytes={len(data)}-").status == 416
    text = ask(address, "manifest-sha256.txt", Range="bytes=0-9", Accept_Encoding="gzip")
    assert text.body == (library / "manifest-sha256.txt").read_bytes()[:10]


def test_what_is_known_is_not_sent_again_and_texts_are_packed(address: str, library: Path) -> None:
    page = ask(address, "data/index.html", Accept_Encoding="gzip")
    assert page.headers["content-encoding"] == "gzip"
    assert "accept-encoding" in page.headers["vary"].lower()
    assert gzip.decompress(page.body) == (library / "data" / "index.html").read_bytes()
    assert page.headers["etag"] == "W/" + ask(address, "data/index.html").headers["etag"]
    again = ask(address, "data/index.html", If_None_Match=page.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert "content-encoding" not in ask(address, a_file(library, ".epub"), Accept_Encoding="gzip").headers


@pytest.mark.parametrize(
    "path",
    ["data/.hidden", "data/link.txt", "data/inner.txt", "../outside.txt", "%2e%2e/outside.txt", "data/titles/",
     "etc/passwd", "data/titles/%2e%2e/%2e%2e/%2e%2e/outside.txt"],
)  # fmt: skip
def test_nothing_else_is_there(address: str, path: str) -> None:
    answer = ask(address, path)
    assert answer.status == 404
    assert b"Secret" not in answer.body
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_another_name_is_not_answered(address: str) -> None:
    assert ask(address, Host="elsewhere.example").status == 400
    request = urllib.request.Request(address, method="POST", data=b"x")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=20)
    with refused.value:
        assert refused.value.code == 405


def test_feeds_lead_apps_to_a_search_here_but_not_in_the_folder(address: str, library: Path) -> None:
    data = library / "data" / "opds"
    served = etree.fromstring(ask(address, "data/opds/search.xml").body)
    templates = {one.get("type"): one.get("template") for one in served.iter("{*}Url")}
    app = "application/atom+xml;profile=opds-catalog;kind=acquisition"
    assert templates[app] == f"{address}data/opds/1/search.atom?q={{searchTerms}}&page={{startPage?}}"
    assert "text/html" in templates and b"startPage" not in (data / "search.xml").read_bytes()
    for name in ("index", "all", "language-fr"):
        feed = json.loads(ask(address, f"data/opds/2/{name}.json").body)
        (link,) = [one for one in feed["links"] if one["rel"] == "search"]
        assert link == {
            "href": "search.json{?query}", "type": "application/opds+json", "rel": "search", "templated": True
        }  # fmt: skip
        assert b"templated" not in (data / "2" / f"{name}.json").read_bytes()
    page = ask(address, "data/opds/2/all.json", Range="bytes=0-9")
    assert page.status == 200 and page.headers["etag"]
    assert ask(address, "data/opds/2/all.json", If_None_Match=page.headers["etag"]).status == 304


@official
def test_questions_are_answered_in_both_formats_by_the_official_schemas(address: str, tmp_path: Path) -> None:
    valid, feeds = validator("opds-2.0/feed.schema.json"), []
    for question in (
        "q=notes",
        "q=notes&page=2",
        "q=notes&page=9",
        "q=harbour+N%C3%96TES",
        "q=nothing",
        "",
        "q=%00%3Cb%26%FF",
    ):
        atom, read = (ask(address, f"data/opds/{name}?{question}") for name in ("1/search.atom", "2/search.json"))
        assert atom.headers["content-type"].startswith("application/atom+xml")
        assert read.headers["content-type"] == "application/opds+json"
        assert valid.is_valid(json.loads(read.body)), question
        feeds.append(tmp_path / f"{len(feeds)}.atom")
        feeds[-1].write_bytes(atom.body)
        titles = [one.findtext(f"{ATOM}title") for one in etree.fromstring(atom.body).iter(f"{ATOM}entry")]
        assert titles == [one["metadata"]["title"] for one in json.loads(read.body).get("publications", [])]
    assert jing(opds_schema(tmp_path), feeds) == ""


def test_what_is_found_is_whole_and_comes_in_pages(address: str) -> None:
    first, second = (json.loads(ask(address, f"data/opds/2/search.json?query=notes&page={n}").body) for n in (1, 2))
    assert [len(one["publications"]) for one in (first, second)] == [50, MANY - 50]
    assert first["metadata"]["numberOfItems"] == MANY
    found = [one["metadata"]["title"] for page in (first, second) for one in page["publications"]]
    assert found == sorted(title_of(number) for number in range(MANY))
    links = {one["rel"]: one["href"] for one in first["links"]}
    assert links["next"] == "search.json?q=notes&page=2" and "previous" not in links
    feed = etree.fromstring(ask(address, "data/opds/1/search.atom?q=harbour").body)
    assert feed.findtext("{*}totalResults") == "6"
    entry = next(feed.iter(f"{ATOM}entry"))
    (file,) = [one for one in entry.iter(f"{ATOM}link") if one.get("type") == "application/epub+zip"]
    assert ask(address, f"data/opds/1/{file.get('href')}").status == 200
    long = "q=" + "a" * 5000 + "&page=" + "9" * 500
    assert json.loads(ask(address, f"data/opds/2/search.json?{long}").body)["metadata"]["numberOfItems"] == 0


@pytest.mark.browser
def test_the_catalogue_works_in_a_browser_under_its_policy(address: str) -> None:
    with running_browser() as browser:
        page = browser.new_page()
        complaints: list[str] = []
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(address)
        page.wait_for_url("**/data/index.html")
        page.get_by_role("searchbox").fill(title_of(7))
        expect(page.locator("#found .card").first).to_be_visible()
        page.locator("#found .card a").first.click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert complaints == []


def test_a_folder_without_a_door_and_a_taken_port_are_said(library: Path, address: str, tmp_path: Path) -> None:
    port = re.findall(r"\d+", address)[-1]
    for arguments, words in (([tmp_path], "has no index.html"), ([library, "--port", port], "cannot be used")):
        command = [sys.executable, "-m", "publisher", "serve", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 2
        assert words in " ".join(done.stderr.replace("│", " ").split())


def test_opened_to_everybody_it_shows_an_address_and_a_code(library: Path) -> None:
    command = [sys.executable, "-m", "publisher", "serve", library, "--port", "0", "--host", "0.0.0.0"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    first = running.stdout.readline()
    found = re.match(r"http://[^:]+:(\d+)/", first)
    assert found is not None and "0.0.0.0" not in first
    assert ask(f"http://127.0.0.1:{found[1]}/", Host="library.local").status == 200
    said = "".join(running.stdout.readline() for _ in range(3))
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=20)
    assert "Everybody in your network" in said and ("▀" in said or "█" in said)
