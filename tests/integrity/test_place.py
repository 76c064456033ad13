"""A folder takes the place of another one: what is finished, cleared away, left alone, and refused before."""

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from folders import contents
from integrity.conftest import killed, suicide
from program import app
from typer.testing import CliRunner

from publisher.distribute import folder
from publisher.distribute.shelf import Stock
from publisher.distribute.volumes import distribute_volumes
from publisher.integrity import place, system
from publisher.integrity.apply import apply
from publisher.integrity.place import BrokenOffError, PlaceError, left_over, recover, workshop


@pytest.mark.usefixtures("in_turns")
@pytest.mark.parametrize("command", ["verify", "serve", "apply", "distribute"])
def test_whatever_opens_the_folder_next_puts_it_in_its_place(
    made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    with monkeypatch.context() as patched:
        rename = Path.rename
        patched.setattr(Path, "rename", lambda path, target: suicide() if path.name == "new" else rename(path, target))
        killed(lambda: apply(made / "update", copy))
    assert not copy.exists()
    arguments = {
        "verify": ("verify", copy),
        "serve": ("serve", copy, "--port", "65536"),
        "apply": ("apply", made / "update", copy),
        "distribute": ("distribute", made / "nowhere", "--output", made / "none", "--since", copy),
    }[command]
    if command == "serve":
        monkeypatch.setattr("socket.create_server", no_port)
        arguments = ("serve", copy)
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert "was missing, as a run was broken off: the new one has taken its place." in " ".join(done.stderr.split())
    assert done.exit_code == (0 if command in ("verify", "apply") else 2)
    assert contents(copy) == contents(made / "new" / "library")
    assert [path.name for path in copy.parent.iterdir()] == ["library"]


def no_port(*_: object, **__: object) -> None:
    raise OSError(errno.EACCES, "no")


@pytest.mark.usefixtures("in_turns")
def test_volumes_that_were_broken_off_are_put_in_their_places(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, stock = tmp_path / "sticks", (Stock(made / "old-titles"),)
    first = distribute_volumes(stock, output, 800_000, folder.Options())
    places = [Path(one.folder) for one in first]
    assert len(places) >= 2
    before = [contents(place) for place in places]
    with monkeypatch.context() as patched:
        rename = Path.rename

        def deadly(path: Path, target: Path) -> Path:
            if path.name == "new" and target.name == "sticks-2":
                suicide()
            return rename(path, target)

        patched.setattr(Path, "rename", deadly)
        assert killed(lambda: distribute_volumes(stock, output, 800_000, folder.Options(name="Other")))
    assert not places[1].exists() and contents(places[0]) != before[0]
    distribute_volumes(stock, output, 800_000, folder.Options())
    assert [contents(place) for place in places] == before
    assert sorted(tmp_path.iterdir()) == places


@pytest.mark.usefixtures("in_turns")
def test_a_new_folder_that_is_not_whole_does_not_take_the_place_of_the_old_one(
    made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the medium had lost what it was told to keep."""
    with monkeypatch.context() as patched:
        rename = Path.rename
        patched.setattr(Path, "rename", lambda path, target: suicide() if path.name == "new" else rename(path, target))
        killed(lambda: apply(made / "update", copy))
    (copy.parent / ".library-publisher" / "new" / "index.html").unlink()
    assert recover(copy).endswith("the old one is back in its place")
    assert contents(copy) == contents(made / "old" / "library")


@pytest.mark.usefixtures("in_turns")
@pytest.mark.parametrize("back", [True, False], ids=["old one back", "nothing can be renamed"])
def test_a_renaming_that_fails_leaves_the_old_folder(
    made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch, back: bool
) -> None:
    rename = Path.rename

    def refused(path: Path, target: Path) -> Path:
        if path.name == "new" or (path.name == "old" and not back):
            raise OSError(errno.EACCES, "Permission denied")
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", refused)
        if back:
            with pytest.raises(OSError, match="denied"):
                apply(made / "update", copy)
        else:
            with pytest.raises(BrokenOffError, match=r"Say publisher verify .* to have it back"):
                apply(made / "update", copy)
            assert not copy.exists()
            said = CliRunner().invoke(app, ["verify", str(copy)])
            assert said.exit_code == 1 and "cannot be put in its place again" in " ".join(said.stderr.split())
            with pytest.raises(OSError, match="denied"):
                folder.distribute((Stock(made / "new-titles"),), copy, folder.Options())
    recover(copy)
    assert contents(copy) == contents(made / ("old" if back else "new") / "library")
    assert [path.name for path in copy.parent.iterdir()] == ["library"]


def test_the_new_folder_is_on_the_medium_before_the_old_one_goes(
    made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    kept = contents(made / "new" / "library")

    def note(name: str, real: Callable[..., bool]) -> Callable[..., bool]:
        def called(*given: Path) -> bool:
            if name == "synchronised":
                assert contents(given[0]) == kept
            done.append(name)
            return real(*given)

        return called

    for name in ("synchronised", "exchanged"):
        monkeypatch.setattr(place, name, note(name, getattr(place, name)))
    apply(made / "update", copy)
    assert done == ["synchronised", "exchanged"]


def test_where_all_cannot_be_flushed_at_once_each_file_and_folder_is(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed = set[int]()
    monkeypatch.setattr(os, "fsync", lambda handle: flushed.add(os.fstat(handle).st_ino))
    system.flush(copy)
    assert flushed == {path.stat().st_ino for path in (copy, *copy.rglob("*"))}


@pytest.mark.parametrize("fault", [TypeError, OSError])
def test_a_system_without_these_calls_is_no_fault(
    made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch, fault: type[Exception]
) -> None:
    """Windows says so with a TypeError."""

    def refused(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr("ctypes.CDLL", refused)
    apply(made / "update", copy)
    assert contents(copy) == contents(made / "new" / "library")


@pytest.mark.parametrize("name", [".library-publisher", ".library-old", ".library-new"])
def test_what_is_not_ours_is_left_alone(made: Path, copy: Path, name: str) -> None:
    letter = copy.with_name(name) / "letter.txt"
    letter.parent.mkdir()
    letter.write_text("dear")
    if name == ".library-publisher":
        for work in (
            lambda: apply(made / "update", copy),
            lambda: folder.distribute((Stock(made / "new-titles"),), copy, folder.Options()),
        ):
            with pytest.raises(PlaceError, match="is in the way, and was not made by publisher"):
                work()
        assert contents(copy) == contents(made / "old" / "library")
    else:
        apply(made / "update", copy)
        assert contents(copy) == contents(made / "new" / "library")
    assert letter.read_text() == "dear"


def test_two_runs_do_not_work_on_one_folder(made: Path, copy: Path) -> None:
    with workshop(copy), pytest.raises(PlaceError, match="another run of publisher is at work"):
        apply(made / "update", copy)
    apply(made / "update", copy)
    assert contents(copy) == contents(made / "new" / "library")


def test_what_a_killed_run_left_is_cleared_by_the_next_one(made: Path, tmp_path: Path) -> None:
    output = tmp_path / "library"

    def stop(_name: str, stage: str) -> None:
        if stage == "listing":
            suicide()

    killed(lambda: folder.distribute((Stock(made / "new-titles"),), output, folder.Options(), stop))
    assert [path.name for path in tmp_path.iterdir()] == [".library-publisher"]
    folder.distribute((Stock(made / "new-titles"),), output, folder.Options())
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


def test_a_link_to_the_folder_stays_a_link(made: Path, copy: Path) -> None:
    link = copy.with_name("link")
    link.symlink_to(copy)
    done = CliRunner().invoke(app, ["apply", str(made / "update"), str(link)])
    assert done.exit_code == 0, done.stderr
    assert link.readlink() == copy and contents(copy) == contents(made / "new" / "library")
    output = copy.with_name("other")
    output.symlink_to(copy)
    folder.distribute((Stock(made / "old-titles"),), output, folder.Options(name="Quay"))
    assert output.readlink() == copy and contents(copy) == contents(made / "old" / "library")


@pytest.mark.parametrize("inside", [".", "data", "..", "../library"])
def test_the_folder_where_one_is_must_be_named_from_outside(
    made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    monkeypatch.chdir(copy / "data" if inside == ".." else copy)
    named = inside if inside != "data" else "."
    for arguments in (
        ("apply", str(made / "update"), named),
        ("distribute", str(made / "new-titles"), "--output", named),
        ("distribute", str(made / "new-titles"), "--output", named, "--split", "1GB"),
    ):
        done = CliRunner().invoke(app, list(arguments))
        assert done.exit_code == 2
        assert "go out of it, and name it from there" in " ".join(done.stderr.replace("│", " ").split())
    assert contents(copy) == contents(made / "old" / "library")


def test_a_whole_medium_cannot_be_replaced(made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.path.ismount", lambda path: path == copy)
    for arguments in (
        ("apply", made / "update", copy),
        ("distribute", made / "new-titles", "--output", copy),
        ("distribute", made / "new-titles", "--output", copy, "--split", "1GB"),
    ):
        done = CliRunner().invoke(app, [str(one) for one in arguments])
        assert done.exit_code == 2
        assert "name a folder on it, such as" in " ".join(done.stderr.replace("│", " ").split())
    assert contents(copy) == contents(made / "old" / "library")
    assert [path.name for path in copy.parent.iterdir()] == ["library"]


@pytest.mark.parametrize("command", ["apply", "distribute"])
def test_what_cannot_be_cleared_away_is_told_and_no_fault(
    made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    def refused(path: Path, **_: object) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy", str(path))

    build = copy.with_name("build")
    arguments = {
        "apply": ("apply", made / "update", copy),
        "distribute": ("distribute", made / "new-titles", "--output", copy, "--title", "Quay", "--build", build),
    }[command]
    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", refused)
        done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert done.exit_code == 0, done.stderr
    assert ".library-publisher could not be cleared away" in done.stderr.replace("\n", "")
    assert contents(copy) == contents(made / "new" / "library")
    apply(made / "update", copy)
    assert left_over(copy) is None
