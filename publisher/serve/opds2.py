"""Answers in OPDS 2.0: publications of the feed of all titles, in a feed of their own."""

from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from publisher.serve.found import Found, on_pages, page_of_all

FEED = "application/opds+json"
_SEARCH = {"href": "search.json{?query}", "type": FEED, "rel": "search", "templated": True}
"""The way to the search (OPDS 2.0 §2.3), a template by RFC 6570."""
_KEPT = ("start", "up")


class _Feed(Struct):
    metadata: dict[str, Any]
    links: list[dict[str, Any]]
    publications: list[msgspec.Raw] = []


def widened(data: bytes) -> bytes:
    """A feed with a link to the search. What is no feed stays as it is."""
    try:
        feed = msgspec.json.decode(data, type=dict[str, Any])
        feed["links"] = [*feed["links"], _SEARCH]
    except (msgspec.MsgspecError, LookupError, TypeError):
        return data
    return _bytes(feed)


def answer(folder: Path, found: Found) -> bytes:
    """The feed of a page of what was found. Raises OSError, ValueError or LookupError where a feed is not as written.

    A page that is past the last one is empty.
    """
    whole = _feed(folder, 1)
    per_page = int(whole.metadata.get("itemsPerPage", 50))
    links = [{"href": found.address("search.json", found.number), "type": FEED, "rel": "self"}, _SEARCH]
    links += [link for link in whole.links if link.get("rel") in _KEPT]
    links += [
        {"href": found.address("search.json", number), "type": FEED, "rel": relation}
        for relation, number in found.others().items()
    ]
    shown: dict[int, msgspec.Raw] = {}
    for page, rows in on_pages(found.places, per_page).items():
        listed = (whole if page == 1 else _feed(folder, page)).publications
        shown |= {(page - 1) * per_page + row: listed[row] for row in rows}
    metadata = {
        "title": f"“{found.question}”",
        "numberOfItems": found.total,
        "itemsPerPage": found.per_page,
        "currentPage": found.number,
    }
    feed: dict[str, Any] = {"metadata": metadata, "links": links}
    if found.places:
        feed["publications"] = [shown[place] for place in found.places]
    else:
        # A feed has to hold something.
        start = next(link for link in whole.links if link.get("rel") == "start")
        feed["navigation"] = [{"href": start["href"], "type": FEED, "title": whole.metadata["title"]}]
    return _bytes(feed)


def _feed(folder: Path, number: int) -> _Feed:
    return msgspec.json.decode((folder / page_of_all(number, ".json")).read_bytes(), type=_Feed)


def _bytes(feed: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(feed), indent=1) + b"\n"
