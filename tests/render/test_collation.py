"""The order of an index, and its letters, by the custom of each language."""

import pytest

from publisher.render.collation import letter, sort_key


@pytest.mark.parametrize(
    ("language", "ordered"),
    [
        ("en", ["2 pools", "éclair", "Eclipse", "sea", "sea wall", "seal", "Zebra"]),
        ("de", ["Ära", "Bär", "Straße", "Strauß", "Übung", "Vogel"]),
        ("sv", ["Abborre", "Zon", "Ål", "Ärla", "Öring"]),
        ("da", ["Bæver", "Zebra", "Æble", "Øre", "Ål"]),
        ("es", ["nube", "ñandú", "oso"]),
        ("cs", ["cena", "čas", "web", "zima", "žena"]),
        ("tr", ["Ilıca", "İzmir", "jeton"]),
        ("ru", ["ёж", "ель", "жук", "игра", "йод", "кот"]),
        ("el", ["άλφα", "βήτα", "ωμέγα"]),
        ("ja", ["アサリ", "いそ", "か", "がけ", "サメ"]),
        ("ko", ["가재", "나비", "바다"]),
    ],
)
def test_words_stand_in_the_order_of_the_language(language: str, ordered: list[str]) -> None:
    backwards = ordered[::-1]

    assert sorted(backwards, key=lambda words: sort_key(words, language)) == ordered


@pytest.mark.parametrize(
    ("language", "words", "expected"),
    [
        ("en", "Éclair", "E"),
        ("en", "#include", "I"),
        ("en", "7 seas", "0–9"),
        ("en", "&&", ""),
        ("en", "Ångström", "A"),
        ("sv", "Ångström", "Å"),
        ("es", "ñandú", "Ñ"),
        ("da", "Øre", "Ø"),
        ("en", "Øre", "O"),
        ("tr", "izmir", "İ"),
        ("tr", "Ilıca", "I"),
        ("ru", "йод", "Й"),
        ("el", "άλφα", "Α"),
        ("ar", "بحر", "ب"),
        ("ja", "がけ", "か"),
        ("ja", "アサリ", "あ"),
        ("ja", "潮", "漢"),
        ("ko", "바다", "ㅂ"),
    ],
)
def test_words_are_listed_under_their_letter(language: str, words: str, expected: str) -> None:
    assert letter(words, language) == expected


def test_vowel_signs_count() -> None:
    assert sort_key("कि", "hi") != sort_key("का", "hi")
