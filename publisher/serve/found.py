"""What a search has found, whatever the format that it is told in."""

from urllib.parse import urlencode

from msgspec import Struct


class Found(Struct, frozen=True, kw_only=True):
    """A page of what was found: the question, the page, how many titles there are, the places of those on it."""

    question: str
    number: int
    total: int
    per_page: int
    places: tuple[int, ...]

    def address(self, name: str, number: int) -> str:
        """Where a page of it is, seen from the feeds."""
        more = {"page": number} if number > 1 else {}
        return f"{name}?{urlencode({'q': self.question, **more})}"

    def others(self) -> dict[str, int]:
        """The numbers of the first, previous, next and last page, without those that there are not."""
        last = max(1, -(-self.total // self.per_page))
        if last == 1:
            return {}
        ways = {"first": 1, "previous": self.number - 1, "next": self.number + 1, "last": last}
        return {relation: number for relation, number in ways.items() if 1 <= number <= last}


def on_pages(places: tuple[int, ...], per_page: int) -> dict[int, list[int]]:
    """Which titles of the list of all are on which of its pages: the number of each page, with their places on it."""
    pages: dict[int, list[int]] = {}
    for place in sorted(places):
        pages.setdefault(place // per_page + 1, []).append(place % per_page)
    return pages


def page_of_all(number: int, suffix: str) -> str:
    """The file of a page of the feed of all titles."""
    return f"all{f'-{number}' if number > 1 else ''}{suffix}"
