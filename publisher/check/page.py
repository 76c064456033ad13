"""page, a fast validator for PDF/UA-1 and PDF/A that comes as a Python package (``page-validation``)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from publisher.check.outcome import Outcome, missing, outcome
from publisher.check.profiles import CLAUSES, PROFILES, claimed
from publisher.model import Place, Problem

if TYPE_CHECKING:
    from page import ValidationFailure

NAME = "page"


KNOWN = frozenset({"ua1", "3a"})
"""The profiles that it is used for; it has none for PDF 2.0."""


def validate(path: Path, profiles: tuple[str, ...] = ()) -> tuple[Outcome, ...]:
    """Check a PDF file against these profiles, or those that it claims to follow; an outcome a profile that page has.

    A problem names the PDF object that it was found in.
    """
    profiles = tuple(profile for profile in profiles or claimed(path) if profile in KNOWN)
    try:
        import page
    except ImportError:
        how = "pip install page-validation==0.11.0"
        return tuple(missing(f"{NAME} {PROFILES[profile]}", path, how) for profile in profiles)
    outcomes = []
    for profile in profiles:
        name = f"{NAME} {PROFILES[profile]}"
        try:
            report = page.validate_pdf(path, profile=profile)
        except (page.PageError, OSError) as fault:
            problem = Problem(code="page-unreadable", message=f"page cannot read it: {fault}", place=Place(path.name))
            outcomes.append(outcome(name, path, [problem], "unreadable"))
            continue
        problems = [_problem(failure, profile, path) for failure in report.failures]
        detail = f"{report.rules.failed} of {report.rules.total} rules failed"
        outcomes.append(outcome(name, path, problems, detail))
    return tuple(outcomes)


def _problem(failure: ValidationFailure, profile: str, path: Path) -> Problem:
    where = f" (object {failure.object_id.object_number})" if failure.object_id else ""
    return Problem(
        code="page-" + failure.rule_id.lower(),
        message=failure.message + where,
        place=Place(path.name),
        clause=CLAUSES[profile],
    )
