"""A publication with every kind of node, whole and without problems, and the files that it names."""

from pathlib import Path

from PIL import Image as Raster

from publisher.model import (
    Abbreviation,
    Accessibility,
    Aside,
    Bibliography,
    BibliographyEntry,
    Block,
    Citation,
    Code,
    CodeBlock,
    Contributor,
    CrossReference,
    DataCell,
    Decorative,
    Definition,
    DefinitionGroup,
    DefinitionList,
    Described,
    Emphasis,
    Epigraph,
    Figure,
    Glossary,
    HeaderCell,
    Image,
    Index,
    IndexTerm,
    Inline,
    InlineQuote,
    LineBreak,
    Link,
    List,
    ListItem,
    ListOf,
    Math,
    MathBlock,
    Media,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Publication,
    Quote,
    Row,
    Ruby,
    Section,
    Series,
    Span,
    Stanza,
    Strong,
    Subscript,
    Superscript,
    Table,
    Term,
    Text,
    ThematicBreak,
    Verse,
    VerseLine,
)

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><linearGradient id="g"><stop offset="0"/>'
    '</linearGradient><rect width="40" height="20" fill="url(#g)"/></svg>'
)
SILENCE = bytes.fromhex("fffb9000") + bytes(413)
FILM = bytes.fromhex("000000186674797069736f6d0000020069736f6d6d703432")
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:02.000\nWaves break.\n"
STYLES = ("small-caps", "keyboard", "sample", "variable", "highlight", "inserted", "deleted", "small", "work-title")
ASIDES = ("note", "tip", "important", "warning", "caution", "danger", "example", "sidebar")


def files(folder: Path) -> Path:
    """Write the files that the publication names into the folder."""
    Raster.new("RGB", (60, 90), "navy").save(folder / "cover.jpg")
    Raster.new("RGB", (80, 40), "teal").save(folder / "pool.png")
    (folder / "map.svg").write_text(SVG)
    (folder / "bell.mp3").write_bytes(SILENCE * 20)
    (folder / "tide.mp4").write_bytes(FILM)
    (folder / "tide.vtt").write_text(CAPTIONS)
    return folder


def everything(language: str = "en", direction: str = "ltr") -> Publication:
    """Every kind of node at least once, and those that meet at the seams of documents: notes, references, terms."""
    return Publication(
        identifier="urn:uuid:0f2a4d8e-3c1b-4b5e-9a77-0a6f9a1b2c3d",
        title="Everything & more",
        subtitle="Of <all> kinds",
        language=language,
        direction=direction,
        authors=(Contributor(name="Ana Ruiz", sort="Ruiz, Ana"),),
        contributors=(Contributor(name="Li Wei", role="trl"),),
        publisher="Harbour Press",
        published="2026-11-01",
        rights="© 2026 Ana Ruiz",
        license="https://creativecommons.org/licenses/by/4.0/",
        isbn="978-0-306-40615-7",
        subjects=("Sea",),
        series=Series(name="Shores", position="1"),
        description="All kinds of content.",
        cover=Image(src="cover.jpg", alt=Described("Cover: dark blue.")),
        front=(
            Section(id="figures", role="list-of-figures", title=words("Figures"), content=(ListOf("figures"),)),
            Section(id="tables", role="list-of-tables", title=words("Tables"), content=(ListOf("tables"),)),
            Section(id="foreword", role="foreword", title=words("Foreword"), content=(paragraph("First."),)),
        ),
        body=(_part(), _second()),
        back=_back(),
        accessibility=Accessibility(hazards=()),
    )


def words(text: str, **fields: object) -> tuple[Inline, ...]:
    """The text as inline content."""
    return (Text(value=text, **fields),)


def paragraph(*content: Inline | str, **fields: object) -> Paragraph:
    """A paragraph of text and inline nodes."""
    return Paragraph(content=tuple(Text(value=one) if isinstance(one, str) else one for one in content), **fields)


