"""Files that a PDF carries: MathML at formulas, data at tables, and the source of the whole; read with pikepdf."""

import csv
import hashlib
import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from lxml import etree
from making import MODIFIED, make_pdf
from msgspec import structs
from pikepdf import Array, Name

from pdf import torture
from pdf.conftest import PUBLICATION
from pdf.tree import File, Tag
from publisher import pdf, render
from publisher.check import page, verapdf
from publisher.check.profiles import claimed
from publisher.model import (
    AttachedFile,
    Block,
    DataCell,
    Decorative,
    Described,
    HeaderCell,
    Image,
    Math,
    MathBlock,
    Paragraph,
    Publication,
    Row,
    Section,
    Standard,
    Table,
    Text,
    decode,
)
from publisher.render.assets import Assets

MATHML = "{http://www.w3.org/1998/Math/MathML}"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63606060000000040001f61738"
    "550000000049454e44ae426082"
)


def p(text: str) -> tuple[Block, ...]:
    return (Paragraph((Text(text),)),)


def table(*rows: Row, caption: str = "Tides, by day", head: tuple[Row, ...] = ()) -> Table:
    return Table(caption=(Text(caption),), head=head, body=rows)


HEIGHTS = table(
    Row((HeaderCell(p("Monday"), scope="row", rows=2), DataCell(p("4.1")), DataCell(p('0.6 "low"')))),
    Row((DataCell(p("3.9"), columns=2),)),
    head=(Row((HeaderCell(p("Day")), HeaderCell(p("Heights, m"), columns=2))),),
)


def publication(*content: Block, standard: Standard = "ua-1") -> Publication:
    made = Publication(
        identifier="urn:uuid:5b3f2a52-6c5e-4f0b-8f43-0b8b6d1f6a12",
        title="Attached",
        language="en",
        kind="article",
        body=(Section(role="article", id="all", title=(Text("Attached"),), content=content),),
    )
    return made.replace(pdf=structs.replace(made.pdf, standard=standard))


def made(folder: Path, *content: Block, standard: Standard = "ua-1") -> File:
    return File(make_pdf(publication(*content, standard=standard), folder, folder / "made.pdf"))


def written(folder: Path, markup: str, assets: Assets, *files: AttachedFile, standard: Standard = "ua-1") -> Path:
    path = folder / "written.pdf"
    one = PUBLICATION.replace(pdf=structs.replace(PUBLICATION.pdf, standard=standard))
    pdf.write(one, torture.page(markup), torture.stylesheet(assets), assets, path, MODIFIED, files=files)
    return path


def attached(tag: Tag) -> list[Any]:
    return list(tag.source.get("/AF", Array()))


def data(specification: Any) -> bytes:
    return bytes(specification.EF.F.read_bytes())


def rows(specification: Any) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data(specification).decode(), newline="")))


def listed(file: File) -> list[str]:
    names = file.pdf.Root.get("/Names")
    return list(pikepdf.NameTree(names.EmbeddedFiles)) if names is not None and "/EmbeddedFiles" in names else []


def streams(file: File) -> list[Any]:
    return [one for one in file.pdf.objects if isinstance(one, pikepdf.Stream) and one.get("/Type") == "/EmbeddedFile"]


# Formulas


def test_every_formula_has_its_mathml(tmp_path: Path) -> None:
    line = Paragraph((Text("Let "), Math("x^2"), Text(" be.")))
    file = made(tmp_path, line, MathBlock(r"\frac{a}{b}", spoken="a over b"))
    inline, display = list(file.root.all("Formula"))
    for tag, element in ((inline, "msup"), (display, "mfrac")):
        (one,) = attached(tag)
        assert one.AFRelationship == Name.Supplement
        root = etree.fromstring(data(one))
        assert root.tag == f"{MATHML}math"
        assert root.find(f".//{MATHML}{element}") is not None
        assert str(one.Desc) == str(tag.source.Alt)
    assert str(attached(display)[0].Desc) == "a over b"


