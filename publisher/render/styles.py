"""The stylesheets of both editions, with the publication's fonts and the colours of code."""

from publisher.model import Publication
from publisher.render import fonts
from publisher.render.assets import Assets
from publisher.render.edition import Name
from publisher.render.engine import environment, run
from publisher.render.font_files import Face
from publisher.render.highlight import highlight_css
from publisher.render.survey import reading_direction
from publisher.render.theme import Theme


def stylesheet(theme: Theme, edition: Name, publication: Publication, assets: Assets) -> str:
    """The CSS of an edition. Only fonts that are in ``assets`` are named, so that no font of the machine slips in.

    Raises `ThemeError` where a template is broken.
    """
    prefix = "" if edition == "epub" else "asset:"

    def address(face: Face) -> str:
        return prefix + assets.fonts[face].name

    families = {
        f"{kind}_family": fonts.fallback(kind, publication.language, assets.fonts)
        for kind in ("text", "heading", "code")
    }
    return run(
        environment(theme, markup=False),
        f"{edition}/style.css.j2",
        faces=fonts.font_face_css(assets.fonts, address),
        highlight=highlight_css("print" if edition == "print" else "light"),
        highlight_dark=highlight_css("dark"),
        publication=publication,
        direction=reading_direction(publication),
        **families,
    )
