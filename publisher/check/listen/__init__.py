"""What a screen reader says of a finished file: the best proof to look at.

1. ``from_pdf`` and ``from_epub`` read the file into the same tree of `Part`, by its tags and nothing else
2. ``speaker`` goes through it in reading order and says it: roles, levels, texts that stand for pictures, cells with
   their headers, notes, changes of language and of page

No two screen readers use the same words; these are plain ones, near to what they have in common.
"""

from pathlib import Path

from publisher.check.listen import from_epub, from_pdf
from publisher.check.listen.part import Utterance
from publisher.check.listen.speaker import speak
from publisher.check.records import UnreadableError

__all__ = ["UnreadableError", "Utterance", "listen"]


def listen(path: Path, page: str = "") -> tuple[Utterance, ...]:
    """What is said of an EPUB or a tagged PDF, or of the page with this printed number alone.

    Raises `UnreadableError` for a file that says nothing (no tags, not whole) or has no such page, and ValueError for
    other files.
    """
    readers = {".pdf": from_pdf.document, ".epub": from_epub.document}
    if path.suffix.lower() not in readers:
        raise ValueError(f"{path} is neither an .epub nor a .pdf file")
    said = tuple(speak(readers[path.suffix.lower()](path)))
    if not page:
        return said
    pages = {page for one in said for page in one.pages}
    if not pages:
        raise UnreadableError("this file has no page numbers")
    if page not in pages:
        raise UnreadableError(f"there is no page {page}, or nothing on it that is read")
    return tuple(one for one in said if page in one.pages)
