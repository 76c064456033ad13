"""The search of the feeds: what a folder of files cannot answer, but its server can.

1. the feeds and the OpenSearch description that are in the folder get a way to the search as they are served; the files
   stay as they are, so that no other host promises what it cannot do
2. a question is answered from the index of the catalogue's search, which gives the places of titles
3. the feed of all titles has them in the same order: what is found is taken from there, page by page

`opds1` and `opds2` read and write the two formats.
"""

import re
from collections.abc import Mapping
from pathlib import Path

from publisher.search import LONGEST, Index
from publisher.serve import opds1, opds2
from publisher.serve.found import Found

PER_PAGE = 50
_KINDS = {"1/search.atom": opds1.LISTED, "2/search.json": opds2.FEED}
_ASKED = re.compile(r"(?:data/)?opds/(1/search\.atom|2/search\.json)")
"""Where questions are asked: in the feeds of a distribution, or of its ``data``."""
_WIDENED = re.compile(r"(?:data/)?opds/(?:search\.xml|2/[^/]+\.json)")
_PAGE = re.compile(r"[1-9][0-9]{0,3}")


def kind_of(path: str) -> str:
    """The media type of an answer, if this is where questions are asked; nothing otherwise."""
    asked = _ASKED.fullmatch(path)
    return _KINDS[asked[1]] if asked else ""


def is_widened(path: str) -> bool:
    """Whether a file gets a way to the search when it is served."""
    return _WIDENED.fullmatch(path) is not None


def widened(file: Path, base: str) -> bytes:
    """A feed or description with a way to the search, if there is one; ``base`` is the address of the server."""
    data = file.read_bytes()
    opds = file.parents[0 if file.name == "search.xml" else 1]
    if not (opds.parent / "search" / "titles.js").is_file():
        return data
    if file.name == "search.xml":
        return opds1.described(data, f"{base}{'data/' if opds.parent.name == 'data' else ''}opds/1/search.atom")
    return opds2.widened(data)


def found(folder: Path, path: str, asked: Mapping[str, str]) -> bytes | None:
    """The feed that answers a question; None where there is no index to answer from.

    ``q`` or ``query`` are the words, ``page`` counts from 1; of both, only so much counts as is needed.
    """
    file = folder / path
    root = file.parents[2]
    question = " ".join((asked.get("q") or asked.get("query") or "").split())[:LONGEST]
    number = int(asked["page"]) if _PAGE.fullmatch(asked.get("page", "")) else 1
    try:
        places = Index(root / "search").find(question)
        shown = places[(number - 1) * PER_PAGE : number * PER_PAGE]
        what = Found(question=question, number=number, total=len(places), per_page=PER_PAGE, places=tuple(shown))
        return opds1.answer(file.parent, what) if file.suffix == ".atom" else opds2.answer(file.parent, what)
    except (OSError, ValueError, LookupError):
        return None
