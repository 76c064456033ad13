"""Words: control characters, languages, headings, tables and links that do not say enough."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.model import (
    HeaderCell,
    Image,
    Inline,
    Link,
    Node,
    Place,
    Problem,
    Publication,
    Section,
    Table,
    plain_text,
)
from publisher.read.language import is_language, suggestion
from publisher.read.names import is_address
from publisher.read.problems import problem

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_SCHEMES = ("http", "https", "mailto", "tel", "doi", "urn", "ftp", "sms", "geo", "xmpp", "magnet", "ipfs")
# In the languages of the default titles; what says nothing out of context (WCAG 2.2, technique F63).
_WORDS = (
    "here|click here|this|link|this link|more|read more|learn more|details|hier|hier klicken|mehr|weiterlesen|ici|"
    "cliquez ici|en savoir plus|lire la suite|aquí|haga clic aquí|leer más|más|qui|clicca qui|leggi tutto|aqui|"
    "clique aqui|saiba mais|leia mais|klik hier|lees meer|meer"
)
_VAGUE = frozenset(_WORDS.split("|"))


def inspect_metadata(publication: Publication, at: Place) -> Iterator[Problem]:
    """The publication's own fields."""
    if not publication.title.strip():
        yield problem("title-missing", at)
    # "und" is what a reader puts where there is none, and has said so.
    if publication.language != "und":
        yield from _language(publication.language, at)
    for name in publication.__struct_fields__:
        value = getattr(publication, name)
        if isinstance(value, str):
            yield from _control(value, at)
    for person in publication.authors + publication.contributors:
        yield from _control(person.name, at)


def inspect_text(node: Node, at: Place) -> Iterator[Problem]:
    """One node's words."""
    if node.language:
        yield from _language(node.language, at)
    for name in node.__struct_fields__:
        value = getattr(node, name)
        if isinstance(value, str):
            yield from _control(value, at)
    match node:
        case Image():
            yield from _control(getattr(node.alt, "text", ""), at)
        case Section():
            if not says_something(node.title):
                yield problem("heading-empty", at)
        case Table():
            if not any(isinstance(cell, HeaderCell) for row in node.head + node.body + node.foot for cell in row.cells):
                yield problem("table-headers", at)
        case Link():
            yield from _link(node, at)


def says_something(content: tuple[Inline, ...]) -> bool:
    """Whether the content has words, or a picture that has."""
    return bool(plain_text(content).strip())


def _control(text: str, at: Place) -> Iterator[Problem]:
    found = CONTROL.search(text)
    if found:
        yield problem("control-character", at, character=f"U+{ord(found[0]):04X}")


def _language(tag: str, at: Place) -> Iterator[Problem]:
    if not is_language(tag):
        meant = suggestion(tag)
        hint = f"write {meant}" if meant else "write one such as en, fr or pt-BR"
        yield problem("language-tag", at, value=tag, hint=hint)


def _link(link: Link, at: Place) -> Iterator[Problem]:
    scheme = link.href.partition(":")[0].lower() if is_address(link.href) else ""
    if scheme not in _SCHEMES:
        yield problem("link-address", at, href=link.href)
    words = plain_text(link.content).strip()
    if not words:
        yield problem("link-empty", at, target=link.href)
    elif " ".join(re.sub(r"[.…!»>→]+", " ", words.lower()).split()) in _VAGUE or _is_web_address(words, link.href):
        yield problem("link-text", at, text=words)


def _is_web_address(words: str, href: str) -> bool:
    """Whether the words are a long address. A bare host, as people say it, is a name like any other."""
    if not re.match(r"(https?://|www\.)\S+$", words):
        return False
    return "/" in re.sub(r"^https?://", "", words).rstrip("/") and words.rstrip("/") in (href.rstrip("/"), href)
