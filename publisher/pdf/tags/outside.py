"""What stands outside of its page, where nobody sees it; an author is told of it once for each block or table."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from publisher.model import Problem
from publisher.pdf.tags.source import Source

_TOLERATED = 2.0
"""How far, CSS px, something may reach over the edge of the page."""


class Outside:
    """The blocks of a document that are cut off by the edges of their pages, with the first words of what is."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._words: dict[Element, str] = {}

    def look(
        self, element: Element, area: tuple[float, float, float, float], page: tuple[float, float], words: str
    ) -> None:
        """Notes words or a picture of an element that are not on the page; ``area`` is x, y, width and height, ``page``
        width and height, CSS px."""
        (x, y, width, height), (right, bottom) = area, page
        inside = -_TOLERATED < x < right + _TOLERATED - width and -_TOLERATED < y < bottom + _TOLERATED - height
        if not inside and words:
            self._words.setdefault(self._block(element), words[:60])

    def _block(self, element: Element) -> Element:
        """The outermost table around it, or else the nearest block."""
        around = list(self._source.up(element))
        tables = [one for one in around if self._source.name(one) == "table"]
        return tables[-1] if tables else next((one for one in around if self._source.is_block(one)), element)

    @property
    def problems(self) -> Iterator[Problem]:
        """One for each block, with the first of its words that nobody sees."""
        for words in self._words.values():
            message = f'"{words}" stands outside of the page, and so does what follows'
            yield Problem(code="pdf-overflow", message=message, fix="make the table, picture or line shorter")
