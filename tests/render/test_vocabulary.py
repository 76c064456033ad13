"""The words of our XHTML: what the stylesheets, the PDF's tags and the readers of finished files rely on."""

from pathlib import Path

import pytest
from everything import everything, files
from lxml import etree
from validity import faults, rendered

from publisher import render
from publisher.model import (
    Aside,
    Block,
    Contributor,
    CrossReference,
    DataCell,
    Described,
    Figure,
    HeaderCell,
    Image,
    Index,
    IndexTerm,
    Inline,
    InlineQuote,
    LineBreak,
    ListOf,
    Note,
    NoteReference,
    Paragraph,
    Publication,
    Row,
    Section,
    Span,
    Table,
    Text,
    Update,
    nodes,
)
from publisher.render import Assets

EDITIONS = ("epub", "print")
each_edition = pytest.mark.parametrize("edition", EDITIONS)
NAMES = {"h": "http://www.w3.org/1999/xhtml", "epub": "http://www.idpf.org/2007/ops"}


def words(text: str) -> tuple[Inline, ...]:
    return (Text(value=text),)


def paragraph(*content: Inline | str) -> Paragraph:
    return Paragraph(content=tuple(Text(value=one) if isinstance(one, str) else one for one in content))


def chapter(name: str, *content: Block, **fields: object) -> Section:
    return Section(id=name, role="chapter", title=words(name.title()), content=content, **fields)


def book(*chapters: Section, **fields: object) -> Publication:
    return Publication(identifier="urn:x:1", title="Small", language="en", body=chapters).replace(**fields)


def documents(publication: Publication, edition: str) -> dict[str, etree._Element]:
    """The documents of an edition, found to be without faults."""
    assets = Assets()
    made = rendered(publication, edition, assets)
    assert faults(made, assets) == []
    return made


def found(made: dict[str, etree._Element], path: str) -> list[etree._Element]:
    """What an XPath finds in all documents together, in order."""
    return [one for root in made.values() for one in root.xpath(path, namespaces=NAMES)]


def text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


@pytest.fixture(scope="module", params=EDITIONS)
def whole(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, etree._Element]:
    """Every kind of node, rendered."""
    folder: Path = files(tmp_path_factory.mktemp("everything"))
    assets = render.gather(everything(), folder, request.param)
    made = rendered(everything(), request.param, assets)
    assert faults(made, assets) == []
    return made


def test_every_kind_of_node_is_rendered() -> None:
    def kinds(base: type) -> set[type]:
        return {base, *(kind for child in base.__subclasses__() for kind in kinds(child))}

    used = {type(node) for node in nodes(everything())}
    known = {kind for kind in kinds(type(paragraph()).__base__ or object) if kind.__module__.startswith("publisher.")}

    assert {kind.__name__ for kind in known - used} <= {"Node"}


def test_a_figure_has_caption_credit_and_description(whole: dict[str, etree._Element]) -> None:
    [figure] = found(whole, "//h:figure[@id='map']")

    assert [text(one) for one in figure.xpath(".//*[@class='caption']")] == ["Figure 1.1 The pools"]
    assert [text(one) for one in figure.xpath(".//*[@class='made label']")] == ["Figure 1.1"]
    assert [text(one) for one in figure.xpath(".//*[@class='credit']")] == ["Drawn by Li"]
    assert [text(one) for one in figure.xpath(".//*[@class='description']")] == [
        "Three pools lie in a row. The first is deep."
    ]
    assert figure.xpath("./*[@class='images']/*/@alt") == ["Map of the pools"]
    for details in figure.xpath(".//@aria-details"):
        assert figure.xpath(f".//*[local-name()='details'][@id='{details}']")


def test_only_an_e_book_folds_the_description_away(whole: dict[str, etree._Element]) -> None:
    printed = "" in whole

    assert bool(found(whole, "//h:details")) is not printed
    assert bool(found(whole, "//@aria-details")) is not printed


def test_a_decorative_picture_says_nothing(whole: dict[str, etree._Element]) -> None:
    decorative = found(whole, "//h:img[@role='presentation'][not(contains(@class, 'code-to-scan'))]")

    assert [image.get("alt") for image in decorative] == [""]


