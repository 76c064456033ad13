"""What is read of titles from their finished files."""

import shutil
from pathlib import Path

import pikepdf

from publisher.check.profiles import PROFILES
from publisher.distribute.collect import titles


def test_titles_say_what_their_files_say(built: Path) -> None:
    found, problems = titles(built)
    assert problems == ()
    assert [title.slug for title in found] == ["ebb-and-flow", "news-bulletin"]
    book, article = found
    assert (book.title, book.subtitle, book.publisher) == ("Ebb and Flow", "Three walks", "Low Water Press")
    assert [(one.name, one.sort, one.role) for one in book.authors] == [("Ada Quay", "Quay, Ada", "aut")]
    assert book.identifier == "urn:uuid:11111111-2222-4333-8444-555555555555"
    assert (book.published, book.modified) == ("2026-03-04", "2026-01-02T00:00:00Z")
    assert book.subjects == ("Walking", "Shores")
    assert [(one.time, one.changed) for one in book.updates] == [
        ("2026-06-07", "A walk was added."),
        ("2026-05-06", "The hours of the tide are those of this year."),
    ]
    assert book.license == "https://creativecommons.org/licenses/by/4.0/"
    assert book.cover is not None
    assert (book.cover.alt, book.cover.media_type) == ("A blue sea under a white sky.", "image/png")
    assert ("textual",) in book.accessibility.sufficient
    assert "alternativeText" in book.accessibility.features
    assert book.accessibility.conforms_to == ("EPUB Accessibility 1.1 - WCAG 2.2 Level AA",)
    assert (article.language, article.direction, article.title) == ("ar", "rtl", "نشرة")


def test_files_are_those_of_the_title_and_its_editions(built: Path) -> None:
    book = titles(built)[0][0]
    assert [(one.format, one.edition) for one in book.files] == [("epub", ""), ("pdf", "print"), ("pdf", "large-print")]
    assert all(one.size == one.path.stat().st_size and len(one.sha256) == 64 for one in book.files)
    assert all(set(one.conforms_to) == {PROFILES["ua1"], PROFILES["3a"]} for one in book.files if one.pages)
    assert all((one.pages > 0) == (one.format == "pdf") for one in book.files)


def test_a_pdf_that_states_nothing_conforms_to_nothing(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.save(tmp_path / "leaflet.pdf")
    (title,), problems = titles(tmp_path)
    assert problems == ()
    assert (title.slug, title.title, title.files[0].conforms_to) == ("leaflet", "leaflet", ())


def test_a_broken_file_is_a_problem_and_the_others_go_on(built: Path, tmp_path: Path) -> None:
    shutil.copy(built / "news-bulletin.epub", tmp_path)
    (tmp_path / "torn.epub").write_bytes(b"PK\x03\x04 and no more")
    (tmp_path / "torn2.pdf").write_bytes(b"%PDF-1.7")
    found, problems = titles(tmp_path)
    assert [title.slug for title in found] == ["news-bulletin"]
    assert [problem.code for problem in problems] == ["file-unreadable", "file-unreadable"]
