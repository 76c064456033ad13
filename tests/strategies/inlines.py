"""What runs in a line: inlines in inlines, links around them, and calls of notes."""

from hypothesis import strategies as st

from publisher.model import (
    Abbreviation,
    Citation,
    Code,
    CrossReference,
    Emphasis,
    IndexTerm,
    Inline,
    InlineQuote,
    LineBreak,
    Link,
    Math,
    NoteReference,
    Ruby,
    Span,
    Strong,
    Subscript,
    Superscript,
    Text,
)
from strategies import nesting
from strategies.words import foreign, images, short, texts, words

FORMULAS = (
    r"a^2 + b^2 = c^2",
    r"\frac{1}{2}",
    r"\sqrt{x}",
    r"\sum_{i=1}^{n} i",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}",
    r"\int_0^1 f(x)\,dx \le \lVert v \rVert",
    r"\mathbb{R}",
)
STYLES = (
    *("small-caps", "keyboard", "sample", "variable", "highlight"),
    *("inserted", "deleted", "small", "work-title", "term", None),
)
ADDRESSES = ("https://example.org/a?b=1&c=2", "mailto:someone@example.org")

leaves: st.SearchStrategy[Inline] = st.one_of(
    texts,
    texts,
    texts,
    words.map(lambda value: Code(value=value)),
    st.just(LineBreak()),
    st.just(NoteReference(note="later")),
    st.builds(Math, tex=st.sampled_from(FORMULAS), spoken=st.sampled_from(("", "as spoken"))),
    st.builds(Ruby, base=st.just("漢字"), text=st.just("かんじ"), language=st.just("ja")),
    foreign.map(lambda pair: Span(language=pair[0], content=(Text(value=pair[1]),))),
    images,
)


def _around(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    content = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        *(st.builds(kind, content=content) for kind in (Emphasis, Strong, Subscript, Superscript, InlineQuote)),
        st.builds(Span, content=content, style=st.sampled_from(STYLES)),
        st.builds(Abbreviation, content=short, expansion=words),
        st.builds(IndexTerm, entry=st.lists(words, min_size=1, max_size=2).map(tuple), content=short),
    )


nested = nesting.nested(leaves, _around, plain=3)


@st.composite
def _links(draw: st.DrawFn) -> Inline:
    """A link out, or to another place, around words that may break over lines and pages."""
    content = (draw(texts), *draw(st.lists(linked, max_size=2)), *draw(st.one_of(st.just(()), short)))
    if draw(st.booleans()):
        return Link(href=draw(st.sampled_from(ADDRESSES)), content=content)
    if draw(st.booleans()):
        return Citation(target="author-1859", content=content)
    return CrossReference(target="later", content=content)


def _without_calls(inline: Inline) -> bool:
    """A link must not be in a link, and the call of a note is one."""
    inner = getattr(inline, "content", ())
    return not isinstance(inline, NoteReference) and all(_without_calls(one) for one in inner)


linked = nested.filter(_without_calls)
links: st.SearchStrategy[Inline] = st.one_of(
    _links(), st.builds(CrossReference, target=st.just("later"), show=st.sampled_from(("title", "number", "page")))
)
inlines = st.lists(st.one_of(nested, nested, links), min_size=1, max_size=5).map(
    lambda parts: (Text(value="Say:"), *(piece for part in parts for piece in (Text(value=" "), part)))
)
captions = st.one_of(st.just(()), st.lists(nested, min_size=1, max_size=2).map(tuple))
