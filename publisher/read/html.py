"""Raw HTML as it stands in Markdown: cut into tags and words, and what is known of each element.

1. `pieces` cuts a text into tags and words; comments, declarations and processing instructions vanish
2. `Tag` leaves event handlers and script addresses behind and names them in ``refused``
3. the sets say which elements stand on lines of their own, which end by themselves, and which never pass

The tags are put together to elements by the Markdown tree, because Markdown may stand between them.
"""

import html
import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


VOID = _names("area base br col embed hr img input link meta param source track wbr")
"""Elements without content or end tag (HTML §13.1.2)."""

OPTIONAL_END = _names("body caption colgroup dd dt html li optgroup option p rb rp rt rtc tbody td tfoot th thead tr")
"""Elements whose end tag may be left out (HTML §13.1.2.4)."""

NEVER = _names("script style template base link meta head")
"""Elements that never pass, their content neither."""

BLOCK = _names(
    "address article aside audio blockquote body center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html iframe legend li main menu nav ol p picture pre search "
    "section summary table tbody td tfoot th thead tr ul video"
)
"""Elements that stand on lines of their own. Video and audio do in a publication."""

# What an opening tag ends, and how far up it looks for it (HTML §13.1.2.4).
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    name: (frozenset(ended.split()), frozenset(within.split()))
    for names, ended, within in (
        ("li", "li", "ul ol menu dir"),
        ("dt dd", "dt dd", "dl"),
        ("td th", "td th", "tr table"),
        ("tr", "tr td th", "table"),
        ("thead tbody tfoot", "thead tbody tfoot tr td th caption colgroup", "table"),
        ("rb rt rp rtc", "rb rt rp", "ruby"),
        ("option optgroup", "option", "select"),
    )
    for name in names.split()
}

_ADDRESSES = _names("href src action formaction poster data background cite xlink:href srcset longdesc")
_SCRIPT_ADDRESS = re.compile(r"(?:javascript|vbscript|livescript|data:(?!image/))", re.IGNORECASE)
_IGNORED_IN_ADDRESS = re.compile(r"[\x00-\x20]+")
_ATTRIBUTE = r"""\s++[^\s"'<>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+"""
_OPEN = re.compile(rf"<([A-Za-z][A-Za-z0-9:._-]*+)((?:{_ATTRIBUTE})*+)\s*+(/?)>")
_CLOSE = re.compile(r"</([A-Za-z][A-Za-z0-9:._-]*+)\s*+>")
_PAIR = re.compile(r"""\s++([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?+""")
_COMMENT_START = "<!--"


class Tag(Struct, frozen=True):
    """A start or end tag; an ``empty`` one has no content. ``refused`` names the attributes that may not pass."""

    name: str
    kind: Literal["start", "end", "empty"]
    attributes: dict[str, str] = {}
    refused: tuple[str, ...] = ()


class Piece(Struct, frozen=True):
    """A tag or words, and how many line ends come before it in the text. Words have their entities resolved."""

    what: Tag | str
    line: int


def ended_by(name: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Which open elements a start tag ends, and inside which they are looked for."""
    return _ENDS.get(name)


def is_script_address(address: str) -> bool:
    """Whether an address would run a script or carry a document of its own. Browsers skip spaces and controls in it."""
    return _SCRIPT_ADDRESS.match(_IGNORED_IN_ADDRESS.sub("", address)) is not None


def pieces(text: str) -> Iterator[Piece]:
    """The tags and words of a piece of HTML in their order. Takes time in proportion to its length."""
    position = start = line = counted = 0
    missing: set[str] = set()
    while (at := text.find("<", position)) >= 0:
        end, tag = _markup(text, at, missing)
        if end < 0:
            position = at + 1
            continue
        if at > start:
            line += text.count("\n", counted, start)
            counted = start
            yield Piece(_unescape(text[start:at]), line)
        line += text.count("\n", counted, at)
        counted = at
        if isinstance(tag, str):
            yield Piece(tag, line)
        elif tag:
            yield Piece(tag, line)
            if tag.kind == "start" and tag.name in ("script", "style") and end < len(text):
                end = _end_of_raw_text(text, end, tag.name)
                yield Piece(Tag(tag.name, "end"), line)
        position = start = end
    if start < len(text):
        line += text.count("\n", counted, start)
        yield Piece(_unescape(text[start:]), line)


def _unescape(text: str) -> str:
    # The one character reference that HTML has and XML has not: a form feed.
    return html.unescape(text).replace("\f", " ") if "&" in text else text


def _markup(text: str, at: int, missing: set[str]) -> tuple[int, Tag | str | None]:
    """Where the markup at ``at`` ends (-1: it is none) and what it is; what is ``missing`` is looked for but once."""
    if match := _OPEN.match(text, at):
        return match.end(), _start_tag(match)
    if match := _CLOSE.match(text, at):
        return match.end(), Tag(match[1].lower(), "end")
    if text.startswith(("<!-->", "<!--->"), at):
        return text.index(">", at) + 1, None
    for opening, closing in ((_COMMENT_START, "-->"), ("<![CDATA[", "]]>"), ("<?", "?>"), ("<!", ">")):
        if not text.startswith(opening, at) or opening in missing:
            continue
        end = text.find(closing, at + len(opening))
        if end < 0:
            missing.add(opening)
        elif opening != "<!" or text[at + 2 : at + 3].isalpha():
            content = text[at + len(opening) : end] if opening == "<![CDATA[" else None
            return end + len(closing), content
    return -1, None


def _start_tag(match: re.Match[str]) -> Tag:
    name = match[1].lower()
    attributes: dict[str, str] = {}
    refused: list[str] = []
    for pair in _PAIR.finditer(match[2]):
        key = pair[1].lower()
        value = _unescape(next((group for group in pair.groups()[1:] if group is not None), ""))
        if key.startswith("on") or (key in _ADDRESSES and is_script_address(value)):
            refused.append(key)
        else:
            attributes.setdefault(key, value)
    kind: Literal["start", "empty"] = "empty" if match[3] or name in VOID else "start"
    return Tag(name, kind, attributes, tuple(refused))


def _end_of_raw_text(text: str, start: int, name: str) -> int:
    match = re.compile(rf"</{name}\s*+>", re.IGNORECASE).search(text, start)
    return match.end() if match else len(text)
