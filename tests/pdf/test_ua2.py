"""PDF/UA-2 with PDF/A-4: what the finished file has of PDF 2.0, that it says the same as a PDF/UA-1 file, and that the
real veraPDF finds nothing in it."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pikepdf
import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from making import make_pdf
from msgspec import structs
from pikepdf import Array, Dictionary, Name
from ran import ran
from strategies import pictures, publications
from waived import unexplained

from pdf import torture
from pdf.conftest import MODIFIED, PUBLICATION
from pdf.tree import File, Tag, listed
from publisher import pdf
from publisher.check import check, from_pdf, outloud, page, parity, verapdf
from publisher.check.outcome import Outcome
from publisher.check.profiles import claimed
from publisher.model import Publication, Standard
from publisher.read import find, read
from publisher.render.assets import Assets

CONTENT = Path(__file__).parents[2] / "content"
SAMPLES = find(CONTENT)
PDF_2 = "http://iso.org/pdf2/ssn"
PDF_1 = "http://iso.org/pdf/ssn"
NEW_TYPES = {"FENote", "Title", "Aside", "Em", "Strong", "Sub", "H7"}
AWKWARD = """<section class="made title-page"><h1 class="title">Awkward</h1></section>
<section id="one"><h1>One</h1>
<p>Called<span class="note" role="doc-footnote" id="n1"><span class="p">A note.</span></span> here, and
<a class="note-call made" href="#n1">again</a>, see <a href="#deep">the depth</a>.</p>
<aside><p>Outer</p><aside><p>Inner</p></aside><blockquote><p>Quoted</p><aside><p>Beside</p></aside></blockquote></aside>
<table><thead><tr><th scope="col">Head</th></tr></thead><tbody>
<tr><td><blockquote><p>In a cell</p></blockquote><aside><p>Beside in a cell</p></aside></td></tr>
<tr><td><figure class="figure"><p>Shown</p><figcaption><p class="caption">In a cell</p></figcaption></figure></td></tr>
</tbody></table>
<ul><li>An item<figure class="figure"><p>Shown</p><figcaption><p class="caption">First</p></figcaption></figure>
<figure class="figure"><p>Shown</p><figcaption><p class="caption">Second</p></figcaption>
<div class="description"><p>Much more of it.</p></div></figure></li></ul>
<dl><dt>Term</dt><dd>Meaning</dd></dl>
<div class="verse"><p class="stanza"><span class="line">One line</span><br/><span class="line">Another</span></p></div>
<p><ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby> and <em>stress</em> and <strong>importance</strong>.</p>
<section id="deep"><p role="heading" aria-level="7">Seven</p><p>Deep down.</p></section></section>
<section role="doc-index" class="index"><h1>Index</h1><blockquote><p>A motto</p></blockquote></section>
<section role="doc-endnotes"><h1>Notes</h1><aside role="doc-endnote" class="note" id="e1"><p>An endnote.</p></aside>
</section>"""


def follow(publication: Publication, standard: Standard) -> Publication:
    return structs.replace(publication, pdf=structs.replace(publication.pdf, standard=standard))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("ua2")


@pytest.fixture(scope="module")
def torture_2(assets: Assets, folder: Path) -> Path:
    publication, path = follow(PUBLICATION, "ua-2"), folder / "torture.pdf"
    pdf.write(publication, torture.document(), torture.stylesheet(assets), assets, path, MODIFIED)
    return path


@pytest.fixture(scope="module")
def awkward(assets: Assets, folder: Path) -> Path:
    publication, path = follow(PUBLICATION, "ua-2"), folder / "awkward.pdf"
    pdf.write(publication, torture.page(AWKWARD), torture.stylesheet(assets), assets, path, MODIFIED)
    return path


@cache
def sample(source: Path, standard: Standard) -> tuple[Publication, Path]:
    publication = read(source).publication
    assert publication is not None
    publication = follow(publication, standard)
    folder = source if source.is_dir() else source.parent
    return publication, make_pdf(publication, folder, Path(mkdtemp(prefix="ua2-")) / f"{source.stem}.pdf")


@cache
def opened(path: Path) -> File:
    # The file stays open as long as its elements are looked at.
    return File(path)


def all_tags(path: Path) -> list[Tag]:
    root = opened(path).root
    return [root, *root.all()]


def named(path: Path, name: str) -> list[Tag]:
    return [tag for tag in all_tags(path) if tag.name == name]


def refs(tag: Tag) -> list[pikepdf.Object]:
    return list(tag.source.get("/Ref", Array()))


# The file


def test_it_is_pdf_2(torture_2: Path) -> None:
    assert torture_2.read_bytes().startswith(b"%PDF-2.0\n")
    with pikepdf.open(torture_2) as file:
        assert "/Info" not in file.trailer
        assert file.Root.ViewerPreferences.DisplayDocTitle
        assert file.Root.PageMode == Name.UseOutlines
        assert "/Suspects" not in file.Root.MarkInfo


def test_its_metadata_claim_both_standards(torture_2: Path) -> None:
    with pikepdf.open(torture_2) as file, file.open_metadata() as metadata:
        found = {name: metadata.get(name) for name in ("pdfuaid:part", "pdfuaid:rev", "pdfaid:part", "pdfaid:rev")}
        assert found == {"pdfuaid:part": "2", "pdfuaid:rev": "2024", "pdfaid:part": "4", "pdfaid:rev": "2020"}
        # The data of its tables are attached.
        assert metadata.get("pdfaid:conformance") == "F"
        assert b"pdfaExtension" not in file.Root.Metadata.read_bytes()
    assert claimed(torture_2) == ("ua2", "4f")


def test_without_tables_and_formulas_it_claims_less(assets: Assets, tmp_path: Path) -> None:
    path = tmp_path / "made.pdf"
    document = torture.page("<h1>Title</h1><p>Text</p>")
    pdf.write(follow(PUBLICATION, "ua-2"), document, torture.stylesheet(assets), assets, path, MODIFIED)
    with pikepdf.open(path) as file, file.open_metadata() as metadata:
        assert metadata.get("pdfaid:conformance") is None
    assert claimed(path) == ("ua2", "4")


def test_without_a_claim_it_is_the_same_file_but_for_that(assets: Assets, tmp_path: Path) -> None:
    path = tmp_path / "made.pdf"
    document = torture.page("<h1>Title</h1><p>Text</p>")
    publication = follow(PUBLICATION, "ua-2")
    pdf.write(publication, document, torture.stylesheet(assets), assets, path, MODIFIED, claim=False)
    with pikepdf.open(path) as file:
        assert b"pdfuaid" not in file.Root.Metadata.read_bytes()
        assert file.pdf_version == "2.0"
    assert claimed(path) == ("ua1", "3a")


# The structure


def test_every_type_is_in_the_namespace_that_has_it(torture_2: Path) -> None:
    spaces = {(tag.name, str(tag.source.NS.NS)) for tag in all_tags(torture_2)}
    old = {"Art", "BlockQuote", "Code", "Index", "Quote", "Reference", "TOC", "TOCI"}
    assert {name for name, space in spaces if space == PDF_1} <= old
    assert {name for name, space in spaces if space == PDF_2}.isdisjoint(old)
    assert {space for _, space in spaces} == {PDF_1, PDF_2}
    with pikepdf.open(torture_2) as file:
        assert {str(space.NS) for space in file.Root.StructTreeRoot.Namespaces} == {PDF_1, PDF_2}


def test_it_has_the_types_of_pdf_2(awkward: Path) -> None:
    names = {tag.name for tag in all_tags(awkward)}
    assert names >= NEW_TYPES
    assert "Note" not in names


def test_the_title_of_the_book_is_no_heading(awkward: Path) -> None:
    assert [tag.text for tag in named(awkward, "Title")] == ["Awkward"]
    assert [tag.text for tag in named(awkward, "H1")] == ["One", "Index", "Notes"]
    assert [tag.text for tag in named(awkward, "H7")] == ["Seven"]


def test_notes_and_their_calls_refer_to_each_other(awkward: Path) -> None:
    footnote, endnote = named(awkward, "FENote")
    assert footnote.text.endswith("A note.")
    calls = [tag for tag in named(awkward, "Reference") if refs(tag)]
    for note, count in ((footnote, 2), (endnote, 1)):
        its = [call.source.objgen for call in calls if refs(call)[0].objgen == note.source.objgen]
        assert len(its) == count
        assert [ref.objgen for ref in refs(note)] == its
    assert [tag.get("NoteType", "FENote") for tag in (footnote, endnote)] == [Name.Footnote, Name.Endnote]


def test_every_entry_of_the_contents_refers_to_its_target(torture_2: Path) -> None:
    entries = named(torture_2, "TOCI")
    assert len(entries) == 3
    for entry in entries:
        assert [tag for tag in [entry, *entry.tags] if refs(tag)]


def test_captions_are_first_or_last_in_their_group(awkward: Path, torture_2: Path) -> None:
    for path in (awkward, torture_2):
        groups = [tag for tag in all_tags(path) if any(kid.name == "Caption" for kid in tag.tags)]
        assert groups
        for group in groups:
            at = [number for number, kid in enumerate(group.tags) if kid.name == "Caption"]
            assert at in ([0], [len(group.tags) - 1])


def test_lists_with_labels_say_of_which_kind_they_are(awkward: Path) -> None:
    labelled = [tag for tag in named(awkward, "L") if any(kid.name == "Lbl" for kid in tag.tags[0].tags)]
    assert [tag.get("ListNumbering", "List") for tag in labelled] == [Name.Disc, Name.Description]


def test_ruby_is_in_pairs(awkward: Path) -> None:
    assert [[kid.name for kid in tag.tags] for tag in named(awkward, "Ruby")] == [["RB", "RT"], ["RB", "RT"]]


def test_older_readers_find_what_stands_for_the_new_types(awkward: Path) -> None:
    with pikepdf.open(awkward) as file:
        roles = {str(name)[1:]: str(role)[1:] for name, role in file.Root.StructTreeRoot.RoleMap.items()}
    assert set(roles) == NEW_TYPES
    assert (roles["FENote"], roles["Title"], roles["H7"]) == ("Note", "H1", "H6")


# The ways through it


def items(item: pikepdf.Object | None) -> Iterator[pikepdf.Object]:
    while item is not None:
        yield item
        yield from items(item.get("/First"))
        item = item.get("/Next")


def test_links_lead_to_elements_and_to_places(torture_2: Path) -> None:
    with pikepdf.open(torture_2) as file:
        links = [link for one in file.pages for link in one.obj.get("/Annots", Array())]
        inside = [link for link in links if Name.GoTo == link.A.S]
        assert len(inside) >= 6
        assert all("/Dest" not in link for link in links)
        destinations = dict(pikepdf.NameTree(file.Root.Names.Dests).items())
        for link in inside:
            there = destinations[str(link.A.D)]
            assert link.A.SD[0].Type == Name.StructElem
            assert there.D[0].Type == Name.Page
            assert there.SD[0].objgen == link.A.SD[0].objgen


def test_the_outline_leads_to_the_headings(torture_2: Path) -> None:
    with pikepdf.open(torture_2) as file:
        found = [(str(item.Title), item.A) for item in items(file.Root.Outlines.get("/First"))]
        assert len(found) > 8
        for title, action in found:
            assert Name.GoTo == action.S
            assert action.D[0].Type == Name.Page
            assert str(action.SD[0].S) in {"/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/H7", "/Title"}, title


# PDF/UA-1 beside it


def test_pdf_ua_1_has_the_types_of_pdf_1_7_and_nothing_else(torture_path: Path, torture_2: Path) -> None:
    with pikepdf.open(torture_path) as file:
        assert file.pdf_version == "1.7"
        root = file.Root.StructTreeRoot
        assert dict(root.RoleMap.items()) == {"/Em": Name.Span, "/Strong": Name.Span, "/Aside": Name.Sect}
        assert "/Namespaces" not in root
        elements = [one for one in file.objects if isinstance(one, Dictionary) and one.get("/Type") == Name.StructElem]
        assert not [one for one in elements if "/NS" in one or "/Ref" in one]
        assert {str(one.S) for one in elements}.isdisjoint({"/FENote", "/Title", "/Sub", "/H7"})
        owners = {str(attributes.O) for one in elements for attributes in listed(one.get("/A"))}
        assert owners == {"/Layout", "/List", "/Table"}
        assert all("/SD" not in one for one in file.objects if isinstance(one, Dictionary))
    assert claimed(torture_path) == ("ua1", "3a")


def test_both_standards_say_the_same(torture_path: Path, torture_2: Path) -> None:
    assert from_pdf.contents(torture_2) == from_pdf.contents(torture_path)


@pytest.mark.conformance
@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.stem)
def test_every_sample_in_pdf_2_holds_its_model(source: Path) -> None:
    publication, path = sample(source, "ua-2")
    assert parity(publication, path).problems == ()


@pytest.mark.conformance
def test_both_standards_say_the_same_of_a_sample() -> None:
    assert from_pdf.contents(sample(SAMPLES[-1], "ua-2")[1]) == from_pdf.contents(sample(SAMPLES[-1], "ua-1")[1])


# Validators


def compliant(outcomes: tuple[Outcome, ...]) -> list[str]:
    """The names of the standards that are met; fails if there is one that is not."""
    for outcome in ran(outcomes):
        assert [str(problem) for problem in outcome.problems] == []
    return [outcome.validator for outcome in outcomes]


def test_what_page_does_not_know_is_left_to_verapdf(torture_path: Path, torture_2: Path) -> None:
    assert page.validate(torture_2) == ()
    assert [outcome.validator for outcome in check(torture_2)] == ["veraPDF PDF/UA-2", "veraPDF PDF/A-4f"]
    assert [outcome.validator for outcome in check(torture_path)] == ["page PDF/UA-1", "page PDF/A-3a"]
    asked = [outcome.validator for outcome in check(torture_path, with_verapdf=True)]
    assert asked == ["page PDF/UA-1", "page PDF/A-3a", "veraPDF PDF/UA-1", "veraPDF PDF/A-3a"]


@pytest.mark.conformance
def test_verapdf_finds_both_standards_met(torture_2: Path, awkward: Path, torture_path: Path) -> None:
    hard, strange, old = verapdf.validate_many((torture_2, awkward, torture_path))
    assert compliant(hard) == ["veraPDF PDF/UA-2", "veraPDF PDF/A-4f"]
    assert compliant(strange) == ["veraPDF PDF/UA-2", "veraPDF PDF/A-4f"]
    assert compliant(old) == ["veraPDF PDF/UA-1", "veraPDF PDF/A-3a"]


@pytest.mark.conformance
def test_verapdf_finds_both_standards_met_by_the_samples() -> None:
    for outcomes in verapdf.validate_many([sample(source, "ua-2")[1] for source in SAMPLES]):
        assert compliant(outcomes) in (
            ["veraPDF PDF/UA-2", "veraPDF PDF/A-4"],
            ["veraPDF PDF/UA-2", "veraPDF PDF/A-4f"],
        )


@pytest.mark.conformance
def test_generated_files_hold_their_model_and_meet_both_standards(folder: Path) -> None:
    pictures(folder)
    made: list[Path] = []

    @seed(2)
    @settings(
        max_examples=10,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(publications())
    def make(publication: Publication) -> None:
        made.append(make_pdf(follow(publication, "ua-2"), folder, folder / f"generated-{len(made)}.pdf"))
        assert parity(publication, made[-1]).problems == ()

    make()
    assert len(made) == 10
    for outcomes in verapdf.validate_many(made):
        assert compliant(outcomes) in (
            ["veraPDF PDF/UA-2", "veraPDF PDF/A-4"],
            ["veraPDF PDF/UA-2", "veraPDF PDF/A-4f"],
        )


@pytest.mark.conformance
def test_outloud_finds_no_more_than_in_pdf_ua_1(torture_path: Path, torture_2: Path) -> None:
    old, new = outloud.validate_many((torture_path, torture_2))
    assert unexplained(new, File(torture_2)) == []
    more = {problem.code for problem in new.problems} - {problem.code for problem in old.problems}
    assert more == {"outloud-doc-012"}
