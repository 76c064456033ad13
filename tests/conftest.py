"""Options of the test run, and what tests of several folders need."""

import os
import subprocess
import sys
from collections.abc import Generator, Iterator

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is found as what is expected")
    parser.addoption("--publications", type=int, default=50, help="how many generated publications become PDF files")
    parser.addoption("--publications-seed", type=int, default=1, help="another seed makes other publications")
    parser.addoption("--publications-folder", default="", help="where their files are kept")
    parser.addoption(
        "--must-validate",
        action="store_true",
        default=os.environ.get("PUBLISHER_MUST_VALIDATE", "0") not in ("", "0"),
        help="a test that would be skipped, for want of a validator or other tool, fails (PUBLISHER_MUST_VALIDATE=1)",
    )


LONG = (
    "test_samples",
    "test_generated",
    "test_corpus",
    "test_ua2",
    "test_torture",
    "test_torture_large",
    "test_titles",
    "test_commands",
)
"""Files whose tests take minutes: they build books, and share them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, so that of the processes that share the files none is waited for at the end."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With --must-validate, a test that is skipped has failed."""
    report = yield
    # A failure that was expected is told as skipped, too.
    if item.config.getoption("--must-validate") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", unproven(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """With --must-validate, a file of tests that is skipped as a whole has failed."""
    report = yield
    if collector.config.getoption("--must-validate") and report.skipped:
        report.outcome, report.longrepr = "failed", unproven(report)
    return report


def unproven(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why a test that is skipped proves nothing: the last part of what pytest says of it."""
    reason = report.longrepr[-1] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return f"nothing may be skipped with --must-validate: {reason.removeprefix('Skipped: ')}"


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--update-golden"))


@pytest.fixture
def cluster() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A Dask scheduler and two workers: its address, and the workers."""
    distributed = pytest.importorskip("distributed", reason="pip install 'publisher[cluster]'")
    begin = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--port", "0", "--no-dashboard", "--no-show"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    scheduler = subprocess.Popen(begin, stderr=subprocess.PIPE, text=True, env=environment)
    assert scheduler.stderr is not None
    address = ""
    while "tcp://" not in address:
        address = scheduler.stderr.readline()
        assert address, "the scheduler did not start"
    address = "tcp://" + address.split("tcp://")[1].split()[0]
    work = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny"]
    workers_ = [
        subprocess.Popen([*work, "--no-dashboard"], stderr=subprocess.DEVNULL, env=environment) for _ in range(2)
    ]
    with distributed.Client(address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    yield address, workers_
    for process in (*workers_, scheduler):
        process.kill()
        process.wait()
    scheduler.stderr.close()
