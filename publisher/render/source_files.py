"""What a publication was made from, to be carried by its PDF: the model, the files that it names, its own theme.

1. the content model as JSON
2. pictures, captions and recordings of the publication's folder, as they are; what is on the web stays there
3. the templates and labels of its own theme

What is too large is left out, which is a problem at no place: the PDF is good without it, but cannot be built again.
"""

from pathlib import Path, PurePosixPath

from msgspec import Struct

from publisher.model import (
    LARGEST_ATTACHED,
    LARGEST_TOGETHER,
    MODEL_SUFFIX,
    MOST_ATTACHED,
    THEME_FOLDER,
    AttachedFile,
    Problem,
    Publication,
    encode,
    is_theme_file,
    named_files,
)

_TYPES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".opus": "audio/ogg",
    ".vtt": "text/vtt",
    ".yaml": "application/yaml",
    ".j2": "text/plain",
}
"""Media types by suffix; the table of the system is another one on each."""
_UNKNOWN = "application/octet-stream"


class SourceFiles(Struct, frozen=True):
    """The files, the model first, and what had to be left out."""

    files: tuple[AttachedFile, ...] = ()
    problems: tuple[Problem, ...] = ()


def source_files(publication: Publication, folder: Path, name: str) -> SourceFiles:
    """The source of a publication whose pictures are in ``folder``; ``name`` is that of its files."""
    model = AttachedFile(name + MODEL_SUFFIX, "application/json", encode(publication), publication.title)
    files, problems = [model], []
    room = LARGEST_TOGETHER
    wanted = named_files(publication) | {name: name for name in _theme(folder)}
    for src, said in sorted(wanted.items(), key=lambda one: (_is_recording(one[0]), one)):
        path = _inside(folder, src)
        if path is None:
            continue
        size = path.stat().st_size
        if size > min(LARGEST_ATTACHED, room) or len(files) > MOST_ATTACHED:
            problems.append(_left_out(src, size))
            continue
        room -= size
        media_type = _TYPES.get(PurePosixPath(src).suffix.lower(), _UNKNOWN)
        files.append(AttachedFile(src, media_type, path.read_bytes(), said))
    return SourceFiles(tuple(files), tuple(problems))


def _theme(folder: Path) -> list[str]:
    found = (path.relative_to(folder).as_posix() for path in (folder / THEME_FOLDER).rglob("*"))
    return [name for name in found if is_theme_file(name)]


def _is_recording(src: str) -> bool:
    """They come last, since they are what there may be no room for."""
    return _TYPES.get(PurePosixPath(src).suffix.lower(), "").startswith(("audio/", "video/"))


def _inside(folder: Path, src: str) -> Path | None:
    """The path of a file in the folder, symbolic links followed; None where there is none."""
    try:
        root = folder.resolve()
        path = (root / src).resolve()
        return path if path.is_relative_to(root) and path.is_file() else None
    except (OSError, RuntimeError, ValueError):
        return None


def _left_out(src: str, size: int) -> Problem:
    why = (
        f"it has {size / 1_000_000:.0f} MB"
        if size > LARGEST_ATTACHED
        else f"all files together would have more than {LARGEST_TOGETHER // 1_000_000} MB, or be too many"
    )
    return Problem(
        code="embed-left-out",
        message=f'the PDF does not carry "{src}": {why}',
        fix="make it smaller, or give its folder with --resources when you build the PDF again",
        severity="warning",
    )
