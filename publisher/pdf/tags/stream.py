"""Pages that mark what they paint as planned.

`TaggedPage` paints into a stream of its own that shares the operators of WeasyPrint's: nothing of WeasyPrint is
replaced. Consecutive texts of one structure element share a marked-content sequence.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pydyf

from publisher.pdf.engine import Page, Stream, boxes
from publisher.pdf.fonts import leave_out
from publisher.pdf.references import ROOM
from publisher.pdf.slots import mark
from publisher.pdf.tags.node import Artifact, Node
from publisher.pdf.tags.order import in_reading_order
from publisher.pdf.tags.plan import Plan, Spoken
from publisher.pdf.tags.text import Shown, actual_text, complete, space, speak, turns, without_line_ends

_ARROW = 0.6
"""How wide the arrow of a line that goes on is, of its size of type."""
_ARROW_COLOUR = (0.35, 0.35, 0.35)


class TaggedPage(Page):  # type: ignore[misc]
    """A page that is tagged when it is painted. Links and outline are written later, by `assemble`."""

    def __init__(self, page: Page, plan: Plan, number: int) -> None:
        super().__init__(page._page_box)
        # What stands in the margins is made when it is known which pages of the book these are (`furniture`).
        page._page_box.children = [
            child for child in page._page_box.children if not isinstance(child, boxes.MarginBox) or plan.margins
        ]
        for kept_elsewhere in (self.links, self.bookmarks, self.anchors):
            kept_elsewhere.clear()
        self._plan, self._number = plan, number

    def paint(self, stream: Stream, scale: float = 1) -> None:
        """Paint the page with marked content."""
        in_reading_order(self._page_box, self._plan)
        marked = _MarkedStream(stream, self._plan, self._number)
        super().paint(marked, scale)
        marked.mark_wraps(scale)
        self._plan.counts[self._number] = marked.count
        if self._number == self._plan.pages - 1:
            complete(marked.all_fonts)
            leave_out(marked.all_fonts)


class _MarkedStream(Stream):  # type: ignore[misc]
    """A page's content stream that opens and closes marked content around what it is given."""

    def __init__(self, inner: Stream, plan: Plan, page: int) -> None:
        super().__init__(
            inner._fonts,
            inner.page_rectangle,
            inner._resources,
            inner._images,
            {},
            inner._color_profiles,
            inner._output_intent,
            compress=inner.compress,
        )
        self.stream = inner.stream
        self._ctm_stack = inner._ctm_stack
        self.count = 0
        self._plan, self._page = plan, page
        self._depth = 0
        self._shown: list[Shown] = []
        self._ends_line = False
        self._closed: tuple[Node | Artifact, int, int] | None = None

    @property
    def all_fonts(self) -> Mapping[Any, Any]:
        """Every font that the document has used up to now."""
        fonts: Mapping[Any, Any] = self._fonts
        return fonts

    def clone(self, **arguments: Any) -> Stream:
        """A stream for a group or pattern; nothing in it is marked, since what shows it is."""
        return super().clone(**{**arguments, "tags": None})

    @contextmanager
    def marked(self, box: Any, _tag: str) -> Iterator[None]:
        """What is painted meanwhile belongs to the structure element of the box."""
        target = self._plan.targets.get(id(box), "Decoration")
        spoken = self._plan.spoken.get(id(box))
        if spoken is not None and not box.text.strip() and not (spoken.text + spoken.ending):
            target = "Decoration"
        alone = spoken is not None and turns(spoken.text)
        if alone:
            self._closed = None
        number = self._open(target)
        if isinstance(target, Node):
            self._plan.marks[id(box)] = (self._page, number)
        self._shown = []
        self._ends_line = spoken is not None and "\n" in box.text
        yield
        self._ends_line = False
        if isinstance(box, boxes.TextBox) and box.element is not None and ROOM in box.element.attrib:
            self._keep_room(box)
        if spoken is not None and isinstance(target, Node) and isinstance(box, boxes.TextBox):
            self._speak(box, spoken)
        self._close(target, number)
        if alone:
            self._closed = None

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """What is painted meanwhile is decoration; within content it stays a part of it. ISO 14289-1 7.1."""
        if self._depth:
            yield
            return
        self._open("Decoration")
        yield
        self._close("Decoration", 0)

    def _open(self, target: Node | Artifact) -> int:
        self._depth += 1
        closed, self._closed = self._closed, None
        if closed is not None and closed[0] is target and closed[1] == len(self.stream) and self._depth == 1:
            self.stream.pop()
            return closed[2]
        if isinstance(target, Node):
            number, self.count = self.count, self.count + 1
            self.begin_marked_content(target.tag, pydyf.Dictionary({"MCID": number}))
            return number
        if target == "Decoration":
            self.begin_marked_content("Artifact")
        else:
            kind = (
                {"Type": "/Pagination"} if target == "Pagination" else {"Type": "/Pagination", "Subtype": f"/{target}"}
            )
            self.begin_marked_content("Artifact", pydyf.Dictionary(kind))
        return 0

    def _close(self, target: Node | Artifact, number: int) -> None:
        self.end_marked_content()
        self._depth -= 1
        self._closed = (target, len(self.stream), number)

    def draw_x_object(self, reference: Any) -> None:
        """Show a group or image. A group that is not marked yet (of ``opacity``) is an artifact."""
        with self.artifact():
            super().draw_x_object(reference)

    def set_font_size(self, font: str, size: float) -> None:
        """Choose a font; it is kept in mind for white space, which has no font of its own."""
        known = self._plan.fonts.get(font)
        if known is None:
            known = next(one for one in self._fonts.values() if one.hash == font)
            self._plan.fonts[font] = known
        self._plan.font = (known, size)
        super().set_font_size(font, size)

    def show_text(self, text: str) -> None:
        """Show glyphs, and note where. No font has one for the end of a line, which may stand at the end of code."""
        if self._plan.font is not None and self._ends_line:
            text = without_line_ends(text, self._plan.font[0])
        if self._plan.font is not None and text:
            self._shown.append(Shown(len(self.stream), self._plan.font[0], text))
        super().show_text(text)

    def mark_wraps(self, scale: float) -> None:
        """Draws an arrow in front of each line of code that goes on from the one above; it is no content."""
        places = self._plan.wraps.get(self._page, ())
        if not places:
            return
        with self.artifact(), self.stacked():
            self.transform(a=scale, d=scale)
            self.set_color_rgb(*_ARROW_COLOUR, stroke=True)
            self.set_line_width(places[0][3] / 16)
            for left, top, height, size in places:
                self._arrow(left - size, top + height / 2, size * _ARROW)
            self.stroke()

    def _arrow(self, x: float, y: float, width: float) -> None:
        """An arrow that comes from above and points to the right."""
        tip, line = x + width, y + width / 8
        self.move_to(x, y - width / 2)
        self.line_to(x, line)
        self.line_to(tip, line)
        self.move_to(tip - 0.35 * width, line - 0.325 * width)
        self.line_to(tip, line)
        self.line_to(tip - 0.35 * width, line + 0.325 * width)

    def _speak(self, box: Any, spoken: Spoken) -> None:
        shown, self._shown = self._shown, []
        if shown:
            actual = speak(self.stream, shown, spoken, box.style["hyphenate_character"])
            if actual is not None:
                self._plan.actual[id(box)] = actual
        elif not box.text.strip():
            self._white_space(box, spoken.text + spoken.ending)

    def _keep_room(self, box: Any) -> None:
        """Note where the number of a page is to come."""
        digits, target = box.element.get("data-page", ""), box.element.get("data-target", "").lstrip("#")
        if not box.text.endswith(digits):
            return
        last = self._shown[-1] if self._shown else None
        comment = mark(target, last.font, last.operand, len(digits)) if last is not None else None
        if last is None or comment is None:
            return
        self._plan.roomy.add(box.element)
        self.stream[last.at] = comment + b"\n" + self.stream[last.at]
        self._plan.rooms.add(self._page)

    def _white_space(self, box: Any, text: str) -> None:
        """Paint the spaces that separate words and indent code, which WeasyPrint leaves out."""
        if self._plan.font is None:
            return
        font, size = self._plan.font
        operand = space(font)
        if not operand:
            return
        self.begin_text()
        self.set_font_size(font.hash, size)
        self.set_text_matrix(1, 0, 0, -1, box.position_x, box.position_y + box.baseline)
        if "\t" in text:
            # No font has a glyph for tabs.
            self.stream.append(actual_text(text))
        super().show_text(operand * len(text))
        if "\t" in text:
            self.end_marked_content()
        self.end_text()