def test_the_same_formula_is_there_once(tmp_path: Path) -> None:
    line = Paragraph(tuple(Math("x^2") for _ in range(20)))
    file = made(tmp_path, line, Paragraph((Math("y^2"),)))
    formulas = list(file.root.all("Formula"))
    assert len(formulas) == 21
    assert len({attached(tag)[0].objgen for tag in formulas}) == 2
    assert len(streams(file)) == 2


def test_words_of_its_own_do_not_make_another_copy_of_a_formula(tmp_path: Path) -> None:
    file = made(tmp_path, Paragraph((Math("x^2"), Text(" "), Math("x^2", spoken="the square"))))
    first, second = (attached(tag)[0] for tag in file.root.all("Formula"))
    assert str(second.Desc) == "the square"
    assert first.UF != second.UF
    assert first.EF.F.objgen == second.EF.F.objgen


def test_hundreds_of_formulas_are_small(tmp_path: Path) -> None:
    count = 300
    lines = [Paragraph((Math(rf"\sqrt{{x_{{{number}}} + \frac{{1}}{{{number}}}}}"),)) for number in range(1, count + 1)]
    file = made(tmp_path, *lines)
    assert len(streams(file)) == count
    packed = sum(len(stream.read_raw_bytes()) for stream in streams(file))
    assert packed < 300 * count
    assert all(stream.Filter == Name.FlateDecode for stream in streams(file))


# Tables


def test_a_table_has_its_data(tmp_path: Path) -> None:
    file = made(tmp_path, HEIGHTS)
    (tag,) = file.root.all("Table")
    (one,) = attached(tag)
    assert one.AFRelationship == Name.Supplement
    assert (str(one.UF), str(one.Desc)) == ("tides-by-day.csv", "Tides, by day")
    assert data(one) == b'Day,"Heights, m","Heights, m"\r\nMonday,4.1,"0.6 ""low"""\r\nMonday,3.9,\r\n'


def test_a_cell_is_what_stands_in_it(tmp_path: Path, assets: Assets) -> None:
    markup = """<h1>One</h1><table><caption><p class="caption"><span class="made label">Table 1</span> Odd</p></caption>
    <tbody><tr><td><p>First</p><p>second  para\u00adgraph</p></td>
    <td>with<span class="note" role="doc-footnote" id="n"><span class="p">A note.</span></span> a note</td></tr>
    <tr><td>two<br/>lines</td><td><pre><code>a
  b</code></pre></td></tr>
    <tr><td>x <img class="math" role="math" src="asset:math/inline.svg" alt="squared"/></td>
    <td><ul><li>one</li><li>two</li></ul><span class="made">made</span></td></tr></tbody></table>"""
    file = File(written(tmp_path, markup, assets))
    (tag,) = file.root.all("Table")
    assert rows(attached(tag)[0]) == [
        ["First\nsecond paragraph", "with a note"],
        ["two\nlines", "a\nb"],
        ["x squared", "one\ntwo"],
    ]
    assert str(attached(tag)[0].Desc) == "Table 1 Odd"


def test_a_table_over_many_pages_has_its_data_once(tmp_path: Path) -> None:
    body = [Row((DataCell(p(f"Row {number}")), DataCell(p(str(number))))) for number in range(200)]
    file = made(tmp_path, table(*body, head=(Row((HeaderCell(p("Name")), HeaderCell(p("Number")))),)))
    (tag,) = file.root.all("Table")
    assert len(tag.pages) > 2
    assert len(rows(attached(tag)[0])) == 201
    assert len(streams(file)) == 1


def test_a_long_name_ends_with_a_word(tmp_path: Path) -> None:
    file = made(tmp_path, table(Row((DataCell(p("x")),)), caption="Wort für Wort: " + "lang und breit " * 20))
    (name,) = listed(file)
    assert name == "wort-für-wort-lang-und-breit-lang-und-breit-lang-und-breit.csv"


