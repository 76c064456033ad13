"""The index of a catalogue's search: files that a page loads as scripts, from a disk as from a server, and only those
that it needs.

- ``titles.js``: how many titles there are, what they can be filtered by, and the first word in each file of words
- ``words-N.js``: words in order, each with the places of the titles that have it
- ``subjects.js``: the subjects that can be chosen, each with the places of its titles
- ``rows-N.js``: what is shown of a few titles that follow each other

A place is where a title stands in the list of all titles, from A to Z. Places are written as differences, each from the
one before; among words they are doubled, and odd where the word is in the title itself.

1. `words` makes words of a text, the same here as in ``catalogue.js``
2. `writing` sorts the words of all titles on the disk and writes the files
3. `reading` finds titles again, for a server that answers reading apps
"""

from publisher.search.reading import LONGEST, Index
from publisher.search.writing import Indexed, write_index

__all__ = ["LONGEST", "Index", "Indexed", "write_index"]
