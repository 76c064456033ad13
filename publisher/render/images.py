"""Pictures made of pixels: upright, in sRGB, no larger than they are shown, without what they tell of their maker.

1. read the header only: the format, and whether the picture is small enough to open
2. decode (JPEG at a reduced size where that is enough), turn it upright, convert its colours to sRGB
3. scale it down to what the edition can show; never up
4. write it anew as JPEG or PNG, without metadata; a JPEG that needs none of this keeps its pixels to the bit
"""

import warnings
from io import BytesIO
from typing import Literal, TypeAlias

from msgspec import Struct
from PIL import Image, ImageCms, ImageFile, ImageOps, JpegImagePlugin, UnidentifiedImageError

from publisher.render.jpeg import without_metadata

Edition: TypeAlias = Literal["epub", "print"]

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "TIFF", "BMP", "AVIF")
LARGEST_FILE = 100 * 1024 * 1024
"""Bytes of a picture file."""
MOST_PIXELS = 80_000_000
"""Pixels that are decoded at most: about 320 MB of memory."""
MOST_PIXELS_JPEG = 170_000_000
"""Pixels of a JPEG, which can be decoded at an eighth of its size. Pillow itself stops a little above."""

CSS_DPI = 96
PRINT_DPI = 300
MEASURE = (4.5, 7.2)
"""Width and height, in, of the text area of the printed page."""
PAGE = (6.0, 9.0)
"""Width and height, in, of the printed page, which a cover fills."""
EPUB_LONG_SIDE = 1600
EPUB_LARGEST = 4 * 1024 * 1024
"""Bytes of a picture in an e-book; some shops refuse more."""

_SHARPEST_PNG_COLOURS = 1 << 16
_QUALITIES = (85, 75, 65, 50)
_SLOTS = 8


class ImageError(Exception):
    """A picture cannot be used. ``code`` is the problem's code, ``fix`` how to mend it."""

    def __init__(self, code: str, message: str, fix: str) -> None:
        super().__init__(message)
        self.code, self.message, self.fix = code, message, fix


class Picture(Struct, frozen=True):
    """A picture ready for an edition: its file, its size in CSS px to show it at, and what had to be left out."""

    data: bytes
    media_type: str
    width: int
    height: int
    notices: tuple[str, ...] = ()

    @property
    def suffix(self) -> str:
        """The suffix of its file name."""
        return {"image/jpeg": ".jpg", "image/png": ".png", "image/svg+xml": ".svg"}[self.media_type]


class Room(Struct, frozen=True):
    """The room for a picture: the most pixels each way, and the most CSS px to show it at (0: no limit)."""

    pixels: tuple[int, int]
    shown: tuple[int, int] = (0, 0)


def room(edition: Edition, width: int = 0, *, cover: bool = False) -> Room:
    """The room that an edition has for a picture of ``width`` per cent of the measure (0: by its own size)."""
    if edition == "epub":
        return Room((EPUB_LONG_SIDE, EPUB_LONG_SIDE))
    across, down = PAGE if cover else MEASURE
    share = (width or 100) / 100
    pixels = (max(1, round(across * share * PRINT_DPI)), round(down * PRINT_DPI))
    return Room(pixels, (round(across * CSS_DPI), round(down * CSS_DPI)))


def process(data: bytes, edition: Edition, width: int = 0, *, cover: bool = False) -> Picture:
    """The picture in ``data`` made ready for ``edition``; the same bytes for the same input.

    Raises ImageError if it is no picture, broken, or too large to be opened safely.
    """
    if len(data) > LARGEST_FILE:
        raise _too_large(f"{len(data) // 1024 // 1024} MB", f"{LARGEST_FILE // 1024 // 1024} MB")
    space = room(edition, width, cover=cover)
    try:
        with _opened(data) as image:
            return _processed(image, data, edition, space)
    except Image.DecompressionBombError:
        raise _too_large("more pixels than any page could show", f"{MOST_PIXELS // 1_000_000} million") from None
    except UnidentifiedImageError:
        raise ImageError(
            "image-format", "it is no picture that a book can carry", "use PNG, JPEG, WebP, GIF or SVG"
        ) from None
    # Decoders report what is wrong with a file by many exceptions.
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, MemoryError) as error:
        raise ImageError("image-unreadable", f"it cannot be read: {error}", "save it anew") from error


