"""Metadata: each value, each mistake at its line, and what is made up where something is missing."""

from pathlib import Path

import pytest

from publisher.model import Accessibility, Contributor, Decorative, Described, Paragraph, Place, Series, Text, Update
from publisher.read import read
from publisher.read.language import direction_of, is_language, suggestion
from publisher.read.metadata import Metadata, complete, read_metadata
from publisher.read.tree import MOST_VALUES, Entries, parse_yaml

FULL = """\
title: The Water Atlas
subtitle: Rivers and Seas
language: no
kind: report
identifier: urn:uuid:3f1b0c1e-0000-4000-8000-000000000000
authors:
  - Ada Writer
  - {name: Bo Painter, role: illustrator, sort: "Painter, Bo"}
contributors: [{name: Cy Turner, role: trl}]
published: 2026-03-01
updates:
  - {time: 2026-03-02T10:30:00Z, changed: A number was corrected.}
isbn: 978-0-306-40615-7
subjects: [Water, 1984]
series: {name: Atlases, position: 3}
cover: {src: ./img/../cover.png, alt: A river}
accessibility: {summary: Tested., hazards: [none]}
numbering: {sections: 2, tables: false}
front: [foreword.md]
"""


def read_yaml(text: str) -> Metadata:
    entries, problems = parse_yaml(text, "publication.yaml")
    metadata = read_metadata(entries, "", lambda words, at: (Paragraph(content=(Text(words, at=at),), at=at),))
    return Metadata(
        fields=metadata.fields,
        lists=metadata.lists,
        numbering=metadata.numbering,
        problems=(*problems, *metadata.problems),
    )


def found(text: str) -> list[tuple[str, int]]:
    return [(problem.code, problem.place.line) for problem in read_yaml(text).problems]


def test_every_field_is_read() -> None:
    metadata = read_yaml(FULL)
    assert metadata.problems == ()
    fields = metadata.fields
    assert fields["title"] == "The Water Atlas"
    assert fields["language"] == "no"  # Norwegian, which YAML 1.1 takes for a truth value
    assert fields["authors"] == (
        Contributor(name="Ada Writer"),
        Contributor(name="Bo Painter", role="ill", sort="Painter, Bo"),
    )
    assert fields["contributors"] == (Contributor(name="Cy Turner", role="trl"),)
    assert fields["published"] == "2026-03-01"
    assert fields["updates"] == (Update(time="2026-03-02T10:30:00Z", changed="A number was corrected."),)
    assert fields["isbn"] == "9780306406157"
    assert fields["subjects"] == ("Water", "1984")
    assert fields["series"] == Series(name="Atlases", position="3")
    assert fields["cover"].src == "cover.png"  # type: ignore[attr-defined]
    assert fields["accessibility"] == Accessibility(summary="Tested.", hazards=())
    assert metadata.numbering is not None
    assert (metadata.numbering.sections, metadata.numbering.tables, metadata.numbering.figures) == (2, False, True)
    assert list(metadata.lists) == ["front"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("title: A\nauthor: Ada\n", [("meta-unknown", 2)]),
        ("title:\n  - A\n", [("meta-type", 2)]),
        ("title:\n", [("meta-type", 1)]),
        ("kind: novel\n", [("meta-value", 1)]),
        ("a: 1\n\ntitle: A\ntitle: B\n", [("meta-duplicate", 4), ("meta-unknown", 1)]),
        ("published: 2026-02-30\n", [("meta-date", 1)]),
        ("published: 2026-03-01 10:30\n", [("meta-date", 1)]),
        ("updates:\n  - time: soon\n    changed: It.\n", [("meta-date", 2)]),
        ("language: german\n", [("language-tag", 1)]),
        ("isbn: 978-0-306-40615-8\n", [("meta-isbn", 1)]),
        ("identifier: my book\n", [("meta-identifier", 1)]),
        ("authors:\n  - role: aut\n", [("meta-part", 2)]),
        ("authors:\n  - name: A\n    role: wizard\n", [("meta-value", 3)]),
        ("accessibility: {hazards: [loud]}\n", [("meta-value", 1)]),
        ("cover: cover.png\n", [("image-alt", 1)]),
        ("cover: {alt: A}\n", [("meta-part", 1)]),
        ("cover: {src: a.png, alt: A, width: 120}\n", [("meta-type", 1)]),
        ("numbering: maybe\n", [("meta-type", 1)]),
        ("numbering: {sections: 99999999999999999999}\n", [("meta-type", 1)]),
        ("title: [a\nlanguage: en\n", [("meta-syntax", 2)]),
        ("title: \x07\n", [("meta-syntax", 1)]),
        ("- a\n", [("meta-type", 1)]),
    ],
)
def test_a_mistake_has_its_code_and_its_line(text: str, expected: list[tuple[str, int]]) -> None:
    assert found(text) == expected


