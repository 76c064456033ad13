"""PDFs that carry their source: what is taken out of them, where it goes, and what hostile ones cannot do."""

import os
import tracemalloc
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from publisher.model import Decorative, Image, Media, Publication, Section, Text, encode
from publisher.read import find, name_of, read

MODEL = "book.publisher.json"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
    "550000000049454e44ae426082"
)


def publication(*names: str) -> Publication:
    return Publication(
        identifier="urn:uuid:5b3f2a52-6c5e-4f0b-8f43-0b8b6d1f6a13",
        title="Carried",
        language="en",
        body=(
            Section(
                role="chapter",
                id="one",
                title=(Text("One"),),
                content=tuple(Image(name, Decorative()) for name in names),
            ),
        ),
    )


def attach(pdf: Pdf, name: str, data: bytes | Stream, relationship: str = "Source") -> Object:
    stream = data if isinstance(data, Stream) else Stream(pdf, data)
    stream.Params = Dictionary(ModDate=String("D:20260102030405Z"))
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=String(name),
            UF=String(name),
            AFRelationship=Name(f"/{relationship}"),
            EF=Dictionary(F=pdf.make_indirect(stream)),
        )
    )


def carrying(path: Path, files: Mapping[str, bytes], relationship: str = "Source") -> Path:
    """A PDF that carries these files."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        names = [
            item for name in sorted(files) for item in (String(name), attach(pdf, name, files[name], relationship))
        ]
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array(names)))
        pdf.save(path)
    return path


def streaming(path: Path, raw: bytes, **entries: Object) -> Path:
    """A PDF that carries a model whose stream is just these bytes."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        stream = Stream(pdf, raw, **entries)
        names = Array([String(MODEL), attach(pdf, MODEL, stream)])
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))
        pdf.save(path, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return path


def codes(path: Path, **overrides: object) -> list[str]:
    with read(path, overrides) as reading:
        return [problem.code for problem in reading.problems]


# What is read


def test_the_model_and_its_pictures_are_read(tmp_path: Path) -> None:
    one = publication("images/map.png", "a b/ü.png")
    files = {MODEL: encode(one), "images/map.png": PNG, "a b/ü.png": PNG, "templates/print/x.j2": b"x"}
    path = carrying(tmp_path / "any name.pdf", files)
    with read(path) as reading:
        assert (reading.publication, reading.problems) == (one, ())
        assert (reading.slug, reading.sources) == ("book", (path,))
        assert reading.changed == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        found = sorted(str(one.relative_to(reading.folder)) for one in reading.folder.rglob("*") if one.is_file())
        assert found == ["a b/ü.png", "images/map.png", "templates/print/x.j2"]
        assert (reading.folder / "images" / "map.png").read_bytes() == PNG
    assert not reading.folder.exists()
    assert path.exists()
    assert name_of(path) == "book"
    assert find(path) == (path,)


def test_the_folder_goes_with_what_is_read_also_after_a_fault(tmp_path: Path) -> None:
    path = carrying(tmp_path / "book.pdf", {MODEL: encode(publication())})
    with pytest.raises(ZeroDivisionError), read(path) as reading:
        assert reading.folder.is_dir()
        raise ZeroDivisionError
    assert not reading.folder.exists()


def test_closing_leaves_the_folder_of_an_author_alone(tmp_path: Path) -> None:
    (tmp_path / "book.md").write_text("---\ntitle: T\nlanguage: en\n---\n# One\n")
    read(tmp_path / "book.md").close()
    assert (tmp_path / "book.md").exists()


def test_metadata_can_be_replaced(tmp_path: Path) -> None:
    path = carrying(tmp_path / "book.pdf", {MODEL: encode(publication())})
    with read(path, {"title": "Another"}) as reading:
        assert reading.publication is not None
        assert reading.publication.title == "Another"


def test_what_is_not_carried_comes_from_the_resources(tmp_path: Path) -> None:
    path = carrying(tmp_path / "book.pdf", {MODEL: encode(publication("map.png", "new.png")), "map.png": PNG})
    own = tmp_path / "own"
    own.mkdir()
    (own / "new.png").write_bytes(PNG)
    (own / "map.png").write_bytes(b"another")
    assert codes(path) == ["image-missing"]
    with read(path, {"resources": str(own)}) as reading:
        assert reading.problems == ()
        assert (reading.folder / "map.png").read_bytes() == PNG
        assert reading.sources == (path, own / "new.png")


def test_a_tree_of_names_is_read_to_its_leaves(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        leaf = Dictionary(Names=Array([String(MODEL), attach(pdf, MODEL, encode(publication()))]))
        other = Dictionary(Names=Array([String("x"), attach(pdf, "x", b"x")]), Limits=Array([String("x"), String("x")]))
        middle = pdf.make_indirect(Dictionary(Kids=Array([pdf.make_indirect(leaf), pdf.make_indirect(other)])))
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Kids=Array([middle])))
        pdf.save(tmp_path / "book.pdf")
    assert codes(tmp_path / "book.pdf") == []


