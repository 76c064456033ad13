"""What stands on lines of its own, some of it longer than a page."""

from hypothesis import strategies as st

from publisher.model import (
    Aside,
    Block,
    CodeBlock,
    Definition,
    DefinitionGroup,
    DefinitionList,
    Epigraph,
    Figure,
    List,
    ListItem,
    MathBlock,
    Media,
    PageBreak,
    Paragraph,
    Quote,
    Stanza,
    Term,
    Text,
    ThematicBreak,
    Verse,
    VerseLine,
)
from strategies.inlines import FORMULAS, captions, inlines, linked
from strategies.nesting import mostly, nested
from strategies.tables import tables
from strategies.words import RIGHT_TO_LEFT, decorative, described, foreign, images, long_texts, short, words

KINDS = ("note", "tip", "important", "warning", "caution", "danger", "example", "sidebar")
NUMBERINGS = (None, "decimal", "lower-alpha", "upper-alpha", "lower-roman", "upper-roman")
PROGRAMS = ("x = 1\n", "if a < b:\n\treturn  'z'\n\n# end\n", "a\n\n\n  b\n", "# " + "wide " * 40 + "\n")

paragraphs: st.SearchStrategy[Block] = st.builds(Paragraph, content=inlines)
_foreign_paragraphs: st.SearchStrategy[Block] = foreign.map(
    lambda pair: Paragraph(
        content=(Text(value=" ".join([pair[1]] * 9)),),
        language=pair[0],
        direction="rtl" if pair[0] in RIGHT_TO_LEFT else None,
    )
)
_long_paragraphs: st.SearchStrategy[Block] = st.builds(
    lambda text, content: Paragraph(content=(Text(value=text + " "), *content)), long_texts(), inlines
)
_all_paragraphs = st.one_of(*[paragraphs] * 8, _foreign_paragraphs, _long_paragraphs)


def _figures(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    return st.builds(
        Figure,
        images=st.lists(images, min_size=1, max_size=3).map(tuple),
        caption=captions,
        credit=st.one_of(st.just(()), short),
        description=st.one_of(st.just(()), st.lists(blocks, min_size=1, max_size=2).map(tuple)),
    )


def groups(blocks: st.SearchStrategy[Block]) -> st.SearchStrategy[tuple[DefinitionGroup, ...]]:
    """Terms with what explains them."""
    terms = st.one_of(
        short, st.lists(linked, min_size=1, max_size=2).map(lambda content: (Text(value="On "), *content))
    )
    group = st.builds(
        DefinitionGroup,
        terms=st.lists(st.builds(Term, content=terms), min_size=1, max_size=2).map(tuple),
        definitions=st.lists(
            st.builds(Definition, content=st.lists(blocks, min_size=1, max_size=2).map(tuple)), min_size=1, max_size=2
        ).map(tuple),
    )
    return st.lists(group, min_size=1, max_size=3).map(tuple)


@st.composite
def _lists(draw: st.DrawFn, content: st.SearchStrategy[tuple[Block, ...]]) -> Block:
    """A list; a few are longer than a page, and some have tasks."""
    tasks = draw(st.integers(0, 5)) == 0
    checked = st.booleans() if tasks else st.none()
    items = draw(st.lists(st.builds(ListItem, content=content, checked=checked), min_size=1, max_size=3))
    if draw(st.integers(0, 9)) == 0:
        more = draw(st.integers(10, 60))
        items += [
            ListItem(content=(Paragraph(content=(Text(value=f"Item {number}"),)),), checked=True if tasks else None)
            for number in range(more)
        ]
    return List(
        items=tuple(items),
        numbering=None if tasks else draw(st.sampled_from(NUMBERINGS)),
        start=draw(st.sampled_from((1, 1, 7))),
        tight=draw(st.booleans()),
    )


def _around(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    attribution = st.one_of(st.just(()), short)
    return st.one_of(
        _lists(several),
        _lists(several),
        st.builds(DefinitionList, groups=groups(inner)),
        st.builds(Quote, content=several, attribution=attribution, language=st.sampled_from(("", "", "fr", "de"))),
        st.builds(Epigraph, content=several, attribution=short),
        st.builds(Aside, kind=st.sampled_from(KINDS), content=several, title=attribution),
        # Cells mostly say little: what is nested in them takes WeasyPrint several times as long at each level.
        tables(mostly(paragraphs, inner, 9)),
        _figures(inner),
    )


_lines = st.builds(VerseLine, content=short, indent=st.integers(0, 3))
_stanzas = st.builds(Stanza, lines=st.lists(_lines, min_size=1, max_size=3).map(tuple))
simple: st.SearchStrategy[Block] = st.one_of(
    _all_paragraphs,
    _all_paragraphs,
    _figures(paragraphs),
    decorative,
    described,
    st.builds(
        CodeBlock,
        text=st.builds(lambda text, times: text * times, st.sampled_from(PROGRAMS), st.sampled_from((1, 1, 1, 25))),
        syntax=st.sampled_from(("python", "")),
        caption=captions,
    ),
    st.builds(MathBlock, tex=st.sampled_from(FORMULAS), spoken=st.sampled_from(("", "as spoken"))),
    st.builds(
        Verse,
        stanzas=st.builds(
            lambda stanzas, times: tuple(stanzas * times),
            st.lists(_stanzas, min_size=1, max_size=2),
            st.sampled_from((1, 1, 1, 15)),
        ),
        attribution=st.one_of(st.just(()), short),
    ),
    st.builds(
        Media,
        kind=st.sampled_from(("video", "audio")),
        title=short,
        link=st.just("https://example.org/film"),
        poster=st.one_of(st.none(), described),
        caption=captions,
        credit=st.one_of(st.just(()), short),
        duration=st.sampled_from((0.0, 75.0)),
        transcript=st.lists(_all_paragraphs, min_size=1, max_size=2).map(tuple),
    ),
    st.just(ThematicBreak()),
    st.just(PageBreak()),
)
blocks = nested(simple, _around, plain=3)
contents = st.lists(blocks, min_size=1, max_size=5).map(tuple)
_phrases = words.map(lambda value: Paragraph(content=(Text(value=value),)))
# What a note calls must not call notes: it would be at the foot of a foot.
_quiet = st.lists(linked, min_size=1, max_size=3).map(
    lambda content: Paragraph(content=(Text(value="Note: "), *content))
)
_in_notes: st.SearchStrategy[Block] = st.one_of(
    _quiet,
    _phrases,
    st.builds(List, items=st.lists(st.builds(ListItem, content=st.tuples(_quiet)), min_size=1, max_size=3).map(tuple)),
    st.builds(Quote, content=st.tuples(_quiet)),
    st.builds(CodeBlock, text=st.sampled_from(PROGRAMS)),
    st.builds(MathBlock, tex=st.sampled_from(FORMULAS)),
    st.builds(
        lambda phrase, times: Paragraph(content=(Text(value=" ".join([phrase] * times)),)), words, st.integers(10, 60)
    ),
)
note_contents = st.one_of(
    *[st.tuples(_phrases)] * 3,
    st.builds(lambda first, more: (first, *more), _quiet, st.lists(_in_notes, max_size=3)),
)
