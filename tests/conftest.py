"""Options of the test run."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what is found as what is expected")
    parser.addoption("--publications", type=int, default=50, help="how many generated publications become PDF files")
    parser.addoption("--publications-seed", type=int, default=1, help="another seed makes other publications")
    parser.addoption("--publications-folder", default="", help="where their files are kept")


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--update-golden"))
