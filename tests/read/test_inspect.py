"""Content checks on publications that came as JSON, and on files that would harm."""

import json
import os
import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image as Raster
from strategies import pictures, publications

from publisher.model import (
    Block,
    Citation,
    CrossReference,
    DataCell,
    Decorative,
    Described,
    Emphasis,
    Figure,
    HeaderCell,
    Image,
    Index,
    Inline,
    Link,
    ListOf,
    Media,
    Note,
    NoteReference,
    Paragraph,
    Place,
    Publication,
    Row,
    Section,
    Span,
    Table,
    Text,
    decode,
    encode,
)
from publisher.read import load, read


def chapter(*content: Block, **fields: object) -> Publication:
    section = Section(id="a", role="chapter", title=(Text("A"),), content=content, **fields)  # type: ignore[arg-type]
    return Publication(identifier="urn:x:y", title="T", language="en", body=(section,))


def paragraph(*content: Inline) -> Paragraph:
    return Paragraph(content=content)


def picture(src: str = "a.png", alt: str = "A brown river", **fields: object) -> Image:
    return Image(src=src, alt=Described(alt), **fields)  # type: ignore[arg-type]


def codes(publication: Publication, folder: Path) -> list[str]:
    return [problem.code for problem in load(encode(publication), folder).problems]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A publication's folder with a good picture, inside a folder with another one."""
    inner = tmp_path / "book"
    inner.mkdir()
    Raster.new("RGB", (4, 3), "red").save(inner / "a.png")
    Raster.new("RGB", (4, 3), "red").save(tmp_path / "secret.png")
    return inner


