"""Chapters that are taken from the cache are what they would be if they were rendered anew, whatever was edited."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from publisher import render
from publisher.build import build
from publisher.cache import Cache
from publisher.read import read

GUIDE = Path(__file__).parents[1] / "content" / "tidepool-guide"


class Watched(Cache):
    """A cache that counts what is kept under it as markup."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.rendered = 0

    def keep(self, key: str, value: object) -> None:
        self.rendered += isinstance(value, bytes) and b"<!DOCTYPE html>" in value[:100]
        super().keep(key, value)


def replaced(name: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        path = folder / name
        text = path.read_text()
        assert old in text, (name, old)
        path.write_text(text.replace(old, new, 1))

    return edit


EDITS = {
    "a word": (replaced("01-the-edge.md", "Walk down", "Stroll down"), 4),
    "a heading that others name": (replaced("02-the-pull.md", "# The pull", "# The great pull"), 99),
    "a caption that others name": (
        replaced("06-the-slow-hunters.md", ":name: fig-crab\n", ":name: fig-crab-two\n"),
        99,
    ),
    "an entry of the glossary": (replaced("glossary.md", "\n: ", "\n: Really: "), 99),
    "the title": (replaced("publication.yaml", "title: Between the Tides", "title: Between Two Tides"), 99),
    "a note": (replaced("01-the-edge.md", "On a chart", "On each chart"), 4),
}


def made(source: Path, output: Path, cache: Cache | None) -> tuple[bytes, tuple[render.PrintUnit, ...]]:
    """The e-book, and the markup of the printed edition."""
    built = build(source, output, formats=("epub",), draft=True, checks=False, cache=cache)
    with read(source) as reading:
        assert reading.publication is not None
        assets = render.gather(reading.publication, reading.folder, "print", True)
        units = render.print_units(reading.publication, render.theme(reading.folder), assets, cache=cache)
    return Path(built.made[0].path).read_bytes(), units


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A copy of the guide, and a cache with its chapters."""
    root = tmp_path_factory.mktemp("kept")
    shutil.copytree(GUIDE, root / "guide")
    cache = Watched(root / "cache")
    first = made(root / "guide", root / "first", cache)
    assert cache.rendered > 15
    again = Watched(root / "cache")
    assert made(root / "guide", root / "again", again) == first
    assert again.rendered == 0
    return root / "guide", root / "cache"


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_changes_what_it_changes_without_the_cache(name: str, known: tuple[Path, Path], tmp_path: Path) -> None:
    edit, most = EDITS[name]
    source = Path(shutil.copytree(known[0], tmp_path / "guide"))
    edit(source)
    cache = Watched(Path(shutil.copytree(known[1], tmp_path / "cache")))
    assert made(source, tmp_path / "kept", cache) == made(source, tmp_path / "anew", None)
    assert 1 <= cache.rendered <= most


def test_templates_of_its_own_are_rendered_anew(known: tuple[Path, Path], tmp_path: Path) -> None:
    source = Path(shutil.copytree(known[0], tmp_path / "guide"))
    own = source / "templates" / "epub"
    own.mkdir(parents=True)
    (own / "imprint.xhtml.j2").write_text(
        "{% extends 'epub/page.xhtml.j2' %}{% block content %}<p>Own</p>{% endblock %}"
    )
    cache = Watched(Path(shutil.copytree(known[1], tmp_path / "cache")))
    made(source, tmp_path / "out", cache)
    assert cache.rendered == 0
