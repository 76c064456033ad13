"""The archive for Kiwix: checked by Kiwix's own program, read through its server, searched, and always the same."""

import contextlib
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urljoin
from urllib.request import ProxyHandler, build_opener

import pytest
from libzim.reader import Archive
from libzim.search import Query, Searcher
from libzim.suggestion import SuggestionSearcher
from lxml import html
from PIL import Image

from publisher.cli.codes import Exit
from publisher.distribute import folder
from publisher.distribute.shelf import Stock

NAME = "harbour-library"


@pytest.fixture(scope="module")
def root(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(built, tmp_path_factory.mktemp("kiwix") / "library")


@pytest.fixture(scope="module")
def archive(root: Path) -> Path:
    return root / "kiwix" / f"{NAME}.zim"


@pytest.fixture(scope="module")
def server(archive: Path) -> Iterator[str]:
    """The address of the archive as kiwix-serve shows it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [_program("kiwix-serve"), "--address", "127.0.0.1", "--port", str(port), str(archive)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(100):
            with contextlib.suppress(URLError, ConnectionError):
                _fetched(address)
                break
            time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def test_zimcheck_finds_nothing_wrong(archive: Path, tmp_path: Path) -> None:
    found = subprocess.run([_program("zimcheck"), "-A", "-D", str(archive)], capture_output=True, text=True)
    assert "Overall Test Status: Pass" in found.stdout and "[WARNING]" not in found.stdout, found.stdout
    assert found.returncode == 0
    damaged = tmp_path / "damaged.zim"
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 1
    damaged.write_bytes(data)
    assert subprocess.run(["zimcheck", "-C", str(damaged)], capture_output=True).returncode != 0


def test_it_holds_every_page_and_file(root: Path, archive: Path) -> None:
    opened = Archive(archive)
    # Kiwix is an app itself: what makes an app of the folder on a web server is left out.
    without = {"sw.js", "manifest.webmanifest", "offline.html"}
    files = [
        path for path in root.rglob("*") if path.is_file() and path.parent.name != "kiwix" and path.name not in without
    ]
    assert len(files) > 20
    for path in files:
        item = opened.get_entry_by_path(path.relative_to(root).as_posix()).get_item()
        assert bytes(item.content) == path.read_bytes()
    assert opened.main_entry.get_item().path == "index.html"
    book = opened.get_entry_by_path("titles/ebb-and-flow/ebb-and-flow.epub").get_item()
    assert book.mimetype == "application/epub+zip"


def test_it_says_what_it_is(archive: Path, tmp_path: Path) -> None:
    opened = Archive(archive)
    told = {key: bytes(opened.get_metadata(key)) for key in opened.metadata_keys}
    assert told["Title"] == b"Harbour Library" and told["Name"] == NAME.encode()
    assert set(told["Language"].decode().split(",")) == {"eng", "ara"}
    assert re.fullmatch(rb"\d{4}-\d\d-\d\d", told["Date"]) and told["Description"] == b"2 titles"
    (tmp_path / "icon.png").write_bytes(told["Illustration_48x48@1"])
    with Image.open(tmp_path / "icon.png") as icon:
        assert icon.size == (48, 48)


def test_titles_are_found_by_their_words_and_lists_are_not(archive: Path) -> None:
    opened = Archive(archive)
    found = Searcher(opened).search(Query().set_query("shore"))
    paths = list(found.getResults(0, 50))
    assert "titles/ebb-and-flow/index.html" in paths and all(path.startswith("titles/") for path in paths)
    suggested = list(SuggestionSearcher(opened).suggest("ebb").getResults(0, 10))
    assert "titles/ebb-and-flow/index.html" in suggested


def test_kiwix_serves_the_catalogue_a_title_and_its_files(root: Path, server: str) -> None:
    catalogue_address, catalogue = _first(server)
    links = {link.text_content().strip(): link.get("href") for link in catalogue.iter("a")}
    address = urljoin(catalogue_address, links["Ebb and Flow"])
    page = html.fromstring(_fetched(address))
    assert page.findtext(".//h1") == "Ebb and Flow" and "Low Water Press" in page.text_content()
    (download,) = [link.get("href") for link in page.iter("a") if (link.get("href") or "").endswith(".epub")]
    book = _fetched(urljoin(address, download))
    assert book == (root / "titles/ebb-and-flow/ebb-and-flow.epub").read_bytes()
    answer = html.fromstring(_fetched(f"{server}search?content={NAME}&pattern={quote('low water')}"))
    assert any("ebb-and-flow" in (link.get("href") or "") for link in answer.iter("a"))


def test_a_chapter_is_read_through_kiwix_with_its_pictures_and_notes(root: Path, server: str) -> None:
    address, page = _first(server)
    for words in ("Ebb and Flow", "Read in the browser", "1 The first walk"):
        (link,) = {link.get("href") for link in page.iter("a") if link.text_content().strip() == words}
        address = urljoin(address, link)
        page = html.fromstring(_fetched(address))
    said = " ".join(page.find(".//main").text_content().split())
    assert "We went out at low water." in said and "It was cold." in said
    picture = next(page.find(".//main").iter("img"))
    assert picture.get("alt") == "A red square."
    with Image.open(BytesIO(_fetched(urljoin(address, picture.get("src"))))) as shown:
        assert shown.size == (40, 40)
    answer = html.fromstring(_fetched(f"{server}search?content={NAME}&pattern={quote('went low water')}"))
    assert any("/read/" in (link.get("href") or "") for link in answer.iter("a")), "chapters are found by their words"


def test_the_same_titles_give_the_same_archive(built: Path, archive: Path, tmp_path: Path) -> None:
    again = _made(built, tmp_path / "again") / "kiwix" / archive.name
    assert again.read_bytes() == archive.read_bytes()


def test_the_command_tells_tools_what_it_made_and_nothing_else(built: Path, tmp_path: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "publisher", "distribute", str(built), "-o", str(tmp_path / "out"), "--zim",
         "--format", "json", "--build", str(tmp_path / "build")],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(made.stdout)["distributed"]["titles"] == 2
    assert [path.name for path in (tmp_path / "out/data/kiwix").iterdir()] == ["library.zim"]


def test_without_its_libraries_the_command_says_what_to_install(built: Path, tmp_path: Path) -> None:
    program = "import sys; sys.modules['libzim'] = None; from publisher.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", program, "distribute", str(built), "-o", str(tmp_path / "out"), "--zim"],
        capture_output=True,
        text=True,
    )
    assert result.returncode == Exit.MISSING and "publisher[kiwix]" in result.stderr
    assert not (tmp_path / "out").exists()


def _made(titles: Path, output: Path) -> Path:
    folder.distribute([Stock(titles)], output, folder.Options(name="Harbour Library", zim=True))
    return output / "data"


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is missing (apt-get install zim-tools kiwix-tools)")
    return found


def _fetched(address: str) -> bytes:
    with build_opener(ProxyHandler({})).open(address, timeout=10) as answer:
        return bytes(answer.read())


def _first(server: str) -> tuple[str, html.HtmlElement]:
    """The main page, and the address where it really is."""
    with build_opener(ProxyHandler({})).open(f"{server}{NAME}/", timeout=10) as answer:
        return answer.geturl(), html.fromstring(answer.read())
