"""Addresses as authors write them: on the web, in the publication's folder, or neither."""

import posixpath
import re
from typing import Literal
from urllib.parse import unquote

from markdown_it.common.normalize_url import normalizeLink
from msgspec import Struct

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_WEB = frozenset({"http", "https", "mailto", "tel", "doi", "urn", "ftp", "sms", "geo"})
_UNSAFE = re.compile(r"[\x00-\x1f\x7f]")


class Address(Struct, frozen=True):
    """Where a link leads: to the ``web``, to a ``file`` of the publication (with ``#fragment``), or ``nowhere``."""

    kind: Literal["web", "file", "nowhere"]
    value: str


def join(file: str, path: str) -> str:
    """A path written in ``file``, relative to the publication's folder: normalised, ``/`` between its parts."""
    path = unquote(_UNSAFE.sub("", path)).replace("\\", "/")
    folder = "" if path.startswith("/") else posixpath.dirname(file)
    joined = posixpath.normpath(posixpath.join(folder, path.lstrip("/")))
    return "" if joined == "." else _UNSAFE.sub("", joined)


def read_address(href: str, file: str) -> Address:
    """What an address in ``file`` means."""
    href = _UNSAFE.sub("", href).strip()
    if href.startswith("//"):
        href = "https:" + href
    if match := _SCHEME.match(href):
        known = match[1].lower() in _WEB and len(href) > match.end()
        return Address("web", normalizeLink(href)) if known else Address("nowhere", href)
    path, _, fragment = href.partition("#")
    path = path.partition("?")[0]
    target = (join(file, path) if path else file) + (f"#{_UNSAFE.sub('', unquote(fragment))}" if fragment else "")
    return Address("file", target) if (path or fragment) and target else Address("nowhere", href)


def read_source(src: str, file: str) -> str:
    """The file of a picture or recording, relative to the publication's folder. An address on the web stays."""
    src = _UNSAFE.sub("", src).strip()
    if not src:
        return ""
    # A drive letter is no scheme, but no file of the folder either.
    return src if _SCHEME.match(src) or src.startswith("//") else join(file, src)
