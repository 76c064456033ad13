"""Notes that are too long for the foot of a page are set behind the block that calls them, where they may break.

WeasyPrint breaks no note: one that is taller than the page would stand outside of it. And it loses some notes: where it
goes back to break a page elsewhere, one that was to come on the next page may come on none, or stay on the page before.

1. the notes at the feet of the pages that came out are measured
2. those that take most of a page, and those that are lost, are taken out of their block and stand behind it, and so do
   the notes that are called later in this block, so that all are read in the order of their calls
3. the call, and the number in front of the note, become elements: stylesheets make them only for notes at the foot

The document is then to be laid out again.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from publisher.pdf.engine import boxes
from publisher.pdf.strays import calls
from publisher.pdf.tags.source import APART, CALL, MARKER, PHRASING, Source

_SHARE = 0.6
"""How tall a note at the foot of a page may be, of the height of the page's text. All together, they may take 0.8."""
_CALL, _MARKER = "footnote-call", "footnote-marker"
_WHOLE = frozenset({"p", "pre", "header", "h1", "h2", "h3", "h4", "h5", "h6", "dl", "figcaption", "table"})
"""What no note may stand in, or what is not to be broken by it."""


def set_behind(root: Element, pages: Sequence[Any]) -> bool:
    """Moves the notes of a laid-out document (pages of WeasyPrint) that are too long; says whether there are any."""
    shown = [(note, number) for number, page in enumerate(pages) for note in _at_the_foot(page._page_box)]
    long = {note.element for note, number in shown if note.margin_height() > _SHARE * pages[number]._page_box.height}
    last = {note.element: number for note, number in shown}
    long |= {note for note, number in calls(pages).items() if last.get(note, -1) < number}
    if long:
        source, words = Source(root), _made(pages)
        for note in [element for element in root.iter() if element in long]:
            outermost = [around for around in source.up(note) if source.is_note(around) and APART not in around.attrib]
            # It may have been moved with one that is called before it.
            if outermost:
                _move(outermost[-1], source, words)
    return bool(long)


def _at_the_foot(page: Any) -> list[Any]:
    return [note for area in page.children if isinstance(area, boxes.FootnoteAreaBox) for note in area.children]


def _made(pages: Sequence[Any]) -> dict[tuple[Element, str], str]:
    """What the stylesheet shows for each call of a note, and in front of the note."""
    found: dict[tuple[Element, str], str] = {}
    for page in pages:
        for box in page._page_box.descendants():
            pseudo = (box.element_tag or "").partition("::")[2]
            if pseudo in (_CALL, _MARKER) and isinstance(box, boxes.TextBox):
                found.setdefault((box.element, pseudo), box.text)
    return found


def _move(note: Element, source: Source, words: dict[tuple[Element, str], str]) -> None:
    """Moves a note, and those called after it in the same block."""
    container, run, whole = _block(note, source)
    notes = [one for element in run for one in _notes(element, source)]
    notes = notes[notes.index(note) :]
    calls = {one: _replace(one, source, words) for one in notes}
    last = calls.get(run[-1], run[-1])
    if whole:
        # What follows the block follows the notes; behind a run of inlines, it is a part of the run.
        notes[-1].tail, last.tail = last.tail, None
    place = list(container).index(last) + 1
    container[place:place] = notes
    source.parents.update(dict.fromkeys(notes, container))


def _block(note: Element, source: Source) -> tuple[Element, list[Element], bool]:
    """The element that a note is to stand in, the children of it that the note stands behind, the first of which calls
    it, and whether this is a block rather than a run of inlines."""
    child, around = note, source.parents[note]
    while source.name(around) in PHRASING:
        if APART in around.attrib:
            # A note that is called from a note stands in it.
            return around, [child], True
        child, around = around, source.parents[around]
    whole = list(_unbroken(around, source))
    if whole:
        return source.parents[whole[-1]], [whole[-1]], True
    run = list(around)[list(around).index(child) :]
    end = next((at for at, one in enumerate(run) if source.name(one) not in PHRASING), len(run))
    return around, run[:end], False


def _unbroken(element: Element, source: Source) -> Iterator[Element]:
    """What is around an element, or it itself, that no note may stand in; in a meaning of a list of terms, one may."""
    in_meaning = False
    for one in source.up(element):
        name = source.name(one)
        if name in _WHOLE and not (name == "dl" and in_meaning):
            yield one
        in_meaning = name == "dd" or (in_meaning and name != "dl")


def _notes(element: Element, source: Source) -> Iterator[Element]:
    """The notes at the foot of the page that an element calls, without those that these call."""
    if source.is_note(element) and APART not in element.attrib:
        yield element
        return
    for child in element:
        yield from _notes(child, source)


def _replace(note: Element, source: Source, words: dict[tuple[Element, str], str]) -> Element:
    """Puts a call in the place of a note, and its number in front of the note."""
    name = str(len(source.called) + 1)
    call = Element(CALL, {"class": "made note-call", APART: name})
    # A call that no page shows yet, as in a head that is too tall, has the number that the markup gives it.
    call.text = words.get((note, _CALL)) or note.get("data-number", "")
    marker = Element(MARKER, {"class": "made note-number"})
    marker.text = words.get((note, _MARKER), f"{call.text}\u2002")
    marker.tail, note.text = note.text, None
    note.insert(0, marker)
    note.set(APART, name)
    # It is counted where it stands, as a note at the foot is.
    note.set("style", f"{note.get('style', '')}; float: none; display: block; counter-increment: footnote")
    parent = source.parents[note]
    call.tail, note.tail = note.tail, None
    parent[list(parent).index(note)] = call
    source.parents[call] = parent
    source.called[call] = note
    return call
