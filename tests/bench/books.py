"""What the measurements build: books of a given length and many short articles, the same in every run."""

import random
from pathlib import Path

WORDS = (
    *("harbour", "tide", "stone", "water", "field", "green", "river", "light", "window", "morning", "paper", "letter"),
    *("number", "winter", "summer", "village", "road", "bridge", "island", "mountain", "valley", "garden", "kitchen"),
    *("table", "bread", "salt", "copper", "iron", "wool", "linen", "glass", "door", "key", "voice", "measure", "carry"),
    *("follow", "build", "gather", "open", "answer", "count", "listen", "draw", "write", "turn", "keep", "bring"),
    *("slowly", "often", "never", "always", "almost", "quietly", "early", "late", "under", "over", "between", "before"),
)
CHAPTER_PAGES = 20
"""How long a chapter of a book is, in pages of 6 × 9 in."""
_A_PAGE = 258
"""Words on a page, as the text below is set."""


def book(folder: Path, pages: int) -> Path:
    """A book of about so many pages, with headings, lists, notes, code, formulas, tables and links."""
    folder.mkdir(parents=True)
    chapters = max(1, pages // CHAPTER_PAGES)
    names = [f"{number:04}.md" for number in range(1, chapters + 1)]
    files = "".join(f"  - {name}\n" for name in names)
    (folder / "publication.yaml").write_text(
        f"title: A Book of {pages} Pages\nlanguage: en\nkind: book\nauthors: [The Bench]\npublished: 2026-11-01\n"
        f"identifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-{pages:012}\nbody:\n{files}"
    )
    for number, name in enumerate(names, 1):
        (folder / name).write_text(_chapter(random.Random(number), number))
    return folder


def article(path: Path, number: int) -> Path:
    """An article of a page, with metadata of its own."""
    chance = random.Random(f"article {number}")
    text = "\n\n".join(_paragraph(chance, 40) for _ in range(3))
    path.write_text(
        f"---\ntitle: Article {number}\nlanguage: en\nkind: article\nauthors: [The Bench]\npublished: 2026-11-01\n"
        f"identifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c4f-{number:012}\n---\n\n{text}\n\n## Further\n\n"
        f"{_paragraph(chance, 30)}\n\n- {_words(chance, 6)}\n- {_words(chance, 5)}\n"
    )
    return path


def _chapter(chance: random.Random, number: int) -> str:
    blocks = [f"# Chapter of {_words(chance, 2)}\n"]
    words, section = 0, 0
    while words < CHAPTER_PAGES * _A_PAGE:
        section += 1
        blocks.append(f"## {_words(chance, 3).capitalize()}\n")
        blocks += [_paragraph(chance, 90) + "\n" for _ in range(5)]
        blocks.append(f"{_paragraph(chance, 30)}[^n{section}]\n\n[^n{section}]: {_paragraph(chance, 15)}\n")
        blocks.append("".join(f"- {_words(chance, 9)}\n" for _ in range(5)))
        words += 560
        if section % 4 == 0:
            rows = "".join(f"| {_words(chance, 2)} | {_words(chance, 3)} | {row * 7} |\n" for row in range(1, 9))
            blocks.append(f"| Name | Place | Number |\n|---|---|---:|\n{rows}")
            blocks.append("```python\n" + "".join(f"value_{row} = count({row})\n" for row in range(6)) + "```\n")
            blocks.append(f"The sum $a_{number} + b$ is less than\n\n$$\n\\sqrt{{x_{section} + 1}}\n$$\n")
            words += 160
    return "\n".join(blocks)


def _paragraph(chance: random.Random, count: int) -> str:
    text = _words(chance, count).capitalize()
    return f"{text}, *{_words(chance, 2)}* and `{chance.choice(WORDS)}`."


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(count))
