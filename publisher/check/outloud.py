"""outloud, which looks for what conforming PDF files still get wrong: the optional Python package ``outloud``.

It runs as a program of its own, because the library that it reads PDF files with is native code.
"""

import importlib.util
import json
import sys
from pathlib import Path
from typing import Any

from publisher.check import program
from publisher.check.outcome import Outcome, missing, outcome
from publisher.model import Place, Problem, Severity

NAME = "outloud"
SECONDS = 300.0
SEVERITIES: dict[str, Severity] = {"error": "error", "warning": "warning"}


def validate(path: Path) -> tuple[Outcome, ...]:
    """Check a PDF file for what a reader would hear wrongly: empty headers, words that no tag holds, and the like."""
    if importlib.util.find_spec("outloud") is None:
        return (missing(NAME, path, "pip install 'publisher[conformance]'"),)
    command = [sys.executable, "-W", "ignore", "-m", "outloud.cli", str(path.resolve()), "--json", "-"]
    try:
        finished = program.run(command, SECONDS)
        result = json.loads(finished.output)
    except (program.StoppedError, ValueError) as fault:
        problem = Problem(code="outloud-unfinished", message=f"outloud gave no report: {fault}", place=Place(path.name))
        return (outcome(NAME, path, [problem], "no report"),)
    return tuple(_outcome(file, path) for file in _results(result))


def _results(report: Any) -> list[dict[str, Any]]:
    return list(report["results"])


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
