"""The pages in a real browser, opened from files: for the keyboard, for assistive technology, without script.

A window of 320 CSS px is what one of 1280 px becomes at a zoom of 400 % (WCAG 2.2, 1.4.10): browsers zoom by making the
px larger, and lay out the same page in both.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import running_browser, violations
from playwright.sync_api import Browser, Page
from shelves import make_titles, title_of

from publisher.distribute import folder
from publisher.distribute.shelf import Stock

pytestmark = pytest.mark.browser
PHONE, DESKTOP, REFLOW = (360, 740), (1280, 900), (320, 640)
MANY = 120
PAGES = (
    "index.html",
    "browse/languages.html",
    "browse/subject-walking.html",
    "titles/ebb-and-flow/index.html",
    "titles/news-bulletin/index.html",
)


@pytest.fixture(scope="module")
def root(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A distribution of two books and as many small titles as fill three pages."""
    many = make_titles(tmp_path_factory.mktemp("many"), MANY, pdf=False)
    output = tmp_path_factory.mktemp("handout") / "library"
    folder.distribute((Stock(built), Stock(many)), output, folder.Options(name="Quay Library"))
    return output / "data"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


def opened(browser: Browser, path: Path, size: tuple[int, int] = DESKTOP, fragment: str = "", **options: Any) -> Page:
    """A page opened from its file, without network; what it complains about fails the test."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, offline=True, **options)
    page = context.new_page()
    page.set_default_timeout(5000)

    def fail(problem: Any) -> None:
        raise AssertionError(str(problem))

    page.on("pageerror", fail)
    # A download ends the navigation that began it.
    page.on("requestfailed", lambda request: fail(request) if request.failure != "net::ERR_ABORTED" else None)
    page.goto(path.as_uri() + fragment)
    return page


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "dark"), (DESKTOP, "light")])
def test_axe_finds_nothing(chromium: Browser, root: Path, name: str, size: tuple[int, int], scheme: Any) -> None:
    page = opened(chromium, root / name, size, color_scheme=scheme)
    assert violations(page) == []
    page.context.close()


def test_axe_finds_nothing_in_what_was_found(chromium: Browser, root: Path) -> None:
    page = opened(chromium, root / "index.html", fragment="#q=notes&a=5")
    page.get_by_role("status").filter(has_text="18 titles found").wait_for()
    assert page.locator("#find details").get_attribute("open") is not None
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_off_at_four_times_the_size(chromium: Browser, root: Path, name: str) -> None:
    page = opened(chromium, root / name, REFLOW, device_scale_factor=4)
    for _ in page.locator("summary").all():
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= REFLOW[0]
    wide = page.evaluate("[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > innerWidth).length")
    assert wide == 0
    page.context.close()


@pytest.mark.parametrize("name", ["index.html", "titles/ebb-and-flow/index.html"])
def test_what_is_pressed_is_large_enough(chromium: Browser, root: Path, name: str) -> None:
    page = opened(chromium, root / name, PHONE)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    sizes = page.evaluate(
        """[...document.querySelectorAll('a, button, input, select, summary')]
        .filter(e => !e.classList.contains('skip') && e.checkVisibility())
        .map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()]).map(([a, b]) => [a, b.width, b.height])"""
    )
    assert len(sizes) > 8
    # WCAG 2.2, 2.5.8; a link within a sentence is as high as its line.
    small = [one for one in sizes if min(one[1:]) < 24 and "https://creativecommons" not in one[0]]
    assert small == []
    page.context.close()


def test_every_title_is_reached_without_script(chromium: Browser, root: Path) -> None:
    page = opened(chromium, root / "index.html", java_script_enabled=False)
    assert not page.locator("#find").is_visible()
    seen: list[str] = []
    while True:
        seen += page.locator(".card .title").all_inner_texts()
        onward = page.get_by_role("link", name="Next page")
        if not onward.count():
            break
        onward.click()
    assert len(set(seen)) == MANY + 2
    page.get_by_role("link", name="Languages").click()
    page.get_by_role("link", name="Arabic").click()
    page.get_by_role("link", name="نشرة").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download EPUB").click()
    assert download.value.suggested_filename == "news-bulletin.epub"
    page.context.close()


def test_search_and_filters_work_with_the_keyboard_alone(chromium: Browser, root: Path) -> None:
    page = opened(chromium, root / "index.html")
    press, told = page.keyboard.press, page.get_by_role("status")
    press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    press("Tab")
    page.keyboard.type("HARBOUR nötes")
    told.filter(has_text="10 titles found").wait_for()
    titles = page.locator("#found .title")
    assert titles.count() == 10 and "Harbour notes" in titles.first.inner_text()
    assert not page.locator("#listing").is_visible()
    press("Tab")
    page.keyboard.type("Fr")
    told.filter(has_text="2 titles found").wait_for()
    for _ in range(3):
        press("Tab")
    press("Enter")
    while page.evaluate("document.activeElement.value") != "5":
        press("Tab")
        assert page.evaluate("document.activeElement.type") == "checkbox", "formulas as MathML are a filter"
    press("Space")
    told.filter(has_text="1 title found").wait_for()
    assert "q=HARBOUR" in page.url and "language=fr" in page.url and "a=5" in page.url
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid", "where the keyboard is can be seen"
    page.get_by_role("button", name="Clear").focus()
    press("Enter")
    page.locator("#listing").wait_for(state="visible")
    assert told.inner_text() == ""
    page.context.close()


def test_filters_by_subject_format_and_accessibility_cut_each_other(chromium: Browser, root: Path) -> None:
    page = opened(chromium, root / "index.html")
    told = page.get_by_role("status")
    page.get_by_label("Subject", exact=True).select_option("Subject 7")
    told.filter(has_text="3 titles found").wait_for()
    assert sorted(page.locator("#found .title").all_inner_texts()) == sorted(title_of(at) for at in (7, 47, 87))
    page.locator("#find summary").click()
    page.get_by_role("checkbox", name="formulas as MathML").check()
    told.filter(has_text="1 title found").wait_for()
    assert page.locator("#found .title").inner_text() == title_of(7)
    page.get_by_label("Format", exact=True).select_option("2")
    told.filter(has_text="No title matches").wait_for()
    page.get_by_role("button", name="Clear").click()
    page.locator("#listing").wait_for(state="visible")
    page.get_by_label("Format", exact=True).select_option("2")
    told.filter(has_text="2 titles found").wait_for()
    assert sorted(page.locator("#found .title").all_inner_texts()) == ["Ebb and Flow", "نشرة"]
    page.get_by_label("Format", exact=True).select_option("3")
    told.filter(has_text="1 title found").wait_for()
    assert violations(page) == []
    page.context.close()


def test_a_search_is_kept_in_the_address_and_shows_more_on_request(chromium: Browser, root: Path) -> None:
    page = opened(chromium, root / "index.html", fragment="#q=notes")
    page.get_by_role("status").filter(has_text=f"{MANY} titles found").wait_for()
    assert page.get_by_label("Words in").input_value() == "notes"
    assert page.locator("#found .card").count() == 50
    page.get_by_role("button", name="Show more").click()
    assert page.locator("#found .card").count() == 100
    assert page.evaluate("document.activeElement.closest('.card').matches(':nth-child(51)')")
    page.get_by_label("Words in").fill("nothing like it")
    page.get_by_role("status").filter(has_text="No title matches").wait_for()
    page.context.close()


def test_what_is_found_looks_as_it_does_in_the_list(chromium: Browser, root: Path) -> None:
    page = opened(chromium, root / "index.html")
    said = ".title, .subtitle, .by, .excerpt, .facts li"
    listed = page.locator("#listing #ebb-and-flow").locator(said).all_text_contents()
    assert len(listed) > 6
    page.get_by_label("Words in").fill("ebb flow quay")
    page.get_by_role("status").filter(has_text="1 title found").wait_for()
    assert page.locator("#found .card").locator(said).all_text_contents() == listed
    page.get_by_label("Words in").fill("نشرة")
    title = page.locator("#found .title[lang=ar][dir=rtl]")
    title.wait_for()
    title.get_by_role("link").click()
    assert page.get_by_role("heading", level=1).inner_text() == "نشرة"
    page.context.close()


def test_forced_colours_keep_what_shape_and_place_say(chromium: Browser, root: Path) -> None:
    page = opened(chromium, root / "page-2.html", forced_colors="active")
    here = page.locator("nav.pages [aria-current]")
    assert here.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    badge = page.locator(".facts .good").first
    assert badge.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    assert violations(page) == []
    page.goto((root / "titles" / "ebb-and-flow" / "index.html").as_uri())
    assert violations(page) == []
    page.context.close()


def test_motion_is_left_to_those_who_do_not_mind(chromium: Browser, root: Path) -> None:
    for wish, behaviour in (("reduce", "auto"), ("no-preference", "smooth")):
        page = opened(chromium, root / "index.html", reduced_motion=wish)
        assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == behaviour
        page.context.close()


def test_print_leaves_out_what_can_only_be_pressed(chromium: Browser, root: Path) -> None:
    page = opened(chromium, root / "titles" / "ebb-and-flow" / "index.html")
    page.emulate_media(media="print")
    assert not page.get_by_role("navigation").first.is_visible()
    assert not page.get_by_role("link", name="Download EPUB").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    page.context.close()
