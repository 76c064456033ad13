"""The attributes of elements: id, language, direction, and what else a template gives."""

from collections.abc import Mapping

from markupsafe import Markup, escape
from msgspec import Struct

from publisher.model import Node
from publisher.render.language import direction
from publisher.render.xml_text import writable

_NONE = Markup()
NUMBER = "data-n"
"""The attribute that numbers the nodes of a document."""


class Attributes(Struct, frozen=True):
    """Writes the attributes of a node's element.

    ``both_ways`` says that the publication has text of either direction, so that every change of language says its
    own: a passage in English within one in Arabic must not run from right to left. ``numbers`` are those of the nodes
    (``data-n``), by which the pages of the printed edition are found again in the e-book.
    """

    both_ways: bool
    numbers: Mapping[int, str] = {}

    def __call__(self, node: Node | None, **given: object) -> Markup:
        """The attributes that are not empty, with a space before each."""
        if node is not None:
            stated = getattr(node, "direction", None)
            number = self.numbers.get(id(node), "")
            if not given and not node.id and not node.language and not stated:
                return Markup(f' {NUMBER}="{number}"') if number else _NONE  # noqa: S704 - it is a number
            values: dict[str, object] = {"id": given.pop("id", "") or node.id, NUMBER: number}
            language = str(given.pop("lang", "") or node.language)
        else:
            stated = None
            values = {"id": given.pop("id", "")}
            language = str(given.pop("lang", ""))
        values |= self._language(language, stated)
        values |= given
        return _written(values)

    def language(self, node: Node) -> Markup:
        """The language attributes alone."""
        return _written(self._language(node.language, getattr(node, "direction", None)))

    def _language(self, language: str, stated: str | None) -> dict[str, object]:
        values: dict[str, object] = {"lang": language, "xml:lang": language} if language else {}
        turned = stated or (direction(language) if language else "")
        if turned and (stated or self.both_ways):
            values["dir"] = turned
        return values


def _written(values: dict[str, object]) -> Markup:
    # lxml refuses what XML cannot hold; a source can bring it in through JSON.
    pieces = [f' {name}="{escape(writable(str(value)))}"' for name, value in values.items() if value not in ("", None)]
    return Markup("".join(pieces))  # noqa: S704 - every value is escaped, every name is the template's