def test_a_code_to_scan_says_nothing_beside_its_link(whole: dict[str, etree._Element]) -> None:
    codes = found(whole, "//h:img[@class='code-to-scan']")

    assert [code.get("alt") for code in codes] == ([""] if "" in whole else [])
    assert all(code.xpath("following-sibling::*[.//*[@href]]") for code in codes)


def test_header_cells_have_scopes_and_spans(whole: dict[str, etree._Element]) -> None:
    heads = found(whole, "//h:th")

    for head in heads:
        for cue in head.xpath("*[contains(@class, 'cue')]"):
            head.text = cue.tail
            head.remove(cue)
    assert {text(head): head.get("scope") for head in heads} == {
        "Year": "col",
        "Sales": "col",
        "2026": "row",
        "2027": "row",
        "All": "row",
        "Shore": "col",
        "Depth": "colgroup",
        "High": "col",
        "Low": "col",
        "North": "row",
    }
    assert [text(head) for head in heads if head.get("rowspan") == "2"] == ["Shore"]
    assert [text(head) for head in heads if head.get("colspan") == "2"] == ["Depth"]
    assert [text(cell) for cell in found(whole, "//h:*[@class='align-end']")] == ["Sales", "10", "12", "22"]


def test_a_recording_is_played_or_linked(whole: dict[str, etree._Element]) -> None:
    recordings = found(whole, "//h:figure[starts-with(@class, 'media')]")

    assert len(recordings) == 3
    assert [text(one) for one in found(whole, "//h:*[@class='transcript']")] == ["Waves break on the shore."] * 3
    if "" in whole:
        assert not found(whole, "//h:video | //h:audio")
    else:
        [video] = found(whole, "//h:video")
        assert video.get("aria-label") == "Tide"
        assert video.xpath("./h:track/@kind", namespaces=NAMES) == ["captions"]


def test_every_change_of_language_is_said_twice(whole: dict[str, etree._Element]) -> None:
    languages = [one.get("lang") for one in found(whole, "//h:body//*[@lang]")]

    assert {"fr", "he", "ar"} <= set(languages)
    assert {one.get("dir") for one in found(whole, "//*[@lang='he' or @lang='ar']")} == {"rtl"}
    assert {one.get("dir") for one in found(whole, "//h:span[@lang='en']")} == {"ltr"}


def test_what_is_ours_is_marked(whole: dict[str, etree._Element]) -> None:
    unmarked = [
        text(one)
        for one in found(whole, "//h:*[@class='label' or @class='kind' or contains(@class, 'equation-number')]")
        if not one.xpath("ancestor-or-self::*[contains(concat(' ', @class, ' '), ' made ')]")
    ]

    assert unmarked == []


def test_a_note_that_is_called_twice_is_there_once() -> None:
    call = NoteReference(note="n")
    note = Note(id="n", content=(paragraph("Said once."),))
    publication = book(chapter("one", paragraph("a", call), paragraph("b", call), notes=(note,)))

    made = documents(publication, "epub")

    calls = found(made, "//h:a[@role='doc-noteref']")
    assert [(text(one), one.get("href"), one.get("id")) for one in calls] == [
        ("1", "#n", "call-n"),
        ("1", "#n", None),
    ]
    assert [text(one) for one in found(made, "//h:aside[@role='doc-footnote']")] == ["1 Said once."]
    assert [one.get("href") for one in found(made, "//h:a[@role='doc-backlink']")] == ["#call-n"]

    printed = documents(publication, "print")
    assert [text(one) for one in found(printed, "//h:span[@role='doc-footnote']")] == ["Said once."]
    assert [one.get("href") for one in found(printed, "//h:a[contains(@class, 'note-call')]")] == ["#n"]


