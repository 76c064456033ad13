"""The formulas of a publication: each is read and drawn once, and kept for the next time.

The key of one that is kept is a digest of all that it is made of: its TeX, whether it stands by itself, and the
language of its words. Another version of the libraries that make it is another cache.
"""

from collections.abc import Iterable

from publisher.cache import Cache, digest
from publisher.model import Math, MathBlock, Node, Place, Problem
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


def _formula(tex: str, display: bool, language: str, kept: Cache) -> Formula:
    key = digest("formula", tex, str(display), math.locale(language))
    known = kept.recall(key, Formula)
    if known is None:
        known = math.formula(tex, display, language)
        kept.keep(key, known)
    return known
