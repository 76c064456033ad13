"""The samples handed out with all that there is, and validated by programs that others wrote."""

import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest
from browsing import running_browser, violations
from lxml import etree
from official import jing, official, opds_schema, validator
from playwright.sync_api import Browser, Page, expect
from samples import SAMPLES, built
from samples import folder as samples
from serving import Server

from publisher.check import verapdf
from publisher.integrity import minisign

NAMES = ["harbour-bell", "manual", "tidepool-guide"]
SIZES = [(360, 740), (1280, 900)]


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the command makes of the samples that are built already."""
    place = tmp_path_factory.mktemp("samples")
    for source in SAMPLES:
        assert built(source).good
    key = minisign.new_key()
    (place / "harbour.key").write_text(key.text())
    (place / "harbour.pub").write_text(key.public.text)
    arguments = ["--output", place / "library", "--build", place / "build", "--title", "Harbour Library"]
    wanted = ["--zim", "--leaflet", "--sign", place / "harbour.key"]
    command = [sys.executable, "-m", "publisher", "distribute", samples(), *arguments, *wanted, "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return place / "library"


def test_it_holds_the_files_that_were_built_and_epubcheck_found_nothing_in_them(handed_out: Path) -> None:
    assert sorted(path.name for path in (handed_out / "data" / "titles").iterdir()) == NAMES
    for source in SAMPLES:
        result = built(source)
        for made in result.made:
            name = Path(made.path).name
            same = (handed_out / "data" / "titles" / result.slug / name).read_bytes() == Path(made.path).read_bytes()
            assert same, f"{name} is not the file that was checked"
        (checked,) = [one for one in result.made[0].checks if one.validator == "EPUBCheck"]
        if checked.status == "missing":
            pytest.skip(checked.detail)
        assert checked.status == "passed"
        assert [problem for problem in checked.problems if problem.severity != "info"] == []


@pytest.mark.conformance
def test_verapdf_passes_every_pdf(handed_out: Path) -> None:
    files = sorted(handed_out.rglob("*.pdf"))
    printed = [made for source in SAMPLES for made in built(source).made if made.format == "pdf"]
    assert [path.name for path in files if path.name == "leaflet.pdf"] and len(files) == 1 + len(printed)
    for outcomes in verapdf.validate_many(files):
        for outcome in outcomes:
            if outcome.status == "missing":
                pytest.skip(outcome.detail)
            assert outcome.problems == (), outcome.file


@pytest.mark.conformance
def test_kiwix_bagit_and_minisign_find_it_whole(handed_out: Path) -> None:
    bagit.Bag(str(handed_out)).validate()
    if shutil.which("minisign") is None or shutil.which("zimcheck") is None:
        pytest.skip("apt-get install minisign zim-tools")
    stands = handed_out / "tagmanifest-sha256.txt"
    command = ["minisign", "-V", "-p", handed_out.parent / "harbour.pub", "-m", stands]
    subprocess.run(command, check=True, capture_output=True)
    (archive,) = (handed_out / "data" / "kiwix").iterdir()
    found = subprocess.run(["zimcheck", "-A", archive], capture_output=True, text=True)
    assert (found.returncode, "[WARNING]" in found.stdout) == (0, False), found.stdout


@official
@pytest.mark.conformance
def test_feeds_and_manifests_are_valid(handed_out: Path, tmp_path: Path) -> None:
    data = handed_out / "data"
    assert jing(opds_schema(tmp_path), sorted((data / "opds" / "1").iterdir())) == ""
    valid = {"opds-2.0/feed.schema.json": "opds/2/*", "readium/publication.schema.json": "titles/*/manifest.json"}
    for schema, names in valid.items():
        checker, files = validator(schema), sorted(data.glob(names))
        assert len(files) >= len(NAMES)
        assert not [
            f"{path}: {fault}" for path in files for fault in checker.iter_errors(json.loads(path.read_bytes()))
        ]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser that reaches this machine alone."""
    with running_browser("--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") as browser:
        yield browser


