"""Fonts are static, complete, the same everywhere, and only those that a publication needs."""

import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from publisher.model import Code, CodeBlock, Paragraph, Place, Publication, Section, Text
from publisher.render import font_files, fonts, noto


def publication(*content, title="Title", language="en"):
    section = Section(id="one", role="chapter", title=(Text(value=title),), content=content)
    return Publication(identifier="urn:x:y", title="Book", language=language, body=(section,))


def paragraph(text, line=1):
    return Paragraph(content=(Text(value=text),), at=Place("a.md", line))


def used(*content, **facts):
    return fonts.characters_of(publication(*content, **facts))


def families(faces):
    return {face.family for face in faces}


def test_basic_faces_are_static_and_say_their_style():
    faces = fonts.faces()
    assert families(faces) == {"Literata", "Atkinson Hyperlegible", "Source Code Pro"}
    assert {(face.weight, face.italic) for face in faces} == {(400, False), (400, True), (700, False), (700, True)}
    for face in faces:
        with TTFont(face.path) as font:
            assert "fvar" not in font
            assert font["OS/2"].usWeightClass == face.weight
            assert bool(font["head"].macStyle & 2) == face.italic
            assert bool(font["head"].macStyle & 1) == (face.weight == 700)
            assert font["name"].getDebugName(1) == face.family


def test_a_plain_english_book_has_only_the_basic_faces():
    faces = fonts.faces_of_publication(used(paragraph("“Plain” — it’s 5 €, naïve café…")))
    assert families(faces) == {"Literata", "Atkinson Hyperlegible", "Source Code Pro"}


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("العربية", "Noto Sans Arabic"),
        ("עברית", "Noto Sans Hebrew"),
        ("हिन्दी", "Noto Sans Devanagari"),
        ("ไทย", "Noto Sans Thai"),
        ("漢字", "Noto Sans CJK TC"),
        ("😀", "Noto Emoji"),
        ("ℝ", "Noto Sans"),
    ],
)
def test_a_script_brings_its_family(text, family):
    chosen = families(fonts.faces_for(text))
    assert chosen - {"Literata", "Atkinson Hyperlegible", "Source Code Pro"} == {family}


def test_greek_in_a_heading_takes_a_sans_serif_and_greek_in_text_does_not():
    assert "Noto Sans" in families(fonts.faces_of_publication(used(title="Ωμέγα")))
    assert "Noto Sans" not in families(fonts.faces_of_publication(used(paragraph("Ωμέγα"))))


def test_an_east_asian_publication_has_its_font_first():
    faces = fonts.faces_of_publication(used(paragraph("“…”"), language="zh-Hans"))
    assert "Noto Sans CJK TC" in families(faces)
    assert fonts.fallback("text", "zh-Hans", faces).startswith('"Noto Sans CJK TC", "Literata"')
    assert fonts.fallback("text", "en", faces).startswith('"Literata"')


def test_fallback_names_only_the_families_at_hand_and_ends_generic():
    faces = fonts.faces()
    assert fonts.fallback("text", faces=faces) == '"Literata", "Source Code Pro", serif'
    assert (
        fonts.fallback("heading", faces=faces) == '"Atkinson Hyperlegible", "Literata", "Source Code Pro", sans-serif'
    )
    assert fonts.fallback("code", faces=faces) == '"Source Code Pro", "Literata", monospace'
    for kind in ("text", "heading", "code"):
        named = fonts.fallback(kind).split(", ")
        assert len(named) == len(set(named)) == len(font_files.FAMILIES) + (0 if kind == "heading" else -1) + 1


def test_css_has_a_rule_a_face():
    faces = fonts.faces()
    css = fonts.font_face_css(faces, lambda face: f"fonts/{face.name}.woff2")
    assert css.count("@font-face") == len(faces)
    assert 'src: url("fonts/literata-700-italic.woff2") format("woff2")' in css
    assert 'format("opentype")' in fonts.font_face_css(faces[:1], lambda face: "asset:x.otf")


def test_missing_glyphs_are_reported_once_with_place_name_and_advice():
    problems = fonts.missing_glyphs(publication(paragraph("a ✗ b"), paragraph("✗✗", 2), paragraph("\ue000", 7)))
    assert [(problem.code, problem.place.line) for problem in problems] == [("glyph", 1), ("glyph", 7)]
    assert "U+2717 BALLOT X (here and in 2 more places)" in problems[0].message
    assert 'write "×"' in problems[0].fix
    assert "U+E000" in problems[1].message
    assert all(problem.severity == "error" for problem in problems)


