"""Reading pages in tests: what stands at the top of a page of a PDF, and behind a page break of an EPUB."""

import re
import subprocess
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB = "{http://www.idpf.org/2007/ops}"
PICTURES = frozenset(
    {"{http://www.w3.org/1998/Math/MathML}math", "{http://www.w3.org/2000/svg}svg"}
    | {f"{XHTML}{name}" for name in ("img", "video", "audio")}
)
_PHRASES = "a abbr b bdi bdo cite code dfn em i kbd mark q ruby s samp small span strong sub sup u var"
PHRASES = frozenset(XHTML + name for name in _PHRASES.split())
LEAST = 28
"""How many letters are compared."""
AMONG = 400
"""Within how many letters the text behind a picture begins, whose own words may be drawn."""
TOP = 50.0
"""Where the text of a page begins at the earliest, below the running head, pt."""
MADE = (
    # Above the repeated head of a table; where a reference or link leads to; behind an entry of the contents.
    re.compile(r"\A[^\n]*\((?:table )?continued\)", re.IGNORECASE),
    re.compile(r"\(page\s+\w+\)|\((?:[\w-]+\.)+\w+(?:/[^)]*)?\)"),
    re.compile(r"(?<=\s)[ivxlc\d]+$", re.MULTILINE),
)
"""What the printed page alone has."""
_HINTS = "\u00ad\u200b\u2060\ufeff"
_UNPARTED = ("CJK", "HIRAGANA", "KATAKANA", "THAI")


def plain(text: str) -> str:
    """The text as letters alone, whatever became of spaces, hyphens and joined letters, and of the numbers of items."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).lower() if one.isalpha())


class Printed:
    """The pages of a PDF, in their order, as poppler reads them below the running heads, line by line as painted."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with pikepdf.open(path) as file:
            self.labels = [page.label for page in file.pages]
            with file.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
                self.identifier = str(metadata["dc:identifier"])
            self._tops: dict[int, str] = {}
            self._sizes = [[float(edge) for edge in page.trimbox][2:] for page in file.pages]

    def text(self, page: int) -> str:
        """What stands on a page (from 0)."""
        width, height = self._sizes[page]
        box = ["-x", "0", "-y", str(round(TOP)), "-W", str(round(width)), "-H", str(round(height - 2 * TOP))]
        command = [
            "pdftotext",
            "-f",
            str(page + 1),
            "-l",
            str(page + 1),
            "-r",
            "72",
            "-raw",
            *box,
            str(self._path),
            "-",
        ]
        return subprocess.run(command, capture_output=True, check=True, text=True).stdout

    def top(self, page: int) -> str:
        """The letters of a page, without what it alone has."""
        if page not in self._tops:
            text = self.text(page)
            for made in MADE:
                text = made.sub("", text)
            self._tops[page] = plain(text)
        return self._tops[page]


