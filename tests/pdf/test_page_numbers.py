"""Page numbers in the text: the right ones, whatever was guessed and however wide their digits are."""

import re
import subprocess
from pathlib import Path

import pytest
from lxml import etree
from making import make_pdf, publication_of
from pikepdf import Pdf

from publisher.model import EditionSettings, Publication
from publisher.model.settings import Fonts
from publisher.pdf import book as book_of_parts
from publisher.pdf.references import filled
from publisher.pdf.slots import fill, room_for

CHAPTERS = 14


def source(folder: Path, paragraphs: int) -> Publication:
    """Chapters of several pages, each of which tells the pages of all."""
    head = "---\ntitle: Numbers\nidentifier: urn:uuid:31111111-2222-4333-8444-555555555555\nlanguage: en\n---\n"
    links = "".join(f"\n- Place {n} is [there](#c{n}).\n" for n in range(CHAPTERS))
    text = "\nThe tide comes in twice a day, and twice it goes. " * 9 + "\n"
    chapters = "".join(f"\n# Chapter {n} {{#c{n}}}\n{links}{text * paragraphs}" for n in range(CHAPTERS))
    return publication_of(head + chapters, folder)


def told(path: Path) -> dict[int, set[str]]:
    """What the text says of the page of each place, with every mention of it."""
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True, text=True).stdout
    found: dict[int, set[str]] = {}
    for number, page in re.findall(r"Place (\d+) is there\s+\(page\s+([^)]*)\)", " ".join(text.split())):
        found.setdefault(int(number), set()).add(page)
    return found


def real(path: Path) -> dict[int, set[str]]:
    """The labels of the pages that these places are on."""
    with Pdf.open(path) as pdf:
        labels = {page.obj.objgen: page.label for page in pdf.pages}
        names = pdf.Root.Names.Dests.Names
        places = {str(names[at]): names[at + 1] for at in range(0, len(names), 2)}
        return {n: {labels[places[f"c{n}"][0].objgen]} for n in range(CHAPTERS)}


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many parts are laid out in each round."""
    counted: list[int] = []
    run = book_of_parts._run

    def counting(*arguments: object) -> None:
        counted.append(len(arguments[1]))  # type: ignore[arg-type]
        run(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(book_of_parts, "_run", counting)
    return counted


@pytest.mark.parametrize("paragraphs", [3, 20])
def test_every_number_is_that_of_the_page(tmp_path: Path, paragraphs: int, rounds: list[int]) -> None:
    path = make_pdf(source(tmp_path, paragraphs), tmp_path, tmp_path / "numbers.pdf")
    pages = real(path)
    assert told(path) == pages
    assert len({len(next(iter(one))) for one in pages.values()}) > 1, "some have more digits than others"
    assert rounds[0] > CHAPTERS and sum(rounds[1:]) < CHAPTERS, "most chapters are laid out once"


def test_the_numbers_are_those_of_the_page_in_other_fonts(tmp_path: Path) -> None:
    for settings in (EditionSettings(name="large-print"), EditionSettings(name="a4", fonts=Fonts(text="sans"))):
        path = make_pdf(source(tmp_path, 6), tmp_path, tmp_path / "other.pdf", settings=settings)
        assert told(path) == real(path)


def test_a_font_whose_digits_differ_in_width_is_set_with_the_numbers_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rounds: list[int]
) -> None:
    monkeypatch.setattr("publisher.pdf.tags.faces._figures", lambda *_: ())
    monkeypatch.setattr("publisher.pdf.tags.faces._FACES", {})
    path = make_pdf(source(tmp_path, 6), tmp_path, tmp_path / "plain.pdf")
    assert told(path) == real(path)
    assert sum(rounds[1:]) >= CHAPTERS


def test_numbers_that_do_not_settle_are_set_as_they_were_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book_of_parts, "ROUNDS", 1)
    path = make_pdf(source(tmp_path, 3), tmp_path, tmp_path / "hasty.pdf")
    assert all(page.isdecimal() for pages in told(path).values() for page in pages)


def test_the_same_file_comes_of_any_guess(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    publication = source(tmp_path, 5)
    usual = make_pdf(publication, tmp_path, tmp_path / "usual.pdf").read_bytes()
    for page in (300, 90_000):
        monkeypatch.setattr("publisher.pdf.references._PAGE", page)
        assert make_pdf(publication, tmp_path, tmp_path / "other.pdf").read_bytes() == usual


INDEXED = """---
title: Numbers
identifier: urn:uuid:31111111-2222-4333-8444-555555555555
language: de
---

