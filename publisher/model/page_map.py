"""Where the printed pages begin, so that an e-book can have the same ones. EPUB Accessibility 1.1 §3.1."""

from msgspec import Struct


class PageStart(Struct, frozen=True):
    """A printed page: its number as printed, and where it begins.

    ``unit`` is the id of the section that is laid out by itself (``:opening`` and ``:contents`` for what is none);
    ``node`` the number of a node in it, empty where the page shows nothing of the author's; ``offset`` how many
    characters of that node stand before, white space and made words not counted; ``words`` how the page begins,
    without white space.
    """

    label: str
    unit: str
    node: str = ""
    offset: int = 0
    words: str = ""


class PageMap(Struct, frozen=True):
    """The pages of a printed edition, but for those that are left blank, and the identifier of that edition."""

    source: str
    pages: tuple[PageStart, ...]
