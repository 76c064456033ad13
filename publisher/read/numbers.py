"""The numbers of chapters, figures, tables, listings and equations.

In a book, chapters are counted (1, 2, 3), and appendices if there are several (A, B, C); parts are I, II, III. What has
a caption is counted by chapter ("2.3"), outside of numbered chapters through the book. Sections below a chapter have
numbers only where ``numbering: {sections: 2}`` asks for them. In an article everything is counted through.
A title that says its own number ("Chapter 3", "4. Rivers") gets none besides.
"""

from collections import Counter

from publisher.model import Section, plain_text
from publisher.read.metadata import NumberingPlan
from publisher.read.roles import own_number


class Numbers:
    """Counts through one publication, in reading order."""

    def __init__(self, plan: NumberingPlan, language: str, appendices: int) -> None:
        self.plan = plan
        self.language = language
        self.lettered = appendices > 1
        self.counts: Counter[str] = Counter()
        self.captioned: Counter[tuple[str, str]] = Counter()
        self.prefix = ""

    def section(self, section: Section, depth: int, parent: str, position: int) -> str:
        """The number of a section, "" if it has none: ``depth`` 0 for a chapter, ``position`` among its siblings."""
        if depth > 0:
            if depth > self.plan.sections or (not parent and section.role != "article" and self.prefix):
                return ""
            return f"{parent}.{position}" if parent else str(position)
        own = own_number(plain_text(section.title), self.language)
        if section.role == "part":
            self.counts["part"] += 1
            return roman(self.counts["part"]) if self.plan.parts and own is None else ""
        self.prefix = ""
        if section.role not in ("chapter", "appendix") or not self.plan.chapters:
            return ""
        count = int(own) if own and own.isdecimal() else self.counts[section.role] + 1
        self.counts[section.role] = count
        number = str(count) if section.role == "chapter" else letters(count)
        self.prefix = own or number
        shown = own is None and (section.role == "chapter" or self.lettered)
        return number if shown else ""

    def caption(self, kind: str) -> str:
        """The next number of ``figures``, ``tables``, ``listings`` or ``equations``; "" where none is wanted."""
        if not getattr(self.plan, kind):
            return ""
        self.captioned[kind, self.prefix] += 1
        count = self.captioned[kind, self.prefix]
        return f"{self.prefix}.{count}" if self.prefix else str(count)


_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip


def letters(number: int) -> str:
    """1 is A, 26 is Z, 27 is AA."""
    text = ""
    while number > 0:
        number, place = divmod(number - 1, 26)
        text = chr(ord("A") + place) + text
    return text


def roman(number: int) -> str:
    """4 is IV."""
    text = ""
    for value, sign in _ROMAN:
        text, number = text + sign * (number // value), number % value
    return text