def walked(page: Page) -> Iterator[str]:
    """From the catalogue to a title's page and a chapter with a picture, by its links; stops at each."""
    expect(page.get_by_role("heading", level=1)).to_have_text("Harbour Library")
    yield "catalogue"
    page.get_by_role("searchbox").fill("tide")
    page.locator("#found .title a").first.click()
    expect(page.get_by_role("heading", name="Accessibility", exact=True)).to_be_visible()
    yield "title"
    page.get_by_role("link", name="Read in the browser").click()
    page.locator("nav[aria-label=Contents] a").nth(5).click()
    expect(page.locator("main.book")).to_be_visible()
    yield "chapter"


@pytest.mark.browser
@pytest.mark.parametrize("size", SIZES)
def test_from_a_file_everything_opens_and_axe_finds_nothing(
    chromium: Browser, handed_out: Path, size: tuple[int, int]
) -> None:
    context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, offline=True)
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.goto((handed_out / "index.html").as_uri())
    page.wait_for_url("**/data/index.html")
    for _ in walked(page):
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints == []
    context.close()


@pytest.mark.browser
def test_served_everything_opens_with_the_network_switched_off(chromium: Browser, handed_out: Path) -> None:
    server = Server(handed_out)
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(20_000)
    outside: list[str] = []
    page.on("request", lambda one: outside.append(one.url) if not one.url.startswith(server.root[:-5]) else None)
    try:
        page.goto(server.root)
        for _ in walked(page):
            assert violations(page) == []
        assert outside == []
        # What was seen is there without the server, too.
        page.wait_for_function("navigator.serviceWorker.controller")
        seen = page.url
        page.goto(seen)
        context.set_offline(True)
        for address in (server.root + "index.html", seen):
            page.goto(address)
            expect(page.get_by_role("heading", level=1).first).to_be_visible()
    finally:
        context.close()
        server.stop()


def test_statements_agree_with_the_metadata_of_each_e_book(handed_out: Path) -> None:
    for name in NAMES:
        folder = handed_out / "data" / "titles" / name
        with zipfile.ZipFile(folder / f"{name}.epub") as archive:
            opf = etree.fromstring(archive.read("EPUB/content.opf"))
        stated = [(one.get("property"), (one.text or "").strip()) for one in opf.iter("{*}meta")]
        features = {text for key, text in stated if key == "schema:accessibilityFeature"}
        page = etree.fromstring((folder / "index.html").read_bytes())
        groups = {
            group.findtext("h3"): ["".join(item.itertext()) for item in group.iter("li")]
            for group in page.iter("section")
            if (group.get("aria-labelledby") or "").startswith("a-")
        }
        assert ("schema:accessibilityHazard", "none") in stated and "Nothing in it flashes" in groups["Hazards"][0]
        said = " ".join(line for lines in groups.values() for line in lines)
        for feature, words in (
            ("displayTransformability", "Size, typeface, spacing and colours of the text can be changed"),
            ("alternativeText", "have texts that stand for them"),
            ("longDescription", "have extended descriptions"),
            ("MathML", "Mathematical formulas can be read as MathML"),
            ("pageNavigation", "A list of pages leads"),
            ("index", "An index leads"),
            ("tableOfContents", "A table of contents leads"),
            ("transcript", "Recordings have transcripts"),
        ):
            names = {feature, f"{feature}s"}
            assert bool(names & features) == (words in said), f"{name}: {feature}"
        ((_, claim),) = [one for one in stated if one[0] == "dcterms:conformsTo" and "WCAG" in one[1]]
        assert claim.replace(" - ", ", ") in said
        (summary,) = [text for key, text in stated if key == "schema:accessibilitySummary"]
        assert groups["Accessibility summary"] == [" ".join(summary.split())] or summary in said
