"""The preview in a real browser: what it shows, that it follows edits, and whom it answers."""

import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from browsing import AXE, TAGS, running_browser
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser
SOURCE = """---
title: The Quay
language: en
identifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9a79
published: 2026-11-01
---

# Boats {#boats}

Five boats lie at the quay. *Bonjour*{lang=fr} is one of them.

![A red boat](boat.svg)

# Nets {#nets}

Nets are mended in winter.
"""
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><rect width="90" height="40" fill="#a22"/></svg>'
)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("quay") / "quay.md"
    path.write_text(SOURCE)
    (path.parent / "boat.svg").write_text(PICTURE)
    return path


@pytest.fixture(scope="module")
def address(source: Path) -> Iterator[str]:
    """A preview of its own for these tests, which ends without a trace."""
    cache = source.parent / "kept"
    before = set(Path(tempfile.gettempdir()).glob("publisher-preview-*"))
    command = [sys.executable, "-m", "publisher", "preview", source, "--port", "0", "--jobs", "1", "--cache", cache]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert running.stdout is not None
    found = re.match(r"http://127\.0\.0\.1:\d+/", running.stdout.readline())
    assert found is not None
    yield found[0]
    running.send_signal(signal.SIGTERM)
    _, complaints = running.communicate(timeout=20)
    assert (running.returncode, complaints) == (0, "")
    assert set(Path(tempfile.gettempdir()).glob("publisher-preview-*")) <= before


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with running_browser() as browser:
        yield browser


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 1500, "height": 1000})
    page.set_default_timeout(20_000)
    expect.set_options(timeout=20_000)
    complaints: list[str] = []
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(address)
    expect(page.get_by_role("status")).to_contain_text("Built in")
    yield page
    page.close()
    assert complaints == []


@pytest.fixture
def edited(source: Path) -> Iterator[Path]:
    """The source, which is as before when the test ends."""
    yield source
    source.write_text(SOURCE)


def chapter(page: Page, name: str, words: str) -> None:
    page.get_by_label("Chapter").select_option(label=name)
    for frame in ("The chapter on a phone", "The chapter on a desktop"):
        expect(page.frame_locator(f"iframe[title='{frame}']").get_by_text(words)).to_be_visible()


def test_the_chapters_are_shown_as_on_a_phone_and_on_a_desktop(page: Page) -> None:
    chapter(page, "1 Boats", "Five boats lie at the quay.")
    widths = [frame.evaluate("innerWidth") for frame in page.frames[1:]]
    assert sorted(widths) == [375, 1024]
    page.get_by_role("button", name="Next").click()
    expect(page.frame_locator("#phone").get_by_text("Nets are mended")).to_be_visible()


def test_pages_of_the_pdf_are_pictures_and_their_transcript_is_read(page: Page) -> None:
    chapter(page, "1 Boats", "Five boats")
    picture = page.get_by_role("img", name="Page 1", exact=True)
    picture.scroll_into_view_if_needed()
    page.wait_for_function("picture => picture.complete && picture.naturalWidth === 800", arg=picture.element_handle())
    lines = page.get_by_role("list", name="What is said").get_by_role("listitem")
    expect(lines.filter(has_text="A red boat")).to_have_count(1)
    expect(lines.filter(has_text="Nets")).to_have_count(0)
    page.get_by_label("File").select_option(label="EPUB")
    expect(lines.filter(has_text="A red boat")).to_have_count(1)
    expect(lines.filter(has_text="[fr: Bonjour]")).to_have_count(1)


def test_an_edit_is_shown_without_losing_the_place(page: Page, edited: Path) -> None:
    chapter(page, "2 Nets", "Nets are mended in winter.")
    before = page.get_by_role("img", name="Page 3", exact=True).get_attribute("src")
    edited.write_text(SOURCE.replace("in winter", "in spring"))
    expect(page.frame_locator("#phone").get_by_text("Nets are mended in spring.")).to_be_visible()
    expect(page.get_by_label("Chapter")).to_have_value(re.compile("nets|002"))
    expect(page.get_by_role("img", name="Page 3", exact=True)).not_to_have_attribute("src", before or "")


