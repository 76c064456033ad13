"""Pictures: what stands for them, and their files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from publisher.model import Described, Figure, Image, Node, Place, Problem, plain_text
from publisher.read.names import stem
from publisher.read.pictures import checker
from publisher.read.problems import problem

LONGEST_ALT = 250
"""Characters of a short text; more belongs in a long description."""
_FILE_NAME = re.compile(r"[\w%+~()-]+(\.[\w-]+)*\.(png|jpe?g|gif|svg|webp|avif|tiff?|bmp|heic|pdf|eps)", re.IGNORECASE)
_CAMERA = re.compile(r"(img|dsc[nf]?|pict|dcim|screenshot|scan|image|photo)[\s_-]*\d[\d\s_.:-]*", re.IGNORECASE)
_WORDS = (
    "image|picture|photo|photograph|graphic|figure|diagram|chart|graph|illustration|drawing|screenshot|icon|logo|alt|"
    "alt text|alternative text|todo|tbd|fixme|xxx|untitled|none|n/a|null|undefined|placeholder|description|spacer|"
    "bild|foto|grafik|abbildung|imagen|immagine|imagem|figura|afbeelding"
)
_PLACEHOLDERS = frozenset(_WORDS.split("|"))


class ImageInspection:
    """Looks at the pictures of one folder, each file once."""

    def __init__(self, folder: Path) -> None:
        self.fault_of = checker(folder)

    def inspect(self, node: Node, at: Place) -> Iterator[Problem]:
        """The problems of a picture, or of a figure as a whole."""
        if isinstance(node, Figure):
            caption = _folded(plain_text(node.caption))
            for image in node.images:
                if caption and isinstance(image.alt, Described) and _folded(image.alt.text) == caption:
                    yield problem("image-alt-caption", image.at if image.at.line else at, src=image.src)
        if isinstance(node, Image):
            if isinstance(node.alt, Described):
                yield from _alt(node.src, node.alt.text, at)
            fault = self.fault_of(node.src)
            if fault is not None:
                yield problem(fault.code, at, src=node.src, **fault.values)


def _alt(src: str, alt: str, at: Place) -> Iterator[Problem]:
    words = alt.strip()
    if not words:
        yield problem("image-alt", at, src=src)
    elif _FILE_NAME.fullmatch(words) or _CAMERA.fullmatch(words) or words == stem(src):
        yield problem("image-alt-file-name", at, src=src)
    elif words.strip(".:-_[]()<> ").lower() in _PLACEHOLDERS or not re.search(r"\w", words):
        yield problem("image-alt-placeholder", at, src=src, alt=words)
    elif len(words) > LONGEST_ALT:
        yield problem("image-alt-long", at, src=src, count=len(words), limit=LONGEST_ALT)


def _folded(text: str) -> str:
    return " ".join(re.sub(r"[^\w\s]", "", text.casefold()).split())
