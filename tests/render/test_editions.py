"""What the settings of a printed edition become in its stylesheet, its fonts and its tables."""

import re
from functools import cache
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from publisher import render
from publisher.model import (
    Code,
    Colours,
    DataCell,
    EditionName,
    EditionSettings,
    Fonts,
    HeaderCell,
    Paragraph,
    Publication,
    Row,
    Section,
    Strong,
    Table,
    Text,
)
from publisher.render import fonts
from publisher.render.contrast import LEAST, contrast
from publisher.render.crowding import ENDLESS, Room, columns
from publisher.render.font_files import FAMILIES
from publisher.render.styles import room

NAMES: tuple[EditionName, ...] = get_args(EditionName)
BOOK = Publication(
    identifier="urn:uuid:0a4cb2a8-5d5f-4c1e-9f0f-6c7a1a52a0de",
    title="A book",
    language="en",
    body=(Section(id="one", role="chapter", title=(Text("One"),), content=(Paragraph((Text("Water → αβ"),)),)),),
)
LARGE = Room(width=29.7, hyphens=False, strong=1.1, typefaces=fonts.typefaces(EditionSettings(name="large-print")))


@cache
def assets() -> render.Assets:
    return render.gather(BOOK, Path(), "print")


def css(settings: EditionSettings, theme: render.Theme | None = None) -> str:
    chosen = render.set_in(assets(), BOOK, settings)
    return render.stylesheet(theme or render.theme(), "print", BOOK, chosen, settings)


def page(text: str) -> dict[str, float]:
    """Width and height of the page, and the margins beside its text; pt."""
    size = re.search(r"@page \{\s*size: ([\d.]+)pt ([\d.]+)pt", text)
    sides = re.search(r"@page[^{]*\{\s*margin-left: ([\d.]+)pt;\s*margin-right: ([\d.]+)pt", text)
    assert size
    assert sides
    return dict(zip(("width", "height", "left", "right"), map(float, (*size.groups(), *sides.groups())), strict=True))


def running(text: str) -> tuple[float, float]:
    """Size and line of running text, pt."""
    found = re.search(r"html \{\s*font: ([\d.]+)pt/([\d.]+)pt", text)
    assert found
    return float(found[1]), float(found[2])


def test_without_settings_it_is_the_edition_for_book_printing() -> None:
    text = render.stylesheet(render.theme(), "print", BOOK, assets())
    assert text == css(EditionSettings())
    assert page(text) == {"width": 432, "height": 648, "left": 62, "right": 58}
    assert running(text) == (10, 14)


@pytest.mark.parametrize("name", NAMES)
def test_lines_are_short_enough_to_read(name: EditionName) -> None:
    settings = EditionSettings(name=name)
    text = css(settings)
    sides = page(text)
    width = (sides["width"] - sides["left"] - sides["right"]) / running(text)[0]
    letters = fonts.width("the quick brown fox jumps over the lazy dog ", "text", fonts.typefaces(settings)) / 44
    assert 40 < width / letters <= 75


@pytest.mark.parametrize("name", NAMES)
def test_lines_stay_short_on_large_paper(name: EditionName) -> None:
    text = css(EditionSettings(name=name, trim=(900, 1200)))
    sides = page(text)
    assert (sides["width"], sides["height"]) == (900, 1200)
    assert (900 - sides["left"] - sides["right"]) / running(text)[0] == pytest.approx(36)


@pytest.mark.parametrize(
    ("name", "trim", "size"),
    list(product(NAMES, [(297.64, 419.53), (419.53, 595.28), (841.89, 595.28)], [None, 16, 24])),
)
def test_every_size_and_trim_leaves_room_for_lines(
    name: EditionName, trim: tuple[float, float], size: float | None
) -> None:
    text = css(EditionSettings(name=name, trim=trim, size=size))
    assert room(render.theme(), BOOK, EditionSettings(name=name, trim=trim, size=size)).width > 8
    assert size is None or running(text)[0] == size
    assert not re.search(r"(?<![\w-])-\d[\d.]*pt", re.sub(r"margin-inline: -[\d.]+pt|indent: -[\d.]+pt", "", text))


