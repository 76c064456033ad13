"""The lists of the catalogue: all titles from A to Z, the newest ones, those in a language and on a subject.

Every list is cut into pages, and no page grows with the number of titles: there are pages for the most frequent
subjects only, and what else there is is found by the search.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence

from msgspec import Struct

from publisher.distribute.entry import FILTERS, FORMATS, Entry, by_title
from publisher.distribute.names import safe_names
from publisher.distribute.web import Link, Pages
from publisher.distribute.words import Words

PAGE = 50
"""Titles on a page."""
NEWEST = 200
"""Titles in the list of the newest."""
SUBJECTS = 200
"""Subjects that have a list."""
_NEAR = 2
_LETTERS = 60


class Lists(Struct, frozen=True):
    """Which languages and subjects have lists, the most frequent first, and where each begins."""

    languages: dict[str, Link]
    subjects: dict[str, Link]
    more_subjects: int = 0


def lists(entries: Sequence[Entry], words: Words) -> Lists:
    """The lists that there are for these titles."""
    spoken = Counter(one.spoken for one in entries)
    told = Counter(subject for one in entries for subject in dict.fromkeys(one.subjects))
    frequent = _ranked(told)[:SUBJECTS]
    tags, names = safe_names(spoken), safe_names(name for name, _ in frequent)
    return Lists(
        {
            tag: Link(words.language_name(tag), f"browse/language-{tags[tag]}.html", number)
            for tag, number in _ranked(spoken)
        },
        {name: Link(name, f"browse/subject-{names[name]}.html", number) for name, number in frequent},
        len(told) - len(frequent),
    )


def grouped(
    entries: Iterable[Entry], names: Iterable[str], of: Callable[[Entry], Iterable[str]]
) -> dict[str, list[Entry]]:
    """The entries under each of these names, in their order; ``of`` gives the names that an entry has.

    A name that no entry has is there, too; what an entry has beside these names is left out.
    """
    groups: dict[str, list[Entry]] = {name: [] for name in names}
    for one in entries:
        for name in dict.fromkeys(of(one)):
            if name in groups:
                groups[name].append(one)
    return groups


def write_catalogue(entries: Sequence[Entry], known: Lists, pages: Pages, tell: Callable[[str], None]) -> None:
    """Write all lists of these titles and the pages that lead to them."""
    words = pages.words
    (pages.root / "browse").mkdir()
    ordered = sorted(entries, key=by_title)
    tell(words("all-titles"))
    _write(
        pages,
        "index.html",
        pages.site.name,
        ordered,
        letters=_letters(ordered),
        search=bool(ordered),
        **_choices(ordered, known, words),
    )
    newest = sorted(ordered, key=lambda one: one.moment, reverse=True)[:NEWEST]
    _write(pages, "browse/newest.html", words("newest-titles"), newest)
    by_language = grouped(ordered, known.languages, lambda one: (one.spoken,))
    by_subject = grouped(ordered, known.subjects, lambda one: one.subjects)
    for heading, kind, links, groups in (
        ("in-language", "languages", known.languages, by_language),
        ("on-subject", "subjects", known.subjects, by_subject),
    ):
        tell(words(kind))
        for name, link in links.items():
            _write(pages, link.address, words(heading, name=link.words), groups[name])
        options = tuple(
            Link(link.words, link.address.removeprefix("browse/"), link.count)
            for link in sorted(links.values(), key=lambda link: link.words.casefold())
        )
        more = known.more_subjects if kind == "subjects" else 0
        pages.write("index", f"browse/{kind}.html", words(kind), options=options, more=more)


def links_of(one: Entry, known: Lists) -> tuple[Link, tuple[Link, ...]]:
    """Where a title's language and subjects lead; a subject without a list is only words."""
    return (
        known.languages[one.spoken],
        tuple(known.subjects.get(name) or Link(name) for name in dict.fromkeys(one.subjects)),
    )


