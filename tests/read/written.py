"""What tests of the Markdown reader share: short ways from a text to its nodes, and nodes that are quickly written."""

from publisher.model import Block, Decorative, Described, Image, Inline, Node, Paragraph, Text, nodes
from publisher.read.document import Document, parse

FILE = "atlas/rivers.md"


def document(text: str, **files: str) -> Document:
    """The document of a text in `FILE`; ``files`` are what it may include, by name without the ending ``.md``."""
    return parse(text, FILE, lambda name: files.get(name.removesuffix(".md").replace("/", "_")))


def blocks(text: str, **files: str) -> tuple[Block, ...]:
    """The blocks of a text without headings and without problems."""
    made = document(text, **files)
    assert made.problems == ()
    assert made.sections == ()
    return made.content


def block(text: str, **files: str) -> Block:
    """The only block of a text."""
    (made,) = blocks(text, **files)
    return made


def inlines(text: str) -> tuple[Inline, ...]:
    """The content of the only paragraph of a text."""
    made = block(text)
    assert isinstance(made, Paragraph)
    return made.content


def problems(text: str, **files: str) -> list[tuple[str, int]]:
    """Code and line of each problem."""
    return [(problem.code, problem.place.line) for problem in document(text, **files).problems]


def all_nodes(made: Document) -> list[Node]:
    """Every node of a document."""
    return list(nodes((made.content, made.notes, made.sections)))


def t(value: str) -> tuple[Text, ...]:
    """A text as inline content."""
    return (Text(value),)


def p(value: str) -> Paragraph:
    """A paragraph of text."""
    return Paragraph(t(value))


def picture(src: str, alt: str | None = None, width: int = 0) -> Image:
    """A picture, decorative without a text."""
    return Image(src, Described(alt) if alt else Decorative(), width=width)
