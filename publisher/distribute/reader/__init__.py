"""The chapters of an e-book as web pages, to be read in any browser, from a stick or a server.

1. `book` opens the EPUB: its reading order, its contents and its files
2. `clean` takes out of a document what could run, or reach elsewhere, and makes HTML of it
3. `pages` writes the contents, a page for each document, and the files that they show
"""

from publisher.distribute.reader.pages import Readable, write_reader

__all__ = ["Readable", "write_reader"]
