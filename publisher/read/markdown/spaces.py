"""White space in inline content: folded as HTML folds it."""

import re
from collections.abc import Iterable, Iterator
from itertools import groupby, zip_longest
from typing import cast

from publisher.model import Inline, LineBreak, Text

# Not the spaces that an author writes on purpose, such as the one that does not break.
_SPACE = re.compile(r"[ \t\n\r\f]+")


def tidy(inlines: Iterable[Inline]) -> tuple[Inline, ...]:
    """The same with neighbouring `Text` joined, white space folded, and none around line breaks."""
    made: list[Inline] = []
    for is_text, group in groupby(inlines, lambda inline: isinstance(inline, Text)):
        if not is_text:
            made.extend(group)
            continue
        texts = cast("list[Text]", list(group))
        value = _SPACE.sub(" ", "".join(text.value for text in texts))
        if made and isinstance(made[-1], LineBreak):
            value = value.lstrip(" ")
        if value:
            made.append(texts[0] if value == texts[0].value else Text(value, at=texts[0].at))
    return tuple(_before_break(made))


def _before_break(inlines: list[Inline]) -> Iterator[Inline]:
    for inline, following in zip_longest(inlines, inlines[1:]):
        if isinstance(inline, Text) and isinstance(following, LineBreak) and inline.value.endswith(" "):
            if value := inline.value.rstrip(" "):
                yield Text(value, at=inline.at)
        elif inline:
            yield inline


def trim(inlines: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """The same without white space or line breaks at either end."""
    made = list(inlines)
    while made and isinstance(made[0], LineBreak):
        del made[0]
    while made and isinstance(made[-1], LineBreak):
        del made[-1]
    for index, strip in ((0, str.lstrip), (-1, str.rstrip)):
        if made and isinstance(text := made[index], Text):
            value = strip(text.value, " ")
            if not value:
                del made[index]
            elif value != text.value:
                made[index] = Text(value, at=text.at)
    return tuple(made)
