"""Running the validators that are programs of their own: where they are kept, and how long and how much they may.

1. start the program in a process group of its own, with its output going to files
2. wait; at the limit, end the whole group, because some programs start others
3. hand back what it wrote, up to a limit
"""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import platformdirs
from msgspec import Struct

OUTPUT_LIMIT = 64 * 2**20
"""Bytes that are read of what a program writes."""
TERMINAL_COLOUR = re.compile("\x1b\\[[0-9;]*m")
JAVA = ("-Xmx2g", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true", "-Duser.language=en")
"""Options that bound a Java program's memory and let a short run start fast."""
NO_JAVA = "Java is not installed; Debian and Ubuntu: apt-get install default-jre-headless"


class Finished(Struct, frozen=True):
    """A program that ended by itself: its exit code and what it wrote."""

    code: int
    output: bytes
    errors: str


class StoppedError(Exception):
    """A program did not end in the time that it had."""


def cache_folder() -> Path:
    """Where programs that are fetched or compiled are kept: PUBLISHER_CACHE, or the user's cache folder."""
    stated = os.environ.get("PUBLISHER_CACHE", "")
    return Path(stated) if stated else platformdirs.user_cache_path("publisher")


def find(*names: str) -> str:
    """The path of the first of the programs that is installed, or an empty string."""
    return next((path for name in names if (path := shutil.which(name))), "")


def run(command: Sequence[str], seconds: float, environment: Mapping[str, str] | None = None) -> Finished:
    """Run a program without input. Raises `StoppedError` after ``seconds``, and OSError if it cannot be started."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired as fault:
            raise StoppedError(f"{Path(command[0]).name} did not end within {seconds:.0f} s") from fault
        finally:
            _end(process)
        output.seek(0)
        errors.seek(0)
        return Finished(code, output.read(OUTPUT_LIMIT), errors.read(OUTPUT_LIMIT).decode(errors="replace"))


def last_words(finished: Finished) -> str:
    """What a program said last, in one line: why it gave no result."""
    said = finished.errors.strip() or finished.output.decode(errors="replace").strip()
    return " ".join(TERMINAL_COLOUR.sub("", said[-500:]).split())


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and what it started, if any of it still runs."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()
    process.wait()
