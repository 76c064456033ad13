"""A title counts as unchanged only where building it again would give the same files, problems and checks."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from publisher.pdf.workers import Here
from publisher.render import noto
from publisher.titles import Done, Options, build_all

PACKAGE = Path(__file__).parents[1]
TEXT = """---
title: The tide
language: en
kind: article
identifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9b01
{dates}---

The tide came in.
"""
DATED = TEXT.format(dates="published: 2026-11-01\n")
OPTIONS = Options(formats=("epub",), checks=False)


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An article that states its date."""
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    path = tmp_path / "tide.md"
    path.write_text(DATED)
    return path


def run(source: Path, options: Options = OPTIONS) -> Done:
    output = source.parent / "out"
    (done,) = build_all([source], output, options, hire=Here, jobs=1, cache=output / ".cache")
    return done


def moment(done: Done) -> str:
    """The moment that the EPUB says it was changed at."""
    with zipfile.ZipFile(done.built.made[0].path) as archive:
        package = next(archive.read(name).decode() for name in archive.namelist() if name.endswith(".opf"))
    found = re.search(r'dcterms:modified"[^>]*>([^<]+)<', package)
    assert found is not None
    return found[1]


def test_another_source_date_epoch_is_a_change(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert moment(run(source)) == "2026-11-01T00:00:00Z"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    done = run(source)
    assert (done.fresh, moment(done)) == (True, "2001-09-09T01:46:40Z")
    assert not run(source).fresh


def test_a_touched_source_is_a_change_only_where_nothing_else_states_a_date(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source.write_text(TEXT.format(dates=""))
    os.utime(source, (1_000_000_000, 1_000_000_000))
    assert moment(run(source)) == "2001-09-09T01:46:40Z"
    assert not run(source).fresh
    os.utime(source, (1_000_000_060, 1_000_000_060))
    done = run(source)
    assert (done.fresh, moment(done)) == (True, "2001-09-09T01:47:40Z")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    assert run(source).fresh
    os.utime(source)
    assert not run(source).fresh


def test_a_font_of_the_system_that_is_installed_is_a_change(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = source.parent / "fonts"
    monkeypatch.setattr(noto, "FOLDER", fonts)
    assert run(source).fresh
    assert not run(source).fresh
    fonts.mkdir()
    (fonts / "NotoSansTest-Regular.ttf").write_bytes(b"")
    assert run(source).fresh


def test_a_validator_that_is_installed_later_is_run(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs = source.parent / "programs"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    checked = Options(formats=("epub",))
    assert [one.status for one in run(source, checked).built.made[0].checks if one.validator == "EPUBCheck"] == [
        "missing"
    ]
    again = run(source, checked)
    assert not again.fresh
    java = programs / "java"
    java.write_text("#!/bin/sh\nexit 9\n")
    java.chmod(0o755)
    (outcome,) = (one for one in run(source, checked).built.made[0].checks if one.validator == "EPUBCheck")
    assert outcome.status == "failed"


def test_another_theme_of_the_program_itself_is_a_change(source: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(PACKAGE / "publisher", own / "publisher", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(PACKAGE / "templates", own / "templates")
    command = [sys.executable, "-m", "publisher", "build", str(source), "-o", str(tmp_path / "out"), "--to", "epub"]

    def build() -> tuple[bool, bytes]:
        made = subprocess.run(
            [*command, "--no-check"],
            env={**os.environ, "PYTHONPATH": str(own)},
            capture_output=True,
            text=True,
            check=True,
            cwd=tmp_path,
        )
        with zipfile.ZipFile(tmp_path / "out" / "tide.epub") as archive:
            style = next(archive.read(name) for name in archive.namelist() if name.endswith("style.css"))
        return "had not changed" in made.stdout, style

    assert build()[0] is False
    assert build()[0] is True
    look = own / "templates" / "epub" / "style.css.j2"
    look.write_text(look.read_text() + "\n.own { color: red }\n")
    unchanged, style = build()
    assert not unchanged
    assert b".own" in style
