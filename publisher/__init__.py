"""Accessible e-books and PDFs from one content model.

The path of a publication, and the order in which to read this package:

1. ``read``    sources (Markdown, HTML, YAML, JSON) become a `Publication`
2. ``model``   the content model itself: frozen nodes, places, problems
3. ``render``  nodes become XHTML through the Jinja templates of a theme
4. ``epub`` and ``pdf``  XHTML becomes the two files
5. ``check``   the files are read back, compared with the model and validated
6. ``build``   the only module that knows this order
7. ``cli``     one thin file a command
"""

__version__ = "0.1.0"
