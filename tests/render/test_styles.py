"""The stylesheets of the default theme, and the pages that they make."""

import re
from pathlib import Path

import pikepdf
import pytest
import tinycss2
from making import make_pdf

from publisher import render
from publisher.model import Contributor, Paragraph, Publication, Section, Text
from publisher.render.edition import Name

LINES = " ".join(f"Sentence number {number} is neither long nor short." for number in range(120))


def section(id_: str, role: str, text: str = "A line.", *sections: Section) -> Section:
    return Section(
        id=id_,
        role=role,  # type: ignore[arg-type]
        title=(Text(id_.capitalize()),),
        content=(Paragraph((Text(text),)),),
        sections=sections,
    )


def book(language: str = "en") -> Publication:
    return Publication(
        identifier="urn:uuid:0a4cb2a8-5d5f-4c1e-9f0f-6c7a1a52a0de",
        title="A book",
        language=language,
        kind="book",
        authors=(Contributor(name="Ana Ruiz"),),
        published="2026-11-01",
        front=(section("foreword", "foreword"),),
        body=(section("one", "chapter", LINES), section("two", "chapter", LINES)),
        back=(section("afterword", "afterword"),),
    )


def stylesheet(edition: Name, language: str = "en") -> str:
    publication = book(language)
    assets = render.gather(publication, Path(), edition)
    return render.stylesheet(render.theme(), edition, publication, assets)


def declarations(css: str) -> list[tuple[str, str]]:
    """The declarations of a stylesheet, those within at-rules too."""
    found: list[tuple[str, str]] = []
    rules = [(css, False)]
    while rules:
        text, inner = rules.pop()
        parse = tinycss2.parse_blocks_contents if inner else tinycss2.parse_stylesheet
        for one in parse(text, skip_comments=True, skip_whitespace=True):
            assert one.type != "error", f"{one.message} in {text[:80]}"
            if one.type == "declaration":
                found.append((one.lower_name, tinycss2.serialize(one.value).strip()))
            elif one.content is not None:
                rules.append((tinycss2.serialize(one.content), True))
    return found


def names_in(rule: tinycss2.ast.QualifiedRule) -> set[str]:
    """The properties that a rule sets."""
    return {one.lower_name for one in tinycss2.parse_blocks_contents(rule.content) if one.type == "declaration"}


@pytest.mark.parametrize("edition", ["print", "epub"])
@pytest.mark.parametrize("language", ["en", "ar", "zh-Hant"])
def test_no_colour_is_translucent(edition: Name, language: str) -> None:
    # ISO 19005-3 6.2.10; and what is translucent is painted apart from what it belongs to.
    for name, value in declarations(stylesheet(edition, language)):
        assert name not in ("opacity", "filter", "mix-blend-mode", "box-shadow"), name
        assert not re.search(r"rgba|hsla|transparent|#[0-9a-f]{8}\b|/ *\d+%\)", value), f"{name}: {value}"


def test_an_e_book_leaves_size_and_colours_to_its_reader() -> None:
    css = stylesheet("epub")
    for name, value in declarations(css):
        # EPUB 3.3 §6.3.1.1 forbids the first two.
        assert name not in ("direction", "unicode-bidi", "position"), name
        assert not (name in ("font", "font-size") and re.search(r"\d(px|pt)", value)), f"{name}: {value}"
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and tinycss2.serialize(rule.prelude).strip() in ("html", "body", "p"):
            names = {
                one.lower_name for one in tinycss2.parse_blocks_contents(rule.content) if one.type == "declaration"
            }
            assert not names & {"color", "background", "background-color", "font-size"}


def test_what_has_a_background_has_its_text_colour_beside_it() -> None:
    rules = [
        rule
        for rule in tinycss2.parse_stylesheet(stylesheet("epub"), skip_comments=True, skip_whitespace=True)
        if rule.type == "qualified-rule"
    ]
    named: dict[str, set[str]] = {}
    for rule in rules:
        for selector in tinycss2.serialize(rule.prelude).split(","):
            names = {
                one.lower_name for one in tinycss2.parse_blocks_contents(rule.content) if one.type == "declaration"
            }
            named.setdefault(selector.strip(), set()).update(names)
    grounds = {selector for selector, names in named.items() if "background-color" in names}
    assert {"pre", "mark"} <= grounds
    assert all("color" in named[selector] for selector in grounds if not selector.startswith("img")), grounds


def test_front_matter_has_roman_numbers_and_chapters_open_on_odd_pages(tmp_path: Path) -> None:
    with pikepdf.open(make_pdf(book(), tmp_path, tmp_path / "book.pdf")) as pdf:
        assert [float(side) for side in pdf.pages[0].mediabox[2:]] == [432, 648]
        labels = [page.label for page in pdf.pages]
        tree = {str(name): at for name, at in pikepdf.NameTree(pdf.Root.Names.Dests).items()}
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}

        def shown(id_: str) -> str:
            target = tree[id_]
            place = target.D if isinstance(target, pikepdf.Dictionary) else target
            return labels[pages[place[0].objgen]]

        assert labels[:3] == ["i", "ii", "iii"]
        assert shown("foreword") == "v"
        assert shown("one") == "1"
        assert int(shown("two")) % 2 == int(shown("afterword")) % 2 == 1
