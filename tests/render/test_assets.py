"""What an edition shows besides its text: every file once, from inside the folder, with a place where it is wrong."""

import os
import re
from io import BytesIO

import pytest
from PIL import Image as Pillow

from publisher.cache import Cache
from publisher.model import (
    Decorative,
    Described,
    Figure,
    Image,
    Math,
    MathBlock,
    Media,
    Paragraph,
    Place,
    Publication,
    Section,
    Text,
)
from publisher.render import epub_markup, math, print_units, theme
from publisher.render.assets import gather

ALT = Described(text="words")
MP4 = b"\0\0\0\x18ftypmp42" + b"\0" * 40
MP3 = b"ID3\x04" + b"\0" * 60
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nHello\n"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "book"
    (folder / "pictures").mkdir(parents=True)
    Pillow.new("RGB", (3000, 2000), "#336699").save(folder / "pictures" / "Größe & Maß.jpg", quality=95)
    Pillow.new("RGB", (40, 20), "#336699").save(folder / "small.png")
    (folder / "plan.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" onload="x()" viewBox="0 0 9 9"/>')
    (folder / "film.mp4").write_bytes(MP4)
    (folder / "talk.mp3").write_bytes(MP3)
    (folder / "film.vtt").write_bytes(VTT)
    (tmp_path / "outside.png").write_bytes((folder / "small.png").read_bytes())
    return folder


def publication(*content, **fields):
    section = Section(id="one", role="chapter", title=(Text(value="Title"),), content=content)
    return Publication(identifier="urn:x:y", title="Book", language="en", body=(section,), **fields)


def image(src, line=1, **fields):
    return Image(src=src, alt=ALT, at=Place("a.md", line), **fields)


def media(kind="video", **fields):
    return Media(kind=kind, title=(Text(value="Film"),), at=Place("a.md", 5), **fields)


def test_every_picture_is_gathered_wherever_it_stands(folder):
    Pillow.new("RGB", (60, 90), "#993366").save(folder / "cover.png")
    Pillow.new("RGB", (61, 90), "#993366").save(folder / "poster.png")
    book = publication(
        Figure(images=(image("pictures/Größe & Maß.jpg"),)),
        Paragraph(content=(image("small.png"),)),
        media(link="https://example.org/", poster=image("poster.png")),
        cover=image("cover.png"),
        lead=Figure(images=(Image(src="plan.svg", alt=Decorative()),)),
    )
    assets = gather(book, folder, "epub")
    assert set(assets.images) == {"cover.png", "plan.svg", "pictures/Größe & Maß.jpg", "small.png", "poster.png"}
    assert re.fullmatch(r"images/groe-ma-[0-9a-f]{8}\.jpg", assets.images["pictures/Größe & Maß.jpg"].name)
    for asset in assets.images.values():
        assert re.fullmatch(r"images/[a-z0-9-]+\.(jpg|png|svg)", asset.name)
        assert asset.width > 0 < asset.height


def test_a_picture_used_twice_is_one_asset_in_its_larger_size(folder):
    src = "pictures/Größe & Maß.jpg"
    narrow = gather(publication(image(src, width=25)), folder, "print").images[src]
    wide = gather(publication(image(src, width=25), image(src, width=50)), folder, "print").images[src]
    assert Pillow.open(BytesIO(narrow.data)).width == 338
    assert Pillow.open(BytesIO(wide.data)).width == 675


def test_changes_to_a_picture_are_said(folder):
    (problem,) = gather(publication(image("plan.svg", 7)), folder, "epub").problems
    assert (problem.code, problem.severity, problem.place) == ("image-changed", "warning", Place("a.md", 7))
    assert "onload" in problem.message


@pytest.mark.parametrize(
    ("src", "code"),
    [
        ("none.png", "image-missing"),
        ("pictures", "image-missing"),
        ("../outside.png", "image-outside"),
        ("link.png", "image-outside"),
        ("/etc/hostname", "image-outside"),
        ("pipe.png", "image-missing"),
        ("nul\0.png", "image-missing"),
        ("text.png", "image-format"),
        ("cut.png", "image-unreadable"),
    ],
)
def test_what_cannot_be_used_is_a_problem_at_every_place(folder, src, code):
    (folder / "link.png").symlink_to("../outside.png")
    os.mkfifo(folder / "pipe.png")
    (folder / "text.png").write_text("text")
    (folder / "cut.png").write_bytes((folder / "small.png").read_bytes()[:60])
    book = publication(image(src, 3), image(src, 9))
    assets = gather(book, folder, "print")
    assert [(problem.code, problem.place.line) for problem in assets.problems] == [(code, 3), (code, 9)]
    assert assets.images == {}
    draft = gather(book, folder, "print", draft=True)
    assert draft.problems == assets.problems
    assert b"Missing picture" in draft.images[src].data


def test_a_node_without_a_place_has_that_of_what_is_around_it(folder):
    figure = Figure(images=(Image(src="none.png", alt=ALT),), at=Place("b.md", 12))
    (problem,) = gather(publication(figure), folder, "epub").problems
    assert problem.place == Place("b.md", 12)


def test_recordings_go_into_the_ebook_and_not_into_print(folder):
    book = publication(media(src="film.mp4", captions="film.vtt"), media("audio", src="talk.mp3"))
    files = gather(book, folder, "epub").files
    assert {src: asset.media_type for src, asset in files.items()} == {
        "film.mp4": "video/mp4",
        "film.vtt": "text/vtt",
        "talk.mp3": "audio/mpeg",
    }
    assert files["film.mp4"].data == MP4
    assert gather(book, folder, "print").files == {}


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"src": "none.mp4"}, "media-file"),
        ({"src": "../film.mp4"}, "media-outside"),
        ({"src": "small.png"}, "media-format"),
        ({"src": "talk.mp3"}, "media-format"),
        ({"src": "film.mp4", "captions": "film.srt"}, "media-format"),
        ({"src": "film.mp4", "captions": "latin.vtt"}, "media-format"),
    ],
)
def test_recordings_that_cannot_be_used_are_problems(folder, fields, code):
    (folder / "film.srt").write_text("1\n00:00:00,000 --> 00:00:01,000\nHello\n")
    (folder / "latin.vtt").write_bytes("WEBVTT\n\nHé".encode("latin-1"))
    (problem,) = gather(publication(media(**fields)), folder, "epub").problems
    assert (problem.code, problem.place) == (code, Place("a.md", 5))