def test_tables_of_one_name_are_told_apart(tmp_path: Path) -> None:
    one, two = (table(Row((DataCell(p(text)), DataCell(p("x"))))) for text in ("a", "b"))
    file = made(tmp_path, one, two, one)
    first, second, third = (attached(tag)[0] for tag in file.root.all("Table"))
    assert [str(first.UF), str(second.UF)] == ["tides-by-day.csv", "tides-by-day-2.csv"]
    assert third.objgen == first.objgen
    assert listed(file) == ["tides-by-day-2.csv", "tides-by-day.csv"]


def test_a_table_that_would_unfold_to_millions_of_places_is_left_alone(tmp_path: Path, assets: Assets) -> None:
    cells = '<tr><td colspan="1000">x</td></tr>' + "<tr><td>y</td></tr>" * 1001
    file = File(written(tmp_path, f"<h1>One</h1><table><tbody>{cells}</tbody></table>", assets))
    (tag,) = file.root.all("Table")
    assert attached(tag) == []


# Names


def test_names_and_facts_are_what_the_standards_ask_for(tmp_path: Path) -> None:
    file = made(tmp_path, HEIGHTS, MathBlock("x^2"))
    for tag in (*file.root.all("Table"), *file.root.all("Formula")):
        for one in attached(tag):
            assert one.Type == Name.Filespec
            assert str(one.F) == str(one.UF) != ""
            assert one.EF.F.objgen == one.EF.UF.objgen
            stream = one.EF.F
            assert stream.Subtype in (Name("/text/csv"), Name("/application/mathml+xml"))
            assert int(stream.Params.Size) == len(data(one))
            assert bytes(stream.Params.CheckSum) == hashlib.md5(data(one)).digest()
            assert str(stream.Params.ModDate) == "D:20260102000000Z"
    assert claimed(tmp_path / "made.pdf") == ("ua1", "3a")


def test_tables_are_listed_and_formulas_only_where_nothing_else_is(tmp_path: Path) -> None:
    assert listed(made(tmp_path, HEIGHTS, MathBlock("x^2"))) == ["tides-by-day.csv"]
    (name,) = listed(made(tmp_path, MathBlock("x^2"), standard="ua-2"))
    assert name.startswith("formula-") and name.endswith(".mml")
    assert claimed(tmp_path / "made.pdf") == ("ua2", "4f")


def test_without_tables_and_formulas_nothing_is_attached(tmp_path: Path) -> None:
    file = made(tmp_path, *p("Only words."))
    assert (streams(file), listed(file)) == ([], [])
    assert "/AF" not in file.pdf.Root


# The source


def source(folder: Path) -> tuple[Publication, render.SourceFiles]:
    (folder / "images").mkdir()
    (folder / "more").mkdir()
    for name in ("images/map.png", "more/map.png", "lost.png"):
        (folder / name).write_bytes(PNG)
    (folder / "lost.png").unlink()
    (folder / "templates" / "print").mkdir(parents=True)
    (folder / "templates" / "print" / "extra.css.j2").write_text("p { color: red }")
    (folder / "templates" / "notes.txt").write_text("mine")
    pictures = (
        Image("images/map.png", Described("A map")),
        Image("more/map.png", Decorative()),
        Image("images/../../secret.png", Decorative()),
        Image("lost.png", Decorative()),
    )
    (folder.parent / "secret.png").write_bytes(PNG)
    one = publication(*pictures)
    return one, render.source_files(one, folder, "book")