def test_another_program_may_pack_it_anew(tmp_path: Path) -> None:
    path = carrying(tmp_path / "book.pdf", {MODEL: encode(publication("map.png")), "map.png": PNG})
    with pikepdf.open(path) as pdf:
        pdf.save(tmp_path / "again.pdf", recompress_flate=True, linearize=True)
    assert codes(tmp_path / "again.pdf") == []


# What is not there


def test_a_pdf_without_a_source_is_a_problem_that_says_how_to_get_one(tmp_path: Path) -> None:
    path = carrying(tmp_path / "tides.pdf", {"data.csv": b"1,2"}, "Supplement")
    with read(path) as reading:
        assert reading.publication is None
        (problem,) = reading.problems
    assert problem.code == "pdf-source"
    assert "embed: source" in problem.fix
    assert problem.place.file == "tides.pdf"
    assert name_of(path) == "tides"


def test_a_model_that_only_supplements_something_is_no_source(tmp_path: Path) -> None:
    assert codes(carrying(tmp_path / "book.pdf", {MODEL: encode(publication())}, "Data")) == ["pdf-source"]


@pytest.mark.parametrize(
    "data", [b"", b"%PDF-1.7\n", b"no PDF at all", b"%PDF-1.7\n" + b"<<" * 100_000, bytes(100_000)]
)
def test_what_is_no_pdf_is_a_problem(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "tides.pdf").write_bytes(data)
    assert codes(tmp_path / "tides.pdf") == ["pdf-damaged"]
    assert name_of(tmp_path / "tides.pdf") == "tides"


def test_a_file_cut_off_anywhere_is_a_problem_or_the_whole(tmp_path: Path) -> None:
    whole = carrying(tmp_path / "book.pdf", {MODEL: encode(publication("map.png")), "map.png": PNG}).read_bytes()
    cut = tmp_path / "cut.pdf"
    for length in range(0, len(whole), 37):
        cut.write_bytes(whole[:length])
        assert set(codes(cut)) <= {"pdf-damaged", "pdf-source", "pdf-attachment", "image-missing"}


