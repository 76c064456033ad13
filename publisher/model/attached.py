"""Files that a finished publication carries with it: which those of its source are, and how large they may be.

The writer of a PDF and the reader of one agree on it here.
"""

from pathlib import PurePosixPath

from msgspec import Struct

from publisher.model.block import Media
from publisher.model.inline import Decorative, Image
from publisher.model.publication import Publication
from publisher.model.walk import nodes, plain_text

MODEL_SUFFIX = ".publisher.json"
"""How the name of the file with the content model ends; before it stands the name of the publication's files."""
LARGEST_ATTACHED = 100_000_000
"""Bytes of a picture or recording."""
LARGEST_TOGETHER = 250_000_000
"""Bytes of all of them."""
MOST_ATTACHED = 5_000
"""How many there are at most."""
THEME_FOLDER = "templates"
THEME_SUFFIXES = (".j2", ".yaml")
"""The files of a publication's own theme."""


class AttachedFile(Struct, frozen=True, array_like=True):
    """A file that a PDF carries: its name, perhaps with folders, its media type, its content, and what it is."""

    name: str
    media_type: str
    data: bytes
    description: str = ""


def named_files(publication: Publication) -> dict[str, str]:
    """The files that a publication names, each with what stands for it."""
    pictures: dict[str, str] = {}
    recordings: dict[str, str] = {}
    for node in nodes(publication):
        if isinstance(node, Image):
            said = "" if isinstance(node.alt, Decorative) else node.alt.text
            pictures[node.src] = pictures.get(node.src) or said
        elif isinstance(node, Media):
            for src in (node.captions, node.src):
                if src:
                    recordings.setdefault(src, " ".join(plain_text(node.title).split()))
    return {src: said or PurePosixPath(src).name for src, said in (recordings | pictures).items()}


def is_theme_file(name: str) -> bool:
    """Whether a name relative to the publication's folder is that of a file of its own theme."""
    return name.startswith(f"{THEME_FOLDER}/") and name.endswith(THEME_SUFFIXES)