def png_of(width: int, height: int) -> bytes:
    """A PNG that says that it is so large, and is a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def test_a_good_publication_has_no_problems(folder: Path) -> None:
    image = Image(src="a.png", alt=Decorative())
    publication = chapter(
        paragraph(Text("x")), picture(), image, Figure(images=(picture(),), caption=(Text("The Nile"),))
    )
    reading = load(encode(publication), folder)
    assert reading.problems == ()
    assert reading.publication == publication
    assert reading.sources == ((folder / "a.png").resolve(),)


@pytest.mark.parametrize(
    ("alt", "code"),
    [
        ("map.png", "image-alt-file-name"),
        ("IMG_2041", "image-alt-file-name"),
        ("Photo", "image-alt-placeholder"),
        ("[TODO]", "image-alt-placeholder"),
        ("…", "image-alt-placeholder"),
        ("a " * 130, "image-alt-long"),
        ("  ", "image-alt"),
    ],
)
def test_alt_texts_that_say_nothing(alt: str, code: str, folder: Path) -> None:
    assert codes(chapter(picture(alt=alt)), folder) == [code]


@pytest.mark.parametrize("alt", ["A map of the Nile", "地図", "Photo of a river", "Logo: a blue wave", "H2O"])
def test_alt_texts_that_are_good(alt: str, folder: Path) -> None:
    assert codes(chapter(picture(alt=alt)), folder) == []


def test_alt_text_that_repeats_the_caption(folder: Path) -> None:
    figure = Figure(images=(picture(alt="The nile."),), caption=(Text("The "), Emphasis(content=(Text("Nile"),))))
    assert codes(chapter(figure), folder) == ["image-alt-caption"]


@pytest.mark.parametrize(
    ("src", "code"),
    [
        ("b.png", "image-missing"),
        (".", "image-missing"),
        ("../secret.png", "image-outside"),
        ("/etc/passwd", "image-outside"),
        ("x/../../secret.png", "image-outside"),
        ("https://example.org/a.png", "image-remote"),
        ("//example.org/a.png", "image-remote"),
        ("data:image/png;base64,AAAA", "image-format"),
        ("a\x00.png", "image-outside"),
    ],
)
def test_pictures_that_are_not_in_the_folder(src: str, code: str, folder: Path) -> None:
    assert code in codes(chapter(picture(src=src)), folder)


def test_a_link_out_of_the_folder_is_seen_through(folder: Path) -> None:
    (folder / "b.png").symlink_to(folder.parent / "secret.png")
    (folder / "c.png").symlink_to(folder / "c.png")
    (folder / "d.png").symlink_to(folder / "a.png")
    assert codes(chapter(picture(src="b.png")), folder) == ["image-outside"]
    assert codes(chapter(picture(src="c.png")), folder)[0] in ("image-outside", "image-missing")
    assert codes(chapter(picture(src="d.png")), folder) == []


def test_a_pipe_is_no_picture(folder: Path) -> None:
    os.mkfifo(folder / "b.png")
    assert codes(chapter(picture(src="b.png")), folder) == ["image-missing"]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("b.png", png_of(60_000, 60_000), "image-size"),
        ("b.png", png_of(12_000, 12_000), "image-size"),
        ("b.png", b"", "image-unreadable"),
        ("b.jpg", b"not a picture", "image-unreadable"),
        ("b.pdf", b"%PDF-1.7", "image-format"),
        ("b.svg", b"<svg", "image-unreadable"),
        ("b.svg", b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "image-unreadable"),
        ("b.svg", b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 150 + b"</g>" * 150 + b"</svg>", "image-size"),
    ],
)
def test_pictures_that_cannot_be_used(name: str, data: bytes, code: str, folder: Path) -> None:
    (folder / name).write_bytes(data)
    assert codes(chapter(picture(src=name)), folder) == [code]


def test_entities_in_an_svg_neither_grow_nor_read_files(folder: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 20}">' for n in range(1, 12))
    (folder / "b.svg").write_text(
        f'<!DOCTYPE svg [<!ENTITY e0 "x"><!ENTITY f SYSTEM "file:///etc/passwd">{entities}]>'
        '<svg xmlns="http://www.w3.org/2000/svg"><text>&f;&e11;</text></svg>',
        encoding="utf-8",
    )
    assert codes(chapter(picture(src="b.svg")), folder) in ([], ["image-unreadable"])


def test_the_same_broken_picture_is_reported_at_each_place(folder: Path) -> None:
    images = [picture(src="b.png", at=Place("a.md", line)) for line in (3, 7)]
    problems = load(encode(chapter(*images)), folder).problems
    assert [str(problem.place) for problem in problems] == ["a.md:3", "a.md:7"]


@pytest.mark.parametrize(
    ("inline", "code"),
    [
        (Link(href="https://example.org/x", content=(Text("click here"),)), "link-text"),
        (Link(href="https://example.org/x", content=(Text("Here."),)), "link-text"),
        (Link(href="https://example.org/x", content=(Text("https://example.org/x"),)), "link-text"),
        (Link(href="https://example.org/x", content=()), "link-empty"),
        (Link(href="rivers.md", content=(Text("Rivers"),)), "link-address"),
        (Link(href="javascript:alert(1)", content=(Text("Rivers"),)), "link-address"),
        (CrossReference(target="nobody"), "link-target"),
        (Citation(target="a", content=(Text("A"),)), "citation-target"),
        (NoteReference(note="a"), "note-missing"),
        (Span(content=(Text("x"),), language="english"), "language-tag"),
        (Text("a\x07b"), "control-character"),
        (Text("a\ufffeb"), "control-character"),
        (Text("x", id="1 2"), "id-invalid"),
        (Text("x", id="a"), "id-duplicate"),
    ],
)
def test_faults_in_running_text(inline: Inline, code: str, folder: Path) -> None:
    assert codes(chapter(paragraph(inline)), folder) == [code]


@pytest.mark.parametrize(
    "inline",
    [
        Link(href="mailto:ada@example.org", content=(Text("ada@example.org"),)),
        Link(href="https://example.org", content=(Text("example.org"),)),
        Link(href="https://example.org/x", content=(picture(alt="The river site"),)),
        CrossReference(target="a"),
        Text("tab\tand\nline"),
    ],
)
def test_good_running_text(inline: Inline, folder: Path) -> None:
    assert codes(chapter(paragraph(inline)), folder) == []


def test_a_picture_alone_names_a_link_only_by_its_words(folder: Path) -> None:
    image = Image(src="a.png", alt=Decorative())
    assert codes(chapter(paragraph(Link(href="https://example.org", content=(image,)))), folder) == ["link-empty"]


def test_structure(folder: Path) -> None:
    cell = DataCell(content=(paragraph(Text("x")),))
    header = HeaderCell(content=(paragraph(Text("x")),))
    empty = Section(id="b", role="section", title=(Text(" "),))
    note = Note(id="n", content=(paragraph(Text("n")),))
    assert codes(chapter(Table(body=(Row(cells=(cell,)),))), folder) == ["table-headers"]
    assert codes(chapter(Table(head=(Row(cells=(header,)),), body=(Row(cells=(cell,)),))), folder) == []
    assert codes(chapter(sections=(empty,)), folder) == ["heading-empty"]
    assert codes(chapter(notes=(note,)), folder) == ["note-unused"]
    assert codes(chapter(Index()), folder) == ["index-empty"]
    assert codes(chapter(ListOf("tables")), folder) == ["list-empty"]


def test_recordings(folder: Path) -> None:
    def media(**fields: object) -> list[str]:
        whole = {"kind": "video", "title": (Text("The river"),), "link": "https://example.org/v", **fields}
        return codes(chapter(Media(**whole)), folder)  # type: ignore[arg-type]

    for name in ("v.mp4", "v.avi", "c.vtt"):
        (folder / name).write_bytes(b"x")
    words = (paragraph(Text("What is said")),)
    assert media() == ["media-captions"]
    assert media(transcript=words) == []
    assert media(src="v.mp4", captions="c.vtt", transcript=words) == []
    assert media(src="v.mp4", transcript=words) == ["media-transcript"]
    assert media(captions="c.vtt") == ["media-transcript"]
    assert media(kind="audio") == ["media-transcript"]
    assert media(link="", transcript=words) == ["media-source"]
    assert media(title=(), transcript=words) == ["media-title"]
    assert media(src="none.mp4", captions="c.vtt", transcript=words) == ["media-file"]
    assert media(src="../v.mp4", captions="c.vtt", transcript=words) == ["media-outside"]
    assert media(src="v.avi", captions="c.vtt", transcript=words) == ["media-format"]
    assert media(link="ftp://x", transcript=words) == ["link-address"]


def test_a_publication_without_a_language_tag_that_exists(folder: Path) -> None:
    assert codes(chapter().replace(language="xx"), folder) == ["language-tag"]


def test_control_characters_do_not_reach_a_draft(folder: Path) -> None:
    publication = load(encode(chapter(paragraph(Text("a\x07b"))).replace(title="T\x01")), folder).publication
    assert publication is not None
    assert publication.title == "T�"
    assert publication.body[0].content == (paragraph(Text("a�b")),)


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"\xff\xfe",
        b"{}",
        b"[]",
        b'{"title": 3}',
        b'{"identifier":"u","title":"T","language":"en","bodies":[]}',
        b"[" * 100_000,
    ],
)
def test_json_that_is_no_publication(document: bytes, folder: Path) -> None:
    reading = load(document, folder)
    assert reading.publication is None
    assert [problem.code for problem in reading.problems] in (["model-invalid"], ["model-nesting"])


@pytest.mark.parametrize("depth", [120, 400, 5000, 100_000])
def test_content_that_is_nested_without_end(depth: int, folder: Path) -> None:
    nested = '{"type":"emphasis","content":[' * depth + '{"type":"text","value":"x"}' + "]}" * depth
    document = json.dumps(json.loads(encode(chapter(paragraph(Text("@"))))))
    document = document.replace('{"type": "text", "value": "@"}', nested)
    reading = load(document.encode(), folder)
    assert reading.publication is None
    assert [problem.code for problem in reading.problems] == ["model-nesting"]


def test_a_model_file_and_its_pictures_elsewhere(folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "guide.json"
    file.write_bytes(encode(chapter(picture())))
    missing = read(file)
    assert [(problem.code, problem.place.file) for problem in missing.problems] == [("image-missing", "guide.json")]
    assert missing.slug == "guide"
    reading = read(file, {"resources": folder, "title": "Other"})
    assert reading.problems == ()
    assert reading.folder == folder.resolve()
    assert reading.sources == (file.resolve(), (folder / "a.png").resolve())
    assert reading.publication is not None and reading.publication.title == "Other"
    assert decode(file.read_bytes()).title == "T"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(publication=publications())
def test_whole_publications_have_no_errors(publication: Publication, tmp_path: Path) -> None:
    pictures(tmp_path)
    reading = load(encode(publication), tmp_path)
    assert reading.publication == publication
    assert [problem for problem in reading.problems if problem.severity == "error"] == []
