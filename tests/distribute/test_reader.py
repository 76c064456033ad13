"""Titles as web pages: whole, in order, safe whatever the e-book holds, and good to read in a real browser."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import running_browser, violations
from lxml import html
from playwright.sync_api import Browser, Page, expect

from publisher.build import build
from publisher.distribute import folder
from publisher.distribute.shelf import Stock

HOSTILE = """<p id="p" onclick="alert(1)" style="background: url(https://evil.example/a.png)">Text.
<a href="javascript:alert(1)">run</a> <a href="https://example.org/">out</a>
<img src="https://evil.example/pixel.png" alt="Spy" onerror="alert(1)"/>
<img src="../../../../etc/passwd" alt="File"/></p>
<script>alert(1)</script><iframe src="https://evil.example/"></iframe><object data="x.swf"></object>
<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script>
<rect width="9" height="9" onload="alert(1)" fill="url(https://evil.example/paint.svg#a)"/>
<a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="javascript:alert(1)"><text>x</text></a></svg>
<form action="https://evil.example/"><input name="a"/></form>
<p style='background: image-set("https://evil.example/c.png" 1x)'>Set.</p>
<p style='background: url("\\68ttps://evil.example/d.png")'>Escaped.</p><p>End.</p>"""
STYLE = r"""@import 'https://evil.example/a.css'; @\69mport "https://evil.example/b.css";
@namespace epub "http://www.idpf.org/2007/ops";
body { background: url(//evil.example/b.png); color: red }
p { background: url("\68ttps://evil.example/e.png"); list-style: url(/*x*/"//evil.example/f.png") }
p { background: image-set("https://evil.example/g.png" 1x); --far: "https://evil.example/h.png" }
p { background: image-set(var(--far) 1x); cursor: url("ht\a tps://evil.example/i.png"), auto }
p::before { content: url(\\\\evil.example/j.png) }
@font-face { font-family: Far; src: url('https://evil.example/k.woff2') } p { font-family: Far }
"""
"""How addresses are hidden in styles. The one in ``--far`` is words, as long as nothing makes an address of it."""


@pytest.fixture(scope="module")
def root(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("reader") / "library"
    made = folder.distribute((Stock(built),), output, folder.Options(name="Quay Library"))
    assert made.problems == ()
    return output / "data"


@pytest.fixture(scope="module")
def read(root: Path) -> Path:
    return root / "titles" / "ebb-and-flow" / "read"


def pages(read: Path) -> dict[str, Any]:
    return {path.name: html.parse(str(path)).getroot() for path in sorted(read.glob("*.html"))}


def spoiled(built: Path, target: Path, change: dict[str, bytes]) -> Path:
    """The book with other files in it."""
    target.mkdir()
    with zipfile.ZipFile(built / "ebb-and-flow.epub") as old, zipfile.ZipFile(target / "bad.epub", "w") as new:
        for one in old.infolist():
            data = old.read(one)
            for part, text in change.items():
                if re.search(part, one.filename):
                    data = data.replace(b"</body>", text + b"</body>") if one.filename.endswith(".xhtml") else text
            new.writestr(one, data)
    return target


def test_every_document_is_a_page_and_pages_follow_each_other(root: Path, read: Path) -> None:
    with zipfile.ZipFile(root / "titles" / "ebb-and-flow" / "ebb-and-flow.epub") as archive:
        package = archive.read("EPUB/content.opf").decode()
    order = [re.search(rf'id="{one}"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*id="{one}"', package)
             for one in re.findall(r'<itemref[^>]*idref="([^"]+)"', package)]  # fmt: skip
    names = [Path(one[1] or one[2]).stem + ".html" for one in order if one and "nav" not in one[0]]
    found = pages(read)
    assert set(found) == {*names, "index.html"}
    at, seen = "index.html", []
    while at:
        seen.append(at)
        after = found[at].xpath("//header//a[@rel='next']/@href")
        at = after[0] if after else ""
    assert seen == ["index.html", *names]


def test_every_link_and_picture_leads_somewhere(read: Path) -> None:
    for name, page in pages(read).items():
        for address in page.xpath("//@href | //@src | //@poster"):
            if re.match(r"https?:|mailto:|data:", address):
                continue
            path, _, fragment = address.partition("#")
            target = (read / (path or name)).resolve()
            assert target.is_file(), f"{name}: {address}"
            if fragment and target.suffix == ".html":
                assert html.parse(str(target)).xpath("//*[@id=$id]", id=fragment), f"{name}: {address}"


def test_the_text_and_what_stands_for_pictures_are_kept(read: Path) -> None:
    text = " ".join(" ".join(page.text_content().split()) for page in pages(read).values())
    assert "We went out at low water." in text and "It was cold." in text
    assert any(page.xpath("//img[@alt='A red square.']") for page in pages(read).values())


def test_printed_pages_are_shown_and_listed(tmp_path: Path) -> None:
    source = tmp_path / "quay.md"
    source.write_text("---\ntitle: The Quay\nlanguage: en\nidentifier: urn:uuid:11111111-2222-4333-8444-555555555556\n"
                      "published: 2026-11-01\n---\n\n# Boats\n\nFive boats.\n\n# Nets\n\nNets.\n")  # fmt: skip
    build(source, tmp_path / "built", checks=False)
    folder.distribute((Stock(tmp_path / "built"),), tmp_path / "library", folder.Options())
    found = pages(tmp_path / "library" / "data" / "titles" / "quay" / "read")
    labels = {label for page in found.values() for label in page.xpath("//main//*[@role='doc-pagebreak']/@aria-label")}
    listed = found["index.html"].xpath("//nav[@class='printed']//a")
    assert {"1", "3"} <= labels
    assert labels <= {link.text for link in listed}


@pytest.fixture(scope="module")
def hostile(built: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[folder.Distributed, Path]:
    """What was made of a book that wants to run and fetch, and its pages."""
    place = tmp_path_factory.mktemp("hostile")
    titles = spoiled(built, place / "bad", {r"00\d.*xhtml": HOSTILE.encode(), r"\.css$": STYLE.encode()})
    made = folder.distribute((Stock(titles),), place / "library", folder.Options())
    return made, place / "library" / "data" / "titles" / "bad" / "read"


def test_a_hostile_book_runs_nothing_and_fetches_nothing(hostile: tuple[folder.Distributed, Path]) -> None:
    made, read = hostile
    (problem,) = made.problems
    assert (problem.code, problem.severity) == ("reader", "info")
    assert "script" in problem.message
    assert not any(path.name == "passwd" for path in Path(made.folder).rglob("*"))
    whole = "".join(path.read_text() for path in read.rglob("*") if path.suffix in (".html", ".css"))
    whole = whole.replace('--far: "https://evil.example/h.png"', "")
    assert "evil.example" not in whole and "javascript:" not in whole and "alert(" not in whole
    assert ".book-body { background" in whole and '@namespace epub "http://www.idpf.org/2007/ops";' in whole
    for page in pages(read).values():
        assert page.xpath("//main//script | //main//iframe | //main//object | //main//form | //main//input") == []
        assert [name for name in page.xpath("//main//@*") if str(getattr(name, "attrname", "")).startswith("on")] == []
        assert "End." in page.text_content() or not page.xpath("//main//*[@id='p']")


@pytest.mark.browser
def test_a_browser_fetches_nothing_for_a_hostile_book_and_its_pages_forbid_it(
    chromium: Browser, hostile: tuple[folder.Distributed, Path], root: Path
) -> None:
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in [*sorted(hostile[1].glob("*.html")), root / "index.html"]:
        page.goto(path.as_uri(), wait_until="networkidle")
        forbidden = page.evaluate(
            """() => new Promise(done => {
              addEventListener("securitypolicyviolation", event => done(event.blockedURI));
              document.body.append(Object.assign(new Image(), { src: "https://evil.example/late.png" }));
            })"""
        )
        assert forbidden == "https://evil.example/late.png"
    assert len(asked) > 10
    assert {one.partition(":")[0] for one in asked if not one.endswith("late.png")} <= {"file", "data"}
    context.close()


def test_names_that_windows_keeps_or_cannot_have_get_others(built: Path, tmp_path: Path) -> None:
    titles = tmp_path / "odd"
    titles.mkdir()
    odd = {"chapter-001": "aux", "chapter-002": "dotted.", "title": "x" * 130}
    with zipfile.ZipFile(built / "ebb-and-flow.epub") as old, zipfile.ZipFile(titles / "odd.epub", "w") as new:
        odd |= {Path(name).stem: "NUL" for name in old.namelist() if Path(name).name.startswith("square")}
        renamed = 0
        for one in old.infolist():
            name, data = one.filename, old.read(one)
            for plain, strange in odd.items():
                renamed += Path(name).stem == plain
                name = name.replace(plain, strange)
                if name.endswith((".xhtml", ".opf", ".ncx")):
                    data = data.replace(f"{plain}.".encode(), f"{strange}.".encode())
            new.writestr(name, data)
    assert renamed == len(odd) == 4
    made = folder.distribute((Stock(titles),), tmp_path / "library", folder.Options())
    assert made.problems == ()
    names = list((tmp_path / "library").rglob("*"))
    for path in names:
        stem = path.name.partition(".")[0].lower()
        assert stem not in ("aux", "nul", "con", "prn") and not path.name.endswith(".") and len(path.name) <= 125
    assert len({str(path).lower() for path in names}) == len(names), "not even capitals tell two of them apart"
    read = tmp_path / "library" / "data" / "titles" / "odd" / "read"
    text = "".join(page.text_content() for page in pages(read).values())
    assert "We went out at low water." in text and "The second walk" in text


def test_a_book_that_is_broken_inside_is_handed_out_without_pages(built: Path, tmp_path: Path) -> None:
    titles = tmp_path / "broken"
    shutil.copytree(spoiled(built, tmp_path / "some", {}), titles)
    with zipfile.ZipFile(built / "ebb-and-flow.epub") as old, zipfile.ZipFile(titles / "bad.epub", "w") as new:
        for one in old.infolist():
            new.writestr(one, b"<html" if re.search(r"00\d.*xhtml", one.filename) else old.read(one))
    made = folder.distribute((Stock(titles),), tmp_path / "library", folder.Options())
    assert ["cannot be read in the browser" in problem.message for problem in made.problems] == [True]
    title = tmp_path / "library" / "data" / "titles" / "bad"
    assert (title / "bad.epub").is_file() and not (title / "read").exists()
    assert "read/index.html" not in (title / "index.html").read_text()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


def opened(browser: Browser, path: Path, width: int = 1100, **options: Any) -> Page:
    """A page opened from its file, without network; what it complains about fails the test."""
    context = browser.new_context(viewport={"width": width, "height": 800}, offline=True, **options)
    page = context.new_page()
    page.set_default_timeout(5000)

    def fail(problem: Any) -> None:
        raise AssertionError(str(problem))

    page.on("pageerror", fail)
    page.on("requestfailed", fail)
    page.goto(path.as_uri())
    return page


def chapter(read: Path) -> Path:
    return next(path for path in sorted(read.glob("*.html")) if "It was cold." in path.read_text())


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 1100])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    chromium: Browser, read: Path, width: int, colours: Any
) -> None:
    for path in (read / "index.html", chapter(read)):
        page = opened(chromium, path, width, color_scheme=colours)
        for setting in ("", "dialog"):
            if setting:
                page.get_by_role("button", name="Settings").click()
            assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.context.close()


@pytest.mark.browser
def test_a_note_opens_where_it_is_called_and_without_script_the_link_leads_to_it(chromium: Browser, read: Path) -> None:
    page = opened(chromium, chapter(read))
    page.locator("main a[role~='doc-noteref']").first.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("It was cold.")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.locator("main a[role~='doc-noteref']").first).to_be_focused()
    plain = opened(chromium, chapter(read), java_script_enabled=False)
    plain.locator("main a[role~='doc-noteref']").first.click()
    assert "#" in plain.url
    expect(plain.get_by_text("It was cold.").last).to_be_visible()
    expect(plain.get_by_role("button", name="Settings")).to_have_count(0)


@pytest.mark.browser
def test_settings_and_the_place_are_remembered(chromium: Browser, read: Path) -> None:
    page = opened(chromium, chapter(read), 400)
    page.get_by_role("button", name="Settings").click()
    for name, choice in (("Size of the text", "200"), ("Spacing", "wider"), ("Typeface", "sans"), ("Colours", "sepia")):
        page.get_by_label(name).select_option(choice)
    page.get_by_role("button", name="Close").click()
    size = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
    assert page.evaluate(size) >= 30
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(247, 236, 214)"
    page.evaluate("scrollTo(0, 200)")
    page.wait_for_function("Object.keys(localStorage).some(key => key.includes('place:'))")
    page.wait_for_timeout(400)
    page.goto((read / "index.html").as_uri())
    assert page.evaluate("document.documentElement.dataset.colours") == "sepia"
    page.get_by_role("link", name="Continue where you were").click()
    page.wait_for_function("scrollY > 100")
    assert chapter(read).name in page.url


@pytest.mark.browser
def test_it_is_read_from_the_page_of_the_title_with_the_keyboard_alone(chromium: Browser, root: Path) -> None:
    page = opened(chromium, root / "titles" / "ebb-and-flow" / "index.html")
    page.get_by_role("link", name="Read in the browser").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Contents")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.get_by_role("navigation", name="Contents").get_by_role("link").first.press("Enter")
    expect(page.get_by_role("main")).to_contain_text("low water")


@pytest.mark.browser
def test_settings_are_changed_with_the_keyboard_alone(chromium: Browser, read: Path) -> None:
    page = opened(chromium, chapter(read))
    press, focused = page.keyboard.press, "document.activeElement.id"
    for _ in range(12):
        press("Tab")
        if page.evaluate(focused) == "settings-open":
            break
    press("Enter")
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    while page.evaluate(focused) != "set-colours":
        press("Tab")
        assert page.evaluate("document.activeElement.closest('dialog') !== null"), "the keyboard stays in the dialog"
    page.keyboard.type("Sep")
    assert page.evaluate("document.documentElement.dataset.colours") == "sepia"
    press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate(focused) == "settings-open", "the keyboard is where it was"
    page.reload()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(247, 236, 214)"
    page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize("colours", ["light", "sepia", "dark", "contrast"])
def test_every_choice_of_colours_is_readable_at_four_times_the_size_and_more(
    chromium: Browser, read: Path, colours: str
) -> None:
    """WCAG 2.2, 1.4.10: 320 CSS px are what 1280 px become at a zoom of 400 %; text of three times the size besides."""
    page = opened(chromium, chapter(read), 320, device_scale_factor=4)
    page.get_by_role("button", name="Settings").click()
    for name, choice in (("Size of the text", "300"), ("Spacing", "wider"), ("Colours", colours)):
        page.get_by_label(name).select_option(choice)
    for _ in ("the dialog", "the chapter"):
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("Escape")
    # A table may scroll, but nothing is cut off.
    cut = page.evaluate(
        """[...document.querySelectorAll('main *, .bar *')].filter(e => e.checkVisibility() && !e.closest('.skip'))
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .filter(e => { while (e && getComputedStyle(e).overflowX === 'visible') e = e.parentElement; return !e; })
        .map(e => e.outerHTML.slice(0, 80))"""
    )
    assert cut == []
    page.context.close()


@pytest.mark.browser
def test_forced_colours_keep_edges_and_where_the_keyboard_is(chromium: Browser, read: Path) -> None:
    page = opened(chromium, chapter(read), forced_colors="active", color_scheme="dark")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.get_by_role("button", name="Settings").click()
    assert page.get_by_role("dialog").evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    assert page.get_by_role("button", name="Close").evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    # The reader's own colours give way to those of the system.
    assert violations(page) == []
    page.get_by_label("Colours").select_option("sepia")
    ground = "getComputedStyle(document.body).backgroundColor"
    assert page.evaluate(ground) == "rgb(0, 0, 0)"
    page.context.close()


@pytest.mark.browser
def test_nothing_moves_for_those_who_mind(chromium: Browser, read: Path) -> None:
    page = opened(chromium, chapter(read), reduced_motion="reduce")
    page.get_by_role("button", name="Settings").click()
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.context.close()