def _part() -> Section:
    inner = Section(
        id="deep",
        role="section",
        title=(*words("Deep "), Emphasis(content=words("water")), Math(tex="x^2")),
        content=(*_lists(), *_tables(), *_quotes()),
    )
    chapter = Section(
        id="pools",
        role="chapter",
        number="1",
        title=words("Pools"),
        subtitle=words("What stays"),
        content=(_inlines(), *_figures(), *_media(), *(_aside(kind) for kind in ASIDES)),
        notes=(
            Note(id="n1", content=(paragraph("A note with ", Strong(content=words("weight")), "."), paragraph("Two."))),
        ),
        sections=(inner,),
    )
    return Section(id="shore", role="part", number="1", title=words("The shore"), sections=(chapter,))


def _second() -> Section:
    return Section(
        id="arabic",
        role="chapter",
        number="2",
        title=words("البحر"),
        language="ar",
        direction="rtl",
        content=(paragraph("نص عربي مع ", Span(content=words("EPUB 3.3"), language="en", direction="ltr"), "."),),
    )


def _inlines() -> Block:
    styles = [Span(content=words(style), style=style) for style in STYLES]
    return paragraph(
        "Plain, ",
        Emphasis(content=words("stressed")),
        Strong(content=words("strong")),
        Code(value="a < b && c", syntax="c"),
        Link(href="https://example.org/?a=1&b=2", content=words("a web page")),
        CrossReference(target="map", show="number"),
        CrossReference(target="arabic"),
        CrossReference(target="sales", content=words("the table")),
        NoteReference(note="n1"),
        Math(tex=r"\frac{1}{2}", spoken="one half"),
        Image(src="pool.png", alt=Described("a pool")),
        Span(content=words("français"), language="fr"),
        Span(content=words("עברית"), language="he", direction="rtl"),
        *styles,
        "H",
        Subscript(content=words("2")),
        "O, m",
        Superscript(content=words("2")),
        Abbreviation(content=words("HTML"), expansion="HyperText Markup Language"),
        InlineQuote(content=words("quoted")),
        Citation(target="darwin", content=words("Darwin 1859")),
        Ruby(base="漢字", text="かんじ"),
        IndexTerm(id="term-1", entry=("Sea", "deep"), content=words("the deep sea")),
        IndexTerm(id="term-2", entry=("Sea",)),
        LineBreak(),
        "end.",
        id="inlines",
    )


def _figures() -> tuple[Block, ...]:
    described = Image(src="map.svg", alt=Described("Map of the pools"))
    full = (paragraph("Three pools lie in a row."), paragraph("The first is deep."))
    return (
        Figure(
            id="map",
            images=(described,),
            caption=words("The pools"),
            credit=words("Drawn by Li"),
            description=full,
            number="1.1",
        ),
        Figure(
            images=(
                Image(src="pool.png", alt=Described("Left pool")),
                Image(src="pool.png", alt=Described("Right pool")),
            ),
            caption=words("Two pools"),
        ),
        Figure(images=(described,), description=full),
        Image(src="pool.png", alt=Decorative()),
        Image(src="pool.png", alt=Described("A pool"), width=50),
    )


def _media() -> tuple[Block, ...]:
    poster = Image(src="pool.png", alt=Described("Waves"))
    transcript = (paragraph("Waves break on the shore."),)
    return (
        Media(
            kind="video",
            title=words("Tide"),
            src="tide.mp4",
            poster=poster,
            captions="tide.vtt",
            caption=words("The tide comes in"),
            credit=words("Li"),
            transcript=transcript,
            duration=2.0,
        ),
        Media(kind="audio", title=words("Bell"), src="bell.mp3", transcript=transcript),
        Media(
            kind="video",
            title=words("Elsewhere"),
            link="https://example.org/film",
            poster=poster,
            transcript=transcript,
        ),
    )


