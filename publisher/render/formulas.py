"""The formulas of a publication: each is read and drawn once, and kept for the next time.

The key of one that is kept is a digest of all that it is made of: its TeX, whether it stands by itself, and the
language of its words. Another version of the libraries that make it is another cache.
"""

from collections.abc import Iterable, Mapping

from publisher.cache import Cache, digest
from publisher.model import Inline, Math, MathBlock, Node, Place, Problem, plain_text
from publisher.render import math
from publisher.render.math import Formula


def formulas(
    named: Iterable[tuple[Node, Place]], language: str, found: list[Problem], kept: Cache
) -> dict[str, Formula]:
    """The formulas among the nodes by `math.key`; what is wrong with them is added to ``found``."""
    made: dict[str, Formula] = {}
    for node, place in named:
        if isinstance(node, Math | MathBlock):
            display = isinstance(node, MathBlock)
            key = math.key(node.tex, display)
            if key not in made:
                made[key] = _formula(node.tex, display, language, kept)
            found += math.problems(made[key], place)
    return made


def made_of(node: Math | MathBlock, known: Mapping[str, Formula], language: str) -> Formula:
    """What became of a formula: by `math.key` one that is known, or else made now."""
    display = isinstance(node, MathBlock)
    return known.get(math.key(node.tex, display)) or math.formula(node.tex, display, language)


def in_words(content: Iterable[Inline], known: Mapping[str, Formula], language: str) -> str:
    """The plain words of inline content on one line, with formulas as they are spoken."""
    said = plain_text(content, lambda node: node.spoken or made_of(node, known, language).spoken)
    return " ".join(said.split())


def _formula(tex: str, display: bool, language: str, kept: Cache) -> Formula:
    key = digest("formula", tex, str(display), math.locale(language))
    known = kept.recall(key, Formula)
    if known is None:
        known = math.formula(tex, display, language)
        kept.keep(key, known)
    return known
