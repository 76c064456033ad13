"""Outcomes of validators that must have run."""

from collections.abc import Iterable

import pytest

from publisher.check import Outcome


def ran(outcomes: Iterable[Outcome]) -> tuple[Outcome, ...]:
    """The outcomes. Skips the test, saying why, if one of the validators is not installed; with ``--must-validate``, it
    fails."""
    given = tuple(outcomes)
    for outcome in given:
        if outcome.status == "missing":
            pytest.skip(f"{outcome.validator}: {outcome.detail}")
    return given
