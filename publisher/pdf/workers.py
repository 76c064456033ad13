"""Who lays out the parts of a book: this process, a pool of processes, or other machines.

The same jobs give the same parts wherever they are done, so that the file does not depend on it.
"""

from collections.abc import Callable, Sequence

from publisher.pdf.part import Furniture, Part
from publisher.pdf.work import FurnitureJob, Job, Style


class Here:
    """Does the jobs one after the other in this process."""

    def lay_out(self, style: Style, jobs: Sequence[Job], tell: Callable[[int], None]) -> list[Part]:
        """The parts, in the order of the jobs. Raises `LayoutError` where the stylesheet brings no font."""
        from publisher.pdf.layout import lay_out

        parts = []
        for number, job in enumerate(jobs):
            tell(number)
            parts.append(lay_out(style, job))
        return parts

    def furnish(self, style: Style, jobs: Sequence[FurnitureJob]) -> list[Furniture]:
        """The margins, in the order of the jobs."""
        from publisher.pdf.furniture import furnish

        return [furnish(style, job) for job in jobs]
