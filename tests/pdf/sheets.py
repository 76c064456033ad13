"""The lines of a printed page and where they stand, as poppler finds them in the finished file."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import html

_SAME = 3.0
"""How far apart words of one line may stand, upwards or downwards, pt."""


class Line(NamedTuple):
    """A line of type: its words, and its edges, pt from the upper left corner of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


class Sheet(NamedTuple):
    """A page: its number from 1, its size, and its lines from top to bottom."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]

    @property
    def recto(self) -> bool:
        """Whether it is a right page."""
        return self.number % 2 == 1

    def between(self, top: float, bottom: float) -> tuple[Line, ...]:
        """The lines that stand between two heights, pt from the upper edge."""
        return tuple(line for line in self.lines if line.top >= top - 1 and line.bottom <= bottom + 1)


def sheets(path: Path) -> tuple[Sheet, ...]:
    """The pages of a file."""
    command = ["pdftotext", "-bbox-layout", str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")
    pages = html.fromstring(text).iter("page")
    return tuple(
        Sheet(number, float(page.get("width")), float(page.get("height")), tuple(_lines(page)))
        for number, page in enumerate(pages, 1)
    )


def _lines(page: html.HtmlElement) -> Iterator[Line]:
    rows: list[list[html.HtmlElement]] = []
    for word in sorted(page.iter("word"), key=lambda word: _edge(word, "ymax")):
        if rows and abs(_edge(word, "ymax") - _edge(rows[-1][0], "ymax")) < _SAME:
            rows[-1].append(word)
        else:
            rows.append([word])
    for row in rows:
        row.sort(key=lambda word: _edge(word, "xmin"))
        edges = [[_edge(word, name) for word in row] for name in ("xmin", "ymin", "xmax", "ymax")]
        text = " ".join(word.text or "" for word in row)
        yield Line(text, min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))


def _edge(word: html.HtmlElement, name: str) -> float:
    return float(word.get(name))