def site_links(words: Words) -> tuple[Link, ...]:
    """The links in the head of every page."""
    return (
        Link(words("all-titles"), "index.html"),
        Link(words("newest"), "browse/newest.html"),
        Link(words("languages"), "browse/languages.html"),
        Link(words("subjects"), "browse/subjects.html"),
    )


def _write(
    pages: Pages,
    name: str,
    heading: str,
    entries: Sequence[Entry],
    letters: tuple[Link, ...] = (),
    search: bool = False,
    **values: object,
) -> None:
    """Write the pages of a list."""
    last = max(1, -(-len(entries) // PAGE))
    files = [_page(name, number) for number in range(1, last + 1)]
    own = [file.rpartition("/")[2] for file in files]
    for at, file in enumerate(files):
        pages.write_list(
            file,
            heading,
            entries[at * PAGE : (at + 1) * PAGE],
            counted=pages.words.count("titles", len(entries)),
            number=at + 1,
            last=last,
            letters=letters,
            search=search and at == 0,
            pages=tuple(_near(own, at)),
            before=own[at - 1] if at else "",
            after=own[at + 1] if at + 1 < last else "",
            **values,
        )


def _page(name: str, number: int) -> str:
    """The file of a page of a list: ``page-2.html``, ``browse/newest-2.html``."""
    if number == 1:
        return name
    return f"page-{number}.html" if name == "index.html" else f"{name.removesuffix('.html')}-{number}.html"


def _near(files: Sequence[str], at: int) -> Iterator[Link]:
    """Links to the first and last page and those around this one; a gap has no address."""
    shown = sorted({0, len(files) - 1, *range(max(0, at - _NEAR), min(len(files), at + _NEAR + 1))})
    for previous, number in zip([-1, *shown], shown, strict=False):
        if number > previous + 1:
            yield Link("…")
        yield Link(str(number + 1), files[number], here=number == at)


def _letters(entries: Sequence[Entry]) -> tuple[Link, ...]:
    """Where each letter begins in the list of all titles; nothing where it has too many letters to choose from."""
    found: dict[str, str] = {}
    for at, one in enumerate(entries):
        if one.letter and one.letter not in found:
            found[one.letter] = f"{_page('index.html', at // PAGE + 1)}#{one.slug}"
    return tuple(Link(*pair) for pair in found.items()) if len(found) <= _LETTERS and len(entries) > PAGE else ()


def _choices(entries: Sequence[Entry], known: Lists, words: Words) -> dict[str, object]:
    """What the search can filter by, with how many titles there are of each."""
    formats = Counter(name for one in entries for name in one.formats)
    filters = Counter(name for one in entries for name in one.filters)
    choices = (
        _Choice("language", tuple(_Option(tag, link.words, link.count) for tag, link in known.languages.items())),
        _Choice(
            "subject",
            tuple(_Option(name, name, link.count) for name, link in sorted(known.subjects.items())),
        ),
        _Choice("format", tuple(_Option(str(at), words(f"formats.{name}"), formats[name])
                                for at, name in enumerate(FORMATS) if formats[name])),
    )  # fmt: skip
    return {
        "choices": tuple(choice for choice in choices if len(choice.options) > 1),
        "filters": tuple(
            _Option(str(at), words(f"filters.{name}"), filters[name])
            for at, name in enumerate(FILTERS)
            if filters[name]
        ),
        "format_words": "|".join(words(f"formats.{name}") for name in FORMATS),
        "fact_words": "|".join(words(f"facts.{name}") if name in words.table["facts"] else "" for name in FILTERS),
        "language_words": "|".join(f"{tag}={link.words}" for tag, link in known.languages.items()),
    }


def _ranked(counted: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


class _Option(Struct, frozen=True):
    value: str
    words: str
    count: int


class _Choice(Struct, frozen=True):
    name: str
    options: tuple[_Option, ...]