def test_the_source_is_the_model_its_pictures_and_its_theme(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    one, found = source(folder)
    model, *files = found.files
    assert (model.name, model.media_type, decode(model.data)) == ("book.publisher.json", "application/json", one)
    assert [(file.name, file.media_type, file.description) for file in files] == [
        ("images/map.png", "image/png", "A map"),
        ("more/map.png", "image/png", "map.png"),
        ("templates/print/extra.css.j2", "text/plain", "templates/print/extra.css.j2"),
    ]
    assert found.problems == ()


def test_the_source_belongs_to_the_document_and_is_listed_with_its_folders(tmp_path: Path, assets: Assets) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    _, found = source(folder)
    file = File(written(tmp_path, "<h1>One</h1><p>Text</p>", assets, *found.files))
    specifications = list(file.pdf.Root.AF)
    assert {str(one.AFRelationship) for one in specifications} == {"/Source"}
    assert [str(one.UF) for one in specifications] == ["book.publisher.json", "map.png", "map-2.png", "extra.css.j2"]
    assert listed(file) == ["book.publisher.json", "images/map.png", "more/map.png", "templates/print/extra.css.j2"]
    # Both pictures are the same bytes.
    assert len(streams(file)) == 3
    for one, given in zip(specifications, found.files, strict=True):
        assert data(one) == given.data


def test_what_is_too_large_is_left_out_and_told(tmp_path: Path) -> None:
    for name, size in (("large.mp4", 101), ("a.png", 99), ("b.png", 99), ("c.png", 99)):
        with (tmp_path / name).open("wb") as stream:
            stream.truncate(size * 1_000_000)
    names = ("large.mp4", "a.png", "b.png", "c.png")
    found = render.source_files(publication(*(Image(name, Decorative()) for name in names)), tmp_path, "book")
    assert [file.name for file in found.files] == ["book.publisher.json", "a.png", "b.png"]
    assert [(problem.code, problem.severity) for problem in found.problems] == [("embed-left-out", "warning")] * 2
    assert ['"c.png"' in found.problems[0].message, '"large.mp4"' in found.problems[1].message] == [True, True]


# Validators


@pytest.mark.parametrize("standard", ["ua-1", "ua-2"])
@pytest.mark.conformance
def test_verapdf_finds_nothing_against_attached_files(tmp_path: Path, assets: Assets, standard: Standard) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    _, found = source(folder)
    whole = written(tmp_path, torture_tables(), assets, *found.files, standard=standard)
    formula = make_pdf(publication(MathBlock("x^2"), standard=standard), tmp_path, tmp_path / "formula.pdf")
    for outcomes in verapdf.validate_many((whole, formula)):
        for outcome in outcomes:
            if outcome.status == "missing":
                pytest.skip(f"{outcome.validator}: {outcome.detail}")
            assert [str(problem) for problem in outcome.problems] == []
        assert [outcome.validator for outcome in outcomes] == {
            "ua-1": ["veraPDF PDF/UA-1", "veraPDF PDF/A-3a"],
            "ua-2": ["veraPDF PDF/UA-2", "veraPDF PDF/A-4f"],
        }[standard]


def test_page_finds_nothing_against_attached_files(tmp_path: Path, assets: Assets) -> None:
    folder = tmp_path / "book"
    folder.mkdir()
    _, found = source(folder)
    outcomes = page.validate(written(tmp_path, torture_tables(), assets, *found.files))
    assert [outcome.validator for outcome in outcomes] == ["page PDF/UA-1", "page PDF/A-3a"]
    assert [str(problem) for outcome in outcomes for problem in outcome.problems] == []


def torture_tables() -> str:
    head = "<thead><tr><th scope='col'>Größe – 大小</th><th scope='col'>Höhe</th></tr></thead>"
    return (
        f"<h1>One</h1><table><caption>Größen – 大小</caption>{head}<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )


def test_the_same_files_give_the_same_bytes(tmp_path: Path, assets: Assets) -> None:
    file = AttachedFile("book.publisher.json", "application/json", b"{}", "Book")
    first = written(tmp_path, torture_tables(), assets, file).read_bytes()
    assert written(tmp_path, torture_tables(), assets, file).read_bytes() == first
