"""Running the templates of a theme for the documents of one edition."""

from typing import Any

from markupsafe import Markup

from publisher.render.attributes import Attributes
from publisher.render.edition import Edition
from publisher.render.engine import environment, parsed, run
from publisher.render.highlight import highlight
from publisher.render.theme import Theme


class Pages:
    """The templates of a theme, with what is the same for every document of an edition."""

    def __init__(self, theme: Theme, one: Edition) -> None:
        numbers = one.survey.numbers if one.name == "print" or one.paged else {}
        attributes = Attributes(one.survey.both_ways, numbers)
        self._jinja = environment(theme)
        if one.room.plain:
            self._jinja.globals["highlight"] = _plain
        self._jinja.globals.update(
            attributes=attributes, language=attributes.language, labels=one.labels, said=one.labels.said
        )

    def render(self, one: Edition, template: str, name: str, **values: Any) -> bytes:
        """A document as UTF-8, well-formed. ``name`` is its name where it is reported.

        Raises `ThemeError` where it is not well-formed or a template is broken.
        """
        given = {"problems": (), **values}
        markup = run(self._jinja, template, edition=one, publication=one.publication, **given)
        return parsed(markup, name, template)


def _plain(text: str, _syntax: str = "") -> Markup:
    """Code without colours."""
    return highlight(text)
