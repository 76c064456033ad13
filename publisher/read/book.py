"""A publication from its files: a folder, or a single Markdown file.

1. the metadata: the command line's, then ``publication.yaml``'s (an mdBook's ``book.toml``'s, the front matter's)
2. the order: the lists of ``publication.yaml``, an mdBook ``SUMMARY.md`` here or in ``src/``, else the names
3. each file as sections with their roles
4. a `Publication` whose ids, references and numbers are still those of the files (see ``resolve``)
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct, structs

from publisher.cache import Cache
from publisher.model import Inline, Place, Publication, Section, Text, plain_text
from publisher.read import order as orders
from publisher.read import roles
from publisher.read.chapter import Sections, as_subsection, words
from publisher.read.document import Document
from publisher.read.fields import Fields
from publisher.read.files import Files
from publisher.read.metadata import Metadata, NumberingPlan, complete, read_metadata
from publisher.read.names import title_of
from publisher.read.order import Chapter, Order, Part
from publisher.read.summary import LARGEST_SUMMARY, summary
from publisher.read.tree import LARGEST_YAML, Entries, from_plain, parse_yaml

BOOK_FILE = "publication.yaml"
SUMMARIES = ("SUMMARY.md", "src/SUMMARY.md")


class Draft(Struct, frozen=True):
    """A publication whose references are still as written, what is numbered in it, and the folder of its files."""

    publication: Publication
    numbering: NumberingPlan
    root: str = ""


def is_book(folder: Path) -> bool:
    """Whether the folder says that it is one publication."""
    return any((folder / name).is_file() for name in (BOOK_FILE, *SUMMARIES))


def read_folder(files: Files, overrides: Entries, cache: Cache | None = None) -> Draft | None:
    """The publication in a folder; None where no file of it could be read."""
    written = overrides.over(_folder_metadata(files))
    at = Place(BOOK_FILE, 1 if files.exists(BOOK_FILE) else 0)
    sections = Sections(files, cache=cache)
    metadata = read_metadata(written, "", sections.prose)
    files.problems += metadata.problems
    sections.language = str(metadata.fields.get("language", ""))
    order = _order(files, metadata)
    if metadata.kind == "article":
        return _article_of_files(files, order, sections, written, metadata, at)
    front = tuple(one for entry in order.front for one in sections.chapter(entry, "front", order.whole))
    body = tuple(one for entry in order.body for one in _body(entry, sections, order.whole))
    back = tuple(one for entry in order.back for one in sections.chapter(entry, "back", order.whole))
    draft = _publication(files, written, metadata, at, front=front, body=body, back=back)
    return structs.replace(draft, root=order.root) if draft else None


def read_file(files: Files, name: str, overrides: Entries, cache: Cache | None = None) -> Draft | None:
    """The publication in a single Markdown file: an article, or a book of its headings."""
    at = Place(name, 1)
    text = files.text(name, at)
    if text is None:
        return None
    sections = Sections(files, cache=cache)
    document = sections.document(text, name)
    written = overrides.over(document.front_matter)
    metadata = read_metadata(written, "", sections.prose)
    files.problems += metadata.problems
    sections.language = str(metadata.fields.get("language", ""))
    for entry in written.values:
        if entry.key in metadata.lists:
            files.report("meta-unknown", entry.at, key=entry.key, hint=f"lists of files belong in {BOOK_FILE}")
    if metadata.kind == "article":
        return _article(files, [document], sections, written, metadata, at)
    return _book_of_headings(files, document, sections, written, metadata, at)


def _order(files: Files, metadata: Metadata) -> Order:
    if metadata.lists:
        fields = Fields()
        order = orders.listed(metadata.lists, fields)
        files.problems += fields.problems
    else:
        name = next((name for name in SUMMARIES if files.exists(name)), None)
        text = files.text(name, Place(name), LARGEST_SUMMARY) if name else None
        order = summary(text, name, files) if name and text is not None else orders.unlisted(files)
    return _each_once(files, order)


def _each_once(files: Files, order: Order) -> Order:
    seen: set[str] = set()

    def once(entries: tuple[Chapter, ...]) -> Iterator[Chapter]:
        for entry in entries:
            if entry.file and entry.file in seen:
                files.report("file-twice", entry.at, file=entry.file)
                yield from once(entry.chapters)
            else:
                seen.add(entry.file)
                yield Chapter(
                    file=entry.file,
                    at=entry.at,
                    role=entry.role,
                    title=entry.title,
                    chapters=tuple(once(entry.chapters)),
                )

    def parts(entries: tuple[Chapter | Part, ...]) -> Iterator[Chapter | Part]:
        for entry in entries:
            if isinstance(entry, Part):
                yield Part(title=entry.title, chapters=tuple(once(entry.chapters)), at=entry.at)
            else:
                yield from once((entry,))

    front, body = tuple(once(order.front)), tuple(parts(order.body))
    return Order(front=front, body=body, back=tuple(once(order.back)), whole=order.whole, root=order.root)


def _body(entry: Chapter | Part, sections: Sections, whole: bool) -> tuple[Section, ...]:
    if isinstance(entry, Chapter):
        return sections.chapter(entry, "body", whole)
    chapters = tuple(section for chapter in entry.chapters for section in sections.chapter(chapter, "body", whole))
    title = sections.line(entry.title, entry.at) or words(entry.title)
    return (Section(role="part", title=title, sections=chapters, at=entry.at),) if chapters else ()


def _folder_metadata(files: Files) -> Entries:
    if files.exists(BOOK_FILE):
        text = files.text(BOOK_FILE, Place(BOOK_FILE), LARGEST_YAML * 4)
        entries, problems = parse_yaml(text or "", BOOK_FILE)
        files.problems += problems
        return entries
    if not files.exists("book.toml"):
        return Entries()
    # An mdBook's own settings are not for us; what it says of title, authors and language is.
    try:
        book = tomllib.loads(files.text("book.toml", Place("book.toml"), LARGEST_YAML * 4) or "").get("book", {})
    except (tomllib.TOMLDecodeError, RecursionError):
        return Entries()
    known = {
        key: book[key]
        for key in ("title", "authors", "language", "description")
        if isinstance(book, dict) and book.get(key)
    }
    found = from_plain(known, Place("book.toml", 1))
    return found if isinstance(found, Entries) else Entries()


def _publication(
    files: Files,
    written: Entries,
    metadata: Metadata,
    at: Place,
    *,
    front: tuple[Section, ...] = (),
    body: tuple[Section, ...] = (),
    back: tuple[Section, ...] = (),
) -> Draft | None:
    if not front + body + back:
        if not any(found.code.startswith("file-") for found in files.problems):
            files.report("book-empty", at, source=f'"{at.file or files.folder.name}"')
        return None
    fallback = title_of(at.file if at.file and at.file != BOOK_FILE else files.folder.name)
    fields, problems = complete(metadata.fields, at, written, fallback)
    # Where the metadata cannot be read, nobody knows what is missing in it.
    if not any(found.code in ("meta-syntax", "meta-limit") for found in files.problems):
        files.problems += problems
    publication = Publication(**fields, front=front, body=body, back=back)  # type: ignore[arg-type]
    return Draft(publication, metadata.numbering or NumberingPlan())


def _book_of_headings(
    files: Files, document: Document, sections: Sections, written: Entries, metadata: Metadata, at: Place
) -> Draft | None:
    """Its top headings are the chapters; a single one that is the title has them below it."""
    tops = document.sections
    content, notes = document.content, document.notes
    title = metadata.fields.get("title")
    if len(tops) == 1 and tops[0].sections and title in (None, plain_text(tops[0].title)):
        _titled(metadata, tops[0].title)
        content, notes, tops = content + tops[0].content, notes + tops[0].notes, tops[0].sections
    elif len(tops) == 1 and title is None:
        _titled(metadata, tops[0].title)
    front: tuple[Section, ...] = ()
    if content and tops:
        heading = roles.default_title("introduction", sections.language) or roles.default_title("introduction", "en")
        front = (Section(role="introduction", title=words(heading), content=content, notes=notes, at=at),)
    elif content:
        heading = str(title or title_of(document.file))
        tops = (Section(role="chapter", title=words(heading), content=content, notes=notes, at=at),)
    return _publication(
        files, written, metadata, at, front=front, body=tuple(top.replace(role="chapter") for top in tops)
    )


def _article_of_files(
    files: Files, order: Order, sections: Sections, written: Entries, metadata: Metadata, at: Place
) -> Draft | None:
    """The files of an article's folder, one after the other."""
    chapters = [
        chapter
        for entry in (*order.front, *order.body, *order.back)
        for chapter in (entry.chapters if isinstance(entry, Part) else (entry,))
    ]
    texts = [(chapter.file, files.text(chapter.file, chapter.at)) for chapter in chapters]
    documents = [sections.document(text, file) for file, text in texts if text is not None]
    return (
        _article(files, documents, sections, written, metadata, at)
        if documents
        else _publication(files, written, metadata, at)
    )


