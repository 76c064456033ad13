"""Who wrote what, when, in which languages: the package's metadata but for accessibility (EPUB 3.3 §5.5).

Titles and people get ids (``title``, ``creator-1``), and further statements refine them.
"""

import re

from publisher.epub.package import UNIQUE_ID, Entry
from publisher.model import Contributor, Publication, nodes

ONIX_ISBN = "15"
"""ISBN-13 in ONIX code list 5."""


def metadata(publication: Publication) -> tuple[Entry, ...]:
    """Everything known about the publication, in a fixed order; dcterms:modified is the package's own."""
    return (
        *_identifiers(publication),
        *_titles(publication),
        *(Entry.dc("language", language) for language in languages(publication)),
        *_people("creator", publication.authors),
        *_people("contributor", publication.contributors),
        *_statements(publication),
        *_license(publication.license),
        *_series(publication),
        *_updates(publication),
    )


def page_source(identifier: str) -> tuple[Entry, ...]:
    """Which printed edition the page breaks are those of, by the identifier in its PDF file (EPUB Accessibility 1.1,
    page source identification); empty for none."""
    return (Entry.meta("pageBreakSource", identifier),) if identifier else ()


def languages(publication: Publication) -> tuple[str, ...]:
    """The main language, then every other one in the content, as they come (WCAG 2.2, 3.1.1 and 3.1.2)."""
    found = [node.language for node in nodes(publication) if node.language]
    return tuple(dict.fromkeys((publication.language, *found)))


def _identifiers(publication: Publication) -> tuple[Entry, ...]:
    isbn = "urn:isbn:" + re.sub(r"[^0-9Xx]", "", publication.isbn).upper() if publication.isbn else ""
    own = publication.identifier
    entries = [Entry.dc("identifier", own, id=UNIQUE_ID)]
    if isbn and isbn != own:
        entries.append(Entry.dc("identifier", isbn, id="isbn"))
    numbered = UNIQUE_ID if own.startswith("urn:isbn:") else "isbn" if isbn else ""
    if numbered:
        entries.append(Entry.meta("identifier-type", ONIX_ISBN, refines="#" + numbered, scheme="onix:codelist5"))
    return tuple(entries)


def _titles(publication: Publication) -> tuple[Entry, ...]:
    entries = [
        Entry.dc("title", publication.title, id="title"),
        Entry.meta("title-type", "main", refines="#title"),
        Entry.meta("display-seq", "1", refines="#title"),
    ]
    if publication.subtitle:
        entries += [
            Entry.dc("title", publication.subtitle, id="subtitle"),
            Entry.meta("title-type", "subtitle", refines="#subtitle"),
            Entry.meta("display-seq", "2", refines="#subtitle"),
        ]
    return tuple(entries)


def _people(element: str, people: tuple[Contributor, ...]) -> tuple[Entry, ...]:
    entries: list[Entry] = []
    for number, person in enumerate(people, 1):
        name = f"{element}-{number}"
        entries += [
            Entry.dc(element, person.name, id=name),
            Entry.meta("role", person.role, refines="#" + name, scheme="marc:relators"),
        ]
        if person.sort:
            entries.append(Entry.meta("file-as", person.sort, refines="#" + name))
        entries.append(Entry.meta("display-seq", str(number), refines="#" + name))
    return tuple(entries)


def _statements(publication: Publication) -> tuple[Entry, ...]:
    values = {
        "publisher": publication.publisher,
        "date": publication.published,
        "description": publication.description,
        "rights": publication.rights,
        "source": publication.source,
    }
    subjects = (Entry.dc("subject", subject) for subject in publication.subjects)
    return (*(Entry.dc(name, value) for name, value in values.items() if value), *subjects)


def _license(license_: str) -> tuple[Entry, ...]:
    if license_.startswith(("https://", "http://")):
        return (Entry.link("dcterms:license", license_),)
    return (Entry.meta("dcterms:license", license_),) if license_ else ()


def _updates(publication: Publication) -> tuple[Entry, ...]:
    """What the author says has changed, and when: schema.org's property for that, refined by its date."""
    entries: list[Entry] = []
    for number, update in enumerate(publication.updates, 1):
        entries += [
            Entry.meta("schema:correction", update.changed, id=f"update-{number}"),
            Entry.meta("dcterms:date", update.time, refines=f"#update-{number}"),
        ]
    return tuple(entries)


def _series(publication: Publication) -> tuple[Entry, ...]:
    series = publication.series
    if series is None:
        return ()
    entries = [
        Entry.meta("belongs-to-collection", series.name, id="series"),
        Entry.meta("collection-type", "series", refines="#series"),
    ]
    # EPUB 3.3 D.3.5: a position is numbers with dots between; "Winter" is not one.
    if re.fullmatch(r"[0-9]+(\.[0-9]+)*", series.position):
        entries.append(Entry.meta("group-position", series.position, refines="#series"))
    return tuple(entries)