def test_the_size_changes_all_sizes() -> None:
    before, after = (
        [float(size) for size in re.findall(r"font(?:-size)?: ([\d.]+)pt", css(EditionSettings(size=size)))]
        for size in (10, 20)
    )
    assert len(before) > 30
    assert after == pytest.approx([2 * size for size in before], rel=0.01)


def test_large_print_has_no_small_sizes_nor_tight_lines() -> None:
    text = css(EditionSettings(name="large-print"))
    rules = re.sub(r"span\.note::footnote-call \{[^}]*\}", "", text, count=1)  # The next such rule sets it larger.
    assert min(float(size) for size in re.findall(r"font(?:-size)?: ([\d.]+)pt", rules)) >= 16
    size, line = running(text)
    assert size == 18
    assert line / size >= 1.25
    note = re.search(r"span\.note \{[^}]*font-size: ([\d.]+)pt;\s*line-height: ([\d.]+)pt", text)
    assert note
    assert float(note[2]) / float(note[1]) >= 1.25


@pytest.mark.parametrize("name", NAMES)
def test_colours_of_text_can_be_read(name: EditionName) -> None:
    colours = {*re.findall(r"(?<![-\w])color: (#[0-9a-f]{6})", css(EditionSettings(name=name)))}
    if name == "large-print":
        # Code is shown without colours there.
        colours -= {*re.findall(r"color: (#[0-9a-f]{6})", render.styles.highlight_css("print"))} - {"#1a1a1a"}
        # That of problems in a draft, a bold word in it.
        colours -= {"#a61717"}
    assert len(colours) >= 3
    assert {
        colour: contrast(colour, "#ffffff") for colour in colours if contrast(colour, "#ffffff") < LEAST[name]
    } == {}


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.005)
    assert contrast("#123456", "#123456") == 1


def test_settings_change_what_they_name() -> None:
    changed = css(
        EditionSettings(ragged=True, bleed=9, crop_marks=True, colours=Colours(accent="#8a1c4a", ink="#101010"))
    )
    assert "text-align: start;\n  hyphens: auto" in changed
    assert re.search(r"@page \{[^}]*bleed: 27(\.0)?pt", changed)
    assert "#8a1c4a" in changed
    assert "#14475c" not in changed
    assert "color: #101010" in changed
    assert "text-align: justify" in css(EditionSettings())
    assert "text-align: justify" in css(EditionSettings(name="screen", ragged=False))


def test_editions_for_one_side_have_no_left_and_right_pages() -> None:
    for name in NAMES:
        sided = ":left" in css(EditionSettings(name=name))
        assert sided is (name in ("print", "a4"))


def test_a_theme_of_its_own_may_change_an_edition(tmp_path: Path) -> None:
    theme = render.theme()
    original = (theme.folders[0] / "print/editions/a4.css.j2").read_text(encoding="utf-8")
    (tmp_path / "templates/print/editions").mkdir(parents=True)
    changed = original.replace("{% set size, line, wide_line = 11", "{% set size, line, wide_line = 13")
    assert changed != original
    (tmp_path / "templates/print/editions/a4.css.j2").write_text(changed, encoding="utf-8")
    own = render.theme(tmp_path)
    assert running(css(EditionSettings(name="a4"), own))[0] == 13
    assert css(EditionSettings(), own) == css(EditionSettings())


def test_a_family_of_choice_comes_first_and_is_embedded() -> None:
    settings = EditionSettings(fonts=Fonts(text="Noto Sans", heading="Literata"))
    chosen = render.set_in(assets(), BOOK, settings)
    assert {"Noto Sans", "Literata", "Atkinson Hyperlegible"} <= {face.family for face in chosen.fonts}
    assert re.search(r'html \{\s*font: 10pt/14.0pt "Noto Sans", "Literata"', css(settings))


