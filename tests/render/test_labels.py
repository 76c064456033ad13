"""The words that the renderer adds: whole in every language, with the same places to fill, and dates."""

from pathlib import Path
from string import Formatter

import pytest
import yaml

from publisher.render import Theme, theme
from publisher.render.labels import labels

FOLDER = theme().folders[-1] / "shared" / "labels"
ENGLISH = yaml.safe_load((FOLDER / "en.yaml").read_text(encoding="utf-8"))
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.yaml"))


def placeholders(words: object) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(str(words)) if name is not None}


def written(language: str) -> dict[str, object]:
    loaded = yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def test_the_languages_that_the_readme_promises_are_there() -> None:
    promised = {"ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "sv", "zh", "zh-hant"}

    assert promised <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_all_words_and_no_others(language: str) -> None:
    words = written(language)

    assert set(words) == set(ENGLISH)
    assert set(words["roles"]) == set(ENGLISH["roles"])
    assert len(words["months"]) == len(words["months-alone"]) == 12


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_places_to_fill(language: str) -> None:
    words = written(language)

    assert {key: placeholders(words[key]) for key in words} == {key: placeholders(ENGLISH[key]) for key in ENGLISH}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_is_text(language: str) -> None:
    words = written(language)
    plain = [value for key, value in words.items() if key not in ("months", "months-alone", "roles")]

    assert all(isinstance(value, str) for value in (*plain, *words["months"], *words["roles"].values()))
    assert all(value for key, value in words.items() if key != "duration-space")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_is_written_twice(language: str) -> None:
    lines = (FOLDER / f"{language}.yaml").read_text(encoding="utf-8").splitlines()
    keys = [line.partition(":")[0] for line in lines if line and not line.startswith((" ", "#"))]

    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("language", "marks"),
    [
        ("en", "“”‘’"),
        ("de", "„“‚‘"),
        ("es", "«»“”"),
        ("it", "«»“”"),
        ("nl", "‘’“”"),
        ("sv", "””’’"),
        ("pl", "„”«»"),
        ("ja", "「」『』"),
        ("zh", "“”‘’"),
        ("zh-Hant", "「」『』"),
        ("ar", "«»“”"),
    ],
)
def test_quotations_are_marked_by_custom(language: str, marks: str) -> None:
    words = labels(theme(), language)

    assert "".join(words(f"{place}quote-{side}") for place in ("", "inner-") for side in ("open", "close")) == marks


def test_french_quotation_marks_stand_off_by_a_space_that_does_not_break() -> None:
    words = labels(theme(), "fr")

    assert words("quote-open") == "«\N{NO-BREAK SPACE}"
    assert words("quote-close") == "\N{NO-BREAK SPACE}»"


@pytest.mark.parametrize(
    ("language", "moment", "said"),
    [
        ("en", "", ""),
        ("en", "2026", "2026"),
        ("en", "2026-03", "March 2026"),
        ("en", "2026-03-09", "9 March 2026"),
        ("en", "2026-03-09T10:30Z", "9 March 2026, 10:30 UTC"),
        ("en", "2026-03-09T10:30:59Z", "9 March 2026, 10:30 UTC"),
        ("en", "2026-03-09T10:30:59+00:00", "9 March 2026, 10:30 UTC"),
        ("en", "2026-03-09T10:30+05:30", "9 March 2026, 10:30 UTC+05:30"),
        ("en", "2026-03-09T10:30:00-03:00", "9 March 2026, 10:30 UTC-03:00"),
        ("de", "2026-03-09", "9. März 2026"),
        ("fr", "2026-04-01", "1er avril 2026"),
        ("fr", "2026-04-11", "11 avril 2026"),
        ("it", "2026-04-01", "1º aprile 2026"),
        ("es", "2026-03-09", "9 de marzo de 2026"),
        ("pt", "2026-03", "março de 2026"),
        ("pl", "2026-03-09", "9 marca 2026"),
        ("pl", "2026-03", "marzec 2026"),
        ("ja", "2026-03-09", "2026年3月9日"),
        ("zh", "2026-03", "2026年3月"),
    ],
)
def test_dates_are_written_as_people_do(language: str, moment: str, said: str) -> None:
    assert labels(theme(), language).date(moment) == said


@pytest.mark.parametrize(
    ("language", "chapter"),
    [
        ("de-AT", "Kapitel 4"),
        ("DE", "Kapitel 4"),
        ("zh-CN", "第 4 章"),
        ("tlh", "Chapter 4"),
    ],
)
def test_a_language_has_the_words_of_the_widest_tag_that_has_any(language: str, chapter: str) -> None:
    assert labels(theme(), language)("chapter", number="4") == chapter


@pytest.mark.parametrize("language", ["zh-Hant", "zh-hant-tw", "zh-TW", "zh-HK"])
def test_traditional_characters_are_read_where_they_are_written(language: str) -> None:
    assert labels(theme(), language)("figure", number="2") == "圖 2"


@pytest.mark.parametrize("language", ["zh", "zh-Hans-HK", "zh-SG"])
def test_simplified_characters_are_read_where_they_are_written(language: str) -> None:
    assert labels(theme(), language)("figure", number="2") == "图 2"


def test_a_publication_changes_single_words(tmp_path: Path) -> None:
    own = tmp_path / "templates" / "shared" / "labels"
    own.mkdir(parents=True)
    (own / "en.yaml").write_text("figure: Plate {number}\n", encoding="utf-8")

    words = labels(theme(tmp_path), "en")

    assert words("figure", number="7") == "Plate 7"
    assert words("table", number="7") == "Table 7"


def test_an_unknown_word_is_an_error() -> None:
    with pytest.raises(KeyError):
        labels(theme(), "en")("nonsense")


def test_a_file_that_holds_no_words_is_named(tmp_path: Path) -> None:
    own = tmp_path / "shared" / "labels"
    own.mkdir(parents=True)
    (own / "en.yaml").write_text("- a list\n", encoding="utf-8")

    with pytest.raises(ValueError, match=r"en\.yaml"):
        labels(Theme((tmp_path, *theme().folders)), "en")


def test_words_outside_the_theme_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("figure: Secret {number}\n", encoding="utf-8")
    own = tmp_path / "theme" / "shared" / "labels"
    own.mkdir(parents=True)
    (own / "en.yaml").symlink_to(tmp_path / "secret.yaml")

    words = labels(Theme((tmp_path / "theme", *theme().folders)), "en")

    assert words("figure", number="1") == "Figure 1"


def test_english_words_in_another_language_say_so() -> None:
    assert labels(theme(), "he").said("contents") == '<span lang="en" xml:lang="en" dir="ltr">Contents</span>'
    assert labels(theme(), "de").said("contents") == "Inhalt"
    assert labels(theme(), "en-GB").said("contents") == "Contents"
