"""Book typography on finished pages: what stands where on paper, as poppler, pdfium and a scanner of codes see it."""

import random
import re
import shutil
import subprocess
from pathlib import Path
from statistics import median

import pypdfium2
import pyphen
import pytest
from making import make_pdf, publication_of
from PIL import Image, ImageChops

from pdf.sheets import Line, Sheet, sheets
from pdf.tree import File
from publisher.model import EditionSettings, Publication

TOP, BOTTOM = 66, 584
"""Between these stands the text of a page of the edition for book printing, pt; running head and folio are outside."""
INNER, OUTER = 58, 62
"""Its margins, pt."""
HYPHENS = ("-", "\u2010", "\xad")
RULE = 48
"""How wide the rule above notes is, pt."""
TITLE = "The Harbours"
LINK = "https://example.org/film/of/the/harbour"
ENGLISH = """
administration of the harbour understanding characteristic development organisation responsibility boat tide net
international communication quay crane rope a sail particularly necessary establishment government transportation
"""
GERMAN = """
Verwaltung der Hafenanlagen Verantwortung Entwicklung Zusammenarbeit Geschwindigkeit Schifffahrtsgesellschaft Boot
und Wissenschaftler Untersuchungen Landungsbrücken Versicherung Netz Wasserstraßenverbindungen Veränderung
"""


class Text:
    """A manuscript; its paragraphs begin and end with words that tell which they are."""

    def __init__(self) -> None:
        self.random = random.Random(4)
        self.count = 0

    def words(self, count: int, of: str = ENGLISH) -> str:
        return " ".join(self.random.choice(of.split()) for _ in range(count))

    def paragraph(self, more: str = "") -> str:
        self.count += 1
        words = self.words(self.random.randint(18, 90))
        return f"Begin{self.count} {words}{more} end{self.count}.\n\n"

    def chapter(self, title: str) -> str:
        text = f"# {title}\n\n" + self.paragraph()
        for number in range(10):
            text += f"## Section {title} {number}\n\n" + self.paragraph()
            text += self.paragraph(f"[^{title}{number}]" if number % 3 == 0 else "") + self.paragraph()
            text += f"[^{title}{number}]: Note {self.words(30)}.\n\n" if number % 3 == 0 else ""
            text += f'![A hand](hand.png "Caption {title} {number}")\n\n' if number % 4 == 1 else ""
        return text


