"""What is in the model is in both files – and the check that says so can fail, and then names what is wrong."""

import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from making import make_epub, make_pdf
from strategies import pictures, publications

from publisher.check import parity
from publisher.model import Publication
from publisher.read import read

SOURCE = """---
title: Two Rivers
language: en
identifier: urn:uuid:a2b6c4de-0000-4000-8000-000000000001
published: 2026-01-02
---

# The river

Water runs *down*, in [français : l’eau]{lang=fr}, and down.[^one]

[^one]: A note on water.

:::{figure} pictures/tile.png
:alt: A grey tile.
:credit: Drawing: the author

The tile of the river.

::::{description}
It gets darker to the right.
::::
:::

![](pictures/rings.svg){decorative}

[Voici ![Un carreau gris.](pictures/tile.png)]{lang=fr}

:::{table} Rivers and lengths
:header-columns: 1

| River | Length |
|-------|--------|
| Alder | 12 km  |
:::

See [the sea](https://example.org/sea) and $a^2$.

An {abbr}`NGO (non-governmental organisation)` types `ls` or {kbd}`Enter`, says {q}`yes`, and **means** it:
{ruby}`漢字 (かんじ)`.

1. First

   - inner
   - other

2. Second

Tarn
: A lake in the hills.

> Somebody said so.

```python
def one(): ...
```

:::{note} Take care
An aside.
:::

## The sea

The sea takes it.
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publication, Path, Path]:
    folder = tmp_path_factory.mktemp("rivers")
    pictures(folder)
    (folder / "rivers.md").write_text(SOURCE, encoding="utf-8")
    reading = read(folder / "rivers.md")
    assert reading.problems == ()
    assert reading.publication is not None
    epub = make_epub(reading.publication, folder, folder / "rivers.epub")
    return reading.publication, epub, make_pdf(reading.publication, folder, folder / "rivers.pdf")


def test_both_files_hold_the_model(made: tuple[Publication, Path, Path]) -> None:
    publication, epub, pdf = made
    for path in (epub, pdf):
        outcome = parity(publication, path)
        assert outcome.problems == ()
        assert outcome.status == "passed"
        assert "1 figures" in outcome.detail
        assert "1 tables" in outcome.detail
        assert "1 notes" in outcome.detail


def messages(publication: Publication, path: Path) -> str:
    outcome = parity(publication, path)
    assert outcome.status == "failed"
    return "\n".join(f"{problem.place}: {problem.message}" for problem in outcome.problems)


def changed_epub(source: Path, target: Path, change: Callable[[str], str]) -> Path:
    """A copy of an EPUB with its chapters changed."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            data = old.read(item)
            if "chapter" in item.filename:
                text = change(data.decode())
                assert text != data.decode()
                data = text.encode()
            new.writestr(item, data)
    return target


