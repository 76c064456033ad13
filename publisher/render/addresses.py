"""Addresses of links as people read and type them.

1. ``typed``: an address without what nobody types: ``https://``, ``www.``, ``mailto:``, the last solidus
2. ``is_its_address``: whether the words of a link are its address already
3. ``for_paper``: what is printed behind a link, so that a reader of paper can go there too
"""

import re
from urllib.parse import unquote, urlsplit

LONGEST = 300
"""Characters of an address that is printed whole: four lines or so. Of longer ones, which nobody types, the host is."""
_KNOWN = re.compile(r"https?://|mailto:|tel:", re.IGNORECASE)
_UNTYPED = re.compile(r"(?:https?://|mailto:|tel:)?(?:www\.)?", re.IGNORECASE)


def typed(address: str) -> str:
    """A web, mail or telephone address as it is typed."""
    bare = "".join(address.split())
    if bare.lower().startswith(("mailto:", "tel:")):
        bare = unquote(bare.partition("?")[0])
    return _UNTYPED.sub("", bare, count=1).rstrip("/")


def is_its_address(words: str, href: str) -> bool:
    """Whether these words of a link are nothing but its address, with or without its scheme."""
    return bool(words.strip()) and typed(words) == typed(href)


def for_paper(words: str, href: str) -> str:
    """What paper says of where a link with these words leads: the address, or its host with an ellipsis if it is longer
    than ``LONGEST``; nothing if the words say it already, or if it is no address of web, mail or telephone."""
    if not _KNOWN.match(href.strip()):
        return ""
    address = typed(href)
    said = "".join(words.split())
    if href.strip().lower().startswith("tel:"):
        said = re.sub(r"[^\d+]", "", said)
    if not address or address in said:
        return ""
    return address if len(address) <= LONGEST else f"{_host(href)}/…"


def _host(href: str) -> str:
    return typed(f"https://{urlsplit(href.strip()).netloc}")
