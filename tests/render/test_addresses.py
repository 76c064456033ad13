"""What paper says of where a link leads."""

import pytest

from publisher.render import addresses


@pytest.mark.parametrize(
    ("words", "href", "shown"),
    [
        ("a site", "https://www.example.org/a/", "example.org/a"),
        ("a site", "HTTP://example.org", "example.org"),
        ("example.org/a", "https://example.org/a", ""),
        ("see example.org/a now", "https://www.example.org/a/", ""),
        ("a site", "https://example.org/" + "a" * 280, "example.org/" + "a" * 280),
        ("a site", "https://www.example.org/" + "a" * 300, "example.org/…"),
        ("Ada", "mailto:ada@example.org?subject=Tides", "ada@example.org"),
        ("Ada", "mailto:ada%2Btides@example.org", "ada+tides@example.org"),
        ("ada@example.org", "mailto:ada@example.org", ""),
        ("the watch", "tel:+44-20-7946", "+44-20-7946"),
        ("(+44) 20 7946", "tel:+44207946", ""),
        ("a place", "geo:1,2", ""),
        ("a place", "chapter.html", ""),
        ("nothing", "mailto:", ""),
    ],
)
def test_what_paper_shows(words: str, href: str, shown: str) -> None:
    assert addresses.for_paper(words, href) == shown


@pytest.mark.parametrize(
    ("words", "href", "same"),
    [
        ("https://example.org/a/", "https://example.org/a/", True),
        ("www.example.org/a", "https://example.org/a", True),
        ("ada@example.org", "mailto:ada@example.org", True),
        ("ftp://example.org/a", "ftp://example.org/a", True),
        ("example.org", "https://example.org/a", False),
        ("a site", "https://example.org/a", False),
        ("", "", False),
    ],
)
def test_whether_words_are_their_address(words: str, href: str, same: bool) -> None:
    assert addresses.is_its_address(words, href) is same