@pytest.mark.parametrize(
    ("pattern", "replacement", "said"),
    [
        (r'alt="A grey tile."', 'alt=""', "image 1 in the EPUB differs: its alt text is “”, not “A grey tile.”"),
        (
            r'(<img[^>]*) alt="A grey tile."',
            r'\1 alt="" role="presentation"',
            "image 1 in the EPUB differs: its alt text is decorative, not “A grey tile.”",
        ),
        (r'<p class="caption">.*?</p>', "", "figure 1 in the EPUB differs: its caption is “”"),
        (r'<p class="credit">.*?</p>', "", "its credit is “”, not “Drawing:theauthor”"),
        (r'<div class="description">.*?</div>', "", "its description is “”"),
        (r'<th scope="row">Alder</th>', "<td>Alder</td>", "table 1 in the EPUB differs"),
        (r'<th scope="col">Length', '<th scope="row">Length', "table 1 in the EPUB differs"),
        (
            r'(<img)[^>]*( alt="Un carreau gris."[^>]*>)',
            r'\1 lang="de"\2',
            "image 3 in the EPUB differs: its language is “de”, not “fr”",
        ),
        (r"<h2", '<p class="x"></p><h3', "heading 2 in the EPUB differs: its level is 3, not 2"),
        (r' lang="fr" xml:lang="fr"', "", "passage in another language 1 is missing"),
        (r"A note on water\.", "A note.", "note 1 in the EPUB differs"),
        (r'<a class="made note-call".*?</a>', "", "call of a note 1 is missing in the EPUB"),
        (r"https://example.org/sea", "https://example.org/see", "link 1 in the EPUB differs"),
        (r'alttext="[^"]*"', 'alttext="b"', "formula 1 in the EPUB differs"),
        (r"<math[^>]*>.*?</math>", '<svg aria-label="a squared"></svg>', "its MathML is missing, not there"),
        (r' title="non-governmental[^"]*"', "", "abbreviation 1 in the EPUB differs: its expansion is “”"),
        (r"<(/?)ol\b", r"<\1ul", "list 2 in the EPUB differs: its kind is “bullets”, not “numbered”"),
        (r"<li>other</li>", "", "list 1 in the EPUB differs: its number of items is 1, not 2"),
        (r"<(/?)d[ltd]\b", r"<\1div", "list 3 is missing in the EPUB: “terms”, 2, 1"),
        (r"<(/?)kbd>", r"<\1span>", "piece of code 2 is missing in the EPUB: “Enter”, “keyboard”"),
        (r"<(/?)pre\b", r"<\1div", "piece of code 3 in the EPUB differs: its kind is “code”, not “block”"),
        (r"<(/?)q>", r"<\1span>", "quotation 1 is missing in the EPUB: “yes”, “inline”"),
        (r"<(/?)blockquote>", r"<\1div>", "quotation 2 is missing in the EPUB: “Somebodysaidso.”, “block”"),
        (r"<aside([^>]*admonition.*?)</aside>", r"<div\1</div>", "aside 1 is missing in the EPUB"),
        (r"<(/?)em>", r"<\1span>", "emphasised passage 1 is missing in the EPUB: “down”, “emphasis”"),
        (r"<(/?)strong>", r"<\1em>", "emphasised passage 2 in the EPUB differs: its kind is “emphasis”, not “strong”"),
        (r"<(/?)rt>", r"<\1span>", "ruby annotation 1 in the EPUB differs: its base is “漢字かんじ”, not “漢字”"),
        (r"Water runs", "Water walks", "the text of the EPUB is not that of the source"),
    ],
)
def test_a_loss_in_the_epub_is_named(
    made: tuple[Publication, Path, Path], tmp_path: Path, pattern: str, replacement: str, said: str
) -> None:
    def change(text: str) -> str:
        text = re.sub(pattern, replacement, text, flags=re.DOTALL)
        return re.sub(r"(<h3[^>]*>.*?)</h2>", r"\1</h3>", text, flags=re.DOTALL)

    assert said in messages(made[0], changed_epub(made[1], tmp_path / "changed.epub", change))


def elements(pdf: pikepdf.Pdf, tag: str) -> list[pikepdf.Object]:
    return [
        item
        for item in pdf.objects
        if isinstance(item, pikepdf.Dictionary) and item.get("/S") == pikepdf.Name(f"/{tag}") and "/P" in item
    ]


def drop_kids(element: pikepdf.Object) -> None:
    element.K = pikepdf.Array()


def without(key: str) -> Callable[[pikepdf.Object], None]:
    """Takes an entry away from an element."""

    def change(element: pikepdf.Object) -> None:
        if key in element:
            del element[key]

    return change


def turned(tag: str) -> Callable[[pikepdf.Object], None]:
    """Makes another type of an element."""

    def change(element: pikepdf.Object) -> None:
        element.S = pikepdf.Name(f"/{tag}")

    return change


