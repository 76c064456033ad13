"""Publications from Hypothesis: every node of the model, nested as authors nest them, whole and without problems.

1. ``words``         words of many scripts, and the pictures, which the caller writes into the publication's folder
2. ``inlines``       what runs in a line
3. ``tables``        tables with spans, several header rows, groups of rows, and as long as several pages
4. ``blocks``        what stands on lines of its own, some of it longer than a page
5. ``publications``  books, reports and articles; ids, notes and cross references are made to fit after drawing, so that
   what comes out could have been read from good sources
"""

from strategies.publications import publications
from strategies.words import PICTURES, pictures

__all__ = ["PICTURES", "pictures", "publications"]
