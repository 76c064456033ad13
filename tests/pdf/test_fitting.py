"""Figures and tables that just miss a page: they come up to it, read where they stand."""

from pathlib import Path

import pytest
from making import make_pdf
from PIL import Image

from pdf.tree import File
from publisher.check.parity import parity
from publisher.read import read

HEAD = """---
title: Fitting
language: en
identifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9a78
kind: article
published: 2026-11-01
---

# One

"""
LINE = "A line of words.\n\n"


def made(tmp_path: Path, lines: int, block: str, height: int = 0) -> File:
    """The file with so many short paragraphs in front of a block, which may show a picture as wide as it says."""
    if height:
        Image.new("RGB", (400, height), "grey").save(tmp_path / "grey.png")
    source = tmp_path / "fitting.md"
    source.write_text(HEAD + LINE * lines + block)
    reading = read(source)
    assert reading.publication is not None and not reading.problems, reading.problems
    path = make_pdf(reading.publication, tmp_path, tmp_path / "fitting.pdf")
    assert parity(reading.publication, path).problems == ()
    return File(path)


def figure(file: File) -> tuple[int, int, float]:
    """The pages of the last line before the figure and of its picture, and how tall that is, pt."""
    before = [tag for tag in file.root.all("P") if tag.text.startswith("A line")][-1]
    (picture,) = file.root.all("Figure")
    box = [float(one) for one in picture.get("BBox")]
    return max(before.pages), *picture.pages, box[3] - box[1]


BLOCK = ":::{figure} grey.png\n:alt: A grey field\n:name: fig\n\nThe caption.\n:::\n\nBehind.\n"


def test_a_figure_that_just_misses_the_page_is_made_smaller(tmp_path: Path) -> None:
    _, _, own = figure(made(tmp_path, 3, BLOCK, 400))
    for lines in range(4, 30):
        before, page, height = figure(made(tmp_path, lines, BLOCK, 400))
        if height < own - 1:
            break
    else:
        pytest.fail("it was never made smaller")
    assert page == before
    assert 0.6 * own <= height + 0.1
    # With one line less it had its own size, and stood on the same page.
    assert figure(made(tmp_path, lines - 1, BLOCK, 400)) == (before, before, pytest.approx(own, abs=0.1))


def test_a_figure_that_would_become_too_small_keeps_its_size(tmp_path: Path) -> None:
    _, _, own = figure(made(tmp_path, 3, BLOCK, 400))
    before, page, height = figure(made(tmp_path, 22, BLOCK, 400))
    assert page == before + 1
    assert height == pytest.approx(own, abs=0.1)


def test_a_tall_table_of_few_rows_begins_on_the_page_at_hand(tmp_path: Path) -> None:
    cell = "words " * 60
    rows = "".join(f"| Row {number} | {cell} |\n" for number in range(6))
    table = f":::{{table}} Tall rows\n:name: tall\n\n| Name | Text |\n|---|---|\n{rows}:::\n"
    file = made(tmp_path, 14, table)
    before = [tag for tag in file.root.all("P") if tag.text.startswith("A line")][-1]
    (found,) = file.root.all("Table")
    assert min(found.pages) == max(before.pages)
    assert len(found.pages) == 2