def test_an_edit_amid_a_build_is_shown_after_it(page: Page, edited: Path) -> None:
    chapter(page, "2 Nets", "Nets are mended in winter.")
    for number in range(8):
        edited.write_text(SOURCE.replace("in winter", f"in year {number}"))
        page.wait_for_timeout(230)
    expect(page.frame_locator("#phone").get_by_text("Nets are mended in year 7.")).to_be_visible()


def test_pages_that_are_asked_for_while_new_ones_come_are_given(page: Page, address: str, edited: Path) -> None:
    answers: Counter[int] = Counter()
    enough = threading.Event()

    def ask() -> None:
        while not enough.is_set():
            try:
                with urllib.request.urlopen(f"{address}pages/print/1/{sum(answers.values()) % 3}/1600.png") as answer:
                    answers[answer.status] += 1
            except urllib.error.HTTPError as fault:
                fault.close()
                answers[fault.code] += 1

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for thread in asking:
        thread.start()
    try:
        for number in range(5):
            edited.write_text(SOURCE.replace("in winter", f"in year {number}"))
            chapter(page, "2 Nets", f"Nets are mended in year {number}.")
    finally:
        enough.set()
        for thread in asking:
            thread.join()
    assert set(answers) == {200}


def test_problems_are_listed_with_their_place_and_the_draft_is_shown(page: Page, edited: Path) -> None:
    edited.write_text(SOURCE.replace("![A red boat]", "![]"))
    listed = page.locator("#list").get_by_role("listitem")
    expect(listed).to_contain_text("quay.md:12")
    expect(listed).to_contain_text("has no alt text")
    expect(page.get_by_role("status")).to_contain_text("A draft, which shows its errors")
    edited.write_text("---\ntitle: [\n---\n")
    expect(page.get_by_role("status")).to_contain_text("Nothing could be made")
    expect(page.frame_locator("#phone").get_by_text("The Quay").first).to_be_attached()
    edited.write_text(SOURCE)
    expect(page.get_by_role("status")).to_contain_text("Built in")
    expect(listed).to_have_count(0)


@pytest.mark.parametrize("size", [(375, 700), (1400, 900)])
def test_axe_finds_nothing(page: Page, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    chapter(page, "1 Boats", "Five boats")
    script = AXE.read_text()
    page.evaluate(script)
    found: dict[str, Any] = page.evaluate(
        "tags => axe.run({exclude: ['iframe']}, {runOnly: tags, iframes: false})", list(TAGS)
    )
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_only_this_machine_is_answered(address: str) -> None:
    request = urllib.request.Request(f"{address}state", headers={"Host": "quay.example"})
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request)
    refused.value.close()
    assert refused.value.code == 400


def test_it_listens_at_the_loopback_alone(address: str) -> None:
    port = int(address.rstrip("/").rpartition(":")[2])
    listening = [one for one in psutil.net_connections("inet") if one.status == "LISTEN" and one.laddr.port == port]
    assert [one.laddr.ip for one in listening] == ["127.0.0.1"]
    own = [one.address for found in psutil.net_if_addrs().values() for one in found if one.family is socket.AF_INET]
    for other in (one for one in own if not one.startswith("127.")):
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection((other, port), timeout=5)


def test_the_book_runs_no_script_and_nothing_but_the_book_is_given(address: str, page: Page) -> None:
    with urllib.request.urlopen(f"{address}state") as answer:
        shown = json.load(answer)
    with urllib.request.urlopen(f"{address}book/1/{shown['chapters'][0]['name']}") as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src" not in policy and "sandbox allow-same-origin" in policy
    for wrong in ("book/1/../../state", "book/1/%2e%2e/secret", "pages/print/1/999/800.png", "pages/print/1/0/799.png",
                  "files/large-print", "preview.py"):  # fmt: skip
        with pytest.raises(urllib.error.HTTPError) as missing:
            urllib.request.urlopen(address + wrong)
        missing.value.close()
        assert missing.value.code == 404


def test_a_taken_port_and_a_folder_of_many_are_said(source: Path, address: str, tmp_path: Path) -> None:
    port = re.findall(r"\d+", address)[-1]
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(SOURCE)
    for arguments, words in (([source, "--port", port], "is taken"), ([tmp_path], "2 publications")):
        command = [sys.executable, "-m", "publisher", "preview", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60)
        assert done.returncode == 2
        assert words in " ".join(done.stderr.replace("│", " ").split())
