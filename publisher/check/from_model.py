"""What the content model says that both files must hold."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import count
from typing import assert_never

from publisher.check.collector import Collector, Record
from publisher.check.headers import NamedCell, with_headers
from publisher.check.records import (
    AbbreviationText,
    AsideText,
    CodeText,
    Contents,
    EmphasisText,
    FigureGroup,
    Formula,
    Heading,
    LinkTarget,
    Quotation,
    Recording,
    RubyText,
    TableCell,
    TableGrid,
    bare,
    line,
)
from publisher.model import (
    Abbreviation,
    Aside,
    Bibliography,
    Block,
    Citation,
    Code,
    CodeBlock,
    CrossReference,
    DataCell,
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
    ListOf,
    Math,
    MathBlock,
    Media,
    Node,
    Note,
    NoteReference,
    PageBreak,
    Paragraph,
    Publication,
    Quote,
    Ruby,
    Section,
    Span,
    Strong,
    Subscript,
    Superscript,
    Table,
    Text,
    ThematicBreak,
    Verse,
)
from publisher.render.grid import PlacedRow, grid
from publisher.render.math import formula


def contents(publication: Publication) -> Contents:
    """What is in the model, in reading order; every record with the place that it has in the source."""
    reader = _Reader(publication)
    reader.publication(publication)
    return reader.collector.contents()


def _notes(section: Section, around: str) -> Iterator[Note]:
    """The notes of a section and those in it, with its language."""
    language = section.language or around
    for note in section.notes:
        yield note if note.language else note.replace(language=language)
    for child in section.sections:
        yield from _notes(child, language)


class _Reader:
    """Walks the model and tells the collector."""

    def __init__(self, publication: Publication) -> None:
        self.collector = Collector(publication.title, publication.language)
        self.notes = {note.id: note for section in publication.sections for note in _notes(section, "")}
        self.called: set[str] = set()
        self.waiting: list[tuple[Note, int]] = []

    def publication(self, publication: Publication) -> None:
        for section in publication.sections:
            self.section(section, 1, publication)
        while self.waiting:
            note, depth = self.waiting.pop(0)
            with self.collector.speaking(note.language), self.collector.note(note.at, depth):
                self.blocks(note.content)

    def section(self, section: Section, depth: int, publication: Publication) -> None:
        with self.collector.speaking(section.language):
            with self.collector.copy() as title:
                self.inlines(section.title)
            self.collector.add(Heading(min(depth, 6), "".join(title), section.at))
            self.inlines(section.subtitle)
            if section.role == "article":
                self.inlines(publication.standfirst)
                if publication.lead:
                    self.block(publication.lead)
            self.blocks(section.content)
            for child in section.sections:
                self.section(child, depth + 1, publication)

    def blocks(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        with self.collector.speaking(block.language):
            self._block(block)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self.inlines(block.content)
            case Figure():
                self.figure(block)
            case Image():
                self.inline(block)
            case Table():
                self.table(block)
            case List():
                with self.collector.outline("numbered" if block.numbering else "bullets", block.at):
                    for item in block.items:
                        with self.collector.item(), self.collector.speaking(item.language):
                            self.blocks(item.content)
            case DefinitionList() | Glossary():
                with self.collector.outline("terms", block.at):
                    self.definitions(block.groups)
            case Quote() | Epigraph():
                with self.collector.passage(partial(Quotation, kind="block", place=block.at)):
                    self.blocks(block.content)
                    self.inlines(block.attribution)
            case Verse():
                for stanza in block.stanzas:
                    for verse_line in stanza.lines:
                        with self.collector.speaking(verse_line.language):
                            self.inlines(verse_line.content)
                self.inlines(block.attribution)
            case CodeBlock():
                with self.collector.passage(partial(CodeText, kind="block", place=block.at)):
                    self.collector.write(block.text, block.at)
                self.inlines(block.caption)
            case MathBlock():
                self.formula(block)
            case Aside():
                with self.collector.passage(partial(AsideText, place=block.at)):
                    self.inlines(block.title)
                    self.blocks(block.content)
            case Media():
                self.media(block)
            case Bibliography():
                with self.collector.outline("bullets", block.at):
                    for entry in block.entries:
                        with self.collector.item(), self.collector.speaking(entry.language):
                            self.inlines(entry.content)
            case Index() | ListOf() | ThematicBreak() | PageBreak():
                pass
            case _:
                assert_never(block)

    def figure(self, figure: Figure) -> None:
        with self.collector.capture():
            for image in figure.images:
                self.inline(image)
        with self.collector.capture() as caption:
            self.inlines(figure.caption)
        with self.collector.capture() as credit:
            self.inlines(figure.credit)
        with self.collector.capture() as description:
            self.blocks(figure.description)
        alts = tuple(_alt(image) for image in figure.images)
        self.collector.figure(FigureGroup(alts, "".join(caption), "".join(credit), "".join(description), figure.at))

    def media(self, media: Media) -> None:
        with self.collector.capture():
            if media.poster:
                self.inline(media.poster)
        with self.collector.capture() as caption:
            self.inlines(media.caption)
        with self.collector.capture() as credit:
            self.inlines(media.credit)
        with self.collector.capture() as transcript:
            self.blocks(media.transcript)
        self.collector.add(Recording("".join(caption), "".join(credit), "".join(transcript), media.at))
        self.collector.mark()

    def table(self, table: Table) -> None:
        with self.collector.capture() as caption:
            self.inlines(table.caption)
        numbers = count()
        placed = grid(table, lambda: f"#{next(numbers)}")
        groups = [[self.row(row) for row in rows] for rows in (placed.head, placed.body, placed.foot)]
        self.collector.add(TableGrid("".join(caption), with_headers(groups), place=table.at))
        self.collector.mark()

    def row(self, row: PlacedRow) -> list[NamedCell]:
        return [NamedCell(self.cell(one.cell), one.id, tuple(one.headers.split())) for one in row.cells]

    def cell(self, cell: HeaderCell | DataCell) -> TableCell:
        with self.collector.speaking(cell.language), self.collector.capture() as text:
            self.blocks(cell.content)
        scope = cell.scope if isinstance(cell, HeaderCell) else ""
        return TableCell("".join(text), scope, cell.columns, cell.rows)

    def definitions(self, groups: Iterable[DefinitionGroup]) -> None:
        for group in groups:
            for term in group.terms:
                with self.collector.item(), self.collector.speaking(term.language):
                    self.inlines(term.content)
            for definition in group.definitions:
                with self.collector.item(), self.collector.speaking(definition.language):
                    self.blocks(definition.content)

    def formula(self, math: Math | MathBlock) -> None:
        made = formula(math.tex, isinstance(math, MathBlock), self.collector.publication_language)
        self.collector.add(Formula(math.spoken or made.spoken, made.mathml is not None, math.at))
        self.collector.mark()

    def inlines(self, inlines: Iterable[Inline]) -> None:
        for inline in inlines:
            with self.collector.speaking(inline.language):
                self.inline(inline)

    def inline(self, inline: Inline) -> None:
        match inline:
            case Text():
                self.collector.write(inline.value, inline.at)
            case Code():
                with self.collector.passage(partial(CodeText, place=inline.at)):
                    self.collector.write(inline.value, inline.at)
            case Link():
                self.link(inline, inline.href, inline.content)
            case CrossReference() | Citation():
                self.link(inline, f"#{inline.target}", inline.content)
            case NoteReference():
                if inline.note in self.notes and inline.note not in self.called:
                    self.called.add(inline.note)
                    self.collector.call(inline.at)
                    self.waiting.append((self.notes[inline.note], self.collector.depth + 1))
            case Math():
                self.formula(inline)
            case Image():
                self.collector.picture(_alt(inline), inline.at)
            case Ruby():
                self.collector.add(RubyText(bare(inline.base), bare(inline.text), inline.at))
                self.collector.write(inline.base, inline.at)
                self.collector.write(inline.text, inline.at)
            case LineBreak():
                pass
            case Emphasis() | Strong() | Abbreviation() | InlineQuote() | Span(style="keyboard" | "sample"):
                with self.collector.passage(_record(inline)):
                    self.inlines(inline.content)
            case Span() | Subscript() | Superscript() | IndexTerm():
                self.inlines(inline.content)
            case _:
                assert_never(inline)

    def link(self, node: Node, target: str, content: tuple[Inline, ...]) -> None:
        with self.collector.copy() as text:
            self.inlines(content)
        self.collector.add(LinkTarget("".join(text), target, node.at))


def _record(inline: Emphasis | Strong | Span | Abbreviation | InlineQuote) -> Callable[[str], Record]:
    """What makes the record of a passage: of what says something of the text in it."""
    match inline:
        case Emphasis():
            return partial(EmphasisText, kind="emphasis", place=inline.at)
        case Strong():
            return partial(EmphasisText, kind="strong", place=inline.at)
        case Abbreviation():
            return partial(AbbreviationText, expansion=line(inline.expansion), place=inline.at)
        case InlineQuote():
            return partial(Quotation, kind="inline", place=inline.at)
        case Span():
            return partial(CodeText, kind="keyboard" if inline.style == "keyboard" else "sample", place=inline.at)
        case _:
            assert_never(inline)


def _alt(image: Image) -> str | None:
    return line(image.alt.text) if isinstance(image.alt, Described) else None
