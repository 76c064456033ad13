"""What a link says by itself, in a list of links or when it is pointed at. PDF 1.7 §14.9.3; ISO 14289-1 7.18.5.

Its words are those of its element. Numbers of pages come last (`publisher.pdf.part.PageOf`): their element has
``data-target``, and around them stands what is said only here (``data-before``, ``data-behind``): the entry of an index
that the number belongs to, or the word "page".
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from publisher.pdf.part import PageOf, Words
from publisher.pdf.tags.source import Source


def words_of(source: Source, link: Element, target: str) -> Words:
    """What a link to ``target`` says. One without words tells the page that it leads to, or its address on the web."""
    label = link.get("aria-label")
    said: list[str | PageOf] = [""]
    for piece in (label,) if label else _pieces(source, link):
        before = said[-1]
        if isinstance(piece, PageOf) or isinstance(before, PageOf):
            said.append(piece)
        else:
            # The layout parts the number from the words; a comma stands right behind them.
            said[-1] = (before.rstrip() if piece.startswith(",") else before) + piece
    if len(said) == 1 and not str(said[0]).strip():
        return (PageOf(target[1:]) if target.startswith("#") else target,)
    return tuple(said)


def _pieces(source: Source, link: Element) -> Iterator[str | PageOf]:
    """What it says, with the numbers of pages and the words around them."""
    for one in source.said(link):
        if isinstance(one, str):
            yield one
        else:
            yield one.get("data-before", "")
            yield PageOf(one.get("data-target", "").lstrip("#"))
            yield one.get("data-behind", "")
