"""What outloud says though it is not so, or though it is the author's own: each with its reason, and looked at anew in
the file every time that it is said.

Nothing else may be said of a file that we make, whether outloud calls it an error, a warning or a remark.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from pdf.tree import File, Tag
from pdf.whole import grids, headers, rows
from ran import ran

from publisher.check import Outcome


class Waiver(NamedTuple):
    """Why a finding does not count, and whether that holds for this message and this file."""

    reason: str
    holds: Callable[[str, File], bool]


def unexplained(outcome: Outcome, file: File) -> list[str]:
    """What outloud finds in a file that is neither its mistake nor the author's own. Skips if it is not installed."""
    (outcome,) = ran((outcome,))
    return [
        str(problem)
        for problem in outcome.problems
        if problem.code not in WAIVED or not WAIVED[problem.code].holds(problem.message, file)
    ]


def _grid_closes(message: str, file: File) -> bool:
    return not list(grids(file))


def _first_column_heads(message: str, file: File) -> bool:
    """Whether a table has so many header and data cells, and its header cells stand in its head or begin rows."""
    counts = re.search(r"look shredded: (\d+) header cells against (\d+) data cells(?: \(|$)", message)
    for table in file.root.all("Table"):
        cells = [[cell.name for cell in row.tags] for row in rows(table)]
        counted = tuple(str(sum(row.count(name) for row in cells)) for name in ("TH", "TD"))
        if counts and counts.groups() == counted and all(row == sorted(row, reverse=True) for row in cells):
            return not list(headers(file))
    return False


def _is_zero_width(message: str, file: File) -> bool:
    return "U+200B" in message and "Arab" in message


def _in_code(message: str, file: File) -> bool:
    code = "".join(_plain(tag.text) for tag in file.root.all("Code"))
    addresses = message.partition("over them (")[2].rpartition(")")[0].split("; ")
    return all(one and _plain(one.rstrip("…")) in code for one in addresses)


def _plain(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


def _without_meaning(message: str, file: File) -> bool:
    """Whether so many items are there that hold a label and nothing else: no words stand outside of it."""
    counted = re.search(r"(\d+) /LI element", message)
    bare = [item for item in file.root.all("LI") if item.tags and {kid.name for kid in item.tags} == {"Lbl"}]
    return bool(counted) and len(bare) >= int(counted[1])


def _empty_headers(message: str, file: File) -> bool:
    counted = re.search(r"(\d+) data cell", message)
    names = {str(cell.source.ID): cell for cell in file.root.all("TH") if "/ID" in cell.source}
    found = 0
    for cell in file.root.all("TD"):
        heads = [names[str(one)] for one in cell.get("Headers", "Table") or () if str(one) in names]
        found += bool(heads) and not any(head.text.strip() for head in heads)
    return bool(counted) and found >= int(counted[1])


def _repeated_head(message: str, file: File) -> bool:
    """outloud tells only letters, and those from right to left as they are painted; pages of links are not in tags."""
    said = re.sub(r"\([^()]*\)", "", message.partition("every reader (")[2])
    heads = [_letters(_shown(tag)) for tag in _heads(file.root)]
    return bool(_letters(said)) and all(any(_letters(line) <= head for head in heads) for line in said.split("; "))


def _heads(root: Tag) -> Iterator[Tag]:
    """What pages repeat, and no reader is to hear again: titles of sections, and heads of tables."""
    yield from root.all("Title", "H", *(f"H{level}" for level in range(1, 8)))
    yield from root.all("THead", "TFoot")


def _shown(tag: Tag) -> str:
    """Its text; in a running head, a formula or picture is its words."""
    return tag.text + "".join(str(one.source.get("/Alt", "")) for one in tag.all("Formula", "Figure"))


def _letters(text: str) -> Counter[str]:
    return Counter(character for character in unicodedata.normalize("NFKD", text) if character.isalnum())


def _folded(text: str) -> str:
    """The letters and digits; ligatures and accents as outloud and the author may have them."""
    return _plain(unicodedata.normalize("NFKD", text))


def _same_lines(message: str, file: File) -> bool:
    """Whether each line is that of a text that stands on more pages than one, or of several that say the same.

    outloud takes the number of a note for that of the page, and tells words from right to left as they are painted.
    """
    blocks = [(_letters(tag.text), tag.pages) for tag in file.root.all("P", "Code", "Lbl", "LBody", "TD", "TH")]
    # Its list may be cut off.
    for line in message.partition("pages (")[2].rpartition(")")[0].removesuffix("; …").split("; "):
        said = Counter({one: count for one, count in _letters(line).items() if not one.isdigit()})
        if not said or len({page for letters, pages in blocks if said <= letters for page in pages}) < 2:
            return False
    return True


def _reordered(message: str, file: File) -> bool:
    """Whether a text with words from right to left has the very letters that outloud finds in another order."""
    said = _letters(message.partition("it replaces (")[2])
    texts = [tag.text for tag in file.root.all() if "/ActualText" in tag.source]
    mixed = [text for text in texts if any(unicodedata.bidirectional(one) in ("R", "AL") for one in text)]
    return bool(said) and said in map(_letters, mixed)


def _authors_text(message: str, file: File) -> bool:
    said = message.partition("read as language (")[2].rpartition(")")[0]
    return said in {str(tag.source.get("/Alt", "")) for tag in file.root.all("Figure")}


def _is_pdf_2(message: str, file: File) -> bool:
    return str(file.pdf.pdf_version) == "2.0"


WAIVED = {
    "outloud-doc-012": Waiver("it tests PDF/UA-1, and the file follows PDF/UA-2", _is_pdf_2),
    "outloud-fig-012": Waiver("the author wrote more signs than words", _authors_text),
    "outloud-lnk-010": Waiver("an address in an example of code is no link", _in_code),
    "outloud-lst-002": Waiver("the author left an item empty, or a term without its meaning", _without_meaning),
    "outloud-pag-001": Waiver("the author wrote the same line on three pages or more", _same_lines),
    "outloud-tag-002": Waiver("a title as long as a sentence in the margin, or the head of a table", _repeated_head),
    "outloud-tag-032": Waiver("words from right to left are painted in another order than they are read", _reordered),
    "outloud-tbl-004": Waiver("it does not count the columns of a cell that spans rows, in their last", _grid_closes),
    "outloud-tbl-010": Waiver(
        "two columns, the first of which names the rows, have few data cells", _first_column_heads
    ),
    "outloud-tbl-011": Waiver("the author left header cells empty, or only put a picture there", _empty_headers),
    "outloud-tbl-015": Waiver("the other columns of the row belong to cells that span rows", _grid_closes),
    "outloud-txt-004": Waiver("an Arabic letter is made of parts, one of which has its character", _is_zero_width),
}
