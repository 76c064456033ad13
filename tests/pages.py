"""Reading pages in tests: what stands at the top of a page of a PDF, and behind a page break of an EPUB."""

import subprocess
import unicodedata
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

XHTML = "{http://www.w3.org/1999/xhtml}"
EPUB = "{http://www.idpf.org/2007/ops}"
APART = frozenset(
    {"{http://www.w3.org/1998/Math/MathML}math", "{http://www.w3.org/2000/svg}svg"}
    | {f"{XHTML}{name}" for name in ("img", "video", "audio")}
)


def plain(text: str) -> str:
    """The text as letters alone, whatever became of spaces, hyphens and joined letters, and of the numbers of items."""
    return "".join(one for one in unicodedata.normalize("NFKC", text).lower() if one.isalpha())


def page_text(path: Path, page: int, top: float, width: float, height: float) -> str:
    """What stands on a page (from 1) below ``top``, px at 72 a inch, as poppler reads it."""
    box = ["-x", "0", "-y", str(round(top)), "-W", str(round(width)), "-H", str(round(height - top))]
    command = ["pdftotext", "-f", str(page), "-l", str(page), "-r", "72", *box, str(path), "-"]
    return subprocess.run(command, capture_output=True, check=True, text=True).stdout


class PageList:
    """The page list of an EPUB, and what follows each page break in its documents."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path)
        self._documents: dict[str, Any] = {}
        nav = self._document("nav.xhtml")
        links = nav.iterfind(f".//{XHTML}nav[@{EPUB}type='page-list']//{XHTML}a")
        self.pages = {"".join(link.itertext()): link.get("href") for link in links}

    def _document(self, name: str) -> Any:
        if name not in self._documents:
            self._documents[name] = etree.fromstring(self._zip.read(f"EPUB/{name}"))
        return self._documents[name]

    def mark(self, label: str) -> Any:
        """The element that a page begins with."""
        document, _, name = self.pages[label].partition("#")
        (element,) = self._document(document).xpath("//*[@id=$name]", name=name)
        return element

    def marks(self) -> list[str]:
        """The labels of all page breaks in the documents, in the order of the spine's files."""
        names = sorted(name for name in self._zip.namelist() if name.endswith(".xhtml"))
        roots = [self._document(name.removeprefix("EPUB/")) for name in names]
        found = [root.iterfind(".//*[@role='doc-pagebreak']") for root in roots]
        return [mark.get("aria-label") for marks in found for mark in marks]

    def text(self, label: str, least: int = 40) -> tuple[bool, str]:
        """Whether a page begins with a picture or formula, and the author's words behind its page break."""
        mark = self.mark(label)
        first = next((one for one in mark.xpath("following::text()") if plain(one) and not _passed(one)), None)
        before = first.getparent() if first is not None else mark
        apart = [one for one in mark.xpath("following::*") if one.tag in APART and _precedes(one, before, first)]
        text = ""
        for one in mark.xpath("following::text()"):
            text += "" if _passed(one) else one
            if len(plain(text)) >= least:
                break
        return bool(apart), text


def _precedes(one: Any, holder: Any, text: Any) -> bool:
    """Whether an element stands before a text that ``holder`` has (as its own or its tail)."""
    if text is None:
        return True
    order = {element: at for at, element in enumerate(holder.getroottree().iter())}
    return order[one] < order[holder] or (one is holder and bool(text.is_tail))


def _passed(text: Any) -> bool:
    """Whether a text is no word of the author's in the flow: made, in a note, a formula or a drawing."""
    holder = text.getparent().getparent() if text.is_tail else text.getparent()
    return holder is None or any(
        "made" in one.get("class", "").split() or "doc-footnote" in one.get("role", "") or one.tag in APART
        for one in (holder, *holder.iterancestors())
    )