def _opened(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        # Only the header is read here, and the size is checked just below by our own limits.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        # Whoever has loaded WeasyPrint has made Pillow accept pictures that are cut off.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        image = Image.open(BytesIO(data), formats=FORMATS)
    limit = MOST_PIXELS_JPEG if isinstance(image, JpegImagePlugin.JpegImageFile) else MOST_PIXELS
    if image.width * image.height > limit:
        raise _too_large(f"{image.width} × {image.height} pixels", f"{limit // 1_000_000} million pixels")
    return image


def _processed(image: Image.Image, data: bytes, edition: Edition, space: Room) -> Picture:
    notices = ("it is animated; only its first picture is shown",) if getattr(image, "n_frames", 1) > 1 else ()
    if image.format == "MPO":
        notices = ()  # a photograph with a preview or depth picture behind it, not an animation
    turned = image.getexif().get(0x0112, 1) in range(5, 9)
    natural = (image.height, image.width) if turned else image.size
    pixels = _fitting(natural, space.pixels)
    shown = _shown(natural, _dpi(image), space.shown)
    if pixels == natural and (kept := _kept(image, data, edition)):
        return Picture(kept, "image/jpeg", *shown, notices)
    lossy = image.format in {"JPEG", "MPO"}
    drafted = (pixels[1], pixels[0]) if turned else pixels
    image.draft("RGB" if image.mode != "L" else "L", drafted)
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(f"{natural[0]} × {natural[1]} pixels", f"{MOST_PIXELS // 1_000_000} million pixels")
    ready = _scaled(_in_srgb(ImageOps.exif_transpose(image)), pixels)
    encoded, media_type = _encoded(ready, lossy, EPUB_LARGEST if edition == "epub" else LARGEST_FILE)
    return Picture(encoded, media_type, *shown, notices)


def _kept(image: Image.Image, data: bytes, edition: Edition) -> bytes | None:
    """The very JPEG without its metadata, if nothing else has to be changed."""
    if image.format != "JPEG" or image.mode not in {"RGB", "L"} or image.getexif().get(0x0112, 1) != 1:
        return None
    if image.info.get("icc_profile") and not _is_srgb(image.info["icc_profile"]):
        return None
    if edition == "epub" and len(data) > EPUB_LARGEST:
        return None
    image.load()  # a file that is cut off must not pass
    return without_metadata(data)


def _fitting(size: tuple[int, int], most: tuple[int, int]) -> tuple[int, int]:
    factor = min(1.0, most[0] / size[0], most[1] / size[1])
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _shown(natural: tuple[int, int], dpi: float, most: tuple[int, int]) -> tuple[int, int]:
    size = (max(1, round(natural[0] * CSS_DPI / dpi)), max(1, round(natural[1] * CSS_DPI / dpi)))
    return _fitting(size, most) if all(most) else size


def _dpi(image: Image.Image) -> float:
    """The resolution to show it at. Cameras write 72 whatever they mean, so only what is finer than a screen counts."""
    try:
        across = float(image.info.get("dpi", (CSS_DPI, CSS_DPI))[0])
    except (TypeError, ValueError, IndexError, ZeroDivisionError):
        return CSS_DPI
    return across if 120 <= across <= 2400 else CSS_DPI


def _in_srgb(image: Image.Image) -> Image.Image:
    """The picture in sRGB with 8 bits: mode L, RGB or RGBA."""
    profile = image.info.get("icc_profile")
    if image.mode.startswith("I") or image.mode == "F":
        image = _eight_bits(image)
    transparent = image.mode in {"RGBA", "LA", "PA", "RGBa", "La"} or "transparency" in image.info
    if transparent:
        image = image.convert("RGBA")
    elif image.mode not in {"L", "RGB", "CMYK"}:
        image = image.convert("L" if image.mode == "1" else "RGB")
    if profile and not _is_srgb(profile):
        image = _converted(image, profile)
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (255, 255):
        return image.convert("RGB")
    return image if image.mode in {"L", "RGB", "RGBA"} else image.convert("RGB")


def _eight_bits(image: Image.Image) -> Image.Image:
    highest = max(float(bound) for bound in image.getextrema() if isinstance(bound, int | float))
    return image.convert("F").point(lambda value: value * (255.0 / (255.0 if highest <= 255 else 65535.0))).convert("L")


def _converted(image: Image.Image, profile: bytes) -> Image.Image:
    """The picture's colours by its profile in sRGB; a profile that is broken or of another kind is as good as none."""
    opaque = image.convert("RGB") if image.mode == "RGBA" else image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(opaque, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    if converted is None:
        return image
    if image.mode == "RGBA":
        converted.putalpha(image.getchannel("A"))
    return converted


def _is_srgb(profile: bytes) -> bool:
    return b"sRGB" in profile[:4096] or b"s\x00R\x00G\x00B" in profile[:4096]


def _scaled(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    if image.size == size:
        return image
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encoded(image: Image.Image, lossy: bool, most: int) -> tuple[bytes, str]:
    """As JPEG if it was one or is a photograph, else as PNG without loss; smaller and smaller until it fits."""
    opaque = image.mode != "RGBA"
    photograph = opaque and (lossy or image.getcolors(_SHARPEST_PNG_COLOURS) is None)
    while True:
        if not photograph and (len(data := _png(image)) <= most or not opaque):
            if len(data) <= most:
                return data, "image/png"
        else:
            for quality in _QUALITIES:
                if len(data := _jpeg(image, quality)) <= most:
                    return data, "image/jpeg"
        image = _scaled(image, _fitting(image.size, (image.width * 3 // 4, image.height * 3 // 4)))


def _png(image: Image.Image) -> bytes:
    stream = BytesIO()
    flat = image.mode == "RGB" and image.getcolors(256) is not None
    # With up to 256 colours, a palette shows exactly the same in a third of the space.
    written = image.quantize(256, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE) if flat else image
    exact = flat and written.convert("RGB").tobytes() == image.tobytes()
    (written if exact else image).save(stream, "PNG", optimize=True, icc_profile=None, exif=b"", pnginfo=None)
    return stream.getvalue()


def _jpeg(image: Image.Image, quality: int) -> bytes:
    stream = BytesIO()
    plain = image.copy()
    plain.info.clear()
    plain.save(stream, "JPEG", quality=quality, optimize=True, progressive=False, icc_profile=None, exif=b"")
    return stream.getvalue()


def _too_large(size: str, limit: str) -> ImageError:
    return ImageError("image-size", f"it has {size}, more than {limit}", "make it smaller")
