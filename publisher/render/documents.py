"""What the renderer gives: XHTML documents, and where they lead."""

from __future__ import annotations

from typing import Literal, TypeAlias

from msgspec import Struct

Kind: TypeAlias = Literal["cover", "title", "imprint", "content", "nav"]


class Document(Struct, frozen=True, kw_only=True):
    """An XHTML document of an EPUB: its file name, title, bytes, and manifest ``properties`` (EPUB 3.3 §5.6)."""

    name: str
    title: str
    xhtml: bytes
    kind: Kind
    properties: tuple[str, ...] = ()
    linear: bool = True


class NavPoint(Struct, frozen=True, kw_only=True):
    """An entry of the contents list: plain title, its language if it is another, address, and what is below it."""

    title: str
    href: str
    language: str = ""
    children: tuple[NavPoint, ...] = ()


class Landmark(Struct, frozen=True, kw_only=True):
    """A place that reading systems offer a short way to; ``type`` is its epub:type (EPUB 3.3 §7.4)."""

    type: str
    title: str
    href: str
    language: str = ""


class NavList(Struct, frozen=True, kw_only=True):
    """A list of figures (``loi``) or tables (``lot``) for navigation (EPUB 3.3 §7.4.1): its ``label`` in the files of
    words, and its entries."""

    type: str
    label: str
    entries: tuple[NavPoint, ...]


class PageTarget(Struct, frozen=True, kw_only=True):
    """An entry of the page list: the number of a printed page, and the address of where it begins (EPUB 3.3 §7.4)."""

    label: str
    href: str


class EpubMarkup(Struct, frozen=True, kw_only=True):
    """All documents of an EPUB in reading order, the navigation document among them; contents list, landmarks, and the
    pages of the printed edition that ``page_source`` identifies."""

    documents: tuple[Document, ...]
    toc: tuple[NavPoint, ...]
    landmarks: tuple[Landmark, ...] = ()
    pages: tuple[PageTarget, ...] = ()
    page_source: str = ""
