"""An EPUB's metadata and cover, read from its package document (EPUB 3.3 §5.5)."""

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from lxml import etree
from msgspec import structs

from publisher.check.from_epub import DC, OPF, XHTML, parse
from publisher.check.records import UnreadableError
from publisher.distribute.title import Accessibility, Cover, Person, Title, Update

_SCHEMA = "schema:"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def from_package(path: Path, slug: str) -> Title:
    """The title that an EPUB is of, without its files. Raises `UnreadableError` where it is no whole EPUB."""
    try:
        with zipfile.ZipFile(path) as archive:
            name = next(parse(archive, "META-INF/container.xml").iter("{*}rootfile")).get("full-path") or ""
            package = _Package(parse(archive, name))
            return structs.replace(package.title(slug), cover=_cover(archive, package.root, posixpath.dirname(name)))
    except (OSError, KeyError, StopIteration, zipfile.BadZipFile, etree.XMLSyntaxError) as fault:
        raise UnreadableError(f"this is not a whole EPUB: {fault}") from fault


class _Package:
    """A package document, with what refines what."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._refined: dict[str, dict[str, str]] = {}
        for meta in root.iter(f"{OPF}meta"):
            if refines := (meta.get("refines") or "").removeprefix("#"):
                self._refined.setdefault(refines, {})[meta.get("property") or ""] = _text(meta)

    def title(self, slug: str) -> Title:
        titles = {self._about(one).get("title-type", "main"): _text(one) for one in self.root.iter(f"{DC}title")}
        series = next((one for one in self._metas("belongs-to-collection")), None)
        licenses = (one.get("href") for one in self.root.iter(f"{OPF}link") if one.get("rel") == "dcterms:license")
        return Title(
            slug=slug,
            identifier=self._identifier(),
            title=titles.get("main") or next(iter(titles.values()), slug),
            subtitle=titles.get("subtitle", ""),
            languages=tuple(self._dc("language")),
            direction=self.root.get("dir") or "ltr",
            authors=tuple(self._people("creator")),
            contributors=tuple(self._people("contributor")),
            publisher=next(self._dc("publisher"), ""),
            published=next(self._dc("date"), ""),
            modified=next((_text(one) for one in self._metas("dcterms:modified")), ""),
            description=next(self._dc("description"), ""),
            subjects=tuple(self._dc("subject")),
            rights=next(self._dc("rights"), ""),
            license=next(licenses, None) or "",
            series=_text(series) if series is not None else "",
            series_position=self._about(series).get("group-position", "") if series is not None else "",
            updates=self._updates(),
            accessibility=self._accessibility(),
        )

    def _updates(self) -> tuple[Update, ...]:
        found = (
            Update(time=self._about(one).get("dcterms:date", ""), changed=_text(one))
            for one in self._metas(_SCHEMA + "correction")
        )
        return tuple(sorted(found, key=lambda update: update.time, reverse=True))

    def _identifier(self) -> str:
        own = self.root.get("unique-identifier")
        return next((_text(one) for one in self.root.iter(f"{DC}identifier") if one.get("id") == own), "")

    def _accessibility(self) -> Accessibility:
        certifier = next(self._metas("a11y:certifiedBy"), None)
        summaries = list(self._metas(_SCHEMA + "accessibilitySummary"))
        return Accessibility(
            modes=self._schema("accessMode"),
            sufficient=tuple(
                tuple(mode.strip() for mode in modes.split(",")) for modes in self._schema("accessModeSufficient")
            ),
            features=self._schema("accessibilityFeature"),
            hazards=self._schema("accessibilityHazard"),
            summary=" ".join(_text(one) for one in summaries),
            summary_language=self._language(summaries[0]) if summaries else "",
            conforms_to=(*self._linked("dcterms:conformsTo"), *self._many("dcterms:conformsTo")),
            certified_by=_text(certifier) if certifier is not None else "",
            certifier_credential=self._stated("a11y:certifierCredential"),
            certifier_report=self._stated("a11y:certifierReport"),
            certified_on=self._about(certifier).get("dcterms:date", "") if certifier is not None else "",
            exemption=next(iter(self._many("a11y:exemption")), ""),
            fixed_layout="pre-paginated" in self._many("rendition:layout"),
        )

    def _language(self, element: etree._Element) -> str:
        """The language of an element's words: its own, or the main one of the book."""
        return element.get(_LANG) or self.root.get(_LANG) or next(self._dc("language"), "")

    def _stated(self, name: str) -> str:
        """A property in words, or the address that a link with this relation has."""
        return next(iter((*self._many(name), *self._linked(name))), "")

    def _linked(self, relation: str) -> tuple[str, ...]:
        links = (one for one in self.root.iter(f"{OPF}link") if relation in (one.get("rel") or "").split())
        return tuple(href for one in links if (href := one.get("href")))

    def _people(self, element: str) -> Iterator[Person]:
        for one in self.root.iter(f"{DC}{element}"):
            about = self._about(one)
            yield Person(name=_text(one), role=about.get("role", ""), sort=about.get("file-as", ""))

    def _about(self, element: etree._Element) -> dict[str, str]:
        return self._refined.get(element.get("id") or "", {})

    def _dc(self, name: str) -> Iterator[str]:
        return (_text(one) for one in self.root.iter(f"{DC}{name}"))

    def _metas(self, name: str) -> Iterator[etree._Element]:
        return (one for one in self.root.iter(f"{OPF}meta") if one.get("property") == name)

    def _many(self, name: str) -> tuple[str, ...]:
        return tuple(_text(one) for one in self._metas(name))

    def _schema(self, name: str) -> tuple[str, ...]:
        return self._many(_SCHEMA + name)


def _text(element: etree._Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())


def _cover(archive: zipfile.ZipFile, package: etree._Element, folder: str) -> Cover | None:
    """The cover's picture; its alternative text is that of the document in the spine that shows it."""
    items = list(package.iter(f"{OPF}item"))
    item = next((one for one in items if "cover-image" in (one.get("properties") or "").split()), None)
    if item is None:
        return None
    entry = posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
    first = next((one.get("idref") for one in package.iter(f"{OPF}itemref")), None)
    document = next((one for one in items if one.get("id") == first), None)
    shown: etree._Element | None = None
    if document is not None:
        name = posixpath.normpath(posixpath.join(folder, unquote(document.get("href") or "")))
        shown = next(parse(archive, name).iter(f"{XHTML}img"), None)
    cover = Cover(entry=entry, media_type=item.get("media-type") or "")
    if shown is None:
        return cover
    width, height = _number(shown.get("width")), _number(shown.get("height"))
    return structs.replace(cover, alt=shown.get("alt") or "", width=width, height=height)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0
