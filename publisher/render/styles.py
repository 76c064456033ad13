"""The stylesheets of both editions, with the publication's fonts and the colours of code."""

from publisher.model import EditionSettings, Publication
from publisher.render import fonts
from publisher.render.assets import Assets
from publisher.render.crowding import Room
from publisher.render.edition import Name
from publisher.render.engine import environment, module, run
from publisher.render.font_files import Face
from publisher.render.highlight import highlight_css
from publisher.render.survey import reading_direction
from publisher.render.theme import Theme

USUAL = EditionSettings()
"""The edition for book printing, as it comes."""


def room(theme: Theme, publication: Publication, settings: EditionSettings) -> Room:
    """The room on the pages of a printed edition, from its measures. Raises `ThemeError` where these are broken."""
    measure = module(
        environment(theme, markup=False), "print/measures.css.j2", settings=settings, language=publication.language
    )
    width = measure["width"] - measure["inner"] - measure["outer"]
    large = settings.name == "large-print"
    return Room(
        width=width / measure["small_size"],
        scale=measure["size"] / 10 if large else 1.0,
        hyphens=measure["hyphens"] == "auto",
        plain=large,
        strong=1.1 if large else 1.0,
        typefaces=fonts.typefaces(settings),
    )


def stylesheet(
    theme: Theme,
    edition: Name,
    publication: Publication,
    assets: Assets,
    settings: EditionSettings = USUAL,
) -> str:
    """The CSS of the e-book, or of the printed edition with these ``settings``.

    Only fonts that are in ``assets`` are named, so that no font of the machine slips in.

    Raises `ThemeError` where a template is broken.
    """
    prefix = "" if edition == "epub" else "asset:"

    def address(face: Face) -> str:
        return prefix + assets.fonts[face].name

    faces = fonts.typefaces(settings)
    families = {
        f"{kind}_family": fonts.fallback(kind, publication.language, assets.fonts, faces)
        for kind in ("text", "heading", "code")
    }
    return run(
        environment(theme, markup=False),
        f"{edition}/style.css.j2",
        faces=fonts.font_face_css(assets.fonts, address),
        highlight=highlight_css("print" if edition == "print" else "light"),
        highlight_dark=highlight_css("dark"),
        publication=publication,
        settings=settings,
        direction=reading_direction(publication),
        **families,
    )