def test_notes_are_numbered_in_each_chapter_in_the_order_of_their_calls() -> None:
    def one(name: str) -> Section:
        inner = Note(id=f"{name}-inner", content=(paragraph("Inner."),))
        outer = Note(id=f"{name}-outer", content=(paragraph("Outer", NoteReference(note=inner.id)),))
        last = Note(id=f"{name}-last", content=(paragraph("Last."),))
        calls = paragraph("x", NoteReference(note=outer.id), "y", NoteReference(note=last.id))
        return chapter(name, calls, notes=(last, inner, outer))

    made = documents(book(one("one"), one("two")), "epub")

    for name in ("one", "two"):
        numbers = {
            call.get("href"): text(call) for call in found(made, f"//h:section[@id='{name}']//h:a[@role='doc-noteref']")
        }
        assert numbers == {f"#{name}-outer": "1", f"#{name}-last": "2", f"#{name}-inner": "3"}
        notes = found(made, f"//h:section[@id='{name}']//h:aside")
        assert [note.get("id") for note in notes] == [f"{name}-outer", f"{name}-last", f"{name}-inner"]


@each_edition
@pytest.mark.parametrize(
    ("show", "said"), [("title", ["Two", "A map"]), ("number", ["Chapter 2", "Figure 2.1"]), ("page", ["", ""])]
)
def test_cross_references_say_what_they_lead_to(show: str, said: list[str], edition: str) -> None:
    figure = Figure(id="map", images=(Image(src="m", alt=ALT),), caption=words("A map"), number="2.1")
    calls = paragraph(*(CrossReference(target=target, show=show) for target in ("two", "map")))  # type: ignore[arg-type]
    made = documents(book(chapter("one", calls), chapter("two", figure, number="2")), edition)

    references = found(made, "//h:a[starts-with(@class, 'cross-reference')]")
    prefix = "chapter-002.xhtml" if edition == "epub" else ""
    assert [one.get("href") for one in references] == [f"{prefix}#two", f"{prefix}#map"]
    if show == "page" and edition == "print":
        assert [text(one) for one in references] == ["page", "page"]
        assert [one.get("data-target") for one in found(made, "//h:p//h:span[@class='page-number']")] == [
            "#two",
            "#map",
        ]
    else:
        assert [text(one) for one in references] == (["Chapter 2", "Figure 2.1"] if show == "page" else said)


ALT = next(node.alt for node in nodes(everything()) if isinstance(node, Image) and hasattr(node.alt, "text"))


def test_headers_are_named_in_a_complex_table() -> None:
    def head(name: str, **fields: object) -> HeaderCell:
        return HeaderCell(content=(paragraph(name),), **fields)

    table = Table(
        head=(
            Row(cells=(head("Shore", rows=2), head("Depth", columns=2, scope="column-group"))),
            Row(cells=(head("High"), head("Low"))),
        ),
        body=(Row(cells=(head("North", scope="row"), *(DataCell(content=(paragraph(name),)) for name in ("1", "2")))),),
        alignments=("start", "center", "end"),
    )
    made = documents(book(chapter("one", table)), "epub")

    names = {one.get("id"): text(one) for one in found(made, "//h:th")}
    cells = {text(one): [names[name] for name in one.get("headers").split()] for one in found(made, "//h:td")}
    assert cells == {"1": ["Depth", "High", "North"], "2": ["Depth", "Low", "North"]}
    assert [(text(one), one.get("class")) for one in found(made, "//h:tbody//h:td")] == [
        ("1", "align-center"),
        ("2", "align-end"),
    ]


@each_edition
def test_the_index_is_sorted_and_leads_to_its_terms(edition: str) -> None:
    entries = (("Zebra",), ("apple", "red"), ("Éclair",), ("apple",), ("7 seas",), ("eclair", "long"))
    terms = tuple(IndexTerm(id=f"t{at}", entry=entry, content=words("x")) for at, entry in enumerate(entries))
    place = Section(id="i", role="index", title=words("Index"), content=(Index(),))
    made = documents(book(chapter("one", *(paragraph(term) for term in terms)), back=(place,)), edition)

    assert [text(one) for one in found(made, "//h:*[@class='letter-name']")] == ["0–9", "A", "E", "Z"]
    assert [text(one) for one in found(made, "//h:*[@class='entry']")] == [
        *("7 seas", "apple", "red", "eclair", "long", "Éclair", "Zebra"),
    ]
    locators = [one.get("href").rpartition("#")[2] for one in found(made, "//h:a[@class='locator']")]
    assert locators == ["t4", "t3", "t1", "t5", "t2", "t0"]


