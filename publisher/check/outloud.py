"""outloud, which looks for what conforming PDF files still get wrong: the optional Python package ``outloud``.

It runs as a program of its own, because the library that it reads PDF files with is native code.
"""

import importlib.util
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from publisher.check import program
from publisher.check.outcome import Outcome, missing, outcome
from publisher.model import Place, Problem, Severity

NAME = "outloud"
SECONDS = 300.0
SECONDS_MORE = 30.0
"""What each further file may take."""
SEVERITIES: dict[str, Severity] = {"error": "error", "warning": "warning"}


def validate(path: Path) -> tuple[Outcome, ...]:
    """Check a PDF file for what a reader would hear wrongly: empty headers, words that no tag holds, and the like."""
    return (validate_many((path,))[0],)


def validate_many(paths: Sequence[Path]) -> tuple[Outcome, ...]:
    """The same for many files, in their order; the program is started but once."""
    if importlib.util.find_spec("outloud") is None:
        return tuple(missing(NAME, path, "pip install 'publisher[conformance]'") for path in paths)
    files = [str(path.resolve()) for path in paths]
    command = [sys.executable, "-W", "ignore", "-m", "outloud.cli", *files, "--json", "-"]
    try:
        finished = program.run(command, SECONDS + SECONDS_MORE * len(paths))
        results = {Path(result["path"]).resolve(): result for result in json.loads(finished.output)["results"]}
        return tuple(_outcome(results[path.resolve()], path) for path in paths)
    except (program.StoppedError, ValueError, KeyError) as fault:
        return tuple(_unfinished(path, fault) for path in paths)


def _unfinished(path: Path, fault: Exception) -> Outcome:
    problem = Problem(code="outloud-unfinished", message=f"outloud gave no report: {fault}", place=Place(path.name))
    return outcome(NAME, path, [problem], "no report")


def _outcome(result: dict[str, Any], path: Path) -> Outcome:
    if result["error"]:
        problem = Problem(code="outloud-unreadable", message=result["error"], place=Place(path.name))
        return outcome(NAME, path, [problem], "unreadable")
    counts = result["counts"]
    detail = f"{counts['error']} errors, {counts['warning']} warnings"
    return outcome(NAME, path, [_problem(finding, path) for finding in result["findings"]], detail)


def _problem(finding: dict[str, Any], path: Path) -> Problem:
    page = f"page {finding['page']}: " if finding.get("page") else ""
    evidence = f" ({finding['evidence']})" if finding.get("evidence") else ""
    return Problem(
        code="outloud-" + finding["rule"].lower(),
        message=f"{page}{finding['message']}{evidence}",
        place=Place(path.name),
        severity=SEVERITIES.get(finding["severity"], "info"),
    )
