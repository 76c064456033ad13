"""The folder that is handed out: what is in it, that it holds together, and that it stays what it is."""

import itertools
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from folders import contents
from lxml import etree
from PIL import Image
from shelves import LANGUAGES, make_titles, title_of

from publisher.distribute import folder
from publisher.distribute.catalogue import PAGE, SUBJECTS
from publisher.distribute.collect import digest
from publisher.distribute.names import LONGEST, safe_names
from publisher.distribute.shelf import Stock
from publisher.search.writing import ROWS

MANY = 620


@pytest.fixture(scope="module")
def handed_out(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made(built, tmp_path_factory.mktemp("handout") / "library")


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    titles = make_titles(tmp_path_factory.mktemp("many"), MANY, pdf=False)
    return _made(titles, tmp_path_factory.mktemp("large") / "library")


def test_each_title_has_its_files_under_stable_names(built: Path, handed_out: Path) -> None:
    book = handed_out / "data" / "titles" / "ebb-and-flow"
    assert sorted(path.name for path in book.iterdir()) == [
        "cover-small.jpg",
        "cover.png",
        "ebb-and-flow-large-print.pdf",
        "ebb-and-flow.epub",
        "ebb-and-flow.pdf",
        "index.html",
        "manifest.json",
        "read",
        "title.json",
    ]
    for name in ("ebb-and-flow.epub", "ebb-and-flow.pdf", "ebb-and-flow-large-print.pdf"):
        assert (book / name).read_bytes() == (built / name).read_bytes()
    with Image.open(book / "cover-small.jpg") as small:
        assert small.format == "JPEG" and max(small.width / 240, small.height / 360) <= 1


def test_a_page_tells_all_that_is_known_of_its_title(handed_out: Path) -> None:
    page = _page(handed_out / "data" / "titles" / "ebb-and-flow" / "index.html")
    book = handed_out / "data" / "titles" / "ebb-and-flow"
    text = " ".join("".join(page.itertext()).split())
    for words in ("Ebb and Flow", "Three walks along the shore.", "by Ada Quay", "Low Water Press", "4 March 2026"):
        assert words in text
    for path in (*book.glob("*.epub"), *book.glob("*.pdf")):
        assert digest(path) in text
    assert "PDF/UA-1, PDF/A-3a" in text
    assert "EPUB Accessibility 1.1, WCAG 2.2 Level AA" in text
    headings = [one.text for one in page.iter("h3")]
    assert headings[-8:] == [
        "Ways of reading", "Conformance", "Navigation", "Hazards", "Accessibility summary", "Additional information",
        "What has changed", "Handed out here",
    ]  # fmt: skip
    (updates,) = [one for one in page.iter("ul") if one.get("class") == "updates"]
    assert [" ".join("".join(one.itertext()).split()) for one in updates] == [
        "7 June 2026: A walk was added.",
        "6 May 2026: The hours of the tide are those of this year.",
    ]
    cover = next(page.iter("img"))
    assert (cover.get("alt"), cover.get("lang")) == ("A blue sea under a white sky.", "en")
    assert {one.get("href") for one in page.iter("a") if one.get("download")} == {
        "ebb-and-flow.epub", "ebb-and-flow.pdf", "ebb-and-flow-large-print.pdf",
    }  # fmt: skip


def test_words_of_a_title_have_its_language_and_direction(handed_out: Path) -> None:
    for name, heading in (("titles/news-bulletin/index.html", "h1"), ("index.html", "h2")):
        page = _page(handed_out / "data" / name)
        shown = next(one for one in page.iter(heading) if "نشرة" in "".join(one.itertext()))
        assert (shown.get("lang"), shown.get("dir")) == ("ar", "rtl")
        assert page.get("lang") == "en"


@pytest.mark.parametrize("made", ["handed_out", "large"])
def test_all_pages_are_well_formed_and_lead_only_to_what_is_there(made: str, request: pytest.FixtureRequest) -> None:
    output: Path = request.getfixturevalue(made)
    reached, waiting = set[Path](), [output / "index.html"]
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        assert path.is_file(), path
        if path.suffix == ".html":
            waiting += _leads_to(path)
    # Browsers are led to this one, where there is no network.
    pages = set(output.rglob("*.html")) - {output / "data" / "offline.html"}
    assert pages <= reached, "a page that no other one leads to"


def test_pages_ask_the_network_for_nothing(handed_out: Path, large: Path) -> None:
    for path in (*handed_out.rglob("*.html"), *large.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'(src|srcset|action)="(https?:)?//', text)
        assert not re.search(r'<link[^>]+href="(https?:)?//', text)
        # A book's own words may have styles.
        assert "<script>" not in text and ("style=" not in text or path.parent.name == "read")
    for name in ("catalogue.css", "catalogue.js"):
        assert not re.search(r"https?:|@import|url\(", (handed_out / "data" / "assets" / name).read_text())


def test_lists_are_cut_into_pages_and_hold_every_title_once(large: Path) -> None:
    root = large / "data"
    pages = [root / "index.html", *(root / f"page-{n}.html" for n in range(2, -(-MANY // PAGE) + 1))]
    assert not (root / f"page-{len(pages) + 1}.html").exists()
    lists = [list(_titles(path)) for path in pages]
    assert [len(some) for some in lists[:-1]] == [PAGE] * (len(pages) - 1)
    found = [words for some in lists for words in some]
    assert found == sorted(title_of(number) for number in range(MANY))
    for language in ("en", "ja"):
        names = sorted((root / "browse").glob(f"language-{language}*.html"))
        assert sum(len(_titles(path)) for path in names) == MANY / len(LANGUAGES)
    letters = [one for one in _page(root / "index.html").iter("nav") if one.get("class") == "letters"]
    assert [link.text for link in letters[0].iter("a")] == list("ABCDEFGHIJKT")
    assert max(path.stat().st_size for path in root.rglob("*.html")) < 120_000


def test_only_frequent_subjects_have_lists(large: Path) -> None:
    first = {path.name for path in (large / "data" / "browse").glob("subject-*.html")}
    assert len(first) == SUBJECTS
    assert "subject-subject-7.html" in first
    told = "".join(_page(large / "data" / "browse" / "subjects.html").itertext())
    assert f"{MANY + 40 - SUBJECTS} more subjects" in told


def test_the_index_of_the_search_is_in_small_files_that_hold_every_title_once(large: Path) -> None:
    search = large / "data" / "search"
    rows = [row for number in range(-(-MANY // ROWS)) for row in _shelf(search / f"rows-{number}.js")]
    assert [row[1] for row in rows] == sorted(title_of(number) for number in range(MANY))
    assert max(path.stat().st_size for path in search.iterdir()) < 40_000
    titles, subjects = _shelf(search / "titles.js"), _shelf(search / "subjects.js")
    assert titles["count"] == MANY == len(titles["language"]) == len(titles["formats"]) == len(titles["filters"])
    files = [_shelf(search / f"words-{number}.js") for number in range(len(titles["words"]))]
    assert [file[0][0] for file in files] == titles["words"] and len(files) > 1
    words = [word for file in files for word, _ in file]
    assert words == sorted(set(words)) and {"harbour", "notes", "writer", "00007"} <= set(words)
    assert len(subjects) == SUBJECTS
    seventh = list(itertools.accumulate(subjects["Subject 7"]))
    assert {rows[place][0] for place in seventh} == {f"title-{number:05}" for number in range(7, MANY, 40)}


def test_the_same_files_give_the_same_bytes(built: Path, handed_out: Path, tmp_path: Path) -> None:
    assert contents(_made(built, tmp_path / "elsewhere")) == contents(handed_out)
    before = contents(handed_out)
    assert contents(_made(built, handed_out)) == before, "made again in its place"


def test_a_later_distribution_says_what_has_changed(built: Path, tmp_path: Path) -> None:
    files = shutil.copytree(built, tmp_path / "files")
    output = _made(files, tmp_path / "library")
    (files / "ebb-and-flow-large-print.pdf").unlink()
    shutil.copy(built / "ebb-and-flow.pdf", files / "ebb-and-flow-a4.pdf")
    (files / "ebb-and-flow.pdf").write_bytes((built / "news-bulletin.pdf").read_bytes())
    _made(files, output)
    page = _page(output / "data" / "titles" / "ebb-and-flow" / "index.html")
    (shown,) = [one for one in page.iter("ol") if one.get("class") == "versions"]
    said = [" ".join("".join(item.itertext()).split()) for item in shown.iter("li")]
    assert said[1:4] == [
        "Added: ebb-and-flow-a4.pdf",
        "Changed: ebb-and-flow.pdf",
        "Removed: ebb-and-flow-large-print.pdf",
    ]
    assert said[-1] == "2 January 2026: First handed out here"
    other = _page(output / "data" / "titles" / "news-bulletin" / "index.html")
    assert len(list(other.iter("time"))) == 1, "it did not change"


def test_two_titles_of_one_name_are_a_problem(built: Path, tmp_path: Path) -> None:
    other = shutil.copytree(built, tmp_path / "other")
    made = folder.distribute((Stock(built), Stock(other)), tmp_path / "out", folder.Options())
    assert made.titles == 2
    assert [problem.code for problem in made.problems] == ["name-twice", "name-twice"]


def test_names_are_safe_on_every_medium() -> None:
    given = ["plain", "Plain", "con", "نشرة", "خبر", "a:b?c", "x" * 200, "x" * 201, "trailing. ", "Été"]
    names = safe_names(given)
    assert names["plain"] == "plain"
    assert len(set(names.values())) == len(given)
    for safe in names.values():
        assert re.fullmatch(r"[a-z0-9][a-z0-9._-]*[a-z0-9]", safe) and len(safe) <= LONGEST and safe != "con"
    assert safe_names(reversed(given)) == names


def test_a_folder_with_other_things_is_left_alone(built: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(folder.NotOursError):
        _made(built, tmp_path / "mine")
    assert [path.name for path in tmp_path.rglob("*")] == ["mine", "letter.txt"]


def test_what_breaks_on_the_way_leaves_the_old_folder_as_it_was(built: Path, tmp_path: Path) -> None:
    output = _made(built, tmp_path / "library")
    before = contents(output)

    def stop(_name: str, stage: str) -> None:
        if stage == "listing":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        folder.distribute((Stock(built),), output, folder.Options(name="Other"), stop)
    assert contents(output) == before
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


def test_an_empty_folder_gives_an_empty_catalogue(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    output = _made(tmp_path / "none", tmp_path / "library")
    assert "There are no titles here yet." in "".join(_page(output / "data" / "index.html").itertext())


def _made(files: Path, output: Path) -> Path:
    made = folder.distribute((Stock(files),), output, folder.Options(name="Quay Library"))
    assert made.problems == ()
    assert made.files == len(contents(output))
    return output


def _page(path: Path) -> etree._Element:
    data = path.read_bytes()
    assert data.startswith(b"<!DOCTYPE html>\n")
    return etree.fromstring(data)


def _shelf(path: Path) -> Any:
    """What a file of the index holds: it is one call, with its own name and a value."""
    call = path.read_text(encoding="utf-8")
    assert call.startswith(f'shelf("{path.stem}",') and call.endswith(");\n")
    return json.loads(call[call.index(",") + 1 : -3])


def _titles(path: Path) -> list[str]:
    return ["".join(one.itertext()) for one in _page(path).iter("h2") if one.get("class") == "title"]


def _leads_to(path: Path) -> list[Path]:
    found = []
    for one in _page(path).iter("a", "img", "link", "script"):
        address = one.get("href") or one.get("src") or ""
        if address and not address.startswith(("https:", "http:", "#")):
            found.append(Path(os.path.normpath(path.parent / address.partition("#")[0])))
    return found
