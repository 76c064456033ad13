"""What a printer needs of a page: where it is cut, how far it is printed beyond that, and marks to cut it by.

The layout gives pages a border for bleed and marks; their trim box is the page as it is designed. PDF 1.7 §14.11.2.
"""

from pikepdf import Array, Object, Pdf, Stream

from publisher.model import EditionSettings

_GAP, _LENGTH, _WEIGHT = 3.0, 12.0, 0.25
"""Of a crop mark, pt: from the bleed to the mark, and how long and wide it is. Stylesheets leave the sum as border."""


def set_boxes(pdf: Pdf, settings: EditionSettings) -> None:
    """Gives every page its bleed box, and crop marks, which are artifacts, where they are wanted."""
    drawn: dict[tuple[float, ...], Object] = {}
    for page in pdf.pages:
        trim = tuple(float(edge) for edge in page.trimbox)
        left, bottom, right, top = trim
        bleed = settings.bleed
        page.obj.BleedBox = Array([left - bleed, bottom - bleed, right + bleed, top + bleed])
        if settings.crop_marks:
            if trim not in drawn:
                drawn[trim] = pdf.make_indirect(Stream(pdf, _marks(trim, bleed)))
            contents = page.obj.get("/Contents")
            shown = [] if contents is None else list(contents) if isinstance(contents, Array) else [contents]
            page.obj.Contents = Array([drawn[trim], *shown])


def _marks(trim: tuple[float, ...], bleed: float) -> bytes:
    """Two lines at each corner, outside of what is printed."""
    left, bottom, right, top = trim
    near, far = bleed + _GAP, bleed + _GAP + _LENGTH
    lines = [
        line
        for x, outwards in ((left, -1), (right, 1))
        for y, upwards in ((bottom, -1), (top, 1))
        for line in (
            f"{x + outwards * near:.3f} {y:.3f} m {x + outwards * far:.3f} {y:.3f} l",
            f"{x:.3f} {y + upwards * near:.3f} m {x:.3f} {y + upwards * far:.3f} l",
        )
    ]
    drawn = "\n".join(lines)
    return f"/Artifact <</Type /Page>> BDC\nq\n0 0 0 RG\n{_WEIGHT} w\n{drawn}\nS\nQ\nEMC\n".encode()
