"""Real kills, on media that can exchange folders and on those that cannot: the folder is the old or the new one.

Where it is missing, whatever opens it next puts it in its place.
"""

import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from folders import contents
from integrity.conftest import FORK, killed, suicide

from publisher.integrity import place
from publisher.integrity.apply import apply
from publisher.integrity.bag import digest
from publisher.integrity.place import left_over, recover
from publisher.integrity.verify import verify

KILLS = 200
"""How often is killed at random, in both ways together."""
WAYS = pytest.mark.parametrize("at_once", [True, False], ids=["exchanged", "in turns"])


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
    span = 1.3 * (time.perf_counter() - started)
    seen = dict.fromkeys(("old", "new", "broken off"), 0)
    for _ in range(KILLS // 2):
        if known[state(there)] == "new":
            shutil.rmtree(there)
            shutil.copytree(made / "old" / "library", there)
        running = FORK.Process(target=apply, args=(made / "update", there))
        running.start()
        time.sleep(chance.uniform(0, span))
        running.kill()
        running.join()
        recover(there)
        verdict = verify(there)
        assert verdict.good, verdict
        seen[known[state(there)]] += 1
        # So that both are seen, however busy the machine is just then.
        span *= 1.05 if known[state(there)] == "old" else 0.95
        seen["broken off"] += left_over(there) is not None
    assert min(seen.values()) > 5, seen
    apply(made / "update", there)
    assert contents(there) == contents(made / "new" / "library")
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
    assert contents(there) == contents(made / "new" / "library")
    assert [path.name for path in tmp_path.iterdir()] == ["library"]
    assert ends == sorted(ends, reverse=True), "old up to a moment, and new from then on"
    assert "old" in ends and "new" in ends
    assert missing == (0 if at_once else 2)


def state(root: Path) -> str:
    return digest(root / "tagmanifest-sha256.txt")
