"""Ids and numbers for everything in a publication that can be pointed to (the first two steps of ``resolve``)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from publisher.model import (
    BibliographyEntry,
    CodeBlock,
    Figure,
    Glossary,
    IndexTerm,
    MathBlock,
    Media,
    Node,
    Note,
    Paragraph,
    Problem,
    Publication,
    Section,
    Strong,
    Table,
    Term,
    nodes,
    plain_text,
    transform,
)
from publisher.read.anchors import Anchors, term_key
from publisher.read.metadata import NumberingPlan
from publisher.read.names import SAFE_ID, Ids, heading_anchor, slug, stem, without_order
from publisher.read.numbers import Numbers
from publisher.read.problems import problem

_KINDS: dict[type[Node], tuple[str, str]] = {
    Figure: ("figure", "figures"),
    Table: ("table", "tables"),
    CodeBlock: ("listing", "listings"),
}


class Naming:
    """Names and numbers one publication; `publication` gives the result, `anchors` what is where."""

    def __init__(self, publication: Publication, plan: NumberingPlan) -> None:
        self.source = publication
        self.anchors = Anchors()
        self.problems: list[Problem] = []
        self.ids = Ids()
        self.main_file = publication.body[0].at.file if publication.body else ""
        self.prefixes = self.file_prefixes()
        self.given: dict[tuple[str, str], str] = {}
        self.reserve()
        appendices = sum(section.role == "appendix" for section in publication.back)
        self.numbers = Numbers(plan, publication.language, appendices)

    def publication(self) -> Publication:
        """The publication, everything named and numbered."""
        source = self.source
        lead = source.lead.replace(id=self.ids.take("lead")) if source.lead and not source.lead.id else source.lead
        matters = {name: self.chapters(getattr(source, name)) for name in ("front", "body", "back")}
        return source.replace(lead=lead, **matters)

    def chapters(self, sections: tuple[Section, ...]) -> tuple[Section, ...]:
        return tuple(self.section(section, 0, "", index) for index, section in enumerate(sections, 1))

    def file_prefixes(self) -> dict[str, str]:
        """What ids of a file begin with: "" where there is only one file."""
        files = sorted({section.at.file for section in _all(self.source) if section.role != "part"})
        if len(files) < 2:
            return dict.fromkeys(files, "")
        short = {file: slug(without_order(stem(file))) for file in files}
        shared = Counter(short.values())
        # Two files of one name are told apart by their folders.
        return {file: name if shared[name] == 1 else slug(file.removesuffix(".md")) for file, name in short.items()}

    def reserve(self) -> None:
        """Give authors' own ids to what they named, before anything else can take them."""
        for section in _all(self.source):
            parts = (section.title, section.subtitle, section.content, section.notes)
            for node in (section, *nodes(parts)):
                key = (node.at.file or section.at.file, node.id)
                if not node.id or isinstance(node, Note) or key in self.given:
                    continue
                wanted = node.id if SAFE_ID.fullmatch(node.id) else slug(node.id)
                if wanted in self.ids.taken:
                    wanted = self.joined(section.at.file, wanted)
                self.given[key] = self.ids.take(wanted)

    def joined(self, file: str, name: str) -> str:
        prefix = self.prefixes.get(file, "")
        return f"{prefix}-{name}" if prefix else name

    def section(self, section: Section, depth: int, parent: str, position: int) -> Section:
        file, title = section.at.file, plain_text(section.title)
        number = self.numbers.section(section, depth, parent, position)
        if section.role == "part":
            own = self.explicit(section, file) or self.ids.take(f"part-{slug(title)}")
            inner = tuple(self.section(child, 0, "", index) for index, child in enumerate(section.sections, 1))
            self.know(own, titled=True, numbered=bool(number))
            return section.replace(id=own, number=number, sections=inner)
        first = file not in self.anchors.files
        automatic = self.prefixes.get(file) or slug(title) if first else self.joined(file, slug(title))
        own = self.explicit(section, file) or self.ids.take(automatic)
        if first:
            self.anchors.files[file] = own
        self.anchors.add_heading(file, title, own)
        self.know(own, titled=True, numbered=bool(number))
        changed = {
            name: transform(getattr(section, name), lambda node: self.named(node, file))
            for name in ("title", "subtitle", "content")
        }
        notes = tuple(self.note(note, file) for note in section.notes)
        below = tuple(self.section(child, depth + 1, number, index) for index, child in enumerate(section.sections, 1))
        return section.replace(**changed, id=own, number=number, notes=notes, sections=below)

    def know(self, own: str, *, titled: bool, numbered: bool) -> None:
        if titled:
            self.anchors.titled.add(own)
        if numbered:
            self.anchors.numbered.add(own)

    def explicit(self, node: Node, file: str) -> str:
        """The id of what an author named, "" for what has no name; a name that is there already is a problem."""
        if not node.id:
            return ""
        scope = node.at.file or file
        if (scope, node.id) in self.anchors.explicit:
            self.problems.append(problem("id-duplicate", node.at, id=node.id))
            return self.ids.take(self.given[scope, node.id])
        own = self.given.get((scope, node.id)) or self.ids.take(slug(node.id))
        self.anchors.explicit[scope, node.id] = own
        # A heading's own name is also how a page of its file is linked to.
        self.anchors.names[node.id].append(own)
        return own

    def named(self, node: Node, file: str) -> Node:
        match node:
            case Figure() | Table() | CodeBlock():
                return self.captioned(node, file)
            case MathBlock():
                own = self.explicit(node, file)
                number = self.numbers.caption("equations") if own else ""
                self.know(own, titled=False, numbered=bool(number))
                return node.replace(id=own, number=number)
            case Media():
                own = self.explicit(node, file)
                self.know(own, titled=bool(own), numbered=False)
                return node.replace(id=own)
            case IndexTerm():
                own = self.explicit(node, file) or self.ids.take(
                    self.joined(file, "index-" + slug(" ".join(node.entry)))
                )
                return node.replace(id=own)
            case Glossary():
                return transform(node.replace(id=self.explicit(node, file)), self.term)
            case Term():
                own = self.explicit(node, file)
                self.know(own, titled=bool(own), numbered=False)
                return node.replace(id=own)
            case Paragraph(content=(Strong(),), id=""):
                # What was a heading inside a quotation or an aside, which links on the web lead to.
                words = plain_text(node.content)
                own = self.ids.take(self.joined(file, slug(words)))
                self.anchors.inside.setdefault((file, heading_anchor(words)), own)
                return node.replace(id=own)
            case BibliographyEntry():
                return self.entry(node, file)
        own = self.explicit(node, file)
        return node.replace(id=own) if own != node.id else node

    def captioned(self, node: Figure | Table | CodeBlock, file: str) -> Node:
        kind, kinds = _KINDS[type(node)]
        own = self.explicit(node, file)
        if node.caption and not own:
            words = stem(node.images[0].src) if isinstance(node, Figure) else plain_text(node.caption)
            own = self.ids.take(self.joined(file, f"{kind}-{slug(without_order(words))}"))
        number = self.numbers.caption(kinds) if node.caption else ""
        self.know(own, titled=bool(node.caption), numbered=bool(number))
        return node.replace(id=own, number=number)

    def term(self, node: Node) -> Node:
        """A glossary's term, which is always something to point to."""
        if not isinstance(node, Term):
            return node
        words = plain_text(node.content)
        # Its own name, if any, was resolved when the term was visited before its glossary.
        own = node.id or self.ids.take(f"term-{slug(words)}")
        self.anchors.terms.setdefault(term_key(words), own)
        self.know(own, titled=True, numbered=False)
        return node.replace(id=own)

    def entry(self, node: BibliographyEntry, file: str) -> Node:
        key = node.id
        own = self.explicit(node, file)
        if not own:
            return node.replace(id=self.ids.take(self.joined(file, f"entry-{slug(plain_text(node.content))}")))
        if self.anchors.entries.setdefault(key, own) != own:
            self.problems.append(problem("id-duplicate", node.at, id=key))
        self.know(own, titled=bool(own), numbered=False)
        return node.replace(id=own)

    def note(self, note: Note, file: str) -> Note:
        scope = note.at.file or file
        label = heading_anchor(re.sub(r"[^\x21-\x7e]", " ", note.id)).strip("-") or slug(note.id)
        own = self.ids.take(self.joined(file, f"note-{label}"))
        self.anchors.notes.setdefault((scope, note.id), own)
        content = transform(note.content, lambda node: self.named(node, file))
        return note.replace(id=own, content=content)


def _all(publication: Publication) -> Iterator[Section]:
    stack = list(reversed(publication.sections))
    while stack:
        section = stack.pop()
        yield section
        stack.extend(reversed(section.sections))
