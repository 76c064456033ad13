"""Options of the test run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is found as what is expected")
    parser.addoption("--publications", type=int, default=50, help="how many generated publications become PDF files")
    parser.addoption("--publications-seed", type=int, default=1, help="another seed makes other publications")
    parser.addoption("--publications-folder", default="", help="where their files are kept")


LONG = ("test_samples", "test_generated", "test_corpus", "test_ua2", "test_torture", "test_titles", "test_commands")
"""Files whose tests take minutes: they build books, and share them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, so that of the processes that share the files none is waited for at the end."""
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--update-golden"))
