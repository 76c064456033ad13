"""With --must-validate, whatever is skipped for want of a tool fails and says which: CI passes over nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).parent / "conftest.py"
TESTS = """
import pytest

def test_good():
    pass

def test_in_the_middle():
    pytest.skip("pip install tool")

@pytest.mark.skipif(True, reason="no tool beside it")
def test_by_a_mark():
    pass

@pytest.fixture
def tool():
    pytest.skip("apt-get install tool")

def test_in_a_fixture(tool):
    pass

@pytest.mark.xfail(reason="known")
def test_that_is_expected_to_fail():
    raise AssertionError
"""
WHOLE = 'import pytest\npytest.importorskip("no_such_tool", reason="pip install whole")\n'
REASONS = ("pip install tool", "no tool beside it", "apt-get install tool", "pip install whole")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("skipping")
    (made / "conftest.py").write_text(CONFTEST.read_text())
    (made / "test_some.py").write_text(TESTS)
    (made / "test_whole.py").write_text(WHOLE)
    return made


def run(folder: Path, *arguments: str, must: str = "0") -> tuple[int, str]:
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-q",
        "-c",
        "/dev/null",
        str(folder),
        *arguments,
    ]
    environment = {"PUBLISHER_MUST_VALIDATE": must, "PYTHONPATH": ":".join(sys.path)}
    ended = subprocess.run(command, capture_output=True, text=True, cwd=folder, env=environment)
    return ended.returncode, ended.stdout


def test_without_it_they_are_skipped(folder: Path) -> None:
    code, said = run(folder)
    assert code == 0, said
    assert "1 passed, 4 skipped, 1 xfailed" in said


@pytest.mark.parametrize("how", [{"must": "1"}, {}], ids=["variable", "option"])
def test_with_it_they_fail_with_their_reasons(folder: Path, how: dict[str, str]) -> None:
    arguments = ["--continue-on-collection-errors", *([] if how else ["--must-validate"])]
    code, said = run(folder, *arguments, **how)
    assert code == 1, said
    assert "1 failed, 1 passed, 1 xfailed, 3 errors" in said
    for reason in REASONS:
        assert f"nothing may be skipped with --must-validate: {reason}" in said
