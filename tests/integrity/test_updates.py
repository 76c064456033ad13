"""Updates: small, bound to what they are for, and never half applied, whenever the program is killed."""

import json
import multiprocessing
import random
import shutil
import time
from pathlib import Path

import pytest
from integrity.test_copies import publisher
from shelves import make_titles

from publisher.distribute import folder
from publisher.distribute.shelf import Stock
from publisher.integrity import update
from publisher.integrity.bag import digest
from publisher.integrity.update import UpdateError, apply, write_update
from publisher.integrity.verify import verify

KILLS = 200


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an old and a new distribution, and the update between them: one title more, and one gone."""
    root = tmp_path_factory.mktemp("updates")
    titles = make_titles(root / "titles", 5)
    first, *others = sorted({path.stem.removesuffix("-large-print") for path in titles.iterdir() if path.is_file()})
    for name, left in (("old", first), ("new", others[-1])):
        given = Path(shutil.copytree(titles, root / f"{name}-titles"))
        for path in given.glob(f"{left}*"):
            path.unlink()
        folder.distribute((Stock(given),), root / name / "library", folder.Options(name="Quay"))
    write_update(root / "old" / "library", root / "new" / "library", root / "update", "Quay", "2026-11-23")
    return root


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made / "old" / "library", tmp_path / "library"))


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def state(root: Path) -> str:
    return digest(root / "tagmanifest-sha256.txt")


def test_an_update_has_only_what_changed(made: Path) -> None:
    old, new = files(made / "old" / "library"), files(made / "new" / "library")
    step = json.loads((made / "update" / "data" / "update.json").read_text())
    assert set(step["changed"]) == {name for name in new if old.get(name) != new[name]}
    assert set(step["deleted"]) == set(old) - set(new) != set()
    untouched = [name for name in new if old.get(name) == new[name]]
    assert any(name.endswith(".pdf") for name in untouched)
    assert verify(made / "update").good


def test_it_makes_the_new_folder_of_the_old_one(made: Path, copy: Path) -> None:
    apply(made / "update", copy)
    assert files(copy) == files(made / "new" / "library")
    assert [path.name for path in copy.parent.iterdir()] == ["library"]
    apply(made / "update", copy)
    assert files(copy) == files(made / "new" / "library")


def test_it_is_for_one_folder_alone_and_for_whole_ones(made: Path, copy: Path, tmp_path: Path) -> None:
    next(copy.glob("data/titles/*/*.pdf")).write_bytes(b"")
    before = files(copy)
    with pytest.raises(UpdateError, match="is not whole"):
        apply(made / "update", copy)
    assert files(copy) == before
    other = tmp_path / "other"
    folder.distribute((Stock(make_titles(tmp_path / "few", 1)),), other, folder.Options(name="Other"))
    with pytest.raises(UpdateError, match="not what this update was made for"):
        apply(made / "update", other)
    broken = Path(shutil.copytree(made / "update", tmp_path / "broken"))
    next((broken / "data" / "files").rglob("*.html")).write_text("Elsewhere")
    with pytest.raises(UpdateError, match="is not whole"):
        apply(broken, copy)


def test_it_is_whole_whenever_it_is_killed(made: Path, tmp_path: Path) -> None:
    """Real kills at random moments: the folder is the old or the new one each time, and the next run goes on."""
    chance = random.Random(5)
    place = tmp_path / "library"
    known = {state(made / name / "library"): name for name in ("old", "new")}
    shutil.copytree(made / "old" / "library", place)
    started = time.perf_counter()
    apply(made / "update", place)
    whole = time.perf_counter() - started
    fork = multiprocessing.get_context("fork")
    seen = dict.fromkeys(("old", "new", "broken off"), 0)
    for _ in range(KILLS):
        if known[state(place)] == "new":
            shutil.rmtree(place)
            shutil.copytree(made / "old" / "library", place)
        running = fork.Process(target=apply, args=(made / "update", place))
        running.start()
        time.sleep(chance.uniform(0, 1.3 * whole))
        running.kill()
        running.join()
        verdict = verify(place)
        assert verdict.good, verdict
        seen[known[state(place)]] += 1
        seen["broken off"] += any(path.name.startswith(".library") for path in tmp_path.iterdir())
    assert min(seen.values()) > 5, seen
    apply(made / "update", place)
    assert files(place) == files(made / "new" / "library")
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


def test_where_folders_cannot_change_places_the_next_run_finishes(
    made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file systems of some sticks cannot do it in one step; killed between two renames, nothing is lost."""
    monkeypatch.setattr(update, "_exchanged", lambda _one, _other: False)
    rename = Path.rename

    def killed(self: Path, target: Path) -> Path:
        if self.name == ".library-new":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", killed)
    with pytest.raises(KeyboardInterrupt):
        apply(made / "update", copy)
    assert not copy.exists()
    monkeypatch.setattr(Path, "rename", rename)
    apply(made / "update", copy)
    assert files(copy) == files(made / "new" / "library")
    assert [path.name for path in copy.parent.iterdir()] == ["library"]


def test_the_commands_make_and_apply_it(made: Path, copy: Path, tmp_path: Path) -> None:
    built = publisher(
        "distribute", made / "new-titles", "-o", tmp_path / "new", "--title", "Quay", "--since", copy,
        "--update", tmp_path / "small", "--build", tmp_path / "build",
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    assert "Update" in built.stdout
    done = publisher("apply", tmp_path / "small", copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert "is up to date" in done.stdout
    assert files(copy) == files(tmp_path / "new")
    again = publisher("apply", tmp_path / "small", made / "update")
    assert again.returncode == 1
    assert "not what this update was made for" in " ".join(again.stderr.split())
    wrong = publisher("distribute", made / "new-titles", "-o", tmp_path / "newer", "--update", tmp_path / "x")
    assert wrong.returncode == 2 and "--since" in wrong.stderr