@each_edition
def test_lists_of_figures_and_tables_lead_to_what_has_a_caption(edition: str) -> None:
    long = "A very long caption, of which the list has the first sentence. It goes on and on, to the end of the page."
    shore = Figure(id="shore", images=(Image(src="a.png", alt=Described("A")),), caption=words("Shore"), number="1.1")
    plain = Figure(id="plain", images=shore.images)
    depths = Table(id="depths", body=(Row(cells=(DataCell(content=(paragraph("1"),)),)),), caption=words(long))
    lists = (
        Section(id="f", role="list-of-figures", title=words("Figures"), content=(ListOf("figures"),)),
        Section(id="t", role="list-of-tables", title=words("Tables"), content=(ListOf("tables"),)),
    )
    blank = Figure(id="blank", images=shore.images, caption=(LineBreak(),))
    made = documents(book(chapter("one", shore, plain, blank, depths), front=lists), edition)

    def entries(nav: str) -> list[tuple[str, str]]:
        return [(text(one), one.get("href").rpartition("#")[2]) for one in found(made, f"//h:nav[{nav}]//h:a")]

    first = "A very long caption, of which the list has the first sentence"
    assert entries("contains(@class, 'list-of')") == [("1.1 Shore", "shore"), (first, "depths")]
    if edition == "print":
        told = found(made, "//h:nav[contains(@class, 'list-of')]//h:*[@data-target]")
        assert [one.get("data-target") for one in told] == ["#shore", "#depths"]
    else:
        assert entries("@class='made loi'") == [("1.1 Shore", "shore")]
        assert entries("@class='made lot'") == [(first, "depths")]
        types = [one.get("{http://www.idpf.org/2007/ops}type") for one in found(made, "//h:section[@class]")]
        assert {"loi", "lot"} <= set(types)


@each_edition
def test_an_article_has_a_head(edition: str) -> None:
    section = Section(id="a", role="article", title=words("Bell found"), content=(paragraph("It rang."),))
    publication = book(
        section,
        kind="article",
        standfirst=words("After a century."),
        authors=(Contributor(name="Ada"), Contributor(name="Ben")),
        published="2026-03-09",
        updates=(Update(time="2026-03-10T08:00Z", changed="A name was corrected."),),
    )
    made = documents(publication, edition)

    assert [text(one) for one in found(made, "//h:p[@class='standfirst']")] == ["After a century."]
    assert [text(one) for one in found(made, "//h:p[@class='byline']")] == ["By Ada and Ben"]
    assert [one.get("datetime") for one in found(made, "//h:time")] == ["2026-03-09", "2026-03-10T08:00Z"]
    assert [text(one) for one in found(made, "//h:h1") if text(one) != "Contents"] == ["Bell found"]


@each_edition
def test_quotations_within_quotations_have_other_marks(edition: str) -> None:
    quote = InlineQuote(content=(*words("he said "), InlineQuote(content=words("no"))))
    made = documents(book(chapter("one", paragraph(quote))), edition)

    assert [text(one) for one in found(made, "//h:p/h:q")] == ["“he said ‘no’”"]


@each_edition
def test_a_book_from_right_to_left_says_so(edition: str) -> None:
    passage = Span(content=words("EPUB"), language="en")
    made = documents(book(chapter("one", paragraph("نص ", passage)), language="ar", direction="rtl"), edition)

    assert {root.get("dir") for root in made.values()} == {"rtl"}
    assert [one.get("dir") for one in found(made, "//h:p/h:span[@lang='en']")] == ["ltr"]


@each_edition
def test_an_aside_is_named_by_its_title(edition: str) -> None:
    asides = (
        Aside(id="made-1", kind="warning", title=words("Tide"), content=(paragraph("Run."),)),
        Aside(kind="tip", content=(paragraph("Walk."),)),
    )
    made = documents(book(chapter("one", *asides)), edition)

    named = {one.get("role"): one.get("aria-labelledby") for one in found(made, "//h:aside")}
    titles = {role: [text(one) for one in found(made, f"//*[@id='{name}']")] for role, name in named.items()}
    assert titles == {"note": ["Warning: Tide"], "doc-tip": ["Tip"]}
