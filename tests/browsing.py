"""Pages in Chromium: the browser itself, and what axe-core, the one that Ace brings along, finds in a page."""

import contextlib
import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from publisher.check import ace, program

CHROMIUM = program.find(*ace.BROWSERS)
AXE = ace.folder() / "node_modules" / "@daisy" / "axe-core-for-ace" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@contextlib.contextmanager
def running_browser(*options: str) -> Iterator[Browser]:
    """Chromium, with more options of its command line if need be; without it, the test is skipped."""
    if not CHROMIUM:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", *options])
        yield browser
        browser.close()


def violations(page: Page) -> list[str]:
    """What axe finds: the rule and the element."""
    if not AXE.is_file():
        pytest.skip("Ace, which brings axe-core, is not installed")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = json.dumps(TAGS)
    found = page.evaluate(f"axe.run(document, {{preload: false, runOnly: {{type: 'tag', values: {tags}}}}})")
    assert found["passes"], "axe has looked at nothing"
    return [f"{one['id']}: {node['html'][:150]}" for one in found["violations"] for node in one["nodes"]]
