"""What the package says of the publication, read back."""

from pathlib import Path

import pytest
from parts import XML_LANG, dublin_core, links, package, properties, publication, write

from publisher.model import Contributor, Paragraph, Section, Series, Span, Text


def test_titles_are_told_apart(tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication(title="Tides", subtitle="A guide"))
    assert dublin_core(path, "title") == ["Tides", "A guide"]
    assert properties(path, "title-type", "title") == ["main"]
    assert properties(path, "title-type", "subtitle") == ["subtitle"]


def test_people_have_roles_sort_names_and_order(tmp_path: Path) -> None:
    authors = (Contributor(name="Ana Ruiz", sort="Ruiz, Ana"), Contributor(name="Press Office", role="cre"))
    path = write(
        tmp_path / "a.epub", publication(authors=authors, contributors=(Contributor(name="Li Wei", role="trl"),))
    )
    assert dublin_core(path, "creator") == ["Ana Ruiz", "Press Office"]
    assert dublin_core(path, "contributor") == ["Li Wei"]
    assert properties(path, "role", "creator-1") == ["aut"]
    assert properties(path, "file-as", "creator-1") == ["Ruiz, Ana"]
    assert properties(path, "file-as", "creator-2") == []
    assert [properties(path, "display-seq", f"creator-{number}") for number in (1, 2)] == [["1"], ["2"]]
    assert properties(path, "role", "contributor-1") == ["trl"]


@pytest.mark.parametrize(
    ("identifier", "isbn", "identifiers", "numbered"),
    [
        ("urn:isbn:9780306406157", "", ["urn:isbn:9780306406157"], "publication-id"),
        ("urn:isbn:9780306406157", "978-0-306-40615-7", ["urn:isbn:9780306406157"], "publication-id"),
        ("https://example.org/1", "978-0-306-40615-7", ["https://example.org/1", "urn:isbn:9780306406157"], "isbn"),
    ],
)
def test_isbn(identifier: str, isbn: str, identifiers: list[str], numbered: str, tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication(identifier=identifier, isbn=isbn))
    assert dublin_core(path, "identifier") == identifiers
    assert properties(path, "identifier-type", numbered) == ["15"]
    assert package(path).get("unique-identifier") == "publication-id"


def test_every_language_of_the_content_is_named_and_the_main_one_first(tmp_path: Path) -> None:
    words = Span(content=(Text(value="oui"),), language="fr")
    chapter = Section(
        id="one",
        role="chapter",
        title=(Text(value="One"),),
        content=(Paragraph(content=(words,)), Paragraph(content=(Text(value="نعم"),), language="ar", direction="rtl")),
    )
    path = write(tmp_path / "a.epub", publication(body=(chapter,)))
    assert dublin_core(path, "language") == ["en", "fr", "ar"]


def test_language_and_direction_of_the_package(tmp_path: Path) -> None:
    root = package(write(tmp_path / "a.epub", publication(language="ar", direction="rtl")))
    assert (root.get(XML_LANG), root.get("dir")) == ("ar", "rtl")
    assert root.find("{*}spine").get("page-progression-direction") == "rtl"


def test_statements(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.epub",
        publication(
            publisher="Harbour Press",
            published="2026-11-01",
            description="About the sea.",
            rights="© Ana Ruiz",
            license="https://creativecommons.org/licenses/by/4.0/",
            source="https://example.org/first",
            subjects=("Sea", "Birds"),
        ),
    )
    names = ("publisher", "date", "description", "rights", "source", "subject")
    assert {name: dublin_core(path, name) for name in names} == {
        "publisher": ["Harbour Press"],
        "date": ["2026-11-01"],
        "description": ["About the sea."],
        "rights": ["© Ana Ruiz"],
        "source": ["https://example.org/first"],
        "subject": ["Sea", "Birds"],
    }
    assert links(path) == {"dcterms:license": "https://creativecommons.org/licenses/by/4.0/"}
    assert properties(path, "dcterms:modified") == ["2026-11-01T12:30:00Z"]


def test_a_license_without_an_address_is_words(tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication(license="CC BY 4.0"))
    assert (links(path), properties(path, "dcterms:license")) == ({}, ["CC BY 4.0"])


@pytest.mark.parametrize(("position", "written"), [("2", ["2"]), ("2.1", ["2.1"]), ("Winter", []), ("", [])])
def test_series(position: str, written: list[str], tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication(series=Series(name="Shores", position=position)))
    assert properties(path, "belongs-to-collection") == ["Shores"]
    assert properties(path, "collection-type", "series") == ["series"]
    assert properties(path, "group-position", "series") == written


def test_characters_that_xml_cannot_hold_do_not_cost_the_entry(tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication(title="Ti\x00des\x0b & <waves>", subjects=("\ud800Sea",)))
    assert dublin_core(path, "title") == ["Tides & <waves>"]
    assert dublin_core(path, "subject") == ["Sea"]