def test_formulas_are_drawn_for_print_and_checked_for_both(folder):
    book = publication(
        MathBlock(tex=r"\frac{a}{b}"),
        Paragraph(content=(Math(tex=r"\frac{a}{b}"), Math(tex=r"\oops", at=Place("a.md", 8)))),
    )
    printed = gather(book, folder, "print")
    assert set(printed.math) == {math.key(r"\frac{a}{b}", True), math.key(r"\frac{a}{b}", False)}
    assert all(asset.data.startswith(b"<svg") for asset in printed.math.values())
    book_file = gather(book, folder, "epub")
    assert book_file.math == {}
    for assets in (printed, book_file):
        assert [(problem.code, problem.place.line) for problem in assets.problems] == [("math", 8)]


class Watched(Cache):
    """A cache that counts the formulas that are kept anew."""

    made = 0

    def keep(self, key: str, value: object) -> None:
        self.made += isinstance(value, math.Formula)
        super().keep(key, value)


def test_formulas_that_were_drawn_before_are_not_drawn_again(folder, tmp_path, monkeypatch):
    book = publication(MathBlock(tex=r"\frac{a}{b}"), Paragraph(content=(Math(tex="x^2"), Math(tex="x^2"))))

    def rendered():
        math.formula.cache_clear()  # as in another process
        cache = Watched(tmp_path / "kept")
        printed, book_file = gather(book, folder, "print", cache=cache), gather(book, folder, "epub", cache=cache)
        units = [one.xhtml for one in print_units(book, theme(), printed)]
        documents = [one.xhtml for one in epub_markup(book, theme(), book_file).documents]
        return cache.made, printed.math, units, documents

    before = rendered()
    assert before[0] == 2
    assert b"<math" in b"".join(before[3])
    monkeypatch.setattr(math.mathra, "render", None)
    monkeypatch.setattr(math.to_mathml, "mathml", None)
    assert rendered() == (0, *before[1:])


def test_a_kept_formula_is_of_one_language(folder, tmp_path):
    book = publication(MathBlock(tex=r"\frac{3}{4}"))
    cache = Cache(tmp_path / "kept")
    said = [
        next(iter(gather(book.replace(language=language), folder, "epub", cache=cache).formulas.values())).spoken
        for language in ("en", "fr")
    ]
    assert said == [math.formula(r"\frac{3}{4}", language=language).spoken for language in ("en", "fr")]
    assert said[0] != said[1]


def test_fonts_are_cut_for_the_ebook_and_whole_for_print(folder):
    book = publication(Paragraph(content=(Text(value="Plain text"),)))
    cut, whole = gather(book, folder, "epub").fonts, gather(book, folder, "print").fonts
    assert cut.keys() == whole.keys()
    for face in cut:
        assert cut[face].media_type == "font/woff2"
        assert cut[face].name == f"fonts/{face.name}.woff2"
        assert whole[face].data == face.path.read_bytes()
    assert sum(len(asset.data) for asset in cut.values()) < 350_000


def test_a_character_without_a_glyph_is_a_problem(folder):
    book = publication(Paragraph(content=(Text(value="✘"),), at=Place("a.md", 2)))
    (problem,) = gather(book, folder, "print").problems
    assert (problem.code, problem.place.line) == ("glyph", 2)


def test_words_in_a_drawing_have_their_fonts_and_glyphs_in_print(folder):
    (folder / "words.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><text>漢 ✘</text><style>.x{}</style></svg>'
    )
    assets = gather(publication(image("words.svg", 4)), folder, "print")
    assert [(problem.code, problem.place.line) for problem in assets.problems] == [("glyph", 4)]
    assert "Noto Sans CJK TC" in {face.family for face in assets.fonts}
    book = gather(publication(image("words.svg", 4)), folder, "epub")
    assert book.problems == ()
    assert "Noto Sans CJK TC" not in {face.family for face in book.fonts}


def test_all_gives_each_file_once_and_the_same_every_time(folder):
    book = publication(image("small.png"), Paragraph(content=(image("small.png"), Math(tex="x"))))
    first, second = gather(book, folder, "print"), gather(book, folder, "print")
    names = [asset.name for asset in first.all()]
    assert names == sorted(set(names))
    assert first.all() == second.all()
