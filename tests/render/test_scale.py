"""Long and deep publications render in time in proportion to their length; templates see no files through the fonts."""

import time
from pathlib import Path

import pytest
from jinja2.exceptions import SecurityError

from publisher.model import (
    Aside,
    Block,
    DataCell,
    Emphasis,
    List,
    ListItem,
    Note,
    NoteReference,
    Paragraph,
    Publication,
    Quote,
    Row,
    Section,
    Table,
    Text,
)
from publisher.render import Assets, Theme, epub_markup, gather, print_units, theme
from publisher.render.engine import environment

WORDS = (
    Text(value="Words that run on for a while, "),
    Emphasis(content=(Text(value="some"),)),
    Text(value=" & more. "),
)
DEEPEST = 100
"""What readers let pass; see ``model-nesting``."""


def book(*content: Block, notes: tuple[Note, ...] = ()) -> Publication:
    chapter = Section(id="c", role="chapter", title=(Text(value="C"),), content=content, notes=notes)
    return Publication(identifier="urn:x:1", title="T", language="en", body=(chapter,))


def seconds(publication: Publication) -> float:
    started = time.process_time()
    epub_markup(publication, theme(), Assets())
    print_units(publication, theme(), Assets())
    return time.process_time() - started


def test_forty_thousand_paragraphs_take_seconds() -> None:
    chapters = tuple(
        Section(
            id=f"c{number}",
            role="chapter",
            title=(Text(value="C"),),
            content=tuple(Paragraph(content=WORDS) for _ in range(1000)),
        )
        for number in range(40)
    )

    # Two editions at about a second each; slow machines have room.
    assert seconds(book().replace(body=chapters)) < 20


def table(rows: int) -> Publication:
    cells = tuple(DataCell(content=(Paragraph(content=WORDS),)) for _ in range(3))
    return book(Table(body=tuple(Row(cells=cells) for _ in range(rows))))


def noted(count: int) -> Publication:
    notes = tuple(Note(id=f"n{number}", content=(Paragraph(content=WORDS),)) for number in range(count))
    calls = (Paragraph(content=(NoteReference(note=note.id),)) for note in notes)
    return book(*calls, notes=notes)


@pytest.mark.parametrize("make", [table, noted])
def test_twice_the_content_takes_about_twice_the_time(make: object) -> None:
    assert callable(make)
    seconds(make(50))
    small, large = seconds(make(1000)), seconds(make(4000))

    assert large < 8 * small


@pytest.mark.parametrize("kind", ["quote", "list", "aside"])
def test_content_as_deep_as_readers_let_pass_renders(kind: str) -> None:
    block: Block = Paragraph(content=WORDS)
    for _ in range(DEEPEST if kind != "list" else DEEPEST // 2):
        if kind == "list":
            block = List(items=(ListItem(content=(block, Paragraph(content=WORDS))),))
        else:
            block = Quote(content=(block,)) if kind == "quote" else Aside(kind="note", content=(block,))

    assert seconds(book(block)) < 20


def test_fonts_show_templates_no_files(tmp_path: Path) -> None:
    assets = gather(book(Paragraph(content=WORDS)), tmp_path, "print")
    jinja = environment(Theme((tmp_path,)))

    for reach in ("read_bytes()", "parent", "write_text('x')"):
        template = jinja.from_string("{% for face in assets.fonts %}{{ face.path." + reach + " }}{% endfor %}")
        with pytest.raises(SecurityError):
            template.render(assets=assets)
