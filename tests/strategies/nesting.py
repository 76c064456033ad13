"""Things in things, to a known depth: `st.recursive` draws anew whatever has too many leaves, and so mostly in vain."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import strategies as st

Thing = TypeVar("Thing")
DEEPEST = 4


def nested(
    simple: st.SearchStrategy[Thing],
    around: Callable[[st.SearchStrategy[Thing]], st.SearchStrategy[Thing]],
    plain: int,
) -> st.SearchStrategy[Thing]:
    """Simple things, and things around them; for one of these, there are so many ``plain`` ones."""
    strategy = simple
    for _ in range(DEEPEST):
        strategy = mostly(simple, around(strategy), plain)
    return strategy


def mostly(usual: st.SearchStrategy[Thing], other: st.SearchStrategy[Thing], times: int) -> st.SearchStrategy[Thing]:
    """The usual so many ``times`` as often as the other, however many kinds there are of each."""
    return st.sampled_from((*[usual] * times, other)).flatmap(lambda chosen: chosen)
