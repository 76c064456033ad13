"""Pictures come out upright, in sRGB, without metadata, no larger than shown; drawings come out harmless."""

import re
import struct
import zlib
from base64 import b64encode
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFile

from publisher.render import images, svg
from publisher.render.images import ImageError


def photograph(width=600, height=400, mode="RGB"):
    """A picture with more colours than a palette holds."""
    across = Image.linear_gradient("L").resize((width, height))
    down = across.transpose(Image.Transpose.ROTATE_90).resize((width, height))
    noise = Image.effect_noise((width, height), 60)
    return Image.merge("RGB", (across, down, noise)).convert(mode)


def flat(width=300, height=200):
    """A diagram of few colours."""
    image = Image.new("RGB", (width, height), "#ffffff")
    ImageDraw.Draw(image).rectangle((width // 10, height // 10, width // 2, height // 2), fill="#2b6cb0")
    return image


def saved(image, format_="JPEG", **options):
    stream = BytesIO()
    image.save(stream, format_, **options)
    return stream.getvalue()


def opened(picture):
    image = Image.open(BytesIO(picture.data))
    image.load()
    return image


def png_header(width, height):
    """A PNG that claims a size and holds almost nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b""
    for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")):
        chunks += struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize(
    ("format_", "mode"), [("PNG", "RGB"), ("WEBP", "RGB"), ("GIF", "P"), ("TIFF", "RGB"), ("BMP", "RGB")]
)
@pytest.mark.parametrize("edition", ["epub", "print"])
def test_every_format_becomes_jpeg_or_png(format_, mode, edition):
    picture = images.process(saved(flat().convert(mode), format_), edition)
    assert picture.media_type in {"image/png", "image/jpeg"}
    assert opened(picture).size == (300, 200)
    assert opened(picture).convert("RGB").getpixel((5, 5)) == (255, 255, 255)


def test_flat_pictures_stay_exact_and_photographs_become_small():
    diagram = images.process(saved(flat(), "PNG"), "epub")
    assert diagram.media_type == "image/png"
    assert opened(diagram).convert("RGB").tobytes() == flat().tobytes()
    picture = images.process(saved(photograph(), "PNG"), "epub")
    assert picture.media_type == "image/jpeg"
    assert len(picture.data) < len(saved(photograph(), "PNG")) / 2


def test_a_jpeg_that_fits_keeps_its_pixels_and_loses_its_metadata():
    exif = Image.Exif()
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"
    data = saved(photograph(), exif=exif, comment=b"a secret", quality=92)
    picture = images.process(data, "epub")
    assert b"Maker" not in picture.data
    assert b"a secret" not in picture.data
    assert b"Exif" not in picture.data
    assert opened(picture).tobytes() == Image.open(BytesIO(data)).tobytes()


@pytest.mark.parametrize("edition", ["epub", "print"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_upright(orientation, edition):
    upright = Image.new("RGB", (400, 200), "#ffffff")
    ImageDraw.Draw(upright).rectangle((0, 0, 99, 99), fill="#ff0000")  # red at the top left
    back = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = upright.transpose(Image.Transpose(back[orientation])) if orientation in back else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture = images.process(saved(stored, exif=exif, quality=95), edition)
    image = opened(picture)
    assert image.size == (400, 200)
    assert (picture.width, picture.height) == (400, 200)
    assert image.getexif().get(0x0112) is None
    red, green, _ = image.convert("RGB").getpixel((50, 50))
    assert red > 200 > 100 > green
    assert min(image.convert("RGB").getpixel((350, 150))) > 200


def test_print_has_at_most_300_dots_an_inch_of_the_measure():
    data = saved(photograph(3000, 2000))
    assert opened(images.process(data, "print")).size == (1350, 900)
    assert opened(images.process(data, "print", 50)).size == (675, 450)
    assert opened(images.process(data, "print", cover=True)).size == (1800, 1200)
    picture = images.process(data, "print")
    assert (picture.width, picture.height) == (432, 288)


def test_a_tall_picture_fits_the_page():
    picture = images.process(saved(photograph(1000, 4000)), "print")
    assert opened(picture).height <= 7.2 * 300
    assert picture.height <= 7.2 * 96 + 1


def test_an_ebook_has_at_most_1600_pixels_and_nothing_is_enlarged():
    assert opened(images.process(saved(photograph(2000, 3000)), "epub")).size == (1067, 1600)
    for edition in ("epub", "print"):
        assert opened(images.process(saved(flat(10, 5), "PNG"), edition)).size == (10, 5)


def test_a_picture_in_an_ebook_has_at_most_four_megabytes():
    noise = Image.merge("RGBA", [Image.effect_noise((1500, 1500), 120) for _ in range(4)])
    picture = images.process(saved(noise, "PNG"), "epub")
    assert len(picture.data) <= images.EPUB_LARGEST
    assert picture.media_type == "image/png"
    assert opened(picture).mode == "RGBA"


def test_a_fine_resolution_counts_and_a_camera_s_72_does_not():
    assert images.process(saved(flat(), "PNG", dpi=(192, 192)), "epub").width == 150
    assert images.process(saved(flat(), "PNG", dpi=(72, 72)), "epub").width == 300


def test_transparency_stays_and_useless_alpha_goes():
    clear = flat().convert("RGBA")
    clear.putpixel((0, 0), (0, 0, 0, 0))
    assert opened(images.process(saved(clear, "PNG"), "epub")).convert("RGBA").getpixel((0, 0))[3] == 0
    opaque = opened(images.process(saved(flat().convert("RGBA"), "PNG"), "epub"))
    assert opaque.mode in {"RGB", "P"}


@pytest.mark.parametrize(
    ("mode", "format_"),
    [("CMYK", "JPEG"), ("L", "JPEG"), ("1", "PNG"), ("I;16", "PNG"), ("LA", "PNG"), ("LAB", "TIFF")],
)
def test_every_colour_mode_becomes_rgb_or_grey(mode, format_):
    image = (
        Image.new("I", (40, 20), 65535).convert("I;16")
        if mode == "I;16"
        else Image.new("RGB", (40, 20), "white").convert(mode)
        if mode != "LAB"
        else ImageCms.profileToProfile(
            Image.new("RGB", (40, 20), "white"),
            ImageCms.createProfile("sRGB"),
            ImageCms.createProfile("LAB"),
            outputMode="LAB",
        )
    )
    picture = images.process(saved(image, format_), "print")
    result = opened(picture)
    assert result.mode in {"RGB", "L", "P"}
    assert min(result.convert("RGB").getpixel((5, 5))) > 245


def test_colours_are_converted_from_their_profile():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    lab = ImageCms.profileToProfile(
        Image.new("RGB", (20, 20), (200, 30, 30)),
        ImageCms.createProfile("sRGB"),
        ImageCms.createProfile("LAB"),
        outputMode="LAB",
    )
    result = opened(images.process(saved(lab, "TIFF", icc_profile=profile), "epub"))
    assert "icc_profile" not in result.info
    red, green, blue = result.convert("RGB").getpixel((5, 5))
    assert abs(red - 200) < 12
    assert abs(green - 30) < 12
    assert abs(blue - 30) < 12


def test_animations_show_their_first_picture_and_say_so():
    data = saved(flat(), "GIF", save_all=True, append_images=[photograph(300, 200).convert("P")])
    picture = images.process(data, "epub")
    assert picture.notices == ("it is animated; only its first picture is shown",)
    assert opened(picture).convert("RGB").tobytes() == flat().tobytes()


def test_the_same_input_gives_the_same_bytes():
    data = saved(photograph(2000, 1500), "PNG")
    assert images.process(data, "epub") == images.process(data, "epub")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "image-format"),
        (b"hello", "image-format"),
        (b"%PDF-1.7", "image-format"),
        (saved(photograph())[:3000], "image-unreadable"),
        (saved(flat(), "PNG")[:200], "image-unreadable"),
        (png_header(100, 100), "image-unreadable"),
        (png_header(50_000, 50_000), "image-size"),
        (png_header(9_500, 9_500), "image-size"),
    ],
)
def test_what_is_broken_or_a_bomb_is_refused(data, code, monkeypatch):
    # As in a program that has loaded WeasyPrint.
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(ImageError) as error:
        images.process(data, "epub")
    assert error.value.code == code
    assert error.value.fix


HOSTILE = b"""<!DOCTYPE svg [<!ENTITY a "boo"><!ENTITY e SYSTEM "file:///etc/hostname">]>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:i="http://i.example/"
 i:version="1" onload="alert(1)" viewBox="0 0 200 100"><script>alert(2)</script>
<style>@import url(http://x.example/); .a { fill: url(#g); background: url(http://e.example/) }</style>
<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">html</p></foreignObject>
<linearGradient id="g"/><a xlink:href="javascript:alert(3)"><rect id="r" class="a" fill="url( 'http://f.example' )"
 style="fill: u\\72l(http://g.example); stroke: red"/></a><image href="http://h.example/x.png"/>
<use xlink:href="#r" onclick="x()"/><use href="other.svg#r"/>
<text>&a;&e;words<set attributeName="href" to="javascript:x"/></text></svg>"""


@pytest.mark.parametrize("edition", ["epub", "print"])
def test_a_drawing_is_made_harmless(edition):
    picture = svg.sanitise(HOSTILE, edition)
    text = picture.data.decode()
    for bad in (
        "script",
        "alert",
        "onload",
        "onclick",
        "example",
        "javascript",
        "html",
        "<set",
        "boo",
        "ENTITY",
        "other",
    ):
        assert bad not in text, bad
    assert 'xlink:href="#r"' in text
    assert "fill:url(#g)" in text.replace(" ", "")
    assert "words" in text
    assert "stroke:red" in text.replace(" ", "")
    assert "<script>" in picture.notices[0]


def test_a_good_drawing_keeps_all_and_needs_no_notice():
    drawing = b"""<?xml version="1.0"?><!-- a --><svg xmlns="http://www.w3.org/2000/svg" width="2in" height="1in">
    <title>Plan</title><defs><linearGradient id="g"><stop offset="0" stop-color="red"/></linearGradient></defs>
    <path d="M0 0H9" fill="url(#g)"/><filter id="f"><feGaussianBlur stdDeviation="2"/></filter></svg>"""
    picture = svg.sanitise(drawing, "epub")
    assert picture.notices == ()
    assert (picture.width, picture.height) == (192, 96)
    for kept in (b"<title>Plan", b"linearGradient", b'fill="url(#g)"', b"feGaussianBlur", b'viewBox="0 0 192 96"'):
        assert kept in picture.data


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('viewBox="0 0 300 150"', (300, 150)),
        ('viewBox="0 0 300 150" width="100%"', (300, 150)),
        ('viewBox="0 0 300 150" width="100"', (100, 50)),
        ('viewBox="0 0 300 150" height="1cm"', (76, 38)),
        ('width="72pt" height="36pt"', (96, 48)),
        ("", (300, 150)),
        ('viewBox="0 0 -5 0"', (300, 150)),
        ('viewBox="0 0 4320 2160"', (432, 216)),
    ],
)
def test_a_drawing_has_a_size_and_a_view_box(attributes, size):
    picture = svg.sanitise(f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}/>'.encode(), "print")
    assert (picture.width, picture.height) == size
    assert re.search(rb'viewBox="[\d. ]+"', picture.data)
    assert re.search(rb' width="\d[\d.]*"', picture.data)


def test_text_in_a_drawing_is_set_in_our_families():
    drawing = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>text { font: bold 3px Arial }</style>
    <text font-family="Times New Roman">a</text><text style="font-family: Courier, monospace">b</text></svg>"""
    printed = svg.sanitise(drawing, "print").data.decode()
    assert "Arial" not in printed
    assert "Times" not in printed
    assert "'Literata'" in printed
    assert "'Source Code Pro'" in printed
    assert "font-family=\"'Literata','Source Code Pro',serif\"" in printed  # without spaces, for WeasyPrint
    book = svg.sanitise(drawing, "epub").data.decode()
    assert 'font-family="Times New Roman, serif"' in book
    assert "font-family: Courier, monospace" in book
    assert "Arial, sans-serif" in book


def test_a_picture_inside_a_drawing_stays_and_loses_its_metadata():
    inside = b64encode(saved(photograph(50, 50), comment=b"a secret"))
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><image href="data:image/jpeg;base64,' + inside + b'"/></svg>'
    result = svg.sanitise(drawing, "epub")
    assert b"data:image/jpeg;base64," in result.data
    assert b64encode(b"a secret")[:8] not in result.data
    assert result.notices == ()
    bomb = b64encode(png_header(50_000, 50_000))
    result = svg.sanitise(drawing.replace(inside, bomb).replace(b"jpeg", b"png"), "epub")
    assert b"data:" not in result.data
    assert result.notices


def laughs(levels, of_each):
    groups = "".join(
        f'<g id="g{level + 1}">' + f'<use href="#g{level}"/>' * of_each + "</g>" for level in range(levels)
    )
    return f'<svg xmlns="http://www.w3.org/2000/svg"><rect id="g0"/>{groups}</svg>'.encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (laughs(12, 10), "image-size"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><g id="a"><use href="#a"/></g></svg>', "image-unreadable"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">' + b"<g>" * 230 + b"</g>" * 230 + b"</svg>", "image-size"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><g></svg>', "image-unreadable"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g/>" * 100_001 + b"</svg>", "image-size"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "image-format"),
    ],
)
def test_broken_and_explosive_drawings_are_refused(data, code):
    with pytest.raises(ImageError) as error:
        svg.sanitise(data, "print")
    assert error.value.code == code


def test_drawings_are_known_by_their_content():
    assert svg.looks_like_svg(b'\xef\xbb\xbf<?xml version="1.0"?>\n<svg/>')
    assert svg.looks_like_svg(b"<!-- x --><svg:svg xmlns:svg='http://www.w3.org/2000/svg'/>")
    assert not svg.looks_like_svg(saved(flat(), "PNG"))
    assert not svg.looks_like_svg(b"svg")
