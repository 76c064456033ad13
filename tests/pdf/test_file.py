"""The file around the pages: navigation, metadata, colour, and the same bytes everywhere."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from pikepdf import Name

from pdf import torture
from pdf.conftest import MODIFIED, PUBLICATION, Make
from pdf.tree import File
from publisher import pdf
from publisher.render.assets import Assets

HERE = Path(__file__).parent


def test_page_labels_are_the_numbers_as_printed(hard: File) -> None:
    labels = [page.label for page in hard.pdf.pages]
    first = labels.index("1")
    assert labels[:first] == ["i", "ii"]
    assert labels[first:] == [str(number) for number in range(1, len(labels) - first + 1)]


def test_pages_without_a_number_are_counted(make: Make) -> None:
    css = """@page { @bottom-center { content: counter(page) } } @page quiet { @bottom-center { content: none } }
        .q { page: quiet } .o { page: other }"""
    file = make('<p>one</p><div class="q"><p>two</p></div><div class="o"><p>three</p></div>', css)
    assert [page.label for page in file.pdf.pages] == ["1", "2", "3"]


def test_every_id_is_a_destination_and_nothing_else_is(hard: File) -> None:
    names: dict[str, object] = {}
    nodes = [hard.pdf.Root.Names.Dests]
    while nodes:
        node = nodes.pop(0)
        nodes += list(node.get("/Kids", []))
        entries = list(node.get("/Names", []))
        names.update(zip(map(str, entries[::2]), entries[1::2], strict=True))
    ids = {str(one) for one in etree.fromstring(torture.document()).xpath("//@id")}
    assert {"lists", "spans", "fig-1", "fn-0", "two", "source", "contents-title", "deep-7"} < ids
    assert set(names) == ids
    assert list(names) == sorted(names, key=str.encode)
    pages = {page.obj.objgen for page in hard.pdf.pages}
    assert all(place[0].objgen in pages and place[1] == Name.XYZ for place in names.values())  # type: ignore[index]


def test_the_outline_follows_the_headings(hard: File) -> None:
    with hard.pdf.open_outline() as outline:
        titles = [(item.title, [child.title for child in item.children]) for item in outline.root]
    assert titles[:3] == [
        ("Contents", []),
        ("Chapter 1 Lists and tables", ["A table with spans"]),
        ("Languages and notes", []),
    ]


def test_metadata(hard: File) -> None:
    assert "/Info" not in hard.pdf.trailer
    with hard.pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        assert metadata["dc:title"] == "Torture & <trial>"
        assert metadata["dc:creator"] == ["Ada Author"]
        assert metadata["dc:publisher"] == {"The Press"}
        assert metadata["dc:subject"] == {"Tests", "PDF"}
        assert metadata["dc:identifier"] == PUBLICATION.identifier_of("print")
        assert metadata["dc:relation"] == {PUBLICATION.identifier}
        assert metadata["dc:rights"] == "© 2026 Ada Author"
        assert metadata["dc:language"] == {"en"}
        assert metadata["dc:date"] == ["2026-11-01"]
        assert metadata["xmp:ModifyDate"] == "2026-11-01T12:00:00Z"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"], metadata["pdfuaid:part"]) == ("3", "A", "1")
    root = hard.pdf.Root
    assert str(root.Lang) == "en"
    assert bool(root.MarkInfo.Marked)
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert hard.pdf.pdf_version == "1.7"


def test_without_claim_the_file_says_nothing_of_standards(make: Make) -> None:
    file = make("<p>Draft</p>", claim=False)
    packet = file.pdf.Root.Metadata.read_bytes()
    assert b"pdfuaid" not in packet
    assert b"pdfaid" not in packet
    assert file.root.text == "Draft"


def test_colours_have_a_profile_that_is_the_same_every_time(hard: File, make: Make) -> None:
    (intent,) = hard.pdf.Root.OutputIntents
    assert intent.S == Name.GTS_PDFA1
    profile = intent.DestOutputProfile.read_bytes()
    assert profile[36:40] == b"acsp"
    other = make("<p>x</p>")
    assert profile == other.pdf.Root.OutputIntents[0].DestOutputProfile.read_bytes()


def test_fonts_are_subsets_of_ours(hard: File) -> None:
    names = {str(font.BaseFont) for page in hard.pdf.pages for font in page.obj.Resources.Font.values()}
    assert names
    assert all(name[7] == "+" for name in names)
    assert {name[8:].partition(",")[0].split("-")[0] for name in names} <= {"Literata", "Source", "Noto", "Atkinson"}


def test_no_stream_ends_in_a_line_end_of_its_own(torture_path: Path) -> None:
    data = torture_path.read_bytes()
    assert b"\r\nendstream" not in data
    assert b"\n\nendstream" not in data


def test_a_table_of_objects_that_ends_so_is_written_again(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual, table = make("<p>x</p>").pdf, (tmp_path / "made.pdf").read_bytes().rpartition(b"startxref")[2]
    outcomes = iter((False, False, True))
    monkeypatch.setattr("publisher.pdf.assemble.mend", lambda _path: next(outcomes))
    again = make("<p>x</p>").pdf
    one, other = (file.Root.Metadata.read_bytes() for file in (usual, again))
    assert other == one.replace(b"<?xpacket end", b"  <?xpacket end")
    assert set(again.Root.keys()) == set(usual.Root.keys())
    with again.open_metadata() as metadata:
        assert metadata["dc:title"] == PUBLICATION.title
    assert (tmp_path / "made.pdf").read_bytes().rpartition(b"startxref")[2] != table


def test_marks_lead_back_to_their_elements(hard: File) -> None:
    root = hard.pdf.Root.StructTreeRoot
    entries: dict[int, object] = {}
    nodes = [root.ParentTree]
    while nodes:
        node = nodes.pop(0)
        nodes += list(node.get("/Kids", []))
        numbers = list(node.get("/Nums", []))
        entries.update(zip(map(int, numbers[::2]), numbers[1::2], strict=True))
    for tag in hard.root.all():
        for page, mark in tag.marks:
            assert entries[page][mark].objgen == tag.source.objgen  # type: ignore[index]
        for annotation in tag.annotations:
            assert entries[int(annotation.StructParent)].objgen == tag.source.objgen  # type: ignore[attr-defined]
    assert [int(page.obj.StructParents) for page in hard.pdf.pages] == list(range(len(hard.pdf.pages)))
    assert int(root.ParentTreeNextKey) == len(entries)


def test_all_content_is_tagged_or_an_artifact(hard: File) -> None:
    shows = {"Tj", "TJ", "'", '"', "Do", "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh"}
    for page in range(len(hard.pdf.pages)):
        open_: list[str] = []
        for operator, operands in hard.operators(page):
            if operator in ("BDC", "BMC"):
                name = str(operands[0])
                assert not (name == "/Artifact" and open_), "an artifact within content"
                open_.append(name)
            elif operator == "EMC":
                open_.pop()
            elif operator in shows:
                assert open_, f"page {page + 1}: {operator} outside of marked content"
        assert open_ == []


SCRIPT = """
import sys
sys.path[:0] = {paths!r}
from pathlib import Path
from pdf import torture
from pdf.conftest import MODIFIED, PUBLICATION
from publisher import pdf
assets = torture.assets()
pdf.write(PUBLICATION, torture.document(), torture.stylesheet(assets), assets, Path(sys.argv[1]), MODIFIED)
"""


def test_the_same_bytes_with_other_hash_seeds(torture_path: Path, tmp_path: Path) -> None:
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.pdf"
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Tokyo" if seed == "1" else "UTC"}
        script = SCRIPT.format(paths=[str(HERE.parent), str(HERE.parent.parent)])
        subprocess.run([sys.executable, "-c", script, str(path)], check=True, env=environment, cwd=tmp_path)
        assert path.read_bytes() == torture_path.read_bytes()


def test_nothing_is_left_where_writing_fails(assets: Assets, tmp_path: Path) -> None:
    target = tmp_path / "taken.pdf"
    target.mkdir()
    (target / "x").write_text("x")
    with pytest.raises(OSError, match="taken"):
        pdf.write(PUBLICATION, torture.page("<p>x</p>"), torture.stylesheet(assets), assets, target, MODIFIED)
    assert [path.name for path in tmp_path.iterdir()] == ["taken.pdf"]


def test_times_are_told_in_utc(assets: Assets, tmp_path: Path) -> None:
    path = tmp_path / "x.pdf"
    moment = datetime.fromisoformat("2026-01-01T01:00:00+02:00")
    pdf.write(PUBLICATION, torture.page("<p>x</p>"), torture.stylesheet(assets), assets, path, moment)
    with pikepdf.open(path) as file, file.open_metadata() as metadata:
        assert metadata["xmp:ModifyDate"] == moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
