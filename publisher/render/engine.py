"""Jinja with what the templates need: escaping, strict names, and a sandbox that shows them only our content.

A publication may carry templates of its own, which nobody has looked at. They run in a sandbox, reach only the values
that they are given, none of the machine's, and load only what lies in the folders of their theme.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType
from typing import Any, NoReturn

from jinja2 import (
    BytecodeCache,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    Undefined,
)
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from lxml import etree
from msgspec import Struct

from publisher.model import Node
from publisher.render.counters import Counters, Notes
from publisher.render.highlight import highlight
from publisher.render.theme import Theme
from publisher.render.xml_text import writable

ROLES = {
    "part": "doc-part",
    "chapter": "doc-chapter",
    "list-of-figures": "",
    "list-of-tables": "",
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
TYPES = {role: role for role, said in ROLES.items() if said} | {"list-of-figures": "loi", "list-of-tables": "lot"}
"""The epub:type (EPUB Structural Semantics Vocabulary 1.1) of a section's role. An epigraph is the quotation in it."""

_SHOWN: tuple[type, ...] = (
    *(str, int, float, tuple, list, dict, type(None), Struct, Counters, Notes),
    *(LoopContext, Macro, Namespace, TemplateModule, Undefined),
)
"""What templates may look into. A font knows the path of its file, and with a path everything could be read."""

_FRAMES = 8000
"""Python frames for content that is nested as deep as any reader lets pass; a level takes about twenty."""


class ThemeError(Exception):
    """A template of a theme is broken: what is wrong, in which template, and at which line (0: not known)."""

    def __init__(self, message: str, template: str, line: int = 0) -> None:
        super().__init__(message)
        self.template = template
        self.line = line


class Environment(ImmutableSandboxedEnvironment):
    """The sandbox, with short ways for what happens at every node."""

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may look at an attribute."""
        return isinstance(obj, _SHOWN) and super().is_safe_attribute(obj, attr, value)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """``obj.attribute`` in a template."""
        if isinstance(obj, Struct) and (attribute in obj.__struct_fields__ or attribute == "type"):
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as in Jinja
        """``obj(…)`` in a template."""
        if type(__obj) is Macro:
            # The compiler hands them to every call; only functions of the context want them.
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
            return __obj(*args, **kwargs)
        return super().call(__context, __obj, *args, **kwargs)


class Loader(FileSystemLoader):
    """Loads templates from folders, and nothing that a link leads to outside of them."""

    def get_source(self, environment: Any, template: str) -> Any:
        """The text of a template. Raises jinja2.TemplateNotFound where it is not in the theme."""
        source, name, current = super().get_source(environment, template)
        path = Path(name).resolve()
        if not any(path.is_relative_to(Path(folder).resolve()) for folder in self.searchpath):
            raise TemplateNotFound(template)
        return source, name, current


class _Compiled(BytecodeCache):
    """Keeps compiled templates from one environment to the next of its kind, by their text."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            if len(self._code) >= _TEMPLATES:
                self._code.clear()
            self._code[bucket.key, bucket.checksum] = bucket.code


_TEMPLATES = 500
_compiled = {True: _Compiled(), False: _Compiled()}


def environment(theme: Theme, *, markup: bool = True) -> Environment:
    """The Jinja environment for a theme: for XHTML, or with ``markup=False`` for CSS, where nothing is escaped."""
    jinja = Environment(
        loader=Loader([str(folder) for folder in theme.folders]),
        bytecode_cache=_compiled[markup],
        autoescape=markup,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.finalize = _writable
    jinja.globals.update(highlight=highlight, unknown=_unknown, roles=ROLES, types=TYPES)
    return jinja


def run(jinja: Environment, template: str, **values: Any) -> str:
    """What a template makes of the values. Raises `ThemeError` where the template is broken."""
    with _faults(template):
        return jinja.get_template(template).render(**values)


def module(jinja: Environment, template: str, **values: Any) -> dict[str, Any]:
    """What a template sets, by name. Raises `ThemeError` where the template is broken."""
    with _faults(template):
        return dict(vars(jinja.get_template(template).make_module(values)))


@contextmanager
def _faults(template: str) -> Iterator[None]:
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, _FRAMES))
    try:
        yield
    except TemplateSyntaxError as fault:
        raise ThemeError(str(fault.message), fault.name or template, fault.lineno) from fault
    except Exception as fault:
        # A theme of the publication's own can go wrong in every way that an expression can.
        raise ThemeError(f"{type(fault).__name__}: {fault}", template) from fault
    finally:
        sys.setrecursionlimit(before)


def _writable(value: Any) -> Any:
    """What a template prints, without characters that XML cannot hold."""
    return writable(value) if type(value) is str else value


def _unknown(node: Node) -> NoReturn:
    raise TypeError(f"no template knows the node {node.type!r}")


def parsed(markup: str, name: str, template: str) -> bytes:
    """The markup as UTF-8, proven to be well-formed. Raises `ThemeError` where it is not."""
    data = markup.encode()
    try:
        etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as fault:
        raise ThemeError(f"what it makes of {name} is not well-formed: {fault}", template) from fault
    return data


__all__ = ["ROLES", "TYPES", "Environment", "ThemeError", "environment", "parsed", "run"]
