"""Stylesheets and styles that somebody else wrote, read token by token, so that no escape or comment hides an address.

tinycss2, which WeasyPrint reads styles with, is used here alone. Where an address may stand (CSS Values 4 §4.5; CSS
Images 4 §2): in ``url()``, as a string in ``image-set()`` and its like, and behind ``@import``.
"""

from collections.abc import Callable, Iterator
from typing import Any

import tinycss2
from tinycss2.serializer import serialize_string_value

Address = Callable[[str], str]
"""Gives the address to write for one that a style has; nothing where it is to lead nowhere."""
_FETCHING = frozenset({"url", "src", "image", "image-set", "-webkit-image-set", "expression"})
_HARMLESS = frozenset({*_FETCHING, "type", "calc", "cross-fade", "-webkit-cross-fade", "element"}) - {"expression"}
"""What may stand within these: ``var()`` and its like could bring in a string from anywhere."""


def leads_out(value: str) -> bool:
    """Whether a value of an attribute refers to anything but a part of its own document."""
    if "\\" not in value and "(" not in value:
        return False
    return any(_is_outward(token) for token in _tokens(tinycss2.parse_component_value_list(value)))


def inward_declarations(style: str, removed: dict[str, None]) -> str:
    """The declarations without those that refer to other files, which are named in ``removed``."""
    kept = []
    for declaration in tinycss2.parse_declaration_list(style, skip_comments=True, skip_whitespace=True):
        if declaration.type == "declaration":
            if any(_is_outward(token) for token in _tokens(declaration.value)):
                removed[f"{declaration.lower_name} to another file"] = None
            else:
                kept.append(declaration)
    return "; ".join(one.serialize() for one in kept)


def inward_sheet(sheet: str, removed: dict[str, None]) -> str:
    """The rules of a stylesheet without at-rules and without what refers to other files, named in ``removed``."""
    kept = []
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            content = inward_declarations(tinycss2.serialize(rule.content), removed)
            kept.append(f"{tinycss2.serialize(rule.prelude).strip()} {{ {content} }}")
        elif rule.type == "at-rule":
            removed[f"@{rule.lower_at_keyword}"] = None
    return "\n".join(kept)


def readdressed(text: str, address: Address) -> str:
    """A stylesheet or declarations with other addresses, without ``@import`` and what cannot be read.

    References to parts of the same document (``#name``) stay as they are.
    """
    tokens = tinycss2.parse_component_value_list(text)
    return str(tinycss2.serialize(list(_readdressed(tokens, address, fetching=False))))


def _readdressed(tokens: list[Any], address: Address, *, fetching: bool) -> Iterator[Any]:
    """The tokens with other addresses; ``fetching`` says that a string among them is one."""
    rest = iter(tokens)
    for token in rest:
        match token.type:
            case "error":
                continue
            case "at-keyword" if token.lower_value in ("import", "namespace"):
                rule = [token, *_until_semicolon(rest)]
                # The name of a namespace looks like an address, but nothing is fetched from there.
                yield from rule if token.lower_value == "namespace" else ()
                continue
            case "url":
                _write(token, token.value, address, 'url("{}")')
            case "string" if fetching:
                _write(token, token.value, address, '"{}"')
            case "function":
                inner = token.lower_name in _FETCHING
                if fetching and not (token.lower_name in _HARMLESS or token.lower_name.endswith("-gradient")):
                    continue
                token.arguments = list(_readdressed(token.arguments, address, fetching=inner))
            case "{} block" | "[] block" | "() block":
                token.content = list(_readdressed(token.content, address, fetching=fetching))
        yield token


def _write(token: Any, value: str, address: Address, form: str) -> None:
    own = value.strip()
    token.value = own if own.startswith("#") else address(own)
    token.representation = form.format(serialize_string_value(token.value))


def _until_semicolon(rest: Iterator[Any]) -> Iterator[Any]:
    for part in rest:
        yield part
        if part.type == "{} block" or part == ";":
            return


def _tokens(values: list[Any]) -> Iterator[Any]:
    for value in values:
        yield value
        yield from _tokens(getattr(value, "arguments", None) or getattr(value, "content", None) or [])


def _is_outward(token: Any) -> bool:
    if token.type == "url":
        return not str(token.value).startswith("#")
    if token.type == "function" and token.lower_name in _FETCHING:
        strings = [argument.value for argument in token.arguments if argument.type == "string"]
        return not strings or any(not string.startswith("#") for string in strings)
    return bool(token.type == "error")
