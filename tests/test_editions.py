"""The printed editions as finished files: their pages, their type, and that each says the same."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from pdf.tree import File

from publisher.build import Built, build
from publisher.check import verapdf
from publisher.model import EditionName

NAMES: tuple[EditionName, ...] = ("print", "a4", "screen", "large-print")
METADATA = """\
title: Waters
language: en
kind: book
identifier: urn:uuid:5ad4a3bb-2ac8-4c3a-8e32-0f4a93a8e1d6
authors: [Ada Writer]
pdf:
  editions:
    large-print: {size: 18pt}
    print: {trim: 6x9in}
"""
SENTENCE = "The commonwealth of unaccustomed understanding notwithstanding, everything here is extraordinarily long. "
FIRST = f"""\
# Rivers

*Emphasis*, **strong emphasis**, {{title}}`Works`, H{{sub}}`2`O, x{{sup}}`2`, `code`, {{sc}}`Caps`, {{ins}}`new`,
{{del}}`old`, {{small}}`small`, {{kbd}}`Ctrl` and [a link](https://example.org/water) in 1984.[^one]

[^one]: A note with *emphasis*.

## Running

{SENTENCE * 12}

## Standing

{SENTENCE * 12}

```python
def flow(depth, width, speed, roughness, slope):  # a comment that is much too long for a line of the page
    return depth * width * speed
```

:::{{table}} Some rivers
| River | Kilometres | Characteristics | Navigability | Administration | Responsibilities | Sedimentation |
|---|---|---|---|---|---|---|
| Thames | 346 | Tidalwaters | Unrestricted | Conservators | Embankments | Considerable |
| Rhine | 1233 | International | Containerships | Commissioners | Investigations | Overwhelming |
:::

> A quotation that somebody said.

:::{{note}}
Mind the gap.
:::
"""
SECOND = f"# Seas\n\nShort.\n\n# Lakes\n\n{SENTENCE * 8}\n"


class Shown(NamedTuple):
    """Some glyphs on a page: their face, their size in pt, and whether they are an artifact."""

    face: str
    size: float
    artifact: bool


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("waters")
    source = folder / "waters"
    source.mkdir()
    (source / "publication.yaml").write_text(METADATA, encoding="utf-8")
    (source / "01.md").write_text(FIRST, encoding="utf-8")
    (source / "02.md").write_text(SECOND, encoding="utf-8")
    return build(source, folder / "out", formats=("pdf",), editions=NAMES)


def path(built: Built, name: str) -> Path:
    return next(Path(made.path) for made in built.made if made.edition == name)


def shown(file: Path) -> Iterator[Shown]:
    with pikepdf.open(file) as pdf:
        for page in pdf.pages:
            yield from _shown(page.obj, page.obj.Resources, _operations(page.obj), 1.0)


def _operations(page: pikepdf.Object) -> list[tuple[list[object], str]]:
    return [(list(one.operands), str(one.operator)) for one in pikepdf.parse_content_stream(page)]


def _shown(
    page: pikepdf.Object, resources: pikepdf.Object, operations: list[tuple[list[object], str]], scale: float
) -> Iterator[Shown]:
    scales, marks, face, size, text = [scale], [""], "", 0.0, 1.0
    for operands, operator in operations:
        match operator:
            case "q":
                scales.append(scales[-1])
            case "Q":
                scales.pop()
            case "cm":
                scales[-1] *= abs(float(operands[3]))  # type: ignore[arg-type]
            case "BDC" | "BMC":
                marks.append(str(operands[0]))
            case "EMC":
                marks.pop()
            case "Tf":
                face = str(resources.Font[operands[0]].BaseFont).partition("+")[2]  # type: ignore[index]
                size = float(operands[1])  # type: ignore[arg-type]
            case "Tm":
                text = abs(float(operands[3]))  # type: ignore[arg-type]
            case "Tj" | "TJ" if str(operands[0]).strip():
                yield Shown(face, round(size * text * scales[-1], 2), "/Artifact" in marks)
            case "Do":
                form = resources.XObject[operands[0]]  # type: ignore[index]
                if form.Subtype == "/Form":
                    yield from _shown(page, form.Resources, _operations(form), scales[-1])


def openers(file: File) -> list[int]:
    """The pages that chapters begin on, counted from 0."""
    return [min(tag.pages) for tag in file.root.all("H1") if tag.said.split()[-1] in ("Rivers", "Seas", "Lakes")]


def test_each_edition_is_a_file_of_its_own(built: Built) -> None:
    assert built.problems == ()
    assert [(made.edition, Path(made.path).name) for made in built.made] == [
        ("print", "waters.pdf"),
        ("a4", "waters-a4.pdf"),
        ("screen", "waters-screen.pdf"),
        ("large-print", "waters-large-print.pdf"),
    ]
    assert sorted(one.name for one in path(built, "a4").parent.iterdir()) == sorted(
        Path(made.path).name for made in built.made
    )


def test_each_edition_is_checked(built: Built) -> None:
    for made in built.made:
        passed = {outcome.validator for outcome in made.checks if outcome.status == "passed"}
        assert {"parity", "page PDF/UA-1", "page PDF/A-3a"} <= passed, made.edition
    assert built.good


@pytest.mark.parametrize(
    ("name", "size"),
    [("print", (432, 648)), ("a4", (595.28, 841.89)), ("screen", (432, 576)), ("large-print", (595.28, 841.89))],
)
def test_pages_have_the_size_of_the_edition(built: Built, name: str, size: tuple[float, float]) -> None:
    with pikepdf.open(path(built, name)) as pdf:
        for page in pdf.pages:
            for box in (page.mediabox, page.trimbox, page.obj.BleedBox):
                assert [float(edge) for edge in box] == pytest.approx([0, 0, *size], abs=0.01)


def test_nothing_in_large_print_is_small(built: Built) -> None:
    found = list(shown(path(built, "large-print")))
    assert len(found) > 200
    assert min(one.size for one in found) >= 16
    text = [one for one in found if not one.artifact]
    running = [one for one in text if one.size == 18]
    assert len(running) > len(text) / 2
    assert max(one.size for one in text) >= 1.5 * 18


def test_large_print_has_no_serifs_and_no_italics(built: Built) -> None:
    faces = {one.face for one in shown(path(built, "large-print"))}
    assert faces == {"Atkinson-Hyperlegible", "Atkinson-Hyperlegible-Bold", "Source-Code-Pro"}


def test_print_keeps_italics(built: Built) -> None:
    faces = {one.face for one in shown(path(built, "print"))}
    assert {"Literata", "Literata-Italic", "Literata-Bold", "Atkinson-Hyperlegible-Bold"} <= faces


@pytest.mark.parametrize(("name", "size"), [("print", 10), ("a4", 11), ("screen", 11), ("large-print", 18)])
def test_running_text_has_the_size_of_the_edition(built: Built, name: str, size: float) -> None:
    sizes = [one.size for one in shown(path(built, name)) if not one.artifact]
    assert max(set(sizes), key=sizes.count) == size


def test_every_edition_says_the_same(built: Built) -> None:
    # Where words and pages end differs, and so do page numbers.
    said = {re.sub(r"[\s\d\xad]", "", File(path(built, name)).root.said) for name in NAMES}
    assert len(said) == 1
    assert "conserv" in said.pop().lower()


@pytest.mark.parametrize("name", NAMES)
def test_chapters_open_on_a_right_page_only_in_book_printing(built: Built, name: str) -> None:
    file = File(path(built, name))
    blank = [page for page in range(len(file.pdf.pages)) if not file.operators(page)]
    places = openers(file)
    assert len(places) == 3
    assert places == sorted(set(places)), "each has a page of its own"
    if name == "print":
        assert [page % 2 for page in places] == [0, 0, 0]
        assert blank
    else:
        assert blank == []


@pytest.mark.parametrize("name", NAMES)
def test_openers_keep_their_folio_and_have_no_running_head(built: Built, name: str) -> None:
    file = File(path(built, name))
    first, second, _ = openers(file)
    for page in (first, second):
        assert [kind for kind in file.artifacts(page) if kind in ("Header", "Footer")] == ["Footer"]
    assert {"Header", "Footer"} <= set(file.artifacts(first + 1))


def lines(file: Path) -> list[str]:
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    return [line.strip() for line in text.splitlines()]


def test_words_are_broken_in_print_but_not_in_large_print(built: Built) -> None:
    def broken(name: str) -> list[str]:
        # Only in running text: the table is so wide that its words have to be broken.
        return [line for line in lines(path(built, name)) if line.endswith(("-", "\xad")) and "  " not in line]

    assert broken("print")
    assert broken("large-print") == []


@pytest.mark.parametrize("name", NAMES)
def test_nothing_stands_outside_of_the_page(built: Built, name: str) -> None:
    """The table is wider than the page, and so is the line of code in large print: then the build has a problem."""
    assert built.problems == ()
    text = re.sub(r"[\s\xad]", "", File(path(built, name)).root.text)
    for word in ("Thames", "Administration", "Overwhelming", "roughness"):
        assert word in text


@pytest.mark.conformance
def test_verapdf_passes_every_edition(built: Built) -> None:
    for name in NAMES:
        for outcome in verapdf.validate(path(built, name)):
            if outcome.status == "missing":
                pytest.skip(outcome.detail)
            assert outcome.problems == (), name


CUT = """\
---
title: Cut
language: en
identifier: urn:uuid:0c7bd9b1-43a5-4f0e-a8a3-4d9a5b0e7c11
pdf:
  editions:
    print:
      trim: 148mm x 210mm
      bleed: 5mm
      crop-marks: true
      size: 12pt
      ragged: true
      fonts: {text: Noto Sans, heading: Literata}
---

# One

Text with *emphasis*.

# Two

More.
"""


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("cut")
    (folder / "cut.md").write_text(CUT, encoding="utf-8")
    return build(folder / "cut.md", folder / "out", formats=("pdf",))


def test_settings_change_the_edition(cut: Built) -> None:
    assert [problem for problem in cut.problems if problem.severity == "error"] == []
    found = list(shown(path(cut, "print")))
    assert {one.face for one in found} == {"Noto-Sans", "Noto-Sans-Italic", "Literata-Bold", "Literata"}
    assert 12 in {one.size for one in found if one.face == "Noto-Sans-Italic"}


def test_the_printer_is_told_where_to_cut(cut: Built) -> None:
    with pikepdf.open(path(cut, "print")) as pdf:
        assert len(pdf.pages) >= 6
        for page in pdf.pages:
            trim, bleed, media = (
                [float(edge) for edge in box] for box in (page.trimbox, page.obj.BleedBox, page.mediabox)
            )
            assert trim == pytest.approx([0, 0, 419.528, 595.276], abs=0.01)
            assert bleed == pytest.approx([-14.173, -14.173, 433.701, 609.449], abs=0.01)
            assert all(outer < inner for outer, inner in zip(media[:2], bleed[:2], strict=True))
            assert all(outer > inner for outer, inner in zip(media[2:], bleed[2:], strict=True))


def test_crop_marks_are_artifacts_outside_of_what_is_printed(cut: Built) -> None:
    file = File(path(cut, "print"))
    for number, page in enumerate(file.pdf.pages):
        left, bottom, right, top = (float(edge) for edge in page.obj.BleedBox)
        assert "Page" in file.artifacts(number), "also on blank pages"
        operators = file.operators(number)
        begin = next(at for at, (name, given) in enumerate(operators) if name == "BDC" and given[0] == "/Artifact")
        end = next(at for at, (name, _) in enumerate(operators) if name == "EMC")
        points = [tuple(map(float, given)) for name, given in operators[begin:end] if name in ("m", "l")]
        assert len(points) == 16
        assert all(x < left or x > right or y < bottom or y > top for x, y in points)


def test_what_is_cut_passes_every_check(cut: Built) -> None:
    assert [problem for made in cut.made for outcome in made.checks for problem in outcome.problems] == []
    assert cut.good


def test_editions_that_are_asked_for_keep_their_settings(tmp_path: Path) -> None:
    (tmp_path / "cut.md").write_text(CUT, encoding="utf-8")
    built = build(tmp_path / "cut.md", tmp_path, formats=("pdf",), editions=("screen", "print"), checks=False)
    assert [made.edition for made in built.made] == ["screen", "print"]
    with pikepdf.open(path(built, "print")) as printed, pikepdf.open(path(built, "screen")) as screen:
        assert float(printed.pages[0].trimbox[2]) == pytest.approx(419.53, abs=0.01)
        assert float(screen.pages[0].trimbox[2]) == 432
