"""The samples in content/, built as a user builds them, once in a run of the tests, whichever process needs them."""

import fcntl
import os
import tempfile
from functools import cache
from pathlib import Path

import msgspec

from publisher.build import Built, build
from publisher.read import find

ROOT = Path(__file__).parents[1]
SAMPLES = find(ROOT / "content")
GUIDE = ROOT / "content" / "tidepool-guide"
ARTICLE = ROOT / "content" / "harbour-bell" / "harbour-bell.md"
MANUAL = ROOT / "content" / "manual"


@cache
def folder() -> Path:
    """Where the files of all samples are, in this run and no other."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or str(os.getpid())
    made = Path(tempfile.gettempdir()) / f"publisher-samples-{run}"
    made.mkdir(exist_ok=True)
    return made


@cache
def built(source: Path) -> Built:
    """The sample's files. Another process that needs them at the same time waits for them."""
    record = folder() / f".{source.stem}.json"
    with record.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if record.is_file():
            return msgspec.json.decode(record.read_bytes(), type=Built)
        made = build(source, folder())
        record.write_bytes(msgspec.json.encode(made))
        return made


def path(source: Path, suffix: str) -> Path:
    """The first of the sample's files with this ending."""
    return next(Path(made.path) for made in built(source).made if made.path.endswith(suffix))
