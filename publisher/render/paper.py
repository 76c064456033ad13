"""The one document of the printed edition: title page, imprint, contents, and all sections in order."""

from publisher.model import Problem, Publication
from publisher.render.assets import Assets
from publisher.render.edition import edition
from publisher.render.labels import labels
from publisher.render.pages import Pages
from publisher.render.survey import reading_direction, survey
from publisher.render.theme import Theme


def print_markup(publication: Publication, theme: Theme, assets: Assets, problems: tuple[Problem, ...] = ()) -> bytes:
    """The publication as one XHTML document, UTF-8. ``problems`` are those of a draft and are shown at its head.

    Raises `ThemeError` for a template that is broken, or whose output is not well-formed.
    """
    one = edition("print", publication, assets, labels(theme, publication.language), survey(publication))
    return Pages(theme, one).render(
        one,
        "print/book.xhtml.j2",
        "the printed edition",
        page_language=publication.language,
        page_direction=reading_direction(publication),
        problems=problems,
    )