def _article(
    files: Files, documents: list[Document], sections: Sections, written: Entries, metadata: Metadata, at: Place
) -> Draft | None:
    """One section: the headline and everything below it. A top heading that only repeats the headline is it."""
    first = documents[0]
    content, notes, below = first.content, first.notes, first.sections
    title = metadata.fields.get("title")
    headline: tuple[Inline, ...] = words(str(title)) if title else ()
    begin = Section(role="article", title=(Text("…"),), at=Place(first.file, 1))
    if len(below) == 1 and not content and title in (None, plain_text(below[0].title)):
        begin, headline = below[0], below[0].title
        content, notes, below = begin.content, notes + begin.notes, begin.sections
        _titled(metadata, headline)
    for document in documents[1:]:
        # The model has no untitled section: what stands before a further file's first heading goes on with the text.
        if document.content and not below:
            content, notes = content + document.content, notes + document.notes
        elif document.content:
            below = (*below[:-1], _continued(below[-1], document))
        below += document.sections
    section = begin.replace(
        role="article",
        title=headline or words(title_of(first.file)),
        content=content,
        notes=notes + tuple(sections.notes),
        sections=tuple(as_subsection(one) for one in below),
    )
    empty = not content and not below and not metadata.fields.get("lead")
    return _publication(files, written, metadata, at, body=() if empty else (section,))


def _continued(section: Section, document: Document) -> Section:
    """The section with a document's first words after its last ones."""
    if section.sections:
        return section.replace(sections=(*section.sections[:-1], _continued(section.sections[-1], document)))
    return section.replace(content=section.content + document.content, notes=section.notes + document.notes)


def _titled(metadata: Metadata, heading: tuple[Inline, ...]) -> None:
    """Let a heading be the title where the metadata have none."""
    # A heading may be a mere reference, whose words are not known yet.
    if words_of := plain_text(heading).strip():
        metadata.fields.setdefault("title", words_of)
