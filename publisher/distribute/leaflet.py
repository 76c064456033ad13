"""A printed page that goes along with a distribution: what it is, and how to open it. A tagged PDF like any other.

It is an article of ours, made with the same model and the same renderers as the titles: A4, on one page.
"""

import tempfile
import uuid
from pathlib import Path

import segno
from msgspec import Struct

from publisher.build import build
from publisher.cache import Cache
from publisher.distribute.words import Words
from publisher.model import (
    Block,
    Definition,
    DefinitionGroup,
    DefinitionList,
    Described,
    EditionSettings,
    Figure,
    Image,
    Link,
    Paragraph,
    PdfSettings,
    Publication,
    Section,
    Term,
    Text,
    encode,
)

NAME = "leaflet.pdf"
_WAYS = ("computer", "phone", "ereader", "listen", "kiwix", "print", "whole")
_CODE = "code.png"
_WIDTH = 22
"""How wide the code to scan is, per cent of the text's width: 35 mm, which phones read at arm's length."""
_NAMESPACE = uuid.UUID("b04a2dd4-9b0a-5a63-8c6f-6f0f6f3f8f0e")


class Leaflet(Struct, frozen=True, kw_only=True):
    """What a leaflet tells: the name of the whole, how many titles it has, in which languages (their names), where it
    is on the web, whether there is a file for Kiwix, and the day on which it last changed."""

    name: str
    titles: int
    languages: tuple[str, ...]
    address: str = ""
    zim: bool = False
    changed: str = ""


def write_leaflet(leaflet: Leaflet, said: Words, target: Path, cache: Path | None) -> None:
    """Write the page as a PDF. Raises RuntimeError where it cannot be made: then a font or a template is missing."""
    with tempfile.TemporaryDirectory(prefix="publisher-leaflet-") as name:
        folder = Path(name)
        if leaflet.address:
            segno.make(leaflet.address, micro=False).save(str(folder / _CODE), scale=12, border=4)
        (folder / "leaflet.json").write_bytes(encode(publication(leaflet, said)))
        built = build(folder / "leaflet.json", folder / "made", formats=("pdf",), checks=False, cache=Cache(cache))
        if not built.made:
            raise RuntimeError("; ".join(map(str, built.problems)))
        Path(built.made[0].path).replace(target)


def publication(leaflet: Leaflet, said: Words) -> Publication:
    """The leaflet as an article."""
    languages = ", ".join(leaflet.languages)
    about = said.count("leaflet.titles", leaflet.titles)
    first: list[Block] = [
        _paragraph(f"{about} {said('leaflet.languages', names=languages) if languages else ''}".strip())
    ]
    if leaflet.address:
        code = Image(src=_CODE, alt=Described(said("leaflet.code", address=leaflet.address)), width=_WIDTH)
        words = (Text(said("leaflet.web") + " "), Link(href=leaflet.address, content=(Text(leaflet.address),)))
        first.append(Figure(images=(code,), caption=words))
    ways = [way for way in _WAYS if way != "kiwix" or leaflet.zim]
    groups = tuple(
        DefinitionGroup(
            terms=(Term(content=(Text(said(f"leaflet.{way}")),)),),
            definitions=(Definition(content=(_paragraph(said(f"leaflet.{way}-how")),)),),
        )
        for way in ways
    )
    how = Section(
        role="section", title=(Text(said("leaflet.how")),), content=(DefinitionList(groups=groups),), id="how-to-open"
    )
    body = Section(role="article", title=(Text(leaflet.name),), content=tuple(first), sections=(how,), id="leaflet")
    return Publication(
        identifier=uuid.uuid5(_NAMESPACE, f"{leaflet.name}\n{leaflet.changed}\n{leaflet.titles}").urn,
        title=leaflet.name,
        language=said.language,
        kind="article",
        published=leaflet.changed[:10] or "2000-01-01",
        body=(body,),
        pdf=PdfSettings(editions=(EditionSettings(name="a4", links="plain"),)),
    )


def _paragraph(text: str) -> Paragraph:
    return Paragraph(content=(Text(text),))