def manuscript() -> str:
    text = Text()
    return (
        f"---\ntitle: {TITLE}\nlanguage: en-GB\nkind: book\nidentifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9a78\n"
        "published: 2026-11-01\n---\n\n"
        + text.chapter("Quays")
        + f"::: {{lang=de}}\n\n{text.words(160, GERMAN)}.\n\n:::\n\n"
        + text.chapter("Piers")
        + "# Films\n\nWith *stress* and [a link](https://example.org/a).\n\n"
        + f":::{{video}}\n:title: The harbour\n:link: {LINK}\n:transcript: Waves.\n\nA film.\n:::\n"
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("pages")
    Image.new("RGB", (600, 300), (90, 120, 150)).save(made / "hand.png")
    return made


@pytest.fixture(scope="module")
def publication(folder: Path) -> Publication:
    return publication_of(manuscript(), folder)


@pytest.fixture(scope="module")
def path(publication: Publication, folder: Path) -> Path:
    if shutil.which("pdftotext") is None:
        pytest.skip("apt-get install poppler-utils")
    return make_pdf(publication, folder, folder / "print.pdf")


@pytest.fixture(scope="module")
def printed(path: Path) -> tuple[Sheet, ...]:
    return sheets(path)


def openers(printed: tuple[Sheet, ...]) -> list[Sheet]:
    """The pages on which a chapter opens."""
    return [sheet for sheet in printed if any(line.text in ("Quays", "Piers", "Films") for line in body(sheet)[:2])]


def body(sheet: Sheet) -> tuple[Line, ...]:
    return sheet.between(TOP, BOTTOM)


def running(printed: tuple[Sheet, ...]) -> list[Sheet]:
    """The pages of chapters on which none opens."""
    first = openers(printed)[0].number
    return [sheet for sheet in printed[first:] if sheet.lines and sheet not in openers(printed)]


def notes(sheet: Sheet) -> tuple[Line, ...]:
    """The lines of the notes at the foot of a page."""
    lines = body(sheet)
    first = next((at for at, line in enumerate(lines) if re.match(r"\d+\W*Note ", line.text)), len(lines))
    return lines[first:]


def running_text(sheet: Sheet) -> tuple[Line, ...]:
    """The lines of a page without its notes and their calls, which are raised above their lines."""
    lines = body(sheet)
    return tuple(line for line in lines[: len(lines) - len(notes(sheet))] if not line.text.isdigit())


def test_running_heads_have_the_title_on_the_left_and_the_chapter_on_the_right(printed: tuple[Sheet, ...]) -> None:
    assert len(running(printed)) > 10
    for sheet in running(printed):
        (head,) = sheet.between(0, TOP - 10)
        chapter = max((one for one in openers(printed) if one.number < sheet.number), key=lambda one: one.number)
        if sheet.recto:
            assert head.text in body(chapter)[0].text or head.text == body(chapter)[1].text
            assert head.right == pytest.approx(sheet.width - OUTER, abs=1)
        else:
            assert head.text == TITLE
            assert head.left == pytest.approx(OUTER, abs=1)


def test_openers_are_right_pages_with_a_folio_at_the_foot_and_no_head(printed: tuple[Sheet, ...]) -> None:
    assert len(openers(printed)) == 3
    for sheet in openers(printed):
        assert sheet.recto
        assert sheet.between(0, TOP - 10) == ()
        (folio,) = sheet.between(BOTTOM, sheet.height)
        assert folio.text == str(sheet.number - openers(printed)[0].number + 1)
        assert folio.right == pytest.approx(sheet.width - OUTER, abs=1)


def test_margins_mirror_each_other(printed: tuple[Sheet, ...]) -> None:
    for sheet in running(printed)[:-1]:
        left, right = (INNER, OUTER) if sheet.recto else (OUTER, INNER)
        assert min(line.left for line in body(sheet)) == pytest.approx(left, abs=0.5)
        # Punctuation and hyphens end with the line.
        assert max(line.right for line in body(sheet)) == pytest.approx(sheet.width - right, abs=0.5)


def test_no_line_of_a_paragraph_is_alone_on_a_page(printed: tuple[Sheet, ...]) -> None:
    lines = [(sheet.number, line.text) for sheet in printed for line in running_text(sheet)]
    places: dict[int, list[int]] = {}
    at = 0
    for page, text in lines:
        if begun := re.match(r"Begin(\d+)", text):
            at = int(begun[1])
        if at:
            places.setdefault(at, []).append(page)
        if re.search(r"end\d+\.", text):
            at = 0
    split = {paragraph: pages for paragraph, pages in places.items() if len(set(pages)) > 1}
    assert len(split) > 5
    assert {paragraph: pages for paragraph, pages in split.items() if min(map(pages.count, pages)) < 2} == {}


def test_headings_are_kept_with_the_text_that_follows(printed: tuple[Sheet, ...]) -> None:
    seen = 0
    for sheet in printed[openers(printed)[0].number - 1 :]:
        lines = running_text(sheet)
        for at, line in enumerate(lines):
            if line.text.startswith("Section "):
                seen += 1
                assert len(lines[at + 1 :]) >= 2, f"page {sheet.number} ends with {line.text}"
    assert seen == 20


def test_a_caption_is_on_the_page_of_its_figure(path: Path) -> None:
    file = File(path)
    figures = [tag for tag in file.root.all("Div") if "figure" in tag.classes]
    assert [len(figure.pages) for figure in figures] == [1] * 6
    for figure in figures:
        assert {tag.name for tag in figure.tags} == {"Figure", "Caption"}


def test_notes_stand_below_a_rule(path: Path, printed: tuple[Sheet, ...]) -> None:
    with_notes = [sheet for sheet in printed if notes(sheet)]
    assert len(with_notes) > 4
    pages = pypdfium2.PdfDocument(path)
    for sheet in with_notes:
        above, below = running_text(sheet)[-1].bottom, notes(sheet)[0].top
        left = INNER if sheet.recto else OUTER
        picture = pages[sheet.number - 1].render(scale=4).to_pil().convert("L")
        gap = picture.crop((0, round(above * 4) + 4, picture.width, round(below * 4)))
        box = ImageChops.invert(gap).getbbox()
        assert box is not None, f"page {sheet.number} has no rule"
        assert [box[0] / 4, box[2] / 4] == pytest.approx([left, left + RULE], abs=1)
        assert box[3] - box[1] <= 4
    pages.close()


def test_words_are_hyphenated_by_the_rules_of_their_language(printed: tuple[Sheet, ...]) -> None:
    broken: dict[str, set[str]] = {"en_GB": set(), "de_DE": set()}
    for sheet in printed:
        for line, after in zip(running_text(sheet), running_text(sheet)[1:], strict=False):
            if line.text.endswith(HYPHENS):
                start, end = line.text.split()[-1].rstrip("".join(HYPHENS)), after.text.split()[0].rstrip(".")
                german = any(word.casefold() == (start + end).casefold() for word in GERMAN.split())
                broken["de_DE" if german else "en_GB"].add(f"{start}-{end}")
    assert len(broken["en_GB"]) > 5
    assert len(broken["de_DE"]) > 2
    for language, words in broken.items():
        allowed = pyphen.Pyphen(lang=language, left=2, right=2)
        for word in words:
            assert word in [f"{start}-{end}" for start, end in allowed.iterate(word.replace("-", ""))], language


def test_the_code_to_scan_says_the_address(path: Path, printed: tuple[Sheet, ...], tmp_path: Path) -> None:
    if shutil.which("zbarimg") is None:
        pytest.skip("apt-get install zbar-tools")
    last = str(openers(printed)[-1].number)
    command = ["pdftoppm", "-r", "150", "-png", "-singlefile", "-f", last, str(path), str(tmp_path / "page")]
    subprocess.run(command, check=True)
    scanned = subprocess.run(["zbarimg", "-q", "--raw", tmp_path / "page.png"], capture_output=True, check=True)
    assert scanned.stdout.decode().strip() == LINK


def ends(found: tuple[Sheet, ...]) -> list[float]:
    """Where the lines of paragraphs end that are not the last of theirs."""
    texts = [line for sheet in running(found) for line in running_text(sheet)]
    return [line.right for line in texts if len(line.text) > 40 and not re.search(r"end\d+\.", line.text)]


def test_lines_are_flush_on_both_sides_unless_they_are_to_be_ragged(
    printed: tuple[Sheet, ...], publication: Publication, folder: Path
) -> None:
    ragged = sheets(make_pdf(publication, folder, folder / "ragged.pdf", settings=EditionSettings(ragged=True)))
    assert len(ends(ragged)) > 100
    flush = [min(abs(end - (432 - margin)) for margin in (INNER, OUTER)) for end in ends(printed)]
    loose = [min(abs(end - (432 - margin)) for margin in (INNER, OUTER)) for end in ends(ragged)]
    assert max(flush) < 1
    assert median(loose) > 5


def test_large_print_has_neither_italics_nor_underlines(path: Path, publication: Publication, folder: Path) -> None:
    large = make_pdf(publication, folder, folder / "large.pdf", settings=EditionSettings(name="large-print"))

    def strokes(file: Path) -> int:
        opened = File(file)
        page = next(iter(tag for tag in opened.root.all("Link") if "a link" in tag.text)).pages.pop()
        return sum(name == "S" for name, _ in opened.operators(page))

    def slanted(file: Path) -> bool:
        fonts = subprocess.run(["pdffonts", str(file)], capture_output=True, check=True, text=True).stdout
        return "Italic" in fonts or "Oblique" in fonts

    assert [strokes(path) > 0, slanted(path)] == [True, True]
    assert [strokes(large), slanted(large)] == [0, False]
