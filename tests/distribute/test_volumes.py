"""What a medium takes: room that is looked for before anything is written, and volumes of at most so many bytes."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from folders import contents
from hypothesis import given
from hypothesis import strategies as st
from shelves import make_titles

from publisher.cli.codes import Exit
from publisher.distribute import folder
from publisher.distribute.medium import Load, Medium, RoomError, Wanted, check_room, medium_of, packed, size_of
from publisher.distribute.shelf import Stock, shelve
from publisher.distribute.title import Content, Title, TitleFile
from publisher.distribute.volumes import distribute_volumes
from publisher.integrity.verify import verify

NAME = folder.Options(name="Quay Library")
BLOCK = 4096
MANY = 60


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Sixty small titles, of which some weigh much."""
    files = make_titles(tmp_path_factory.mktemp("many"), MANY)
    for number in range(0, MANY, 7):
        with zipfile.ZipFile(files / f"title-{number:05}.epub", "a") as archive:
            archive.writestr("heavy.bin", os.urandom(150_000))
    return files


def taken(place: Path) -> int:
    return sum(-(-path.stat().st_size // BLOCK) * BLOCK for path in place.rglob("*") if path.is_file())


def slugs(place: Path) -> list[str]:
    return sorted(path.name for path in (place / "data" / "titles").iterdir())


def test_nothing_is_written_where_there_is_no_room(many: Path, tmp_path: Path) -> None:
    with pytest.raises(RoomError, match=r"about 10\.\d MB are needed, and there is room for 2 MB"):
        folder.distribute((Stock(many),), tmp_path / "out", NAME, medium=Medium(2_000_000))
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_too_large_for_the_medium_is_said_before(many: Path, tmp_path: Path) -> None:
    with pytest.raises(RoomError, match=r"title-00000\.epub \(\d+ kB\) is larger than a file on .* may be \(100 kB\)"):
        folder.distribute((Stock(many),), tmp_path / "out", NAME, medium=Medium(10**9, 100_000))
    zim = folder.Options(name="Quay Library", zim=True)
    with pytest.raises(RoomError, match=r"the file for Kiwix would be larger .* use --split"):
        folder.distribute((Stock(many),), tmp_path / "out", zim, medium=Medium(10**9, 400_000))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("zim", [False, True])
def test_what_is_reckoned_is_enough_but_not_far_too_much(many: Path, built: Path, tmp_path: Path, zim: bool) -> None:
    for number, files in enumerate((many, built)):
        load = Load(zim=zim)
        for title in shelve((Stock(files),), tmp_path)[0]:
            load.add(title)
        made = folder.distribute((Stock(files),), tmp_path / str(number), folder.Options(zim=zim))
        need = taken(Path(made.folder))
        assert need <= load.bytes <= 2 * need + 600_000


GB = 10**9
LARGE = 5 * GB
ROOM = 100 * GB


def titles_of(*sizes: int) -> list[Title]:
    """Titles of one PDF each, bytes."""
    return [
        Title(
            slug=f"{number}",
            identifier="",
            title="",
            files=(TitleFile(path=Path(f"{number}.pdf"), format="pdf", size=size, sha256=f"{number}"),),
        )
        for number, size in enumerate(sizes)
    ]


@pytest.mark.parametrize(
    ("sizes", "wanted", "said"),
    [
        ([LARGE], Wanted(), r"0\.pdf \(5 GB\) is larger than a file"),
        ([LARGE, GB], Wanted(limit=8 * GB), r"0\.pdf \(5 GB\) is larger than a file"),
        ([LARGE, GB], Wanted(limit=4 * GB), ""),
        ([3 * GB, 3 * GB], Wanted(), ""),
        (
            [3 * GB, 3 * GB],
            Wanted(zip=True),
            r"the ZIP file would be larger .*; use --split 4.29GB, or leave out --zip",
        ),
        ([3 * GB, 3 * GB], Wanted(zip=True, limit=8 * GB), "the ZIP file would be larger"),
        ([3 * GB, 3 * GB], Wanted(zip=True, limit=4 * GB), ""),
        ([3 * GB, 3 * GB], Wanted(zim=True), r"the file for Kiwix would be larger .*; use --split 2\.15GB"),
        ([3 * GB, 3 * GB], Wanted(zim=True, limit=16 * GB), "the file for Kiwix would be larger"),
        ([3 * GB, 3 * GB], Wanted(zim=True, limit=8 * GB), ""),
    ],
)
def test_a_file_that_fat32_does_not_take_is_said_before(sizes: list[int], wanted: Wanted, said: str) -> None:
    medium = Medium(ROOM, 2**32 - 1)
    if said:
        with pytest.raises(RoomError, match=said):
            check_room(titles_of(*sizes), Path("out"), medium, wanted)
    else:
        check_room(titles_of(*sizes), Path("out"), medium, wanted)
    check_room(titles_of(*sizes), Path("out"), Medium(ROOM), wanted)


@pytest.mark.parametrize(
    ("wanted", "needed"),
    [
        (Wanted(), 6),
        (Wanted(zip=True), 12),
        (Wanted(known=frozenset({"0"})), 9),
        (Wanted(known=frozenset({"0"}), zip=True), 18),
        (Wanted(known=frozenset({"0"}), zim=True), 21),
        (Wanted(known=frozenset({"0", "1"})), 6),
        (Wanted(known=frozenset({"0"}), elsewhere=Medium(ROOM)), 6),
    ],
)
def test_room_is_reckoned_for_all_that_is_wanted(wanted: Wanted, needed: int) -> None:
    """Of two titles of 3 GB each, one is known of before."""
    titles = titles_of(3 * GB, 3 * GB)
    check_room(titles, Path("out"), Medium(needed * GB + GB // 10), wanted)
    with pytest.raises(RoomError, match="are needed, and there is room for"):
        check_room(titles, Path("out"), Medium(needed * GB - GB // 10), wanted)


def test_room_for_an_update_elsewhere_is_looked_at_there() -> None:
    wanted = Wanted(known=frozenset({"0"}), elsewhere=Medium(2 * GB))
    with pytest.raises(RoomError, match=r"about 3 GB are needed for the update.*name another place with --update"):
        check_room(titles_of(3 * GB, 3 * GB), Path("out"), Medium(ROOM), wanted)


def test_volumes_and_their_zip_files_are_looked_at_before(many: Path, tmp_path: Path) -> None:
    with pytest.raises(RoomError, match=r"title-00000\.epub \(\d+ kB\) is larger than a file on"):
        distribute_volumes((Stock(many),), tmp_path / "out", 3_000_000, NAME, medium=Medium(GB, 100_000))
    zipped = folder.Options(name="Quay Library", zip=True)
    with pytest.raises(RoomError, match=r"about 20\.\d MB are needed.* or leave out --zip, which takes as much again"):
        distribute_volumes((Stock(many),), tmp_path / "out", 3_000_000, zipped, medium=Medium(15_000_000))
    assert list(tmp_path.iterdir()) == []


def test_the_medium_is_that_of_the_nearest_folder(tmp_path: Path) -> None:
    found = medium_of(tmp_path / "not" / "yet")
    assert abs(found.free - shutil.disk_usage(tmp_path).free) < 2**28
    assert found.largest == 0, "the tests do not run on FAT32"


def test_fat32_takes_no_file_of_4_gib(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    disk = type("Disk", (), {"mountpoint": str(tmp_path), "fstype": "vfat"})
    monkeypatch.setattr("psutil.disk_partitions", lambda **_: [disk])
    assert medium_of(tmp_path / "out").largest == 2**32 - 1


@pytest.mark.parametrize(
    ("text", "size"),
    [("4GB", 4 * 10**9), ("700 MB", 7 * 10**8), ("3.5GiB", 7 * 2**29), ("650m", 65 * 10**7), ("2048", 2048)],
)
def test_sizes_are_read_as_people_write_them(text: str, size: int) -> None:
    assert size_of(text) == size


@pytest.mark.parametrize("text", ["", "0", "0GB", "-3GB", "much", "4 XB", "1e9", "4,7GB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write 700MB or 4GB"):
        size_of(text)


@given(
    st.lists(st.integers(0, 4_000_000), max_size=40),
    st.integers(700_000, 6_000_000),
    st.booleans(),
)
def test_volumes_hold_each_title_once_in_order_and_keep_to_the_size(sizes: list[int], limit: int, zim: bool) -> None:
    titles = [
        Title(
            slug=f"{number:03}",
            identifier="",
            title="",
            files=(TitleFile(path=Path(f"{number}.epub"), format="epub", size=size, sha256=""),),
            content=Content(1, size // 2, {"font": 1000}),
        )
        for number, size in enumerate(sizes)
    ]
    volumes, alone = packed(titles, limit, zim=zim)
    kept = [slug for volume in volumes for slug in volume]
    assert kept == sorted(kept) and sorted(kept + alone) == [one.slug for one in titles]
    for volume in volumes:
        load = Load(zim=zim)
        for slug in volume:
            load.add(titles[int(slug)])
        assert volume and load.bytes <= limit


def test_each_volume_is_whole_by_itself_and_keeps_to_the_size(many: Path, tmp_path: Path) -> None:
    limit = 3_000_000
    made = distribute_volumes((Stock(many),), tmp_path / "sticks", limit, NAME)
    places = [tmp_path / f"sticks-{number}" for number in range(1, len(made) + 1)]
    assert len(made) >= 3 and sorted(tmp_path.iterdir()) == places
    assert [slug for place in places for slug in slugs(place)] == [f"title-{number:05}" for number in range(MANY)]
    for number, place in enumerate(places, start=1):
        assert taken(place) <= limit and verify(place).good
        page = (place / "data" / "index.html").read_text()
        assert f"<h1>Quay Library, part {number} of {len(places)}</h1>" in page
        feed = json.loads((place / "data" / "opds" / "2" / "index.json").read_text())
        assert feed["metadata"]["title"] == f"Quay Library, part {number} of {len(places)}"
    assert made[0].titles + sum(one.titles for one in made[1:]) == MANY


def test_made_again_the_volumes_are_the_same_and_those_too_many_go_away(many: Path, tmp_path: Path) -> None:
    first = distribute_volumes((Stock(many),), tmp_path / "sticks", 3_000_000, NAME)
    before = contents(tmp_path)
    distribute_volumes((Stock(many),), tmp_path / "sticks", 3_000_000, NAME)
    assert contents(tmp_path) == before
    letter = tmp_path / f"sticks-{len(first) + 1}" / "letter.txt"
    letter.parent.mkdir()
    letter.write_text("dear")
    assert len(distribute_volumes((Stock(many),), tmp_path / "sticks", 60_000_000, NAME)) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sticks-1", letter.parent.name]


def test_a_title_that_goes_into_no_volume_is_left_out_and_said(many: Path, tmp_path: Path) -> None:
    made = distribute_volumes((Stock(many),), tmp_path / "sticks", 900_000, NAME)
    left = [one.place.file for volume in made for one in volume.problems if one.place and one.code == "title-large"]
    assert left == [f"title-{number:05}" for number in range(0, MANY, 7)]
    assert sum(one.titles for one in made) == MANY - len(left)
    with pytest.raises(RoomError, match="no title goes into"):
        distribute_volumes((Stock(many),), tmp_path / "other", 300_000, NAME)


def test_a_title_keeps_its_history_when_it_moves_to_another_volume(many: Path, tmp_path: Path) -> None:
    files = shutil.copytree(many, tmp_path / "files")
    distribute_volumes((Stock(files),), tmp_path / "sticks", 3_000_000, NAME)
    last = files / f"title-{MANY - 1:05}.pdf"
    last.unlink()
    distribute_volumes((Stock(files),), tmp_path / "sticks", 60_000_000, NAME)
    page = (tmp_path / "sticks-1" / "data" / "titles" / last.stem / "index.html").read_text()
    assert f"Removed: {last.name}" in page


def test_the_command_says_each_volume_and_what_has_no_room(many: Path, tmp_path: Path) -> None:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "publisher", "distribute", str(many), "-o", str(tmp_path / "sticks")]
        environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
        return subprocess.run(
            [*command, *map(str, arguments)], env=environment, capture_output=True, text=True, timeout=60
        )

    done = run("--split", "3MB", "--zip")
    assert done.returncode == Exit.GOOD, done.stderr
    made = re.findall(r"sticks-(\d) +\d+ ", done.stdout)
    assert made == [str(number) for number in range(1, len(made) + 1)] and len(made) >= 3
    assert {path.name for path in tmp_path.glob("*.zip")} == {f"sticks-{number}.zip" for number in made}
    wrong = run("--split", "tiny")
    assert wrong.returncode == Exit.USAGE and "is no size; write 700MB or 4GB" in wrong.stderr
    none = run("--split", "1kB")
    assert none.returncode == Exit.PROBLEMS and "Nothing was written: no title goes into 1,000 bytes" in none.stderr
