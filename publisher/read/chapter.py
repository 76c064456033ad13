"""One file of a book as sections.

1. front matter: the keys title, subtitle, short-title, role, language, direction and what else `CHAPTER_KEYS` has
2. the Markdown as a `Document`
3. a title: the front matter's, else the first heading, else the summary's, else that of the role
4. the files nested below it, as sections after its own
"""

from typing import cast

from msgspec import Struct, structs

from publisher.cache import Cache, digest
from publisher.model import Block, Direction, Inline, Note, Paragraph, Place, Role, Section, Strong, Text, plain_text
from publisher.read import roles
from publisher.read.document import Document, parse
from publisher.read.fields import Fields
from publisher.read.files import Files
from publisher.read.names import title_of
from publisher.read.order import Chapter
from publisher.read.tree import Entries

_SHORT = 2000
"""Characters of Markdown up to which it is parsed each time."""
CHAPTER_KEYS = ("title", "subtitle", "short-title", "role", "language", "direction")


class Sections:
    """Reads chapters of one publication; ``language`` is its own. ``notes`` keeps those that prose calls.

    What was parsed before is taken from ``cache``.
    """

    def __init__(self, files: Files, language: str = "", cache: Cache | None = None) -> None:
        self.files = files
        self.language = language
        self.notes: list[Note] = []
        self._cache = cache or Cache(None)
        self._seen: set[str] = set()

    def document(self, text: str, file: str) -> Document:
        """The Markdown of a file; its problems are kept."""
        document = self._parsed(text, file)
        self.files.problems += document.problems
        return document

    def _parsed(self, text: str, file: str) -> Document:
        key = digest("document", file, text)
        # No node may stand in a publication twice, and a short text is parsed as fast as it is looked up.
        worth = len(text) > _SHORT and key not in self._seen
        self._seen.add(key)
        known = self._cache.recall(key, Document) if worth else None
        if known is not None:
            return known
        others: list[str] = []

        def included(name: str) -> str | None:
            others.append(name)
            return self.include(name, file)

        document = parse(text, file, included)
        if worth and not others:
            self._cache.keep(key, document)
        return document

    def include(self, name: str, file: str) -> str | None:
        """The text of a file that another one takes in."""
        return self.files.text(name, Place(file)) if self.files.exists(name) else None

    def prose(self, text: str, at: Place) -> tuple[Block, ...]:
        """Markdown that stands in a value which begins at a place."""
        # The blank lines let every node know its line in the file.
        document = self.document("\n" * max(at.line - 1, 0) + text, at.file)
        self.notes += document.notes
        return document.content + tuple(block for section in document.sections for block in self.flat(section))

    def flat(self, section: Section) -> tuple[Block, ...]:
        """A section where none can be: its title as a line of its own."""
        self.notes += section.notes
        title = Paragraph(content=(Strong(content=section.title),), at=section.at)
        below = tuple(block for child in section.sections for block in self.flat(child))
        return (title, *section.content, *below)

    def chapter(self, entry: Chapter, matter: roles.Matter, whole: bool) -> tuple[Section, ...]:
        """The sections of a listed file and of those nested below it: one, or one a top heading if not ``whole``."""
        below = tuple(section for child in entry.chapters for section in self.chapter(child, matter, whole))
        own = self.own(entry, matter, whole)
        if not own:
            return below
        first = own[0].replace(sections=own[0].sections + tuple(as_subsection(section) for section in below))
        return (first, *own[1:])

    def own(self, entry: Chapter, matter: roles.Matter, whole: bool) -> tuple[Section, ...]:
        """The sections of the file itself, each with its role."""
        role = entry.role or roles.DEFAULT[matter]
        if not entry.file:
            if not entry.chapters:
                self.files.report("summary-draft", entry.at, title=entry.title)
                return ()
            return (Section(role=role, title=words(entry.title), at=entry.at),)
        text = self.files.text(entry.file, entry.at)
        if text is None:
            return ()
        document = self.document(text, entry.file)
        head = self.head(document.front_matter, matter)
        found = self.titled(document, head, entry, head.role or role, whole)
        return tuple(section.replace(role=head.role or role) for section in found)

    def titled(self, document: Document, head: "Head", entry: Chapter, role: Role, whole: bool) -> tuple[Section, ...]:
        """The document's top sections, or one around them where they need a title."""
        sections = document.sections
        told = head.title or (words(entry.title) if entry.title else ())
        same = len(sections) == 1 and plain_text(sections[0].title) == plain_text(told)
        if not sections or (head.title and not same) or (len(sections) > 1 and document.content and told):
            title = told or self.fallback(document, role)
            wrapped = Section(role=role, title=title, sections=sections, at=Place(document.file, 1))
            return (self.with_head(wrapped, document, head),)
        first = self.with_head(sections[0], document, head)
        if whole:
            return (first.replace(sections=first.sections + sections[1:]),)
        return (first, *sections[1:])

    def with_head(self, section: Section, document: Document, head: "Head") -> Section:
        """The section with what stands before the first heading and what the front matter says of it."""
        return section.replace(
            content=document.content + section.content,
            notes=document.notes + section.notes,
            subtitle=head.subtitle or section.subtitle,
            short_title=head.short_title or section.short_title,
            language=head.language or section.language,
            direction=head.direction or section.direction,
        )

    def fallback(self, document: Document, role: Role) -> tuple[Inline, ...]:
        """A title for a file that has none: its role's, else words made of its name, which is reported."""
        if role != "chapter" and (known := roles.default_title(role, self.language)):
            return words(known)
        title = title_of(document.file)
        self.files.report("heading-missing", Place(document.file, 1), file=document.file, title=title)
        return words(title)

    def head(self, written: Entries, matter: roles.Matter) -> "Head":
        """What a chapter's front matter says."""
        fields = Fields()
        fields.known(written, CHAPTER_KEYS)
        head = Head()
        for item in written.values:
            match item.key:
                case "title" | "subtitle":
                    head = structs.replace(
                        head, **{item.key: self.line(fields.text(item.key, item.value), item.value.at)}
                    )
                case "short-title":
                    head = structs.replace(head, short_title=fields.text("short-title", item.value) or "")
                case "role":
                    chosen = fields.choice("role", item.value, roles.ROLES_OF[matter])
                    head = structs.replace(head, role=cast(Role | None, chosen))
                case "language":
                    head = structs.replace(head, language=fields.language(item.value) or "")
                case "direction":
                    way = cast(Direction | None, fields.choice("direction", item.value, ("ltr", "rtl")))
                    head = structs.replace(head, direction=way)
        self.files.problems += fields.problems
        return head

    def line(self, text: str | None, at: Place) -> tuple[Inline, ...]:
        """Markdown that is one line, as a title."""
        blocks = self.prose(text, at) if text else ()
        # "1. Rivers" would be a list.
        return blocks[0].content if len(blocks) == 1 and isinstance(blocks[0], Paragraph) else words(text or "")


class Head(Struct, frozen=True, kw_only=True):
    """What a chapter's front matter says."""

    title: tuple[Inline, ...] = ()
    subtitle: tuple[Inline, ...] = ()
    short_title: str = ""
    role: Role | None = None
    language: str = ""
    direction: Direction | None = None


def as_subsection(section: Section) -> Section:
    """The section as part of another one."""
    return section.replace(role="section")


def words(text: str) -> tuple[Inline, ...]:
    """Plain text as inline content."""
    return (Text(text),) if text else ()