class PageList:
    """The page list of an EPUB, and what stands around each page break in its documents."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        self._texts: dict[str, _Text] = {}
        nav = etree.fromstring(self._zip.read("EPUB/nav.xhtml"))
        links = nav.iterfind(f".//{XHTML}nav[@{EPUB}type='page-list']//{XHTML}a")
        self.pages = {"".join(link.itertext()): link.get("href") for link in links}
        self.source = self._property("pageBreakSource")

    def _property(self, name: str) -> str:
        package = etree.fromstring(self._zip.read("EPUB/content.opf"))
        return str(package.xpath("string(//*[local-name()='meta'][@property=$name])", name=name))

    def _document(self, name: str) -> "_Text":
        if name not in self._texts:
            self._texts[name] = _Text(etree.fromstring(self._zip.read(f"EPUB/{name}")))
        return self._texts[name]

    def marks(self) -> list[str]:
        """The labels of all page breaks in the documents, in the order of the names of the files."""
        names = sorted(name for name in self._zip.namelist() if name.endswith(".xhtml"))
        found = [self._document(name.removeprefix("EPUB/")).marks for name in names]
        return [mark.removeprefix("page-") for marks in found for mark in marks]

    def around(self, label: str, late: int = 0) -> "Around":
        """What stands around a page break, or around a place so many letters behind it."""
        name, _, mark = self.pages[label].partition("#")
        document = self._document(name)
        at = document.marks[mark]
        step = 1 if late > 0 else -1
        while late and 0 <= at + step <= len(document.text):
            at += step
            late -= step if document.text[min(at, at - step)].isalpha() else 0
        return Around(document, at)


class Around:
    """A place in the text of a document: what stands ``before`` and ``behind``, whether a ``picture`` is the next
    thing, and the letters of the ``head`` of the table that goes on there."""

    def __init__(self, document: "_Text", at: int) -> None:
        self.before = document.text[:at].strip(_HINTS)
        self.behind = document.text[at:].lstrip(_HINTS)
        blank = len(self.behind) - len(self.behind.lstrip())
        self.picture = any(at <= one <= at + blank for one in document.pictures)
        self.head = next((plain(head) for begin, end, head in document.tables if begin < at < end), "")

    @property
    def amid(self) -> bool:
        """Whether it stands amid a word."""
        return bool(self.before and self.behind) and _letter(self.before[-1]) and _letter(self.behind[0])


class _Text:
    """The text of a document of an EPUB, in the order of the printed page; blocks are parted by line ends."""

    def __init__(self, root: Any) -> None:
        self.text = ""
        self.marks: dict[str, int] = {}
        self.pictures: list[int] = []
        self.tables: list[tuple[int, int, str]] = []
        self._marker = 0, 0
        self._read(root.find(f"{XHTML}body"))

    def _read(self, element: Any) -> None:
        if element.tag in PICTURES:
            self.pictures.append(len(self.text))
            return
        if _elsewhere(element):
            return
        begin = len(self.text)
        edge = "" if element.tag in PHRASES else "\n"
        if marker := _marker(element):
            self._marker = begin, begin + len(edge + marker)
        self.text += edge + marker + (element.text or "")
        if element.get("role") == "doc-pagebreak":
            start, end = self._marker
            self.marks[element.get("id")] = start if not self.text[end:].strip() else begin
        # A long description stands behind the caption in print.
        for child in sorted(element, key=lambda one: "long" in one.get("class", "").split()):
            self._read(child)
            self.text += child.tail or ""
        self.text += edge
        if element.tag == f"{XHTML}table" and (head := element.find(f"{XHTML}thead")) is not None:
            self.tables.append((begin, len(self.text), "".join(head.itertext())))


def _elsewhere(element: Any) -> bool:
    """Whether it stands elsewhere in print, or is something else there: a note, a number of a page in an index."""
    classes = element.get("class", "").split()
    return element.get("role") in ("doc-footnote", "doc-endnotes", "doc-pagelist") or "locator" in classes


def _marker(element: Any) -> str:
    """The letters in front of an item of a list, which a stylesheet makes."""
    if element.tag != f"{XHTML}li" or element.getparent().get("type") not in ("a", "i"):
        return ""
    number = element.getparent().index(element)
    return ("i ii iii iv v vi" if element.getparent().get("type") == "i" else "a b c d e f").split()[number] + " "


def _letter(character: str) -> bool:
    kind, name = unicodedata.category(character)[0], unicodedata.name(character, "")
    return kind in "LMN" and not name.startswith(_UNPARTED)


def misplaced(listed: PageList, printed: Printed, late: int = 0) -> dict[str, str]:
    """The pages that do not begin with the same words in both files, or amid a word, with what stands there.

    ``late`` moves every page break by so many letters first.
    """
    wrong = {}
    for page, label in enumerate(printed.labels):
        if label in listed.pages:
            around = listed.around(label, late)
            top = printed.top(page)
            if around.amid or not _alike(around, top, printed, page):
                wrong[label] = f"“{top[:60]}”, in the e-book “{plain(around.behind)[:60]}”"
    return wrong


def _alike(around: Around, top: str, printed: Printed, page: int) -> bool:
    behind = plain(around.behind)
    if around.head and sorted(top[: len(around.head)]) == sorted(around.head):
        # A table that goes on repeats its head; the e-book need not.
        top = top[len(around.head) :]
    least = min(LEAST, len(top))
    if behind[:least] == top[:least] or _cut(behind, top, printed, page):
        return True
    return around.picture and behind[:LEAST] in top[:AMONG]


def _cut(behind: str, top: str, printed: Printed, page: int) -> bool:
    """Whether the e-book begins with the part of a word that stands, with a hyphen, on the page before."""
    if page == 0:
        return False
    ends = re.findall(r"(\w+)[-\u2010\u00ad]$", printed.text(page - 1), re.MULTILINE)
    return any(behind[: len(plain(end)) + LEAST] == plain(end) + top[:LEAST] for end in ends)