# Obst {#fruit}

Ein {index}`Apfel` und ein {index}`roter; Apfel!rot`. Siehe {pageref}`trees` und {ref}`trees`.

# Bäume {#trees}

Ein Baum mit einem {index}`Apfel`. Siehe {pageref}`fruit`.

:::{table} Ernte

| Jahr | Äpfel |
|------|-------|
| 2025 | 40    |

:::

:::{list-of-tables}
:::

# Register {role=index}

:::{index}
:::
"""


def said_by_links(path: Path) -> list[tuple[str, str]]:
    """What each link in the file says, and the label of the page that it leads to."""
    with Pdf.open(path) as pdf:
        labels = {page.obj.objgen: page.label for page in pdf.pages}
        names = pdf.Root.Names.Dests.Names
        pages = {str(names[at]): labels[names[at + 1][0].objgen] for at in range(0, len(names), 2)}
        links = [one for page in pdf.pages for one in page.obj.get("/Annots", ())]
        return [(str(one.Contents), pages[str(one.Dest)]) for one in links]


def test_a_link_says_the_page_as_a_reader_sees_it(tmp_path: Path) -> None:
    said = said_by_links(make_pdf(publication_of(INDEXED, tmp_path), tmp_path, tmp_path / "obst.pdf"))
    assert {words for words, _ in said} == {
        *("1 Obst, Seite 1", "2 Bäume, Seite 3", "3 Register, Seite 5", "Bäume"),
        *("Seite 1", "Seite 3", "Apfel, Seite 1", "Apfel, Seite 3", "Apfel, rot, Seite 1", "2.1 Ernte, Seite 3"),
    }
    assert [words for words, page in said if "Seite" in words and not words.endswith(f"Seite {page}")] == []


LOCATOR = '<a class="locator" href="#t{n}"><span class="page-number" data-target="#t{n}"></span></a>'


@pytest.mark.parametrize(
    ("pages", "expected"),
    [
        ("4 9 12 40 41", "4, 9, 12, 40, 41"),
        ("4 4 9 9 4", "4, 9"),
        ("14 15 16 20 21", "14–16, 20, 21"),
        ("14 14 15 15 16", "14–16"),
        ("1 2 3 4 5", "1–5"),
        ("ii iii iv 1 2", "ii–iv, 1, 2"),
        ("viii ix x xi 12", "viii–xi, 12"),
        ("v 6 7 8 ix", "v, 6–8, ix"),
        ("99 100 101 c d", "99–101, c, d"),
    ],
)
def test_an_entry_of_the_index_names_each_page_once_and_pages_in_a_row_as_a_range(pages: str, expected: str) -> None:
    labels = dict(zip((f"t{n}" for n in range(5)), pages.split(), strict=True))
    locators = ", ".join(LOCATOR.format(n=n) for n in range(5))
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><ul><li>Ebb, {locators}</li></ul></html>'
    made = etree.fromstring(filled(page.encode(), labels, rooms=False))
    assert "".join(f"{one[0].get('data-page')}{one.tail or ''}" for one in made.iter("{*}a")) == expected


def test_digits_take_the_places_that_were_kept_and_nothing_else_changes() -> None:
    ten = "".join(f"{glyph:04x}" for glyph in range(0x30, 0x3A))
    content = f"BT\n[<0041>] TJ\n%page {b'c1'.hex()} {ten} 3\n[<0020>-5<00380038>7<0038>] TJ\nET".encode()
    assert fill(content, {"c1": "407"}) == b"BT\n[<0041>] TJ\n[<0020>-5<00340030>7<0037>] TJ\nET"
    with pytest.raises(ValueError, match="no room for page 47"):
        fill(content, {"c1": "47"})
    assert (room_for("47"), room_for("xii"), room_for("٤٧"), room_for("")) == ("88", "", "", "")
