"""The folder on a web server, in a real browser: it can be installed, and works when the server is gone."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import running_browser, violations
from playwright.sync_api import Browser, BrowserContext, Page, expect
from serving import Server
from shelves import make_titles

from publisher.distribute import folder
from publisher.distribute.shelf import Stock

pytestmark = pytest.mark.browser
READY = """() => new Promise(done => {
    const look = () => navigator.serviceWorker.controller ? done() : setTimeout(look, 20);
    look();
})"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    context.set_default_timeout(20_000)
    yield context
    context.close()


@pytest.fixture
def titles(built: Path, tmp_path: Path) -> Path:
    """Finished files that a test may change."""
    shutil.copytree(built, tmp_path / "titles")
    return tmp_path / "titles"


@pytest.fixture
def library(titles: Path, tmp_path: Path) -> Path:
    return hand_out(titles, tmp_path / "library")


@pytest.fixture
def server(library: Path) -> Iterator[Server]:
    server = Server(library)
    yield server
    server.stop()


def hand_out(titles: Path, output: Path) -> Path:
    folder.distribute((Stock(titles),), output, folder.Options(name="Quay Library"))
    return output


def opened(context: BrowserContext, address: str) -> Page:
    """The page, when the library is kept."""
    page = context.new_page()
    page.goto(address)
    page.evaluate(READY)
    return page


def test_it_can_be_installed(context: BrowserContext, server: Server) -> None:
    page = opened(context, f"{server.root}titles/ebb-and-flow/index.html")
    page.locator("link[rel=manifest]").wait_for(state="attached")
    session = context.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == [] and manifest["url"] == f"{server.root}manifest.webmanifest"
    found = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A window that leaves no trace cannot install anything; a test's window is one.
    assert [one["errorId"] for one in found if one["errorId"] != "in-incognito"] == []


def test_the_catalogue_is_there_after_the_first_visit_when_the_server_is_gone(
    context: BrowserContext, server: Server
) -> None:
    page = opened(context, f"{server.root}index.html")
    server.stop()
    page.reload()
    page.get_by_label("Words in").fill("walk")
    page.get_by_role("status").filter(has_text="1 title found").wait_for()
    page.get_by_role("link", name="Ebb and Flow").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ebb and Flow")
    assert page.locator("article").get_by_text("Three walks along the shore.").is_visible()
    page.get_by_role("link", name="Languages").click()
    page.get_by_role("link", name="Arabic").click()
    expect(page.locator(".card .title")).to_have_text(["نشرة"])
    page.goto(server.root)
    expect(page.get_by_role("heading", level=1)).to_have_text("Quay Library")
    server.start()


def test_what_is_not_kept_is_said_and_can_be_tried_again(context: BrowserContext, server: Server) -> None:
    page = opened(context, f"{server.root}titles/ebb-and-flow/index.html")
    server.stop()
    page.get_by_role("link", name="Read in the browser").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not here without a network")
    assert violations(page) == []
    server.start()
    page.get_by_role("link", name="Try again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Contents")
    server.stop()
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("Contents")
    server.start()


def test_a_title_is_kept_with_all_that_it_shows_until_it_is_removed(context: BrowserContext, server: Server) -> None:
    address = f"{server.root}titles/ebb-and-flow/index.html"
    page = opened(context, address)
    keep, told = page.locator("#keep button"), page.locator("#keep [role=status]")
    expect(keep).to_have_text(re.compile(r"Keep on this device \(\d+ kB\)"))
    keep.click()
    expect(told).to_have_text("Kept on this device; it can be read without a network.")
    assert violations(page) == []
    server.stop()
    page.get_by_role("link", name="Read in the browser").click()
    seen = set()
    page.get_by_role("link", name="Begin").first.click()
    while page.url not in seen:
        seen.add(page.url)
        page.wait_for_load_state()
        assert page.evaluate("[...document.images].every(one => one.complete && one.naturalWidth > 0)")
        assert page.evaluate(
            "document.fonts.ready.then(() => [...document.fonts].every(one => one.status !== 'error'))"
        )
        onward = page.get_by_role("link", name="Next", exact=True)
        if onward.count():
            onward.first.click()
    assert len(seen) >= 3
    assert "We went out at low water." in " ".join(_texts(page, seen))
    page.goto(address)
    expect(told).to_contain_text("Kept on this device")
    expect(keep).to_have_text("Remove from this device")
    keep.click()
    expect(told).to_have_text("It is no longer kept on this device.")
    expect(keep).to_contain_text("Keep on this device")
    page.goto(f"{server.root}titles/news-bulletin/index.html")
    keep.click()
    expect(told).to_have_text("It could not be kept. Is there a network?")
    server.start()


def test_a_newer_version_is_told_of_and_shown_on_request(
    context: BrowserContext, server: Server, titles: Path, library: Path, tmp_path: Path
) -> None:
    page = opened(context, f"{server.root}index.html")
    expect(page.locator(".card")).to_have_count(2)
    for path in make_titles(tmp_path / "more", 1, pdf=False).glob("*.epub"):
        shutil.copy(path, titles)
    hand_out(titles, library)
    page.reload()
    news = page.locator("#news")
    expect(news).to_contain_text("There is a newer version of this library.")
    expect(page.locator(".card")).to_have_count(2)
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert violations(page) == []
    news.get_by_role("button", name="Show it").click()
    expect(page.locator(".card")).to_have_count(3)
    expect(news).to_have_count(0)
    server.stop()
    page.reload()
    expect(page.locator(".card")).to_have_count(3)
    server.start()


def test_a_title_that_has_changed_is_kept_anew(
    context: BrowserContext, server: Server, titles: Path, library: Path, tmp_path: Path
) -> None:
    address = f"{server.root}titles/ebb-and-flow/index.html"
    page = opened(context, address)
    page.locator("#keep button").click()
    told = page.locator("#keep [role=status]")
    expect(told).to_contain_text("Kept on this device")
    other = next(make_titles(tmp_path / "more", 1, pdf=False).glob("*.epub"))
    shutil.copy(other, titles / "ebb-and-flow.epub")
    hand_out(titles, library)
    names = "caches.keys().then(all => all.filter(name => name.includes(':kept:')))"
    before = page.evaluate(names)
    page.reload()
    page.evaluate(
        f"""before => new Promise(done => {{
            const look = async () => {{
                const now = await {names};
                if (now.length === 1 && now[0] !== before) done(); else setTimeout(look, 20);
            }};
            look();
        }})""",
        before[0],
    )
    server.stop()
    page.goto(f"{server.root}titles/ebb-and-flow/read/index.html")
    expect(page.get_by_role("heading", level=1)).to_have_text("Contents")
    server.start()


def test_the_same_files_give_the_same_app_and_others_another_one(titles: Path, library: Path, tmp_path: Path) -> None:
    again = hand_out(titles, tmp_path / "again")
    script = (library / "data" / "sw.js").read_bytes()
    assert (again / "data" / "sw.js").read_bytes() == script
    # Not even its page is kept from the beginning, but what is handed out is another thing.
    with (titles / "ebb-and-flow.pdf").open("ab") as stream:
        stream.write(b"\n")
    assert (hand_out(titles, again) / "data" / "sw.js").read_bytes() != script


def _texts(page: Page, addresses: set[str]) -> Iterator[str]:
    for address in addresses:
        page.goto(address)
        yield page.locator("main").inner_text()
