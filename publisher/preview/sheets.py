"""Pages of a PDF as pictures, with pdfium."""

import io
import threading
from collections import OrderedDict
from pathlib import Path

import pypdfium2
from msgspec import Struct
from pikepdf import Pdf

_KEPT = 240
"""How many pictures are kept for the next time."""
WIDTHS = (400, 800, 1600)
"""How wide a picture can be had, px."""


class Sheet(Struct, frozen=True):
    """A page: its number as it is printed (its label, PDF 1.7 §12.4.2), its size in pt."""

    label: str
    width: float
    height: float


class Sheets:
    """The pages of one PDF. Pdfium does one thing at a time, in one thread."""

    _pdfium = threading.Lock()

    def __init__(self, path: Path) -> None:
        """Raises OSError where the file cannot be read, and pikepdf.PdfError where it is no PDF."""
        with Pdf.open(path) as file:
            self.pages = tuple(
                Sheet(page.label, float(page.mediabox[2]), float(page.mediabox[3])) for page in file.pages
            )
        self._pictures: OrderedDict[tuple[int, int], bytes] = OrderedDict()
        self._closed = False
        with self._pdfium:
            self._document = pypdfium2.PdfDocument(path.read_bytes())

    def picture(self, number: int, width: int) -> bytes:
        """The page with this number, from 0, as PNG so many px wide.

        Raises IndexError where there is no such page, or the file was let go of.
        """
        if not 0 <= number < len(self.pages):
            raise IndexError(number)
        with self._pdfium:
            if self._closed:
                raise IndexError(number)
            made = self._pictures.pop((number, width), None) or self._drawn(number, width)
            self._pictures[number, width] = made
            while len(self._pictures) > _KEPT:
                self._pictures.popitem(last=False)
        return made

    def _drawn(self, number: int, width: int) -> bytes:
        page = self._document[number]
        bitmap = page.render(scale=width / page.get_width())
        stream = io.BytesIO()
        bitmap.to_pil().save(stream, "PNG", compress_level=1)
        bitmap.close()
        page.close()
        return stream.getvalue()

    def close(self) -> None:
        """Let go of the file."""
        with self._pdfium:
            self._closed = True
            self._document.close()
