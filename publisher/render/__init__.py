"""The content model as XHTML, through the Jinja templates of a theme.

1. ``theme`` finds the templates, ``labels`` the words of the publication's language
2. ``assets`` makes pictures, formulas, media and fonts ready for an edition
3. ``edition`` tells the templates what differs between e-book and print; ``engine`` runs them
4. ``epub`` renders the documents of an e-book, ``paper`` the units of a printed book
5. ``source_files`` are what a PDF carries of its source

Every document is parsed before it leaves. What is not the author's text carries the class ``made``.
"""

from publisher.render.assets import Asset, Assets, gather, set_in
from publisher.render.documents import Document, EpubMarkup, NavPoint
from publisher.render.engine import ThemeError
from publisher.render.epub import epub_markup
from publisher.render.noto import system_fonts
from publisher.render.paper import PrintUnit, print_units
from publisher.render.source_files import SourceFiles, source_files
from publisher.render.styles import stylesheet
from publisher.render.theme import Theme, theme

__all__ = [
    "Asset",
    "Assets",
    "Document",
    "EpubMarkup",
    "NavPoint",
    "PrintUnit",
    "SourceFiles",
    "Theme",
    "ThemeError",
    "epub_markup",
    "gather",
    "print_units",
    "set_in",
    "source_files",
    "stylesheet",
    "system_fonts",
    "theme",
]
