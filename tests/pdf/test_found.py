"""What generated publications once brought to light, each as small as it can be."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from making import make_epub, make_pdf
from PIL import Image as Raster
from strategies import pictures

from publisher.check import page, parity
from publisher.model import (
    Accessibility,
    Block,
    Contributor,
    Decorative,
    Described,
    Figure,
    Image,
    Inline,
    Note,
    NoteReference,
    Paragraph,
    Publication,
    Quote,
    Section,
    Text,
)


def text(value: str, *more: Inline) -> Paragraph:
    return Paragraph(content=(Text(value=value), *more))


def chapter(number: int, *content: Block, language: str = "", notes: tuple[Note, ...] = ()) -> Section:
    return Section(
        id=f"c{number}",
        role="chapter",
        title=(Text(value=f"Chapter {number}"),),
        content=content,
        language=language,
        notes=notes,
    )


def book(*body: Section, **changes: object) -> Publication:
    return Publication(
        identifier="urn:uuid:5b3f2a52-6c5e-4f0b-8f43-0b8b6d1f6a11",
        title="Found",
        language="en",
        authors=(Contributor(name="Ada Author"), Contributor(name="Ben Binder")),
        published="2026-01-02",
        body=body,
        accessibility=Accessibility(hazards=()),
    ).replace(**changes)


def problems(publication: Publication, folder: Path) -> Iterator[str]:
    """What parity says of both files, and page of the PDF."""
    pictures(folder)
    printed = make_pdf(publication, folder, folder / "found.pdf")
    outcomes = (
        parity(publication, printed),
        parity(publication, make_epub(publication, folder, folder / "found.epub")),
        *page.validate(printed),
    )
    for outcome in outcomes:
        yield from (str(problem) for problem in outcome.problems)


@pytest.mark.parametrize(
    ("first", "second"), [("ﬁ", "first"), ("well\u2011known", "well-known"), ("no\u00a0break", "a b"), ("µ", "μέγα")]
)
def test_characters_of_one_glyph_are_told_apart_in_every_part(tmp_path: Path, first: str, second: str) -> None:
    assert list(problems(book(chapter(1, text(first)), chapter(2, text(second))), tmp_path)) == []


def test_labels_have_fonts_though_nothing_else_is_in_their_script(tmp_path: Path) -> None:
    article = Section(id="a", role="article", title=(Text(value="Latin"),), content=(text("Latin"),))
    for language in ("ar", "ja"):
        publication = book(article, kind="article", language=language, standfirst=(Text(value="Latin"),))
        assert list(problems(publication, tmp_path)) == []


def test_a_note_speaks_the_language_of_its_section_not_of_the_quotation_that_calls_it(tmp_path: Path) -> None:
    note = Note(id="n", content=(text("A note."),))
    quote = Quote(content=(text("Voilà", NoteReference(note="n")),), language="fr")
    assert list(problems(book(chapter(1, quote, notes=(note,))), tmp_path)) == []
    assert list(problems(book(chapter(1, quote, notes=(note,), language="de")), tmp_path)) == []


def test_a_passage_goes_on_over_an_ornament(tmp_path: Path) -> None:
    ornament = Figure(images=(Image(src="pictures/tile.png", alt=Decorative()),))
    assert list(problems(book(chapter(1, text("Eins"), ornament, text("zwei"), language="de")), tmp_path)) == []


def test_white_space_in_a_short_text_is_one_space(tmp_path: Path) -> None:
    image = Image(src="pictures/tile.png", alt=Described(text="a\u00a0b  c"))
    assert list(problems(book(chapter(1, Figure(images=(image,)), image)), tmp_path)) == []


def test_a_font_of_65000_glyphs_is_cut_down_to_those_it_shows(tmp_path: Path) -> None:
    publication = book(chapter(1, text("潮だまり、東京。" * 30)))
    assert list(problems(publication, tmp_path)) == []
    assert (tmp_path / "found.pdf").stat().st_size < 60_000
    with pikepdf.open(tmp_path / "found.pdf") as pdf:
        files = [one.FontFile3 for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and "/FontFile3" in one]
        assert [len(file.read_bytes()) < 20_000 for file in files] == [True]
        last = len(pdf.pages)
    if not shutil.which("pdftoppm"):
        pytest.skip("pdftoppm is not installed; Debian and Ubuntu: apt-get install poppler-utils")
    # No validator sees whether a viewer finds the glyphs.
    command = ["pdftoppm", "-r", "50", "-gray", "-f", str(last), str(tmp_path / "found.pdf"), str(tmp_path / "seen")]
    subprocess.run(command, check=True, stderr=subprocess.DEVNULL)
    (seen,) = tmp_path.glob("seen*")
    with Raster.open(seen) as picture:
        ink = picture.crop((0, picture.height // 4, picture.width, picture.height * 3 // 4)).histogram()
    assert sum(ink[:128]) > 100