@pytest.mark.parametrize(
    ("tag", "change", "said"),
    [
        ("Figure", lambda e: e.__setattr__("Alt", pikepdf.String("")), "its alt text is “”, not “A grey tile.”"),
        ("Caption", drop_kids, "its caption is “”"),
        ("Formula", lambda e: e.__setattr__("Alt", pikepdf.String("b")), "formula 1 in the PDF differs"),
        ("H2", turned("H3"), "heading 2 in the PDF differs: its level is 3, not 2"),
        ("TH", turned("TD"), "table 1 in the PDF differs"),
        (
            "TD",
            lambda e: e.__setattr__("A", pikepdf.Dictionary(O=pikepdf.Name.Table, Headers=[e.A.Headers[0]])),
            "cell 2 of row 2: its headers is (“Length”), not (“Length”, “Alder”)",
        ),
        ("Note", drop_kids, "note 1 in the PDF differs"),
        ("Reference", turned("Span"), "call of a note 1 is missing in the PDF"),
        ("Formula", without("/AF"), "formula 1 in the PDF differs: its MathML is missing, not there"),
        ("Table", without("/AF"), "table 1 in the PDF differs: its attached data is missing, not there"),
        ("Span", without("/E"), "abbreviation 1 is missing in the PDF: “NGO”, “non-governmental organisation”"),
        ("L", turned("Div"), "list 1 is missing in the PDF: “bullets”, 2, 2"),
        ("L", without("/A"), "list 2 in the PDF differs: its kind is “bullets”, not “numbered”"),
        ("LI", turned("Div"), "list 2 is missing in the PDF: “numbered”, 2, 1"),
        ("LBody", turned("Div"), "list 2 is missing in the PDF: “numbered”, 2, 1"),
        ("Lbl", turned("Div"), "list 3 in the PDF differs: its kind is “bullets”, not “terms”"),
        ("Code", turned("Span"), "piece of code 1 is missing in the PDF: “ls”"),
        ("Quote", turned("Span"), "quotation 1 is missing in the PDF: “yes”, “inline”"),
        ("BlockQuote", turned("Div"), "quotation 2 is missing in the PDF: “Somebodysaidso.”, “block”"),
        ("Aside", turned("Div"), "aside 1 is missing in the PDF"),
        ("Em", turned("Span"), "emphasised passage 1 is missing in the PDF: “down”, “emphasis”"),
        ("Strong", turned("Em"), "emphasised passage 2 in the PDF differs: its kind is “emphasis”, not “strong”"),
        ("RT", turned("Span"), "ruby annotation 1 in the PDF differs: its base is “漢字かんじ”, not “漢字”"),
        ("Ruby", turned("Span"), "ruby annotation 1 is missing in the PDF: “漢字”, “かんじ”"),
    ],
)
def test_a_loss_in_the_pdf_is_named(
    made: tuple[Publication, Path, Path],
    tmp_path: Path,
    tag: str,
    change: Callable[[pikepdf.Object], None],
    said: str,
) -> None:
    with pikepdf.open(made[2]) as pdf:
        found = elements(pdf, tag)
        assert found
        for element in found:
            change(element)
        pdf.save(tmp_path / "changed.pdf")
    assert said in messages(made[0], tmp_path / "changed.pdf")


def test_a_difference_has_the_place_of_its_source(made: tuple[Publication, Path, Path], tmp_path: Path) -> None:
    changed = changed_epub(made[1], tmp_path / "changed.epub", lambda text: text.replace("A grey tile.", "A tile."))
    line = 1 + SOURCE[: SOURCE.index(":::{figure}")].count("\n")
    assert f"rivers.md:{line}" in messages(made[0], changed)


@pytest.mark.parametrize("suffix", [".epub", ".pdf"])
def test_a_broken_file_is_a_problem_and_no_exception(
    made: tuple[Publication, Path, Path], tmp_path: Path, suffix: str
) -> None:
    broken = tmp_path / f"broken{suffix}"
    broken.write_bytes((made[1] if suffix == ".epub" else made[2]).read_bytes()[:3000])
    assert parity(made[0], broken).status == "failed"
    broken.write_bytes(b"")
    assert parity(made[0], broken).status == "failed"


def test_an_untagged_pdf_is_said(made: tuple[Publication, Path, Path], tmp_path: Path) -> None:
    with pikepdf.open(made[2]) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(tmp_path / "untagged.pdf")
    assert "not tagged" in messages(made[0], tmp_path / "untagged.pdf")


# What is found is made smaller by hand: each try takes a second.
THOROUGH = settings(
    max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.reuse, Phase.generate)
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("generated")
    pictures(folder)
    return folder


@THOROUGH
@given(publications())
def test_every_generated_epub_holds_its_model(folder: Path, publication: Publication) -> None:
    outcome = parity(publication, make_epub(publication, folder, folder / "generated.epub"))
    assert outcome.problems == ()
