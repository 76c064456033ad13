"""The one document of the printed edition: title page, imprint, contents, and all sections in order."""

from publisher.model import Problem, Publication
from publisher.render.assets import Assets
from publisher.render.edition import edition
from publisher.render.engine import Attributes, direction, environment, parsed
from publisher.render.labels import labels
from publisher.render.theme import Theme


def print_markup(publication: Publication, theme: Theme, assets: Assets, problems: tuple[Problem, ...] = ()) -> bytes:
    """The publication as one XHTML document, UTF-8. ``problems`` are those of a draft and are shown at its head.

    Raises ValueError for a template whose output is not well-formed, jinja2.TemplateError for one that is broken.
    """
    words = labels(theme, publication.language)
    one = edition("print", publication, assets, words, {})
    attributes = Attributes(publication.direction)
    jinja = environment(theme)
    jinja.globals.update(attributes=attributes, language=attributes.language, labels=words)
    markup = jinja.get_template("print/book.xhtml.j2").render(
        edition=one,
        publication=publication,
        page_language=publication.language,
        page_direction=direction(publication.language),
        problems=problems,
    )
    return parsed(markup, "the printed edition")
