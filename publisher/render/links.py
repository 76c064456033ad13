"""What stands in a link. HTML knows no link in a link, though authors write notes and references in their words."""

from collections.abc import Callable

from msgspec import Struct

from publisher.model import Citation, CrossReference, Inline, Link, Node, NoteReference, Span, Text, transform

_PLAIN = (Text,)


class Unlinked(Struct, frozen=True):
    """The content of a link without links, and the calls of notes that stood in it."""

    content: tuple[Inline, ...]
    calls: tuple[NoteReference, ...] = ()


def unlinked(content: tuple[Inline, ...], called: Callable[[str, str], str]) -> Unlinked:
    """The content with the words of inner links kept, and its calls of notes apart.

    ``called`` gives the words of a cross reference that has none, from its target and what it shows.
    """
    if all(isinstance(inline, _PLAIN) for inline in content):
        return Unlinked(content)
    calls: list[NoteReference] = []

    def change(node: Node) -> Node | tuple[Node, ...]:
        match node:
            case NoteReference():
                calls.append(node)
                return ()
            case CrossReference() if not node.content:
                return Text(value=called(node.target, node.show), language=node.language, at=node.at)
            case Link() | CrossReference() | Citation():
                return Span(id=node.id, language=node.language, content=node.content, at=node.at)
        return node

    return Unlinked(transform(content, change), tuple(calls))
