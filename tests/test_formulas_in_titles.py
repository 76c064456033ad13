"""A formula in a title: shown in the contents, and spoken where there is room for words alone, never as its TeX."""

import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree
from making import make_epub, make_pdf, publication_of
from pdf.tree import File
from pikepdf import Pdf

from publisher.model import Publication

SOURCE = f"""---
title: Formulas
identifier: urn:uuid:31111111-2222-4333-8444-555555555555
language: en
---

# The area $x^2$ of a square {{#area}}

{"The tide comes in twice a day, and twice it goes. " * 150}

See {{ref}}`area`.
"""
SAID = "The area x squared of a square"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    return publication_of(SOURCE, tmp_path_factory.mktemp("source"))


@pytest.fixture(scope="module")
def printed(publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("printed")
    return make_pdf(publication, folder, folder / "formulas.pdf")


def test_the_contents_in_print_show_it_and_its_link_says_it(printed: Path) -> None:
    file = File(printed)
    (link,) = next(file.root.all("TOC")).all("Link")
    (formula,) = link.all("Formula")
    assert str(formula.source.Alt) == "x squared"
    assert [str(one.Contents) for one in link.annotations] == [f"1 {SAID}, page 1"]


def test_bookmarks_and_running_heads_say_it(printed: Path) -> None:
    with Pdf.open(printed) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root][-1] == f"1 {SAID}"
        assert len(pdf.pages) >= 4
    text = subprocess.run(["pdftotext", printed, "-"], capture_output=True, check=True, text=True).stdout
    assert [line for line in text.splitlines() if line == SAID]
    assert "x^2" not in text


def test_the_e_book_says_it_in_its_contents_and_titles(publication: Publication, tmp_path: Path) -> None:
    path = make_epub(publication, tmp_path, tmp_path / "formulas.epub")
    with zipfile.ZipFile(path) as file:
        pages = {Path(name).name: file.read(name) for name in file.namelist() if name.endswith(".xhtml")}
    nav = etree.fromstring(pages["nav.xhtml"])
    assert f"1 {SAID}" in [" ".join("".join(link.itertext()).split()) for link in nav.iter(f"{XHTML}a")]
    titles = {name: etree.fromstring(data).findtext(f".//{XHTML}title") for name, data in pages.items()}
    assert SAID in titles.values()
    assert not [name for name, data in pages.items() if "x^2" in "".join(etree.fromstring(data).itertext())]
