"""Code in colours: Pygments finds the tokens, and a few classes with measured contrast show them.

1. find the lexer; without one, or if the code is very long, it stays plain
2. fold the many token types into a few classes
3. check that the tokens put together are the code to the letter, else it stays plain
"""

from functools import lru_cache
from itertools import groupby
from typing import Literal, TypeAlias

from markupsafe import Markup, escape
from msgspec import Struct
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType
from pygments.util import ClassNotFound

from publisher.render.xml_text import writable

Scheme: TypeAlias = Literal["print", "light", "dark"]

LONGEST = 200_000
"""Characters of code that are coloured; what is longer stays plain, so that no lexer holds up a build."""

PLAIN = frozenset({"", "text", "plain", "plaintext", "none", "txt", "console-output"})

BACKGROUNDS: dict[Scheme, str] = {"print": "#f6f6f4", "light": "#f6f6f4", "dark": "#1d1f21"}
"""What code stands on in each scheme."""

FOREGROUNDS: dict[Scheme, str] = {"print": "#1a1a1a", "light": "#1a1a1a", "dark": "#e6e6e3"}
"""Code without a class of its own."""


class Ink(Struct, frozen=True):
    """How a class of tokens is shown: its colour on light and on dark, and a form that does without colour."""

    light: str
    dark: str
    form: str = ""


INKS: dict[str, Ink] = {
    "k": Ink("#7b1fa2", "#d9a3f2", "font-weight: 700"),
    "s": Ink("#2e6b1f", "#a8d08d"),
    "m": Ink("#9a4a00", "#f0b27a"),
    "c": Ink("#5a5f66", "#a9b0b8", "font-style: italic"),
    "f": Ink("#1a4f9c", "#8fbcf7"),
    "t": Ink("#00606b", "#7fd3de"),
    "a": Ink("#7a4b00", "#e3c27a"),
    "v": Ink("#8a1c4a", "#f2a3c0"),
    "i": Ink("#1f5f1f", "#9fdc9f"),
    "d": Ink("#a61717", "#f7a6a0"),
    "h": Ink("#1a1a1a", "#e6e6e3", "font-weight: 700"),
    "e": Ink("#a61717", "#f7a6a0", "text-decoration: underline"),
}
"""Keyword, string, number, comment, function, type, attribute, variable, inserted, deleted, heading, error."""

# The most exact type that is listed wins; what is not listed is plain.
_CLASSES: dict[_TokenType, str] = {
    Token.Keyword: "k",
    Token.Keyword.Type: "t",
    Token.Keyword.Constant: "m",
    Token.Operator.Word: "k",
    Token.Literal.String: "s",
    Token.Literal.String.Doc: "c",
    Token.Literal.String.Escape: "m",
    Token.Literal.String.Interpol: "v",
    Token.Literal.Number: "m",
    Token.Literal.Date: "m",
    Token.Comment: "c",
    Token.Comment.Preproc: "a",
    Token.Comment.PreprocFile: "s",
    Token.Name.Function: "f",
    Token.Name.Builtin: "f",
    Token.Name.Class: "t",
    Token.Name.Exception: "t",
    Token.Name.Namespace: "t",
    Token.Name.Tag: "k",
    Token.Name.Attribute: "a",
    Token.Name.Decorator: "a",
    Token.Name.Entity: "m",
    Token.Name.Label: "a",
    Token.Name.Constant: "m",
    Token.Name.Variable: "v",
    Token.Generic.Inserted: "i",
    Token.Generic.Deleted: "d",
    Token.Generic.Heading: "h",
    Token.Generic.Subheading: "h",
    Token.Generic.Strong: "h",
    Token.Generic.Prompt: "c",
    Token.Generic.Emph: "c",
    Token.Generic.Error: "d",
    Token.Error: "e",
}


@lru_cache(maxsize=4096)
def highlight(text: str, syntax: str = "") -> Markup:
    """The code as XHTML: ``<span class="k">`` and so on around tokens, every line as it is written.

    Without a known ``syntax`` it comes back escaped and plain. Characters that XML cannot hold become U+FFFD.
    """
    text = writable(text)
    lexer = _lexer(syntax.strip().lower())
    if lexer is None or len(text) > LONGEST:
        return escape(text)
    tokens = [(_class(token), value) for token, value in lexer.get_tokens(text)]
    # Some lexers change line ends or lose characters; what is shown must be what was written.
    if "".join(value for _, value in tokens) != text:
        return escape(text)
    runs = ((name, "".join(value for _, value in run)) for name, run in groupby(tokens, key=lambda token: token[0]))
    return Markup("").join(
        Markup('<span class="{}">{}</span>').format(name, value) if name and value.strip() else escape(value)
        for name, value in runs
    )


def knows(syntax: str) -> bool:
    """Whether code in ``syntax`` is coloured, or asks not to be."""
    return syntax.strip().lower() in PLAIN or _lexer(syntax.strip().lower()) is not None


def highlight_css(scheme: Scheme = "light") -> str:
    """The colours of the classes on the scheme's background, each with at least 4.5:1 (WCAG 2.2, 1.4.3)."""
    rules = [f"pre, code {{ color: {FOREGROUNDS[scheme]}; }}\npre {{ background-color: {BACKGROUNDS[scheme]}; }}\n"]
    for name, ink in INKS.items():
        colour = ink.dark if scheme == "dark" else ink.light
        form = f" {ink.form};" if ink.form else ""
        rules.append(f"code .{name} {{ color: {colour};{form} }}\n")
    return "".join(rules)


@lru_cache(maxsize=256)
def _lexer(syntax: str) -> Lexer | None:
    if syntax in PLAIN:
        return None
    try:
        return get_lexer_by_name(syntax, stripnl=False, stripall=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=1024)
def _class(token: _TokenType | None) -> str:
    while token is not None:
        if token in _CLASSES:
            return _CLASSES[token]
        token = token.parent
    return ""
