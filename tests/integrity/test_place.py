"""A folder takes the place of another one: with real kills, and on media that can exchange folders or cannot.

The folder is the old or the new one each time, and whatever opens it next puts it in its place if it is missing.
"""

import errno
import multiprocessing
import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from integrity.conftest import files
from typer.testing import CliRunner

from publisher.cli.app import app
from publisher.distribute import folder
from publisher.distribute.shelf import Stock
from publisher.integrity import place, system
from publisher.integrity.apply import apply
from publisher.integrity.bag import digest
from publisher.integrity.place import BrokenOffError, PlaceError, left_over, recover, workshop
from publisher.integrity.verify import verify

KILLS = 200
"""How often is killed at random, in both ways together."""
FORK = multiprocessing.get_context("fork")
WAYS = pytest.mark.parametrize("at_once", [True, False], ids=["exchanged", "in turns"])


def state(root: Path) -> str:
    return digest(root / "tagmanifest-sha256.txt")


@pytest.fixture
def in_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """A medium that cannot exchange folders."""
    monkeypatch.setattr(place, "exchanged", lambda _one, _other: False)


def killed(work: Callable[[], object]) -> bool:
    """Runs it in a process that kills itself on the way; whether it did."""
    running = FORK.Process(target=work)
    running.start()
    running.join()
    assert running.exitcode in (0, -signal.SIGKILL)
    return running.exitcode != 0


def suicide(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@WAYS
def test_it_is_whole_whenever_it_is_killed(
    made: Path, tmp_path: Path, at_once: bool, request: pytest.FixtureRequest
) -> None:
    if not at_once:
        request.getfixturevalue("in_turns")
    chance = random.Random(5)
    there = tmp_path / "library"
    known = {state(made / name / "library"): name for name in ("old", "new")}
    shutil.copytree(made / "old" / "library", there)
    started = time.perf_counter()
    apply(made / "update", there)
    whole = time.perf_counter() - started
    seen = dict.fromkeys(("old", "new", "broken off"), 0)
    for _ in range(KILLS // 2):
        if known[state(there)] == "new":
            shutil.rmtree(there)
            shutil.copytree(made / "old" / "library", there)
        running = FORK.Process(target=apply, args=(made / "update", there))
        running.start()
        time.sleep(chance.uniform(0, 1.3 * whole))
        running.kill()
        running.join()
        recover(there)
        verdict = verify(there)
        assert verdict.good, verdict
        seen[known[state(there)]] += 1
        seen["broken off"] += left_over(there) is not None
    assert min(seen.values()) > 5, seen
    apply(made / "update", there)
    assert files(there) == files(made / "new" / "library")
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


@WAYS
def test_it_is_whole_if_it_is_killed_at_any_renaming(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_once: bool, request: pytest.FixtureRequest
) -> None:
    """Killed before and after each of them; one of these moments is that in which the folder is missing."""
    if not at_once:
        request.getfixturevalue("in_turns")
    known = {state(made / name / "library"): name for name in ("old", "new")}
    there, left = tmp_path / "library", [0]

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def called(*given: object) -> object:
            left[0] -= 1
            if left[0] == 0:
                suicide()
            done = real(*given)
            left[0] -= 1
            if left[0] == 0:
                suicide()
            return done

        return called

    for name in ("rename", "replace"):
        monkeypatch.setattr(Path, name, counted(getattr(Path, name)))
    monkeypatch.setattr(place, "exchanged", counted(place.exchanged))
    ends, missing = [], 0
    for moment in range(1, 99):
        shutil.rmtree(there, ignore_errors=True)
        shutil.copytree(made / "old" / "library", there)
        left[0] = moment
        if not killed(lambda: apply(made / "update", there)):
            break
        left[0] = 0
        gone = not there.exists()
        assert bool(recover(there)) == gone
        assert verify(there).good
        ends.append(known[state(there)])
        missing += gone
    left[0] = 0
    assert files(there) == files(made / "new" / "library")
    assert [path.name for path in tmp_path.iterdir()] == ["library"]
    assert ends == sorted(ends, reverse=True), "old up to a moment, and new from then on"
    assert "old" in ends and "new" in ends
    assert missing == (0 if at_once else 2)


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
    assert files(copy) == files(made / "new" / "library")
    assert [path.name for path in copy.parent.iterdir()] == ["library"]


def no_port(*_: object, **__: object) -> None:
    raise OSError(errno.EACCES, "no")


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
    assert files(copy) == files(made / "old" / "library")


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
    assert files(copy) == files(made / ("old" if back else "new") / "library")
    assert [path.name for path in copy.parent.iterdir()] == ["library"]


def test_the_new_folder_is_on_the_medium_before_the_old_one_goes(
    made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    kept = files(made / "new" / "library")

    def note(name: str, real: Callable[..., bool]) -> Callable[..., bool]:
        def called(*given: Path) -> bool:
            if name == "synchronised":
                assert files(given[0]) == kept
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
    assert files(copy) == files(made / "new" / "library")


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
        assert files(copy) == files(made / "old" / "library")
    else:
        apply(made / "update", copy)
        assert files(copy) == files(made / "new" / "library")
    assert letter.read_text() == "dear"


def test_two_runs_do_not_work_on_one_folder(made: Path, copy: Path) -> None:
    with workshop(copy), pytest.raises(PlaceError, match="another run of publisher is at work"):
        apply(made / "update", copy)
    apply(made / "update", copy)
    assert files(copy) == files(made / "new" / "library")


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
    assert link.readlink() == copy and files(copy) == files(made / "new" / "library")
    output = copy.with_name("other")
    output.symlink_to(copy)
    folder.distribute((Stock(made / "old-titles"),), output, folder.Options(name="Quay"))
    assert output.readlink() == copy and files(copy) == files(made / "old" / "library")


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
    assert files(copy) == files(made / "old" / "library")


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
    assert files(copy) == files(made / "old" / "library")
    assert [path.name for path in copy.parent.iterdir()] == ["library"]


def test_what_cannot_be_cleared_away_is_told_and_no_fault(
    made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path) -> None:
        raise OSError(errno.EBUSY, "Device or resource busy", str(path))

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "rmtree", refused)
        done = CliRunner().invoke(app, ["apply", str(made / "update"), str(copy)])
    assert done.exit_code == 0 and "is up to date" in done.stdout
    assert ".library-publisher could not be cleared away" in done.stderr.replace("\n", "")
    assert files(copy) == files(made / "new" / "library")
    apply(made / "update", copy)
    assert left_over(copy) is None
