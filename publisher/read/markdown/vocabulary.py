"""The directives that authors may write: their options, and how argument and body are read."""

from typing import Literal

from msgspec import Struct

WORD_OPTIONS = frozenset({"attribution", "caption", "credit", "description", "title"})
"""Options whose value is Markdown text; those of the others are kept as they are."""

_COMMON = ("name", "lang", "dir", "class")


class Spec(Struct, frozen=True):
    """How a directive is read.

    ``argument``: Markdown words, plain text such as a file name, or none. ``body``: Markdown blocks, plain text kept
    to the letter, or lines of verse.
    """

    options: frozenset[str]
    argument: Literal["words", "plain", "none"] = "none"
    body: Literal["blocks", "plain", "lines"] = "blocks"


def _spec(
    options: str = "",
    argument: Literal["words", "plain", "none"] = "none",
    body: Literal["blocks", "plain", "lines"] = "blocks",
) -> Spec:
    return Spec(frozenset((*options.split(), *_COMMON)), argument, body)


_ASIDE = _spec("title", "words")
_MEDIA = _spec("link poster poster-alt captions duration title credit caption transcript", "plain")
_CODE = _spec("caption linenos lineno-start emphasize-lines", "plain", "plain")

SPECS: dict[str, Spec] = {
    **dict.fromkeys(("note", "tip", "important", "warning", "caution", "danger", "example", "sidebar"), _ASIDE),
    **dict.fromkeys(("code", "code-block", "sourcecode"), _CODE),
    "audio": _MEDIA,
    "bibliography": _spec(),
    "caption": _spec(),
    "description": _spec(),
    "div": _spec(),
    "epigraph": _spec("attribution"),
    "figure": _spec("alt decorative credit description width caption", "plain"),
    "glossary": _spec(),
    "image": _spec("alt decorative width", "plain"),
    "index": _spec(),
    "list-of-figures": _spec(),
    "list-of-tables": _spec(),
    "list-table": _spec("header-rows header-columns align", "words"),
    "math": _spec("spoken", "plain", "plain"),
    "page-break": _spec(),
    "quote": _spec("attribution"),
    "table": _spec("header-rows header-columns align", "words"),
    "transcript": _spec(),
    "verse": _spec("attribution", "none", "lines"),
    "video": _MEDIA,
}
"""Every directive by its name."""

INNER = frozenset({"caption", "description", "transcript"})
"""Directives that belong inside another one."""

COMMON_ATTRIBUTES = frozenset({"dir", "id", "lang", "xml:lang"})
"""Attributes that everything in Markdown may have."""

_PICTURE = ("alt", "credit", "decorative", "fig-alt", "role", "src", "title", "width")

ATTRIBUTES: dict[str, tuple[str, ...]] = {
    "a": ("href", "title"),
    "code": ("class",),
    "img": _PICTURE,
    "li": ("colspan", "rowspan"),
    "ol": ("start", "type"),
    "span": ("class",),
    "td": ("align",),
    "th": ("align",),
    "{code-block}": ("caption", "class"),
    "{directive}": ("markup",),
    "{formula-block}": ("spoken",),
    "{formula}": ("spoken",),
    "{role}": ("spoken",),
}
"""Attributes that elements of Markdown may have besides, those from Markdown's own syntax among them."""
