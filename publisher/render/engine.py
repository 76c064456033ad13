"""Jinja with what the templates need: escaping, strict names, a sandbox, and attributes that are right for XHTML.

A publication may carry templates of its own, so that they run in a sandbox and reach only their theme's folders.
"""

from typing import Any, NoReturn

from jinja2 import FileSystemLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from publisher.model import Node
from publisher.render.highlight import highlight
from publisher.render.theme import Theme
from publisher.render.xml_text import writable

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "syr", "ug", "ur", "yi"})
ROLES = {
    "part": "doc-part",
    "chapter": "doc-chapter",
    "dedication": "doc-dedication",
    "epigraph": "",
    "foreword": "doc-foreword",
    "preface": "doc-preface",
    "acknowledgments": "doc-acknowledgments",
    "introduction": "doc-introduction",
    "prologue": "doc-prologue",
    "conclusion": "doc-conclusion",
    "epilogue": "doc-epilogue",
    "afterword": "doc-afterword",
    "appendix": "doc-appendix",
    "glossary": "doc-glossary",
    "bibliography": "doc-bibliography",
    "index": "doc-index",
    "colophon": "doc-colophon",
    "contributors": "doc-credits",
    "endnotes": "doc-endnotes",
}
"""The DPUB-ARIA 1.1 role of a section's role."""
TYPES = {role: role for role in ROLES if role != "epigraph"}
"""The epub:type (EPUB Structural Semantics Vocabulary 1.1) of a section's role. An epigraph is the quotation in it."""


def environment(theme: Theme, *, markup: bool = True) -> ImmutableSandboxedEnvironment:
    """The Jinja environment for a theme: for XHTML, or with ``markup=False`` for CSS, where nothing is escaped."""
    jinja = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([str(folder) for folder in theme.folders]),
        autoescape=markup,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.finalize = _writable
    jinja.globals.update(highlight=highlight, unknown=_unknown, roles=ROLES, types=TYPES, direction=direction)
    return jinja


def _writable(value: Any) -> Any:
    """What a template prints, without characters that XML cannot hold."""
    return writable(value) if type(value) is str else value


def _unknown(node: Node) -> NoReturn:
    raise TypeError(f"no template knows the node {node.type!r}")


def direction(language: str) -> str:
    """The direction of a language's script: "ltr" or "rtl"."""
    parts = language.lower().split("-")
    right = parts[0] in RIGHT_TO_LEFT or bool({"arab", "hebr"} & set(parts))
    return "rtl" if right and not {"latn", "cyrl"} & set(parts) else "ltr"


class Attributes:
    """Writes the attributes of a node's element: id, language, direction, and what else is given.

    ``around`` is the direction of the publication, so that a passage in the other one says so.
    """

    def __init__(self, around: str) -> None:
        self._around = around

    def __call__(self, node: Node | None, **given: object) -> Markup:
        """All attributes that are not empty, with a space before each."""
        values: dict[str, object] = {"id": given.pop("id", "") or (node.id if node else "")}
        language = str(given.pop("lang", "") or (node.language if node else ""))
        stated = getattr(node, "direction", None)
        values |= self._language(language, stated)
        values |= given
        # lxml refuses what XML cannot hold; a source can bring it in through JSON.
        return Markup("").join(
            Markup(' {}="{}"').format(name, writable(str(value)))
            for name, value in values.items()
            if value not in ("", None)
        )

    def language(self, node: Node) -> Markup:
        """The language attributes alone."""
        values = self._language(node.language, getattr(node, "direction", None))
        return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in values.items())

    def _language(self, language: str, stated: str | None) -> dict[str, str]:
        values = {"lang": language, "xml:lang": language} if language else {}
        turned = stated or (direction(language) if language else "")
        # A left-to-right passage needs to say so only where something around it may run the other way.
        if turned == "rtl" or (turned == "ltr" and (stated or self._around == "rtl")):
            values["dir"] = turned
        return values


def parsed(markup: str, name: str) -> bytes:
    """The markup as UTF-8, proven to be well-formed. Raises ValueError with the line of what is not."""
    data = markup.encode()
    try:
        etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as fault:
        raise ValueError(f"{name} is not well-formed: {fault}") from fault
    return data


__all__ = ["Attributes", "direction", "environment", "parsed"]
