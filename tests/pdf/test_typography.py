"""What print adds to the author's words, and that none of it is content: arrows, cues, codes and addresses."""

import re
import subprocess
from pathlib import Path

import pytest
from making import make_pdf, publication_of

from pdf.tree import File
from publisher.check import page, verapdf
from publisher.check.parity import parity
from publisher.model import EditionSettings, Publication

LONG = "value = compute(first_argument, second_argument, third_argument, fourth_argument, fifth_argument, sixth)"
REPORT = (
    "https://www.example.org/reports/" + "understanding-communications/" * 4 + "page.html?edition=internationalised"
)
ENDLESS = "https://example.org/search?for=" + "a" * 300
GREY = [0.35, 0.35, 0.35]
"""The colour of the arrows."""
SOURCE = f"""---
title: Typography
language: en
identifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9a77
kind: book
published: 2026-11-01
---

# One {{#one}}

See [the harbour](https://www.example.org/harbour/), [again](https://www.example.org/harbour/), [](#two) and
<https://example.org/plain>.

*The float and the shaft can be visited on most days by arrangement with the office of the good harbour master of the
quay, <bell@example.org>.*

{"In words that fill some of the line, as they do in books. " * 2}
<https://example.org/administration/of/harbours/abcdefghijklmnopqrstuvwxyz/internationalisation/responsibilities> and
[a report]({REPORT}), [all of it]({ENDLESS}), [Ada](mailto:ada@example.org?subject=Bell), [the watch](tel:+4420794609),
<bob@example.org> and [+44 20 7946 01](tel:+4420794601).

```python
{LONG}

short = 1
```

:::{{video}}
:title: The bell
:link: https://example.org/bell
:transcript: It rings.

The bell rings.
:::

:::{{table}} Heights
:name: heights

| Place | Height |
|-------|-------:|
{"".join(f"| Place {number} | {number} |" + chr(10) for number in range(1, 90))}:::

# Two {{#two}}

Text.
"""


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return publication_of(SOURCE, tmp_path_factory.mktemp("typography"))


@pytest.fixture(scope="module")
def path(publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("typography")
    return make_pdf(publication, folder, folder / "typography.pdf")


@pytest.fixture(scope="module")
def shown(path: Path) -> list[str]:
    """The text that is painted on each page, artifacts among it."""
    text = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True, text=True).stdout
    return text.split("\f")[:-1]


@pytest.fixture(scope="module")
def tags(path: Path) -> File:
    return File(path)


def test_a_table_that_goes_on_says_so_above_its_repeated_head(shown: list[str], tags: File) -> None:
    with_head = [number for number, text in enumerate(shown) if re.search(r"Place +Height", text)]
    with_cue = [number for number, text in enumerate(shown) if "(continued)" in text]
    assert len(with_head) > 1
    assert with_cue == with_head[1:]
    assert "continued" not in tags.root.text
    (table,) = tags.root.all("Table")
    assert len(list(table.all("TH"))) == 2


def test_a_line_of_code_that_goes_on_has_an_arrow(tags: File, shown: list[str]) -> None:
    number = next(at for at, text in enumerate(shown) if "compute(" in text)
    lines = [line for line in shown[number].splitlines() if "argument" in line or "sixth" in line]
    operators = tags.operators(number)
    (begin,) = [
        at for at, (name, what) in enumerate(operators) if name == "RG" and [float(one) for one in what] == GREY
    ]
    end = next(at for at, (name, _) in enumerate(operators) if at > begin and name == "S")
    arrows = [name for name, _ in operators[begin:end] if name == "m"]
    # Two strokes an arrow, for each line but the first; the empty line and the short one have none.
    assert len(arrows) == 2 * (len(lines) - 1)
    (code,) = [tag for tag in tags.root.all("Code") if "compute" in tag.text]
    assert code.text.split() == f"{LONG} short = 1".split()


def test_paper_says_where_links_lead_and_a_screen_reader_hears_it_once(shown: list[str], tags: File) -> None:
    text = " ".join(" ".join(shown).split())
    assert text.count("(example.org/harbour)") == 1
    assert "(example.org/plain)" not in text
    assert "Two (page 5)" in text
    assert "(example.org/harbour)" not in tags.root.text
    assert "(page" not in tags.root.text


def test_no_hyphen_is_put_into_an_address(shown: list[str]) -> None:
    """Be it the words of a link, or stand behind them: it is there whole once its lines are put together."""
    text = "".join("".join(shown).split())
    for address in (
        "https://example.org/administration/of/harbours/abcdefghijklmnopqrstuvwxyz/internationalisation/responsibilities",
        f"({REPORT.removeprefix('https://www.')})",
        "https://example.org/bell",
    ):
        assert address in text


def test_of_long_addresses_the_host_is_shown_and_of_other_links_what_they_lead_to(shown: list[str]) -> None:
    text = " ".join(" ".join(shown).split())
    assert "all of it (example.org/…)" in text
    assert re.search(r"the quay, bell@example\.org\.", text), "an address that has room in the next line is not broken"
    assert "Ada (ada@example.org), the watch (+4420794609), bob@example.org and +44 20 7946 01." in text


def test_a_recording_has_a_code_to_scan_that_is_no_content(path: Path, tags: File, tmp_path: Path) -> None:
    assert not any(tags.root.all("Figure"))
    page_ = next(at for at, text in enumerate(subprocess_text(path)) if "example.org/bell" in text)
    # The code is drawn within an artifact; `test_pages` reads it.
    assert "" in tags.artifacts(page_)


def subprocess_text(path: Path) -> list[str]:
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout
    return text.split("\f")[:-1]


def test_addresses_can_be_left_out(publication: Publication, tmp_path: Path) -> None:
    path = make_pdf(publication, tmp_path, tmp_path / "plain.pdf", settings=EditionSettings(links="plain"))
    text = " ".join(" ".join(subprocess_text(path)).split())
    assert "(example.org" not in text
    assert "(page" not in text


def test_parity_and_the_validator_find_nothing(publication: Publication, path: Path) -> None:
    assert parity(publication, path).problems == ()
    assert [outcome.problems for outcome in page.validate(path)] == [(), ()]


@pytest.mark.conformance
def test_verapdf_finds_nothing(path: Path) -> None:
    for outcome in verapdf.validate(path):
        if outcome.status == "missing":
            pytest.skip(outcome.detail)
        assert outcome.problems == ()
