"""Tags for a laid-out document: one structure element per source element, however many pages it crosses.

1. ``source``      the element tree, and painted text matched with its source
2. ``vocabulary``  which structure type an element has, and with which attributes
3. ``tables``      which headers belong to which cell
4. ``plan``        the boxes of all pages are walked in order: each gets its structure element, or is an artifact
5. ``order``       boxes that would be painted late (markers, notes) move to where they are read
6. ``stream``      each page is painted; what is painted is marked as planned (``text`` makes it say its source)
7. ``export``      the planned tree, with the marks that painting gave it, becomes plain data
"""
