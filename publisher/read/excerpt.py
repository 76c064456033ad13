"""The source line of a problem, with a mark below what it is about."""

import re
import unicodedata
from pathlib import Path

from publisher.model import Problem
from publisher.read.files import LARGEST_TEXT, locate

WIDEST = 160
"""Columns of a source line that are shown at most."""


def excerpt(folder: Path, problem: Problem) -> str | None:
    """Two lines to show below a problem, its source and a mark; None where it has no line that can be shown.

    ``      14 | ![](map.png)`` and ``         | ^^^^^^^^^^^^``.
    """
    place = problem.place
    path = locate(folder, place.file) if place.file and place.line else None
    line = _line(path, place.line) if path else None
    if line is None or not line.strip():
        return None
    start, end = _span(line, problem)
    skipped = max(0, start - WIDEST // 2) if len(line) > WIDEST else 0
    shown = line[skipped : skipped + WIDEST]
    before = line[skipped:start]
    marked = line[start : min(end, skipped + WIDEST)]
    gutter = f"{place.line:>8}"
    return f"{gutter} | {_plain(shown)}\n{' ' * len(gutter)} | {' ' * _width(before)}{'^' * max(_width(marked), 1)}"


def _line(path: Path, number: int) -> str | None:
    try:
        if not path.is_file() or path.stat().st_size > LARGEST_TEXT:
            return None
        text = path.read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return None
    lines = text.splitlines()
    return lines[number - 1].expandtabs(4) if number <= len(lines) else None


def _span(line: str, problem: Problem) -> tuple[int, int]:
    """Where the mark begins and ends: at what the message quotes, else at the column, else the whole line."""
    column = min(max(problem.place.column - 1, 0), len(line))
    for quoted in re.findall(r'"([^"]+)"', problem.message):
        found = line.find(quoted, column) if quoted in line[column:] else line.find(quoted)
        if found >= 0:
            return found, found + len(quoted)
    start = column if line[column:].strip() else 0
    start += len(line[start:]) - len(line[start:].lstrip())
    return start, len(line.rstrip())


def _plain(text: str) -> str:
    # A control character of the source must not reach the terminal.
    return "".join(" " if unicodedata.category(character) in ("Cc", "Cf", "Cs") else character for character in text)


def _width(text: str) -> int:
    """Columns of a terminal that the text takes."""
    widths = (0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return sum(widths)
