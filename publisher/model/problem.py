"""What is wrong with the content or with a file, where, and how to mend it."""

from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

from publisher.model.place import NOWHERE, Place

Severity: TypeAlias = Literal["error", "warning", "info"]


class Problem(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One problem.

    ``code`` names its kind (``image-alt``); ``message`` says what is wrong, ``fix`` how to mend it, ``clause`` which
    rule asks for it. Errors stop a publication, warnings do not; ``info`` is for what is only worth knowing.
    """

    code: str
    message: str
    place: Place = NOWHERE
    fix: str = ""
    clause: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """One line: ``content/x.md:14: image "map.png" has no alt text; write …  [image-alt]``."""
        place = f"{self.place}: " if self.place != NOWHERE else ""
        fix = f"; {self.fix}" if self.fix else ""
        return f"{place}{self.message}{fix}  [{self.code}]"


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems by file, line and code, each once."""
    return tuple(sorted(set(problems), key=lambda problem: (problem.place, problem.code, problem.message)))


def stops(problems: Iterable[Problem]) -> bool:
    """Whether one of the problems is an error."""
    return any(problem.severity == "error" for problem in problems)
