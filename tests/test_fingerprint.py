"""The digest of the program changes with whatever takes part in what it makes, so that an upgrade reads nothing old."""

import ctypes
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from publisher import fingerprint
from publisher.cache import Cache
from publisher.fingerprint import program


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    """What other tests see is the digest of what is really there."""
    yield
    program.cache_clear()


def digest() -> str:
    program.cache_clear()
    return program()


@pytest.mark.parametrize(
    "library",
    [
        *("weasyprint", "pydyf", "tinycss2", "cssselect2", "tinyhtml5", "pyphen", "fonttools", "brotli", "pillow"),
        *("ebooklib", "lxml", "jinja2", "markupsafe", "msgspec", "pyyaml", "pikepdf", "mathra", "math-core", "babel"),
    ],
)
def test_another_version_of_a_library_is_another_program(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before, real = digest(), fingerprint.version
    monkeypatch.setattr(fingerprint, "version", lambda name: "999" if name == library else real(name))
    assert digest() != before


def test_another_python_and_another_pango_are_other_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest()
    with monkeypatch.context() as other:
        other.setattr(sys, "version", "3.99.0 (other)")
        assert digest() != before
    library = ctypes.CDLL

    def without_pango(name: str) -> ctypes.CDLL:
        if "pango" in name:
            raise OSError(name)
        return library(name)

    with monkeypatch.context() as other:
        other.setattr(ctypes, "CDLL", without_pango)
        assert digest() != before
    assert digest() == before


def test_what_an_older_program_kept_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    digest()
    Cache(tmp_path).put("key", b"old")
    assert Cache(tmp_path).get("key") == b"old"
    real = fingerprint.version
    monkeypatch.setattr(fingerprint, "version", lambda name: "999" if name == "pyphen" else real(name))
    digest()
    assert Cache(tmp_path).get("key") is None
    monkeypatch.undo()
    digest()
    assert Cache(tmp_path).get("key") == b"old"
