"""Golden transcripts: what a screen reader says of a file, word for word, in ``check/golden/``."""

from pathlib import Path

from publisher.check.listen import listen

GOLDEN = Path(__file__).parent / "check" / "golden"


def transcript(path: Path, page: str = "") -> str:
    """All that is said of a file, or of one of its pages."""
    return "".join(f"{one}\n" for one in listen(path, page))


def compare(name: str, said: str, update: bool) -> None:
    """Asserts that it is what the golden file has, or writes it there."""
    golden = GOLDEN / name
    if update:
        golden.write_text(said)
    assert said == golden.read_text()
