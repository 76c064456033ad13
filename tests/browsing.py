"""Pages in Chromium: where it is, and what axe-core, the one that Ace brings along, finds in a page."""

import json

import pytest
from playwright.sync_api import Page

from publisher.check import ace, program

CHROMIUM = program.find(*ace.BROWSERS)
AXE = ace.folder() / "node_modules" / "@daisy" / "axe-core-for-ace" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def violations(page: Page) -> list[str]:
    """What axe finds: the rule and the element."""
    if not AXE.is_file():
        pytest.skip("Ace, which brings axe-core, is not installed")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = json.dumps(TAGS)
    found = page.evaluate(f"axe.run(document, {{preload: false, runOnly: {{type: 'tag', values: {tags}}}}})")
    assert found["passes"], "axe has looked at nothing"
    return [f"{one['id']}: {node['html'][:150]}" for one in found["violations"] for node in one["nodes"]]
