"""An old and a new distribution, and the update between them, that all tests of updates share."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest
from shelves import make_titles

from publisher.distribute import folder
from publisher.distribute.shelf import Stock
from publisher.integrity import place
from publisher.integrity.update import write_update

FORK = multiprocessing.get_context("fork")


@pytest.fixture(scope="session")
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
    """A copy of the old distribution."""
    return Path(shutil.copytree(made / "old" / "library", tmp_path / "library"))


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
    """The end of this process, as when the power fails."""
    os.kill(os.getpid(), signal.SIGKILL)
