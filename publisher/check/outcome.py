"""What a check says of a file."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct

from publisher.model import Problem, in_order, stops

Status: TypeAlias = Literal["passed", "failed", "missing"]


class Outcome(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The result of one check of one file.

    ``missing`` means that the check could not run, and ``detail`` says what to install. A check with problems that
    are only warnings has ``passed``.
    """

    validator: str
    file: str
    status: Status
    problems: tuple[Problem, ...] = ()
    detail: str = ""


def outcome(validator: str, path: Path, problems: Iterable[Problem], detail: str) -> Outcome:
    """The outcome of a check that ran: failed if one of the problems is an error."""
    found = in_order(problems)
    status: Status = "failed" if stops(found) else "passed"
    return Outcome(validator=validator, file=path.name, status=status, problems=found, detail=detail)


def missing(validator: str, path: Path, detail: str) -> Outcome:
    """The outcome of a check that could not run, for want of what ``detail`` says how to install."""
    return Outcome(validator=validator, file=path.name, status="missing", detail=detail)
