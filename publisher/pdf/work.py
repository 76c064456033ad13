"""The work that is handed to workers, as plain data: it can be sent to another machine and found again in a cache.

A `Style` is the same for all parts of an edition and is loaded once by every worker; a `Job` is one part to lay out,
a `FurnitureJob` the margins of its pages.
"""

import hashlib
import re
from functools import cached_property
from typing import TypeAlias

import msgspec
from msgspec import Struct

from publisher import __version__
from publisher.pdf.part import Sheet, Side
from publisher.render.assets import Assets

SCHEME = "asset:"
_SIDED = re.compile(r"@page[^{};]*:(left|right)\b")
_USED = re.compile(rb'asset:([^"\')\s]+)')


class File(Struct, frozen=True, dict=True):
    """A file that the layout may read."""

    media_type: str
    data: bytes

    @cached_property
    def digest(self) -> str:
        """What tells it from all others."""
        return digest(self.data)


class Style(Struct, frozen=True, dict=True):
    """What all parts of an edition share: the stylesheet, and the files that it names (fonts), by address.

    ``smallest`` is how small a picture may be made to fit onto a page, of its own size.
    """

    css: str
    files: dict[str, File]
    smallest: float = 1

    @cached_property
    def key(self) -> str:
        """A digest of everything in it, and of the version of the program."""
        whole = hashlib.sha256(f"{__version__}\n{self.smallest}\n{self.css}".encode())
        for name, file in sorted(self.files.items()):
            whole.update(f"{name} {file.media_type} {file.digest} ".encode())
        return whole.hexdigest()

    def file(self, wanted: str) -> bytes:
        """The file with this digest."""
        return next(file.data for file in self.files.values() if file.digest == wanted)


class Job(Struct, frozen=True):
    """A part to lay out: its XHTML, the pictures in it by address, and the side of its first page.

    A ``draft`` is not painted: it is laid out again when the page numbers in it are known.
    """

    xhtml: bytes
    files: dict[str, File] = {}
    side: Side = "right"
    draft: bool = False

    @property
    def size(self) -> int:
        """How much work it is, bytes of markup."""
        return len(self.xhtml)

    def key(self, style: Style) -> str:
        """The digest that its result is kept under."""
        whole = hashlib.sha256(f"part {style.key} {self.side} {self.draft}\n".encode())
        whole.update(hashlib.sha256(self.xhtml).digest())
        for name, file in sorted(self.files.items()):
            whole.update(f"{name} {file.digest} ".encode())
        return whole.hexdigest()


class FurnitureJob(Struct, frozen=True):
    """The margins of a part's pages: the number of the first page, and the texts for running heads before it."""

    sheets: tuple[Sheet, ...]
    first: int
    strings: tuple[tuple[str, str], ...] = ()
    language: str = ""
    direction: str = ""

    @property
    def size(self) -> int:
        """How much work it is, as bytes of markup."""
        return 200 * len(self.sheets)

    def key(self, style: Style) -> str:
        """The digest that its result is kept under."""
        facts = msgspec.msgpack.encode(self)
        return hashlib.sha256(f"furniture {style.key}\n".encode() + facts).hexdigest()


class FontJob(Struct, frozen=True):
    """A face to cut down: the digest of its file, its index in it, and the glyphs that are shown."""

    file: str
    index: int
    glyphs: tuple[int, ...]

    @property
    def size(self) -> int:
        """How much work it is, as bytes of markup."""
        return len(self.glyphs)

    def key(self, _style: Style) -> str:
        """The digest that its result is kept under."""
        return digest(f"font {self.file} {self.index} {self.glyphs}".encode())


AnyJob: TypeAlias = Job | FurnitureJob | FontJob


def digest(data: bytes) -> str:
    """SHA-256, as hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def style_of(css: str, assets: Assets, smallest: float = 1) -> Style:
    """The style of an edition: its stylesheet and fonts."""
    files = {}
    for asset in assets.fonts.values():
        files[SCHEME + asset.name] = File(asset.media_type, asset.data)
    return Style(css, files, smallest)


def files_in(xhtml: bytes, assets: Assets) -> dict[str, File]:
    """The files that a part names, and those that are named in them."""
    known = {asset.name: asset for asset in assets.all()}
    found: dict[str, File] = {}
    waiting = [xhtml]
    while waiting:
        for name in _USED.findall(waiting.pop()):
            asset = known.get(name.decode())
            if asset is not None and SCHEME + asset.name not in found:
                found[SCHEME + asset.name] = File(asset.media_type, asset.data)
    return found


def two_sided(style: Style) -> bool:
    """Whether left and right pages differ, so that a part is not the same on both."""
    return bool(_SIDED.search(style.css))
