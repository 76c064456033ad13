"""What a screen reader says of finished files, word for word: the golden transcripts are there to be read."""

import json
import zipfile
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from making import make_epub, make_pdf
from pdf.tree import File
from program import app
from strategies import pictures, publications
from transcripts import compare, transcript
from typer.testing import CliRunner

from publisher.check.listen import UnreadableError, listen
from publisher.model import Publication, nodes
from publisher.model.block import Figure
from publisher.model.inline import Described
from publisher.read import read

CONTENT = Path(__file__).parents[2] / "content"
ARTICLE = CONTENT / "harbour-bell" / "harbour-bell.md"
SMALL = """---
title: Everything that is said
language: en
identifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9a12
---

# One *strong* thing

Text with a note,[^n] a [link](https://example.org/), an *emphasis*, a {abbr}`HTML (Hypertext Markup Language)`,
a formula $a^2$, and [ein deutscher Satz]{lang=de}.

[^n]: The note, with *weight*.

1. First
2. Second

   - inner

- [x] done

Term
: Its meaning.

> Somebody said so.

```python
def one():

    return 1
```

:::{note} Take care
An aside.
:::

| Place | Height |
|-------|-------:|
| Pier  |     12 |
| Light |     30 |

$$
E = mc^2
$$

## Two

After all.
"""


def publication(folder: Path) -> Publication:
    source = folder / "everything.md"
    source.write_text(SMALL)
    reading = read(source)
    assert reading.publication is not None, reading.problems
    return reading.publication


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Both files of the sample article."""
    reading = read(ARTICLE)
    assert reading.publication is not None
    folder = tmp_path_factory.mktemp("article")
    return {
        "pdf": make_pdf(reading.publication, reading.folder, folder / "harbour-bell.pdf"),
        "epub": make_epub(reading.publication, reading.folder, folder / "harbour-bell.epub"),
    }


@pytest.mark.parametrize("suffix", ("pdf", "epub"))
def test_everything_is_said(suffix: str, tmp_path: Path, update_golden: bool) -> None:
    make = make_pdf if suffix == "pdf" else make_epub
    path = make(publication(tmp_path), tmp_path, tmp_path / f"everything.{suffix}")
    compare(f"everything-{suffix}.txt", transcript(path), update_golden)


@pytest.mark.parametrize("suffix", ("pdf", "epub"))
def test_the_article_is_said(suffix: str, article: dict[str, Path], update_golden: bool) -> None:
    compare(f"harbour-bell-{suffix}.txt", transcript(article[suffix]), update_golden)


def test_both_formats_say_the_same_of_what_counts(article: dict[str, Path]) -> None:
    pdf, epub = transcript(article["pdf"]), transcript(article["epub"])
    # The still picture of a recording has a text of its own in print alone; the others are compared by parity.
    for start in ("heading level", "row ", "table with", "block quote", "caption: ", "credit: "):
        in_pdf, in_epub = ([line.strip() for line in said.splitlines()] for said in (pdf, epub))
        # Cover and contents are in the e-book alone.
        own = ("graphic: Cover with", "heading level 1: Contents")
        said = [line for line in in_epub if line.startswith(start) and not line.startswith(own)]
        assert [line.partition(" [page")[0] for line in in_pdf if line.startswith(start)] == said


@given(publication=publications())
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_text_for_a_picture_is_said(publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("generated")
    pictures(folder)
    told = [
        " ".join(image.alt.text.replace("\u00ad", "").split())
        for node in nodes(publication)
        if isinstance(node, Figure)
        for image in node.images
        if isinstance(image.alt, Described)
    ]
    for path in (
        make_pdf(publication, folder, folder / "x.pdf", claim=False),
        make_epub(publication, folder, folder / "x.epub"),
    ):
        said = transcript(path)
        assert [alt for alt in told if f"graphic: {alt}" not in said] == []


def test_what_a_text_stands_for_is_not_said(article: dict[str, Path], tmp_path: Path) -> None:
    both = article["pdf"], make_pdf(publication(tmp_path), tmp_path, tmp_path / "x.pdf")
    replaced = []
    for path in both:
        said, file = transcript(path), File(path)
        for tag in file.root.all("Figure", "Formula", "Span"):
            # A letter of a formula may stand elsewhere, too.
            if "/Alt" in tag.source and (text := tag.text.strip()) and not (len(text) == 1 and text.isalpha()):
                assert str(tag.source.Alt) in said
                assert text not in said
                replaced.append(text)
    assert {"NorthlightFerry", "☑"} <= set(replaced)


def test_one_page_alone(article: dict[str, Path]) -> None:
    path = article["pdf"]
    whole, page = transcript(path), transcript(path, "4")
    assert page in whole
    assert page.startswith("page 4\n")
    assert "table with 5 rows and 3 columns" in page
    assert "heading level 1" not in page
    with pytest.raises(UnreadableError, match="no page 400"):
        listen(path, "400")


def test_a_file_without_tags_says_so(tmp_path: Path) -> None:
    path = tmp_path / "bare.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(path)
    result = CliRunner().invoke(app, ["listen", str(path)])
    assert result.exit_code == 1
    assert "not tagged" in result.stderr


def test_a_tree_that_is_its_own_child_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "loop.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        element = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.StructElem, S=pikepdf.Name.P))
        element.K = pikepdf.Array([element, element])
        pdf.Root.StructTreeRoot = pdf.make_indirect(pikepdf.Dictionary(K=element))
        pdf.save(path)
    with pytest.raises(UnreadableError, match=r"deeper|more than"):
        listen(path)


@pytest.mark.parametrize("name", ("x.pdf", "x.epub"))
def test_rubbish_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(UnreadableError):
        listen(path)


def test_an_e_book_without_a_page_list_has_no_page(tmp_path: Path) -> None:
    path = make_epub(publication(tmp_path), tmp_path, tmp_path / "x.epub")
    assert zipfile.is_zipfile(path)
    with pytest.raises(UnreadableError, match="no page numbers"):
        listen(path, "1")


def test_json_for_tools(tmp_path: Path) -> None:
    path = make_epub(publication(tmp_path), tmp_path, tmp_path / "x.epub")
    result = CliRunner().invoke(app, ["listen", str(path), "--format", "json"])
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert {"text": "heading level 1: Everything that is said", "depth": 0, "language": "", "pages": []} in said
