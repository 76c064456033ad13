"""The page to print: it says what is there, is accessible like any other PDF, and its code leads where it says."""

import shutil
import subprocess
from pathlib import Path

import pikepdf
import pytest
from shelves import make_titles

from publisher.check import page, verapdf
from publisher.check.listen import listen
from publisher.distribute import folder
from publisher.distribute.shelf import Stock

ADDRESS = "https://quay.example/library/"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    titles = make_titles(tmp_path_factory.mktemp("titles"), 3)
    output = tmp_path_factory.mktemp("handout") / "library"
    options = folder.Options(name="Quay *Library* & Co", leaflet=True, address=ADDRESS)
    folder.distribute((Stock(titles),), output, options)
    return output / "data"


def test_it_is_one_accessible_page(root: Path) -> None:
    path = root / "leaflet.pdf"
    with pikepdf.open(path) as file:
        assert len(file.pages) == 1
    for outcome in (*page.validate(path), *verapdf.validate(path)):
        if outcome.status == "missing":
            pytest.skip(outcome.detail)
        assert outcome.problems == ()


def test_it_says_what_is_there_and_how_to_open_it(root: Path) -> None:
    said = "\n".join(map(str, listen(root / "leaflet.pdf")))
    assert "Quay *Library* & Co" in said
    assert "3 titles to read without a network." in said
    for words in ("On a computer", "On a phone", "With a screen reader", ADDRESS, f"It leads to {ADDRESS}"):
        assert words in said
    assert "Kiwix" not in said


def test_the_code_leads_there(root: Path, tmp_path: Path) -> None:
    if shutil.which("zbarimg") is None:
        pytest.skip("apt-get install zbar-tools")
    subprocess.run(
        ["pdftoppm", "-r", "150", "-png", "-singlefile", root / "leaflet.pdf", tmp_path / "page"], check=True
    )
    read = subprocess.run(["zbarimg", "-q", "--raw", tmp_path / "page.png"], capture_output=True, text=True, check=True)
    assert read.stdout.strip() == ADDRESS


def test_pages_lead_to_it_and_it_is_the_same_again(root: Path, tmp_path: Path) -> None:
    assert 'href="leaflet.pdf"' in (root / "index.html").read_text()
    titles = make_titles(tmp_path / "titles", 3)
    options = folder.Options(name="Quay *Library* & Co", leaflet=True, address=ADDRESS)
    folder.distribute((Stock(titles),), tmp_path / "library", options)
    assert (tmp_path / "library" / "data" / "leaflet.pdf").read_bytes() == (root / "leaflet.pdf").read_bytes()
    folder.distribute((Stock(titles),), tmp_path / "plain", folder.Options())
    assert "leaflet" not in (tmp_path / "plain" / "data" / "index.html").read_text()
