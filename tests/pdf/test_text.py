"""The text in the structure tree is that of the source, whatever was painted. PDF 1.7 §14.8.2.2.3, §14.8.2.3.3."""

import unicodedata
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest

from pdf import torture
from pdf.conftest import Make
from pdf.tree import File
from publisher.pdf.tags.text import without_line_ends

SOFT_HYPHEN = "\u00ad"
XHTML = "{http://www.w3.org/1999/xhtml}"


def source_text(element: ElementTree.Element) -> str:
    """The text of a source element without what is made, hidden, or a note; white space as it is read."""
    text = element.text or ""
    for child in element:
        classes = child.get("class", "").split()
        if "made" not in classes and "note" not in classes and child.tag != "{http://www.w3.org/2000/svg}svg":
            text += source_text(child) if child.tag != f"{XHTML}br" else "\n"
        text += child.tail or ""
    return text


def spoken(text: str) -> str:
    return text.replace(SOFT_HYPHEN, "")


def test_every_paragraph_says_its_source_to_the_letter(hard: File) -> None:
    root = ElementTree.fromstring(torture.document())
    expected = [
        " ".join(source_text(element).split())
        for element in root.iter(f"{XHTML}p")
        if element.get("role") != "heading" and "stanza" not in element.get("class", "")
    ]
    expected = [text for text in expected if text]
    found = [" ".join(spoken(tag.said).split()) for tag in hard.root.all("P")]
    missing = [text for text in expected if text not in found]
    assert missing == []
    assert len(expected) > 40


def test_words_do_not_run_together_at_line_ends(make: Make) -> None:
    file = make("<p>" + "<em>alpha</em> <strong>beta</strong> gamma " * 60 + "</p>")
    assert spoken(file.root.text).split() == ["alpha", "beta", "gamma"] * 60


def test_hyphens_of_the_layout_are_soft(hard: File) -> None:
    text = hard.root.text
    assert SOFT_HYPHEN in text
    assert "\u2010" not in text
    assert "first-rate" in text


def test_hyphens_of_the_author_stay(make: Make) -> None:
    file = make("<p>" + "well-known " * 80 + "</p>")
    assert spoken(file.root.text).split() == ["well-known"] * 80


def test_chinese_and_japanese_get_no_spaces_at_line_ends(hard: File) -> None:
    (paragraph,) = [tag for tag in hard.root.all("P") if str(tag.source.get("/Lang", "")) == "ja"]
    assert paragraph.text == torture.JAPANESE * 6


@pytest.mark.parametrize(("language", "text"), [("he", torture.HEBREW), ("ar", torture.ARABIC), ("hi", torture.HINDI)])
def test_right_to_left_and_joined_scripts_read_as_written(hard: File, language: str, text: str) -> None:
    (paragraph,) = [tag for tag in hard.root.all("P") if str(tag.source.get("/Lang", "")) == language]
    assert spoken(paragraph.text).startswith(text + " " + text)


def test_right_to_left_text_stays_as_painted_for_viewers_that_turn_it(make: Make) -> None:
    file = make('<p lang="he" xml:lang="he" dir="rtl">שלום עולם</p>')
    (span,) = file.root.all("Span")
    assert str(span.source.ActualText) == "שלום עולם"
    (page, mark), *_ = span.marks
    painted = file.texts[page][mark]
    assert painted == "שלום עולם"[::-1]
    assert unicodedata.bidirectional(painted[0]) == "R"


def test_capitals_of_the_stylesheet_are_not_said(make: Make) -> None:
    file = make('<p style="text-transform: uppercase">Straße and office</p>')
    assert file.root.text == "Straße and office"


def test_ligatures_are_their_letters(make: Make) -> None:
    assert make("<p>office waffle affluent fjord</p>").root.text == "office waffle affluent fjord"


def test_verse_lines_are_apart(hard: File) -> None:
    (stanza,) = [tag for tag in hard.root.all("P") if "stanza" in tag.classes]
    assert stanza.text == "\n".join(f"Line {number} of the stanza" for number in range(4))


def test_a_first_letter_stays_in_its_word(hard: File) -> None:
    (paragraph,) = [tag for tag in hard.root.all("P") if tag.text.startswith("Hebrew")]
    assert spoken(paragraph.text).startswith("Hebrew שלום")


def test_soft_hyphens_and_no_break_spaces_of_the_author(make: Make) -> None:
    file = make("<p>Silben\u00adtrennung 100\u00a0km\u200bweit</p>")
    assert spoken(file.root.text).replace("\u200b", "").replace("\u00a0", " ") == "Silbentrennung 100 kmweit"


def test_tabs_in_code_stay(make: Make) -> None:
    code = "if a:\n\treturn\t'b'\n\t\tand\tc"
    file = make(f"<pre><code>{code}</code></pre><pre><code><i>x</i>\t<i>y</i></code></pre>")
    assert [tag.text for tag in file.root.all("Code")] == [code, "x\ty"]


def test_empty_lines_in_code_stay(make: Make) -> None:
    code = "a\n\n\n  b\n\n\tc\n"
    file = make(f"<pre><code>{code}</code></pre><pre><code><i>x</i>\n\n<i>y</i></code></pre>")
    assert [tag.text.rstrip() for tag in file.root.all("Code")] == [code.rstrip(), "x\n\ny"]


def test_the_end_of_a_line_of_code_has_no_glyph() -> None:
    font = SimpleNamespace(to_unicode={29: "b", 1568: "\n"}, bitmap=False)
    assert without_line_ends("<001d0620>-12<001d>", font) == "<001d>-12<001d>"
    assert without_line_ends("<001d>", SimpleNamespace(to_unicode={29: "b"}, bitmap=False)) == "<001d>"
