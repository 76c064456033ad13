"""The covers of titles, as they are and small.

1. the picture is taken from the EPUB, in bounded size
2. a small JPEG is made of it and kept in the cache; what cannot be opened has none
"""

import hashlib
import warnings
import zipfile
from io import BytesIO
from pathlib import Path

from msgspec import Struct
from PIL import Image, ImageOps, UnidentifiedImageError

from publisher.cache import Cache
from publisher.distribute.entry import Thumbnail
from publisher.distribute.title import Title
from publisher.render.images import MOST_PIXELS

SUFFIXES = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/svg+xml": ".svg",
    "image/webp": ".webp",
    "image/gif": ".gif",
}
LARGEST = 64 * 2**20
"""Bytes of a cover."""
SMALL = "cover-small.jpg"
ROOM = (240, 360)
"""Pixels of a small cover at most; it is shown at half of them."""
_SHOWN = 480
_QUALITY = 82


class Cover(Struct, frozen=True):
    """A cover in the folder of its title: the file's name, its size to show it at, CSS px, and what it shows."""

    name: str
    width: int
    height: int
    alt: str
    small: Thumbnail


def write_cover(title: Title, folder: Path, cache: Cache) -> Cover | None:
    """Write the cover and its small picture into the title's folder; None where there is none that can be shown."""
    if title.cover is None or title.epub is None or title.cover.media_type not in SUFFIXES:
        return None
    data = _data(title.epub.path, title.cover.entry)
    if data is None:
        return None
    name = f"cover{SUFFIXES[title.cover.media_type]}"
    if title.cover.media_type == "image/svg+xml":
        width, height = _fitted((title.cover.width or 600, title.cover.height or 900), _SHOWN)
        small = Thumbnail(name, *_fitted((width, height), ROOM[1] // 2))
    else:
        made = _made(data, cache)
        if made is None:
            return None
        (width, height), picture = _fitted(made[0], _SHOWN), made[1]
        (folder / SMALL).write_bytes(picture)
        small = Thumbnail(SMALL, *_fitted(made[0], ROOM[1] // 2, ROOM[0] // 2))
    (folder / name).write_bytes(data)
    return Cover(name, width, height, title.cover.alt, small)


def _data(path: Path, entry: str) -> bytes | None:
    try:
        with zipfile.ZipFile(path) as archive, archive.open(entry) as stream:
            data = stream.read(LARGEST + 1)
    except (OSError, KeyError, zipfile.BadZipFile):
        return None
    return data if len(data) <= LARGEST else None


def _made(data: bytes, cache: Cache) -> tuple[tuple[int, int], bytes] | None:
    """The size of a picture, px, and a small one of it."""
    key = hashlib.sha256(b"small cover" + data).hexdigest()
    kept = cache.get(key)
    if kept is None:
        try:
            kept = _small(data)
        except (OSError, ValueError, UnidentifiedImageError, Image.DecompressionBombError):
            return None
        cache.put(key, kept)
    width, height = (int.from_bytes(kept[at : at + 4], "big") for at in (0, 4))
    return (width, height), kept[8:]


def _small(data: bytes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        image: Image.Image = Image.open(BytesIO(data))
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too large to open")
        image.draft("RGB", (ROOM[0] * 2, ROOM[1] * 2))
        width, height = image.size
        image = ImageOps.exif_transpose(image)
        if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
            whole = image.convert("RGBA")
            paper = Image.new("RGBA", whole.size, "white")
            image = Image.alpha_composite(paper, whole)
        image = image.convert("RGB")
        image.thumbnail(ROOM, Image.Resampling.LANCZOS)
    target = BytesIO()
    image.save(target, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return width.to_bytes(4, "big") + height.to_bytes(4, "big") + target.getvalue()


def _fitted(size: tuple[int, int], height: int, width: int = 0) -> tuple[int, int]:
    """A size that keeps its proportions, at most as high and wide."""
    most = min(height / size[1], (width or height) / size[0])
    return max(1, round(size[0] * most)), max(1, round(size[1] * most))