def _aside(kind: str) -> Block:
    title = words("A title") if kind in ("tip", "sidebar") else ()
    return Aside(kind=kind, title=title, content=(paragraph(f"Of the kind {kind}."), paragraph("More.")))


def _lists() -> tuple[Block, ...]:
    inner = List(items=(ListItem(content=(paragraph("inner"),)),), numbering="lower-roman", start=3)
    group = DefinitionGroup(
        terms=(Term(content=words("Tide")), Term(content=words("Ebb"))),
        definitions=(Definition(content=(paragraph("Water that goes."),)),),
    )
    tasks = tuple(ListItem(content=(paragraph(f"done: {done}"),), checked=done) for done in (True, False))
    return (
        List(items=(ListItem(content=(paragraph("one"), inner)), ListItem(content=(paragraph("two"),)))),
        List(items=(ListItem(content=(paragraph("one"), paragraph("and more"))),), tight=False, numbering="decimal"),
        List(items=tasks),
        DefinitionList(groups=(group,)),
        CodeBlock(text="def f(x):\n    return x < 1 & 2\n", syntax="python", caption=words("A function"), number="1.1"),
        CodeBlock(text="plain\n  text"),
        MathBlock(tex=r"x = \frac{-b \pm \sqrt{b^2-4ac}}{2a}", number="1", id="formula"),
        MathBlock(tex=r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}"),
        ThematicBreak(),
        PageBreak(),
    )


def _tables() -> tuple[Block, ...]:
    def cells(*texts: str) -> tuple[DataCell, ...]:
        return tuple(DataCell(content=(paragraph(text),)) for text in texts)

    def head(text: str, **fields: object) -> HeaderCell:
        return HeaderCell(content=(paragraph(text),), **fields)

    return (
        Table(
            id="sales",
            head=(Row(cells=(head("Year"), head("Sales"))),),
            body=(
                Row(cells=(head("2026", scope="row"), *cells("10"))),
                Row(cells=(head("2027", scope="row"), *cells("12"))),
            ),
            foot=(Row(cells=(head("All", scope="row"), *cells("22"))),),
            caption=words("Sales"),
            alignments=("start", "end"),
            number="1.1",
        ),
        Table(
            head=(
                Row(cells=(head("Shore", rows=2), head("Depth", columns=2, scope="column-group"))),
                Row(cells=(head("High"), head("Low"))),
            ),
            body=(Row(cells=(head("North", scope="row"), *cells("1", "2"))),),
        ),
        Table(body=(Row(cells=cells("a", "b")),)),
    )


def _quotes() -> tuple[Block, ...]:
    line = VerseLine(content=words("The sea is calm"))
    return (
        Epigraph(content=(paragraph("All is water."),), attribution=words("Thales")),
        Quote(content=(paragraph("Quoted."), paragraph("More.")), attribution=words("A. Person")),
        Verse(
            stanzas=(Stanza(lines=(line, VerseLine(content=words("tonight"), indent=2))), Stanza(lines=(line,))),
            attribution=words("Arnold"),
        ),
    )


def _back() -> tuple[Section, ...]:
    entry = BibliographyEntry(
        id="darwin", content=(*words("Darwin, C. "), Span(content=words("On the Origin"), style="work-title"))
    )
    meaning = DefinitionGroup(
        terms=(Term(id="term-ebb", content=words("ebb")),),
        definitions=(Definition(content=(paragraph("Going out."),)),),
    )
    return (
        Section(id="appendix", role="appendix", number="A", title=words("Tables"), content=(paragraph("See above."),)),
        Section(id="glossary", role="glossary", title=words("Glossary"), content=(Glossary(groups=(meaning,)),)),
        Section(id="works", role="bibliography", title=words("Works"), content=(Bibliography(entries=(entry,)),)),
        Section(id="index", role="index", title=words("Index"), content=(Index(),)),
        Section(id="colophon", role="colophon", title=words("Colophon"), content=(paragraph("Set in Literata."),)),
    )
