"""The cache: what it gives back, how large it grows, and that nothing done to it meanwhile is a fault."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from program import app
from typer.testing import CliRunner

from publisher import fingerprint
from publisher.cache import Cache, clean, digest
from publisher.fingerprint import program
from publisher.manifest import NAME

ENTRY = b"x" * 1000


def keys(count: int, first: int = 0) -> list[str]:
    return [digest(str(number)) for number in range(first, first + count)]


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def used(folder: Path, key: str, ago: int) -> None:
    """Say that an entry was used so many seconds ago."""
    moment = time.time() - ago
    os.utime(folder / program() / key[:2] / key[2:], (moment, moment))


def test_it_never_grows_beyond_its_limit_while_it_is_written_to(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=100_000)
    for key in keys(250):
        cache.put(key, ENTRY)
        assert size(tmp_path) <= 100_000
    assert size(tmp_path) > 60_000


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=10_000)
    known = keys(20)
    writing = Cache(tmp_path)
    for at, key in enumerate(known):
        writing.put(key, ENTRY)
        used(tmp_path, key, ago=1000 - at)
    assert cache.get(known[0]) == ENTRY
    cache.sweep()
    left = [key for key in known if cache.get(key) is not None]
    assert left == [known[0], *known[-6:]]


def test_entries_of_another_version_go_first_and_what_was_built_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / NAME).write_bytes(b"{}" * 5000)
    os.utime(tmp_path / NAME, (0, 0))
    with monkeypatch.context() as other:
        other.setattr(fingerprint, "version", lambda _name: "999")
        program.cache_clear()
        for key in keys(10):
            Cache(tmp_path).put(key, ENTRY)
    program.cache_clear()
    before = Cache(tmp_path, limit=12_000)
    for key in keys(8, first=100):
        before.put(key, ENTRY)
        used(tmp_path, key, ago=100_000)
    before.sweep()
    assert all(before.get(key) == ENTRY for key in keys(8, first=100))
    assert (tmp_path / NAME).stat().st_size == 10_000
    Cache(tmp_path, limit=0).sweep()
    assert sorted(path.name for path in tmp_path.iterdir()) == [NAME]


def test_what_is_just_being_written_stays_and_what_a_dead_process_left_goes(tmp_path: Path) -> None:
    cache = Cache(tmp_path, limit=0)
    Cache(tmp_path).put(keys(1)[0], ENTRY)
    folder = next(path.parent for path in tmp_path.rglob("*") if path.is_file())
    (folder / ".now").write_bytes(ENTRY)
    (folder / ".dead").write_bytes(ENTRY)
    os.utime(folder / ".dead", (0, 0))
    cache.sweep()
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [".now"]


BUSY = """
import sys
from pathlib import Path
from publisher.cache import Cache, clean, digest
folder = Path(sys.argv[1])
cache = Cache(folder, limit=40_000)
for number in range(600):
    key = digest(str(number % 60))
    found = cache.get(key)
    assert found in (None, key.encode() * 15), "an entry was not whole"
    cache.put(key, key.encode() * 15)
    if number % 200 == 199:
        clean(folder)
"""


def test_processes_that_write_sweep_and_clean_at_once_find_whole_entries_only(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    busy = [subprocess.Popen([sys.executable, "-c", BUSY, str(tmp_path / "kept")], env=environment) for _ in range(2)]
    assert [process.wait(timeout=120) for process in busy] == [0, 0]


def test_a_cache_that_cannot_be_written_to_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "kept").write_bytes(b"no folder")
    cache = Cache(tmp_path / "kept")
    cache.put("key" * 10, ENTRY)
    assert cache.get("key" * 10) is None
    cache.sweep()


def test_clean_deletes_what_was_kept_and_nothing_else(tmp_path: Path) -> None:
    Cache(tmp_path / ".cache").put(keys(1)[0], ENTRY)
    (tmp_path / "made.epub").write_bytes(ENTRY)
    said = CliRunner().invoke(app, ["clean", str(tmp_path)])
    assert (said.exit_code, [path.name for path in tmp_path.iterdir()]) == (0, ["made.epub"])
    assert clean(tmp_path / ".cache") == 0