def test_a_letter_that_stands_for_a_fancy_one_is_suggested():
    (problem,) = fonts.missing_glyphs(publication(paragraph("𝑥")))
    assert 'write "x"' in problem.fix


@pytest.mark.parametrize(
    "text", ["a\u00adb\u200b\u200d\ufe0f\u2009\u202f", "❤\ufe0f 👩‍🚀 ☑", "e\u0301 ж Ω", "漢字 한 あ"]
)
def test_what_our_fonts_draw_or_need_not_draw_is_no_problem(text):
    assert fonts.missing_glyphs(publication(paragraph(text))) == ()


def test_code_counts_as_code_and_alt_text_does_not_count():
    used = fonts.characters_of(
        publication(CodeBlock(text="┌─┐"), Paragraph(content=(Code(value="λ"), Text(value="text"))), title="Über")
    )
    assert used.code == set("┌─┐λ")
    assert "λ" not in used.text
    assert set("Über") <= used.headings <= used.text


def test_missing_glyphs_in_code_are_found():
    (problem,) = fonts.missing_glyphs(publication(CodeBlock(text="✘", at=Place("a.md", 3))))
    assert problem.place == Place("a.md", 3)


def test_a_subset_has_the_characters_and_little_else():
    face = next(face for face in fonts.faces() if face.name == "literata-400")
    data = fonts.subset(face, "Ω")
    assert data.startswith(b"wOF2")
    assert len(data) < face.path.stat().st_size / 6
    cmap = TTFont(BytesIO(data)).getBestCmap()
    assert {ord(character) for character in "AzÉß“”Ω"} <= set(cmap)
    assert ord("ж") not in cmap


def test_a_subset_keeps_the_joining_of_arabic():
    face = next(face for face in fonts.faces_for("العربية") if face.family == "Noto Sans Arabic")
    font = TTFont(BytesIO(fonts.subset(face, "العربية")))
    features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert {"init", "medi", "fina"} <= features


def test_the_same_bytes_in_another_process_and_cache(tmp_path):
    program = (
        "import hashlib; from publisher.render import fonts, font_files\n"
        "style = font_files.CODE.styles[0]; font_files.instance(font_files.CODE, style)\n"
        "face = font_files.faces_of([font_files.Family(*(getattr(font_files.CODE, n) for n in "
        "('name', 'distribution', 'module')), (style,))])[0]\n"
        "print(hashlib.sha256(face.path.read_bytes() + fonts.subset(face, 'λ')).hexdigest())"
    )
    seen = set()
    for seed in ("1", "2"):
        environment = os.environ | {"PUBLISHER_CACHE": str(tmp_path / seed), "PYTHONHASHSEED": seed}
        environment["PYTHONPATH"] = os.pathsep.join(path or str(Path.cwd()) for path in sys.path)
        seen.add(
            subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, check=True).stdout
        )
    assert len(seen) == 1
    assert [path.name for path in (tmp_path / "1" / "fonts").iterdir()] == [
        path.name for path in (tmp_path / "2" / "fonts").iterdir()
    ]


def test_every_family_is_installed_and_covers_its_script():
    for family in font_files.FAMILIES:
        for style in family.styles:
            assert font_files.source(family, style).is_file()
        assert len(font_files.coverage(family)) > 50


CHEROKEE = "ᏣᎳᎩ ᎦᏬᏂᎯᏍᏗ"


def test_a_script_of_no_package_of_ours_takes_the_installed_noto_font():
    if not noto.FOLDER.is_dir():
        pytest.skip(f"apt-get install {noto.PACKAGE}")
    assert fonts.missing_glyphs(publication(paragraph(CHEROKEE))) == ()
    faces = fonts.faces_of_publication(used(paragraph(CHEROKEE)))
    assert "Noto Sans Cherokee" in families(faces)
    assert fonts.fallback("text", "chr", faces).endswith('"Noto Sans Cherokee", serif')
    assert "Noto Sans Cherokee" not in families(fonts.faces_of_publication(used(paragraph("plain"))))


def test_without_that_font_its_package_is_proposed(monkeypatch, tmp_path):
    monkeypatch.setattr(noto, "FOLDER", tmp_path)
    for kept in (noto._installed, noto.family_with):
        kept.cache_clear()
    try:
        problem = fonts.missing_glyphs(publication(paragraph("Ꮳ", 3)))[0]
        assert (problem.code, problem.place.line) == ("glyph", 3)
        assert problem.fix.startswith("install a font for the script Cherokee (Debian: fonts-noto-core)")
        assert "install" not in fonts.missing_glyphs(publication(paragraph("\ue000")))[0].fix
    finally:
        for kept in (noto._installed, noto.family_with):
            kept.cache_clear()
