"""Every problem code has a tiny publication that has the problem, and what is said of it.

``tests/golden/<code>/in`` is the publication, ``in.zip`` where it would be large; ``expected`` is refreshed with
``pytest --update-golden``.
"""

import zipfile
from pathlib import Path

import pytest

from publisher.model import Problem
from publisher.read import find, read
from publisher.read.problems import CODES

GOLDEN = Path(__file__).parent.parent / "golden"
CASES = sorted(path.name for path in GOLDEN.iterdir() if path.is_dir())


def problems_of(case: Path, tmp_path: Path) -> tuple[Problem, ...]:
    folder = case / "in"
    if not folder.exists():
        folder = tmp_path / "in"
        with zipfile.ZipFile(case / "in.zip") as archive:
            archive.extractall(folder)
    found: list[Problem] = []
    for source in find(folder) or sorted(folder.iterdir()):
        with read(source) as reading:
            found += reading.problems
    return tuple(found)


@pytest.mark.parametrize("code", CASES)
def test_golden(code: str, tmp_path: Path, update_golden: bool) -> None:
    case = GOLDEN / code
    found = problems_of(case, tmp_path)
    text = "".join(f"{problem.severity}: {problem}\n" for problem in found)
    if update_golden:
        (case / "expected").write_text(text, encoding="utf-8")
    assert text == (case / "expected").read_text(encoding="utf-8")
    assert code in {problem.code for problem in found}


def test_every_code_has_a_golden_case() -> None:
    assert sorted(CODES) == CASES


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_rule_says_what_is_wrong_and_how_to_mend_it(code: str) -> None:
    rule = CODES[code]
    assert rule.message and rule.fix
    assert not rule.message.endswith(".") and not rule.fix.endswith(".")
