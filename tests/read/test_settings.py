"""The settings of the printed editions: each value, and each mistake at its line."""

import pytest

from publisher.model import EditionSettings, Fonts, PdfSettings, Place, Problem
from publisher.model.settings import Colours
from publisher.read.fields import Fields
from publisher.read.settings import PAPERS, read_settings
from publisher.read.tree import parse_yaml

FULL = """\
standard: ua-2
embed: source
editions:
  print:
    trim: a5
    bleed: 3mm
    crop-marks: true
    size: 10.5pt
    ragged: yes
    fonts: {text: noto sans, heading: Literata, code: Source Code Pro}
    colours: {ink: "#111", accent: "#14475C"}
  large-print:
"""


def settings(text: str) -> tuple[PdfSettings | None, list[Problem]]:
    entries, problems = parse_yaml(text, "publication.yaml")
    fields = Fields()
    assert problems == ()
    return read_settings(entries, fields), fields.problems


def editions(text: str) -> tuple[EditionSettings, ...]:
    found, problems = settings(f"editions: {text}")
    assert problems == []
    assert found is not None
    return found.editions


def one(text: str) -> EditionSettings:
    (edition,) = editions("{print: {" + text + "}}")
    return edition


def fault(text: str) -> tuple[str, str]:
    """The code of the only problem, and all that is said of it."""
    _, problems = settings("editions: {print: {" + text + "}}")
    (problem,) = problems
    assert problem.place.line == 1
    return problem.code, f"{problem.message}; {problem.fix}"


def test_every_setting_is_read() -> None:
    found, problems = settings(FULL)
    assert problems == []
    assert found == PdfSettings(
        standard="ua-2",
        embed=("source",),
        editions=(
            EditionSettings(
                name="print",
                trim=(419.528, 595.276),
                bleed=8.504,
                crop_marks=True,
                size=10.5,
                ragged=True,
                fonts=Fonts(text="Noto Sans", heading="Literata", code="Source Code Pro"),
                colours=Colours(ink="#111111", accent="#14475c"),
            ),
            EditionSettings(name="large-print"),
        ),
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("screen", ["screen"]),
        ("[large-print, print]", ["large-print", "print"]),
        ("{a4: , screen: {ragged: false}}", ["a4", "screen"]),
    ],
)
def test_editions_are_a_name_a_list_or_a_mapping(text: str, names: list[str]) -> None:
    assert [edition.name for edition in editions(text)] == names


def test_without_editions_the_one_for_book_printing_is_made() -> None:
    assert settings("standard: ua-1")[0] == PdfSettings()


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("a4", (595.276, 841.89)),
        ("A5", (419.528, 595.276)),
        ("letter", (612.0, 792.0)),
        ("digest", (396.0, 612.0)),
        ("6x9in", (432.0, 648.0)),
        ("148mm x 210mm", (419.528, 595.276)),
        ("148 x 210 mm", (419.528, 595.276)),
        ("14.8cm × 21cm", (419.528, 595.276)),
        ("432pt x 9in", (432.0, 648.0)),
    ],
)
def test_paper_has_a_name_or_two_lengths(text: str, size: tuple[float, float]) -> None:
    assert one(f'trim: "{text}"').trim == size


@pytest.mark.parametrize("name", sorted(PAPERS))
def test_every_paper_can_be_written(name: str) -> None:
    assert one(f"trim: {name}").trim == pytest.approx(PAPERS[name], abs=0.001)


@pytest.mark.parametrize(("text", "points"), [("0", 0.0), ("9pt", 9.0), ("0.125in", 9.0), ("1cm", 28.346)])
def test_lengths_have_units(text: str, points: float) -> None:
    assert one(f"bleed: {text}").bleed == points


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("trim: a3000", "meta-type", "write trim: 148mm x 210mm"),
        ("trim: 10mm x 10mm", "meta-type", "from 71mm to 599mm"),
        ("trim: 2m x 3m", "meta-type", "a4, a5, a6"),
        ("bleed: 3", "meta-type", "in mm, cm, in or pt"),
        ("bleed: 40mm", "meta-type", "from 0pt to 72pt"),
        ("size: [10pt]", "meta-type", "not a list"),
        ("size: 4pt", "meta-type", "from 6pt to 72pt"),
        ("crop-marks: maybe", "meta-type", "true or false"),
        ("ragged: 1", "meta-type", "true or false"),
        ("fonts: {text: Comic Sans}", "meta-value", "Atkinson Hyperlegible, Literata, Noto Emoji"),
        ("fonts: Literata", "meta-type", "write fonts: {text: Literata}"),
        ("fonts: {body: Literata}", "meta-unknown", "the keys are code, heading, text"),
        ("colours: {ink: black}", "meta-type", 'write ink: "#14475c"'),
        ("colours: {ink: }", "meta-type", "not nothing"),
        ("colors: {}", "meta-unknown", "did you mean colours?"),
    ],
)
def test_what_is_wrong_is_told_with_what_to_write(text: str, code: str, said: str) -> None:
    found, words = fault(text)
    assert found == code
    assert said in words


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("standard: ua-9", "meta-value"),
        ("embed: everything", "meta-value"),
        ("editions: paperback", "meta-value"),
        ("editions: [print, print]", "meta-duplicate"),
        ("editions: [[print]]", "meta-type"),
        ("editions: {print: 3}", "meta-type"),
        ("edition: print", "meta-unknown"),
    ],
)
def test_wrong_words_are_told(text: str, code: str) -> None:
    found, problems = settings(text)
    assert [problem.code for problem in problems] == [code]
    assert found is not None, "the rest counts"


def test_problems_have_their_line() -> None:
    _, problems = settings("editions:\n  print:\n    size: big\n    bleed: 1mm\n    trim: huge\n")
    assert [problem.place for problem in problems] == [
        Place("publication.yaml", 3, 11),
        Place("publication.yaml", 5, 11),
    ]


def test_large_print_is_large() -> None:
    _, problems = settings("editions: {large-print: {size: 14pt}}")
    assert ["16pt" in problem.message for problem in problems] == [True]


@pytest.mark.parametrize(
    ("edition", "colours", "warned"),
    [
        ("print", 'grey: "#767676"', False),
        ("print", 'grey: "#777777"', True),
        ("large-print", 'grey: "#595959"', False),
        ("large-print", 'grey: "#5a5a5a"', True),
        ("print", 'rule: "#dddddd"', False),
        ("print", 'tint: "#f3f2ee"', False),
        ("print", 'tint: "#333333"', True),
    ],
)
def test_weak_colours_are_a_warning_with_their_contrast(edition: str, colours: str, warned: bool) -> None:
    found, problems = settings("editions: {%s: {colours: {%s}}}" % (edition, colours))  # noqa: UP031 - braces
    assert [(problem.code, problem.severity) for problem in problems] == [("meta-contrast", "warning")] * warned
    assert all("to 1 with" in problem.message for problem in problems)
    assert found is not None
    assert found.editions[0].colours != Colours(), "it is used all the same"