def test_what_large_print_lacks_is_taken_from_a_sans_serif() -> None:
    """Atkinson Hyperlegible has no Greek letters; Literata would have them."""
    chosen = render.set_in(assets(), BOOK, EditionSettings(name="large-print"))
    families = fonts.fallback("text", "en", chosen.fonts, fonts.typefaces(EditionSettings(name="large-print")))
    assert families.startswith('"Atkinson Hyperlegible", "Noto Sans", ')
    assert render.set_in(assets(), BOOK, EditionSettings()) == assets()


def test_a_family_that_there_is_not_is_a_problem() -> None:
    found = render.set_in(assets(), BOOK, EditionSettings(fonts=Fonts(text="Comic Sans", code="Literata")))
    assert [problem.code for problem in found.problems] == ["font-unknown"]
    assert "Atkinson Hyperlegible" in found.problems[0].fix
    assert found.fonts, "it is set in the usual family"


@pytest.mark.parametrize("family", [family.name for family in FAMILIES])
def test_every_family_can_be_chosen(family: str) -> None:
    settings = EditionSettings(fonts=Fonts(text=family, heading=family, code=family))
    assert fonts.typefaces(settings) == fonts.Typefaces(family, family, family)
    assert fonts.typefaces(settings).families("text")[0].name == family


def table(*rows: tuple[str, ...], bold: bool = False, code: bool = False) -> Table:
    def cell(words: str) -> DataCell:
        content = (Code(words) if code else Strong((Text(words),)) if bold else Text(words),)
        return DataCell(content=(Paragraph(content),))

    head = Row(tuple(HeaderCell(content=(Paragraph((Text(words),)),)) for words in rows[0]))
    return Table(head=(head,), body=tuple(Row(tuple(map(cell, row))) for row in rows[1:]))


NARROW = table(("A", "B"), ("one and two and three and so on for long", "two"))
WIDE = table(
    ("Month", "Observation", "Equipment", "Place"),
    ("September", "Barnacles overwhelmingly everywhere", "Waterproofs", "Lower"),
)


def test_a_table_that_fits_is_left_alone() -> None:
    assert columns(NARROW, LARGE, "en") == ()
    assert columns(WIDE, ENDLESS, "en") == ()
    assert columns(WIDE, Room(width=60), "en") == ()


def test_a_table_that_does_not_fit_has_its_columns_measured() -> None:
    widths = columns(WIDE, Room(width=24, hyphens=False), "en")
    assert len(widths) == 4
    assert sum(widths) == pytest.approx(100, abs=0.1)
    place = fonts.width("Place", "heading", fonts.USUAL, bold=True) / 24 * 100
    assert widths[3] > place, "short words stay whole"
    assert min(widths) == widths[3], "who has little to say gets little"


def test_words_are_counted_as_hyphenated_where_the_edition_hyphenates() -> None:
    rows = (("A", "B"), ("commonwealthiness " * 3, "understanding " * 3))
    width = sum(fonts.width(word, "text", fonts.USUAL) for word in ("commonwealthiness", "understanding"))
    assert columns(table(*rows), Room(width=width), "en") == ()
    assert columns(table(*rows), Room(width=width, hyphens=False), "en")
    assert columns(table(*rows), Room(width=width), "tlh"), "nobody knows how to hyphenate this"


def test_bold_words_and_code_are_wider() -> None:
    rows = (("A", "B"), ("mmmmmmmmmmmm", "mmmmmmmmmmmm"))
    width = 2 * fonts.width("mmmmmmmmmmmm", "text", fonts.USUAL) + 1.5
    assert columns(table(*rows), Room(width=width), "en") == ()
    assert columns(table(*rows, bold=True), Room(width=width, strong=1.1), "en")
    letters = (("A", "B"), ("illillillillill", "illillillillill"))
    width = 2 * fonts.width("illillillillill", "text", fonts.USUAL) + 1.5
    assert columns(table(*letters), Room(width=width), "en") == ()
    assert columns(table(*letters, code=True), Room(width=width), "en")


def test_columns_find_room_however_many_there_are() -> None:
    many = table(("Verantwortung",) * 40, ("Zuständigkeit",) * 40)
    widths = columns(many, LARGE, "de")
    assert sum(widths) == pytest.approx(100, abs=0.5)
    assert min(widths) > 0
