"""Walking and transforming keep order, share what does not change, and can drop and add nodes."""

from hypothesis import HealthCheck, given, settings
from strategies import publications

from publisher.model import (
    Emphasis,
    Node,
    Paragraph,
    Place,
    Publication,
    Section,
    Text,
    nodes,
    plain_text,
    sections,
    transform,
)


def chapter(*texts: str) -> Section:
    return Section(
        id="c",
        role="chapter",
        title=(Text(value="T"),),
        content=tuple(Paragraph(content=(Text(value=t),)) for t in texts),
    )


def test_nodes_come_in_reading_order_parents_first() -> None:
    assert [node.type for node in nodes(chapter("a"))] == ["section", "text", "paragraph", "text"]


def test_nodes_that_differ_only_in_place_are_equal() -> None:
    here, there = Text(value="a", at=Place("x.md", 1)), Text(value="a", at=Place("y.md", 9))
    assert here == there
    assert not here != there  # noqa: SIM202 - a struct of its own has another inequality
    assert hash(here) == hash(there)
    assert here != Text(value="b")


def test_transform_drops_and_splits_nodes() -> None:
    def change(node: Node) -> Node | tuple[Node, ...]:
        match node:
            case Text(value="drop"):
                return ()
            case Text(value="split"):
                return (Text(value="one"), Text(value="two"))
        return node

    changed = transform(chapter("drop", "split"), change)
    assert [plain_text(block.content) for block in changed.content if isinstance(block, Paragraph)] == ["", "onetwo"]


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(publications())
def test_transform_without_a_change_is_the_same_object(publication: Publication) -> None:
    assert transform(publication, lambda node: node) is publication


def test_sections_tell_their_depth() -> None:
    inner = chapter("a").replace(id="inner")
    outer = chapter("b").replace(sections=(inner,))
    publication = Publication(identifier="urn:x", title="T", language="en", body=(outer,))
    assert [(section.id, depth) for section, depth in sections(publication)] == [("c", 1), ("inner", 2)]


def test_plain_text_keeps_the_words() -> None:
    assert plain_text((Text(value="a "), Emphasis(content=(Text(value="b"),)))) == "a b"
