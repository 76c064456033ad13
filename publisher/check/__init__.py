"""What finished files are checked with.

1. the validators: EPUBCheck for EPUB, page for PDF/UA-1 and PDF/A-3a; and, where they are asked for, Ace, veraPDF and
   outloud, which need programs of their own
2. parity: the file is read back (`from_epub`, `from_pdf`) and compared with the model (`from_model`)

A validator that is not installed gives an outcome that says so.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from publisher.check import ace, epubcheck, outloud, page, verapdf
from publisher.check.outcome import Outcome, Status
from publisher.check.parity import parity
from publisher.model import Publication

Validator: TypeAlias = Callable[[Path], tuple[Outcome, ...]]
VALIDATORS: dict[str, tuple[tuple[Validator, ...], tuple[Validator, ...]]] = {
    ".epub": ((epubcheck.validate,), (ace.validate,)),
    ".pdf": ((page.validate,), (verapdf.validate, outloud.validate)),
}
"""For each suffix the quick validators, which every build runs, and the slow ones."""
__all__ = ["Outcome", "Status", "check", "parity"]


def check(path: Path, publication: Publication | None = None, *, thorough: bool = False) -> tuple[Outcome, ...]:
    """Every check of a finished EPUB or PDF file, told by its suffix; with a publication, parity too.

    ``thorough`` adds the slow validators. Raises ValueError for other files.
    """
    if path.suffix.lower() not in VALIDATORS:
        raise ValueError(f"{path} is neither an .epub nor a .pdf file")
    quick, slow = VALIDATORS[path.suffix.lower()]
    outcomes = [outcome for validate in (*quick, *(slow if thorough else ())) for outcome in validate(path)]
    if publication is not None:
        outcomes.append(parity(publication, path))
    return tuple(outcomes)