def test_a_locked_file_is_a_problem(tmp_path: Path) -> None:
    path = carrying(tmp_path / "open.pdf", {MODEL: encode(publication())})
    with pikepdf.open(path) as pdf:
        pdf.save(tmp_path / "book.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
    with read(tmp_path / "book.pdf") as reading:
        assert ["it needs a password" in problem.message for problem in reading.problems] == [True]


def test_a_model_that_is_none_is_a_problem(tmp_path: Path) -> None:
    assert codes(carrying(tmp_path / "a.pdf", {MODEL: b"{}"})) == ["model-invalid"]
    assert codes(carrying(tmp_path / "b.pdf", {MODEL: b"\xff\xfe"})) == ["model-invalid"]
    assert codes(carrying(tmp_path / "c.pdf", {MODEL: b"[" * 1_000_000})) in (["model-invalid"], ["model-nesting"])


# What is hostile


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    names = ("../out.png", "/tmp/out-of-pdf.png", "images/../../out.png", "..", "", "a\0b", "x" * 5000, "a/" * 2000)
    wanted = tuple(name for name in names if name)
    files = {MODEL: encode(publication(*wanted)), **dict.fromkeys(wanted, PNG), "templates/../../out.j2": b"x"}
    with read(carrying(tmp_path / "book.pdf", files)) as reading:
        assert [path for path in reading.folder.rglob("*") if path.is_file()] == []
        assert {problem.code for problem in reading.problems} <= {
            "control-character",
            "image-outside",
            "image-missing",
            "pdf-attachment",
        }
        assert not (reading.folder.parent / "out.png").exists()
        assert not (reading.folder.parent / "out.j2").exists()
    assert not Path("/tmp/out-of-pdf.png").exists()


def test_only_what_the_model_names_is_written(tmp_path: Path) -> None:
    files = {MODEL: encode(publication()), "run.sh": b"x", ".bashrc": b"x", "templates/run.py": b"x"}
    with read(carrying(tmp_path / "book.pdf", files)) as reading:
        assert list(reading.folder.iterdir()) == []


def test_a_file_cannot_be_a_folder_as_well(tmp_path: Path) -> None:
    files = {MODEL: encode(publication("a", "a/b.png")), "a": PNG, "a/b.png": PNG}
    assert "pdf-attachment" in codes(carrying(tmp_path / "book.pdf", files))


def test_resources_outside_of_their_folder_are_not_taken(tmp_path: Path) -> None:
    path = carrying(tmp_path / "book.pdf", {MODEL: encode(publication("../secret.png", "link.png"))})
    own = tmp_path / "own"
    own.mkdir()
    (tmp_path / "secret.png").write_bytes(PNG)
    (own / "link.png").symlink_to(tmp_path / "secret.png")
    with read(path, {"resources": str(own)}) as reading:
        assert list(reading.folder.iterdir()) == []


def bomb(size: int) -> bytes:
    """Zeros, packed; a thousandth of ``size``."""
    packing = zlib.compressobj(9)
    piece = bytes(1_000_000)
    return b"".join([*(packing.compress(piece) for _ in range(size // len(piece))), packing.flush()])


@pytest.fixture(scope="module")
def packed() -> bytes:
    return bomb(1_000_000_000)


def test_a_bomb_in_place_of_the_model_is_not_unpacked(tmp_path: Path, packed: bytes) -> None:
    path = streaming(tmp_path / "book.pdf", packed, Filter=Name.FlateDecode)
    assert path.stat().st_size < 2_000_000
    tracemalloc.start()
    with read(path) as reading:
        (problem,) = reading.problems
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert problem.code == "pdf-attachment"
    assert "more than 200 MB" in problem.message
    assert peak < 600_000_000


def test_a_bomb_in_place_of_a_picture_is_not_unpacked(tmp_path: Path, packed: bytes) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        picture = attach(pdf, "map.png", Stream(pdf, packed, Filter=Name.FlateDecode))
        names = Array([String(MODEL), attach(pdf, MODEL, encode(publication("map.png"))), String("map.png"), picture])
        pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names))
        pdf.save(tmp_path / "book.pdf", stream_decode_level=pikepdf.StreamDecodeLevel.none)
    assert codes(tmp_path / "book.pdf") == ["image-missing", "pdf-attachment"]


@pytest.mark.parametrize(
    "how",
    [
        Array([Name.FlateDecode, Name.FlateDecode]),
        Array([Name.ASCII85Decode, Name.FlateDecode]),
        Name.LZWDecode,
        Name.JBIG2Decode,
        Dictionary(),
    ],
    ids=str,
)
def test_other_ways_of_packing_are_refused(tmp_path: Path, how: Object, packed: bytes) -> None:
    path = streaming(tmp_path / "book.pdf", zlib.compress(packed[:10_000]), Filter=how)
    assert codes(path) == ["pdf-attachment"]


def test_damaged_and_half_streams_are_problems(tmp_path: Path) -> None:
    packed = zlib.compress(encode(publication()))
    for raw in (b"x", packed[:-20], packed[:30], packed[5:]):
        assert codes(streaming(tmp_path / "book.pdf", raw, Filter=Name.FlateDecode)) == ["pdf-attachment"]


def test_a_bomb_in_the_objects_of_the_file_ends_in_a_problem(tmp_path: Path) -> None:
    head = b"%PDF-1.7\n"
    raw = bomb(600_000_000)
    objects = [b"1 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(raw) + raw]
    body = head + objects[0] + b"\nendstream\nendobj\n"
    table = b"".join(number.to_bytes(1, "big") + place.to_bytes(4, "big") + b"\0" for number, place in ((0, 0), (1, 9)))
    table += b"\x02" + (1).to_bytes(4, "big") + b"\0"
    table += b"\x01" + len(body).to_bytes(4, "big") + b"\0"
    index = b"3 0 obj\n<</Type/XRef/Size 4/W[1 4 1]/Root 2 0 R/Length %d>>\nstream\n" % len(table)
    start = b"startxref\n%d\n%%%%EOF\n" % len(body)
    (tmp_path / "book.pdf").write_bytes(body + index + table + b"\nendstream\nendobj\n" + start)
    assert codes(tmp_path / "book.pdf") == ["pdf-damaged"]


def test_a_tree_of_names_that_never_ends_is_left(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        node = pdf.make_indirect(Dictionary(Kids=Array([])))
        node.Kids = Array([node] * 50)
        pdf.Root.Names = Dictionary(EmbeddedFiles=node)
        pdf.save(tmp_path / "book.pdf")
    assert codes(tmp_path / "book.pdf") == ["pdf-source"]


def test_things_of_the_wrong_kind_are_passed_over(tmp_path: Path) -> None:
    wrong = [Array([]), Dictionary(), Name.X, String("x"), 1, True]
    for thing in wrong:
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            specification = Dictionary(AFRelationship=Name.Source, EF=thing, UF=thing)
            streamless = Dictionary(AFRelationship=Name.Source, EF=Dictionary(F=thing))
            names = Array([thing, thing, String(MODEL), specification, String(MODEL), streamless, thing])
            pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=names, Kids=Array([thing])))
            pdf.save(tmp_path / "a.pdf")
            pdf.Root.Names = Dictionary(EmbeddedFiles=thing)
            pdf.save(tmp_path / "b.pdf")
            pdf.Root.Names = thing
            pdf.save(tmp_path / "c.pdf")
        assert [codes(tmp_path / f"{name}.pdf") for name in "abc"] == [["pdf-source"]] * 3


def test_a_date_that_is_none_is_not_known(tmp_path: Path) -> None:
    for said in ("D:20261399999999Z", "yesterday", "D:2026", "D:00000000000000Z"):
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            one = attach(pdf, MODEL, encode(publication()))
            one.EF.F.Params.ModDate = String(said)
            pdf.Root.Names = Dictionary(EmbeddedFiles=Dictionary(Names=Array([String(MODEL), one])))
            pdf.save(tmp_path / "book.pdf")
        with read(tmp_path / "book.pdf") as reading:
            assert reading.changed is None
            assert reading.publication is not None


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "book.pdf")
    assert codes(tmp_path / "book.pdf") == ["file-format"]


def test_recordings_are_taken_out_too(tmp_path: Path) -> None:
    film = Media(kind="video", title=(Text("The tide"),), src="tide.mp4", captions="tide.vtt")
    one = publication().replace(body=(publication().body[0].replace(content=(film,)),))
    files = {MODEL: encode(one), "tide.mp4": b"0000ftypisom", "tide.vtt": b"WEBVTT\n"}
    with read(carrying(tmp_path / "book.pdf", files)) as reading:
        assert sorted(path.name for path in reading.folder.iterdir()) == ["tide.mp4", "tide.vtt"]