def test_a_wrong_key_is_told_the_right_one() -> None:
    assert "did you mean authors?" in read_yaml("author: Ada\n").problems[0].fix
    assert "language: de" in read_yaml("language: german\n").problems[0].fix


def test_an_alias_bomb_is_bounded() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    assert len("\n".join(lines)) < MOST_VALUES
    assert found("\n".join(lines)) == [("meta-limit", 1)]


@pytest.mark.parametrize("text", ["a: &a [*a]\n", "a: " + "[" * 3000, "a: " + "x" * 300_000])
def test_endless_and_huge_metadata_is_bounded(text: str) -> None:
    assert found(text) == [("meta-limit", 1)]


def test_no_object_is_made_of_a_yaml_tag(tmp_path: Path) -> None:
    marker = tmp_path / "made"
    metadata = read_yaml(f"title: !!python/object/apply:pathlib.Path.touch [{marker}]\n")
    assert [problem.code for problem in metadata.problems] == ["meta-type"]
    assert not marker.exists()


def test_pictures_need_alt_or_decorative() -> None:
    assert read_yaml("cover: {src: a.png, decorative: true}\n").fields["cover"].alt == Decorative()  # type: ignore[attr-defined]
    lead = read_yaml("lead: {src: a.png, alt: Hills, caption: Far hills, credit: Ada, description: Long.}\n")
    figure = lead.fields["lead"]
    assert figure.images[0].alt == Described("Hills")  # type: ignore[attr-defined]
    assert figure.caption == (Text("Far hills"),)  # type: ignore[attr-defined]
    assert figure.description == (Paragraph(content=(Text("Long."),)),)  # type: ignore[attr-defined]
    assert lead.kind == "article"


def test_what_is_missing_is_made_up_and_said() -> None:
    at = Place("publication.yaml", 1)
    fields, problems = complete({}, at, Entries(), "Folder")
    assert (fields["title"], fields["language"]) == ("Folder", "und")
    assert [problem.code for problem in problems] == ["title-missing", "language-missing", "identifier-missing"]


def test_a_made_identifier_depends_on_title_language_and_authors_only() -> None:
    def identifier(**fields: object) -> object:
        return complete(fields, Place(), Entries(), "")[0]["identifier"]

    first = identifier(title="A", language="en", authors=(Contributor(name="B"),))
    assert first == identifier(title="A", language="en", authors=(Contributor(name="B"),), published="2026")
    assert first != identifier(title="A", language="fr", authors=(Contributor(name="B"),))
    assert identifier(title="A", language="en", isbn="9780306406157") == "urn:isbn:9780306406157"


@pytest.mark.parametrize(
    "tag", ["en", "pt-BR", "zh-Hant-TW", "sr-Latn", "de-CH-1996", "yue", "en-x-plain", "es-419", "no"]
)
def test_language_tags(tag: str) -> None:
    assert is_language(tag)


@pytest.mark.parametrize("tag", ["", "english", "en_US", "e", "xx", "en-", "en--US", "deutsch", "abcd", "en-US-US-US"])
def test_what_is_no_language_tag(tag: str) -> None:
    assert not is_language(tag)


def test_suggestions_and_directions() -> None:
    assert suggestion("en_US") == "en-US"
    assert suggestion("German") == "de"
    assert suggestion("klingon!") == ""
    assert [direction_of(tag) for tag in ("ar", "he-IL", "az-Arab", "ar-Latn", "en")] == [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    ]


def test_front_matter_lines_count_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\nlanguage: en\nauthor: B\n---\n\nText.\n", encoding="utf-8")
    problems = read(tmp_path / "a.md").problems
    assert [(problem.code, str(problem.place)) for problem in problems if problem.code == "meta-unknown"] == [
        ("meta-unknown", "a.md:4:1")
    ]


def test_overrides_win(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: A\nlanguage: en\n---\n\nText.\n", encoding="utf-8")
    publication = read(tmp_path / "a.md", {"title": "B", "authors": ["Ada", "Bo"]}).publication
    assert publication is not None
    assert (publication.title, publication.language) == ("B", "en")
    assert [author.name for author in publication.authors] == ["Ada", "Bo"]
