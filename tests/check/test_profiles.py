"""Which standards a file is checked against: those that its metadata claim."""

from pathlib import Path

import pikepdf
import pytest

from publisher.check.profiles import claimed


def claiming(path: Path, **properties: str) -> Path:
    """An empty PDF file whose metadata claim this."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        with pdf.open_metadata() as metadata:
            for name, value in properties.items():
                metadata[name.replace("_", ":")] = value
        pdf.save(path)
    return path


@pytest.mark.parametrize(
    ("properties", "profiles"),
    [
        ({}, ("ua1", "3a")),
        ({"pdfuaid_part": "1", "pdfaid_part": "3", "pdfaid_conformance": "A"}, ("ua1", "3a")),
        ({"pdfuaid_part": "2", "pdfaid_part": "4"}, ("ua2", "4")),
        ({"pdfuaid_part": "2", "pdfaid_part": "4", "pdfaid_conformance": "F"}, ("ua2", "4f")),
        ({"pdfuaid_part": "2"}, ("ua2", "4")),
        ({"pdfuaid_part": "3", "pdfaid_part": "9"}, ("ua1", "3a")),
    ],
)
def test_the_claims_of_a_file(tmp_path: Path, properties: dict[str, str], profiles: tuple[str, str]) -> None:
    assert claimed(claiming(tmp_path / "made.pdf", **properties)) == profiles


def test_what_cannot_be_read_claims_nothing(tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\nbroken")
    assert claimed(tmp_path / "broken.pdf") == ("ua1", "3a")
    assert claimed(tmp_path / "none.pdf") == ("ua1", "3a")
