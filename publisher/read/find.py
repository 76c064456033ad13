"""Which publications there are in a folder.

A file is one, be it Markdown, a model or a PDF; in folders, PDFs are passed over, since they are what was made of one.
A folder is one if it has a ``publication.yaml`` or an mdBook ``SUMMARY.md``, or only Markdown files
that do not say that they are publications of their own. Else it is a folder of publications, which may be nested.
"""

from pathlib import Path

from publisher.read.book import is_book

DEEPEST = 4
_SKIPPED = frozenset({"build", "templates", "node_modules", "images", "target"})
_NOT_TEXT = frozenset({"readme.md", "summary.md", "changelog.md", "license.md", "contributing.md"})


def find(source: Path) -> tuple[Path, ...]:
    """The publications in a file or folder, by name; ``(source,)`` where it is one itself."""
    return tuple(_found(source, 0))


def _found(source: Path, depth: int) -> list[Path]:
    if not source.is_dir() or is_book(source):
        return [source]
    children = sorted(
        child for child in source.iterdir() if not child.name.startswith(".") and child.name not in _SKIPPED
    )
    texts = [child for child in children if child.suffix == ".md" and child.name.lower() not in _NOT_TEXT]
    found = [text for text in texts if _is_publication(text)]
    if texts and not found:
        return [source]
    found += [child for child in children if child.name.endswith("model.json") and child.is_file()]
    for child in children:
        # A link to a folder above would never end.
        if child.is_dir() and not child.is_symlink() and depth < DEEPEST:
            found += _found(child, depth + 1)
    return sorted(found)


def _is_publication(file: Path) -> bool:
    """Whether a Markdown file's front matter gives what only a whole publication has."""
    try:
        with file.open(encoding="utf-8-sig", errors="replace") as text:
            head = text.read(20_000)
    except OSError:
        return False
    if not head.startswith("---\n") and not head.startswith("---\r\n"):
        return False
    keys = {line.partition(":")[0] for line in head.split("\n---", 1)[0].splitlines()}
    return "title" in keys and bool(keys & {"kind", "identifier", "authors", "standfirst", "published"})
