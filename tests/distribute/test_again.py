"""Titles that were handed out before: what did not change is not done again, and is what it was."""

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from bench.catalogue import MADE
from folders import contents
from msgspec import structs
from shelves import make_titles

from publisher.distribute import folder, placing
from publisher.distribute.reader import Readable
from publisher.distribute.shelf import NAME, Stock, shelve
from publisher.distribute.title import Title
from publisher.distribute.web import Pages


def test_a_title_that_did_not_change_is_not_read_again(built: Path, tmp_path: Path) -> None:
    files = shutil.copytree(built, tmp_path / "files")
    stocks = (Stock(files, None, files / ".cache"),)
    first, problems = shelve(stocks, tmp_path)
    assert problems == () and len(first) == 2
    records = files / ".cache" / NAME
    # A record that says something else shows whether it is used.
    records.write_text(records.read_text().replace("Ebb and Flow", "Kept from before"))
    os.utime(files / "ebb-and-flow.epub")
    assert [title.title for title in shelve(stocks, tmp_path)[0]] == ["Kept from before", "نشرة"]
    (files / "ebb-and-flow-large-print.pdf").unlink()
    assert [title.title for title in shelve(stocks, tmp_path)[0]] == ["Ebb and Flow", "نشرة"]


def test_what_is_kept_of_a_title_holds_in_another_working_directory(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = shutil.copytree(built, tmp_path / "books")
    (tmp_path / "elsewhere").mkdir()
    for here, named in ((tmp_path, Path("books")), (tmp_path / "elsewhere", Path("../books"))):
        monkeypatch.chdir(here)
        shelf, _ = shelve((Stock(named, None, named / ".cache"),), tmp_path)
        assert [file.path.resolve().parent for title in shelf for file in title.files] == [files] * 5
    records = (files / ".cache" / NAME).read_text()
    assert "../books" in records, "the second time, they were taken from what was kept"


def test_only_pages_of_titles_that_changed_are_made_again(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, output, spare = shutil.copytree(built, tmp_path / "files"), tmp_path / "library", tmp_path / "before"
    made: list[str] = []
    real = placing.write_reader

    def write_reader(title: Title, pages: Pages) -> Readable:
        made.append(title.slug)
        return real(title, pages)

    monkeypatch.setattr(placing, "write_reader", write_reader)

    def again(name: str = "Library") -> list[str]:
        """Which titles are made, with what is kept; the same is made, byte for byte, with nothing kept."""
        made.clear()
        shutil.rmtree(spare, ignore_errors=True)
        if output.is_dir():
            shutil.copytree(output, spare)
        options = folder.Options(name=name, cache=files / ".cache")
        folder.distribute((Stock(files, None, files / ".cache"),), output, options)
        found = sorted(made)
        folder.distribute((Stock(files),), spare, folder.Options(name=name))
        assert contents(output) == contents(spare)
        return found

    assert again() == ["ebb-and-flow", "news-bulletin"]
    assert again() == [], "nothing changed"
    (output / "data" / "titles" / "ebb-and-flow" / "read" / "index.html").write_text("not what was written")
    assert again() == ["ebb-and-flow"], "a page was changed in what was handed out"
    shutil.rmtree(output / "data" / "assets" / "shared")
    assert again() == ["ebb-and-flow", "news-bulletin"], "their fonts are gone"
    (files / "ebb-and-flow-large-print.pdf").unlink()
    assert again() == ["ebb-and-flow"]
    assert again("Another name") == ["ebb-and-flow", "news-bulletin"], "it stands on every page"
    shutil.rmtree(output)
    assert again("Another name") == ["ebb-and-flow", "news-bulletin"], "nothing was handed out before"


def test_made_again_in_its_place_it_shares_files_until_the_old_ones_are_gone(built: Path, tmp_path: Path) -> None:
    files, output = shutil.copytree(built, tmp_path / "files"), tmp_path / "library"
    stocks, options = (Stock(files, None, files / ".cache"),), folder.Options(cache=files / ".cache")
    names = ("data/titles/ebb-and-flow/ebb-and-flow.epub", "data/titles/ebb-and-flow/index.html")

    def made(place: Path, **changed: Any) -> list[int]:
        folder.distribute(stocks, place, structs.replace(options, **changed))
        assert {(place / name).stat().st_nlink for name in names} == {1}
        return [(place / name).stat().st_ino for name in names]

    first = made(output)
    whole = contents(output)
    assert made(output) == first
    assert not set(made(tmp_path / "other", before=(output,))) & set(first), "both stay: they share nothing"
    # A byte that the medium has lost, unseen by size and time.
    book = output / names[0]
    known, data = book.stat(), bytearray(book.read_bytes())
    data[len(data) // 2] ^= 1
    book.write_bytes(data)
    os.utime(book, ns=(known.st_atime_ns, known.st_mtime_ns))
    assert set(made(output)).isdisjoint(first) and contents(output) == whole


def test_memory_does_not_grow_with_the_number_of_titles(tmp_path: Path) -> None:
    """Of a process that hands them out, MB: five times the titles take at most a fifth more."""
    peaks = []
    for count in (100, 500):
        titles = make_titles(tmp_path / f"titles-{count}", count, pdf=False)
        command = [sys.executable, "-c", MADE, titles, tmp_path / f"library-{count}"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        made = json.loads(done.stdout)
        assert made["titles"] == count
        peaks.append(made["mb"])
    assert peaks[1] / peaks[0] < 1.2, peaks


def test_going_through_many_titles_takes_no_more_open_files_than_through_few(tmp_path: Path) -> None:
    shelf, _ = shelve((Stock(make_titles(tmp_path / "many", 120, pdf=False)),), tmp_path)
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (len(list(Path("/proc/self/fd").iterdir())) + 20, before[1]))
    try:
        assert len(list(shelf)) == 120
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)


def test_records_of_files_that_cannot_be_written_beside_are_kept_elsewhere(built: Path, tmp_path: Path) -> None:
    (tmp_path / "no-folder").write_text("")
    shelf, _ = shelve((Stock(built, None, tmp_path / "no-folder"),), tmp_path)
    assert [title.slug for title in shelf] == ["ebb-and-flow", "news-bulletin"]
