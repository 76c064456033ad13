"""Every place of a publication that something can point to, by all the names it is known under."""

from __future__ import annotations

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import islice
from urllib.parse import unquote

from publisher.read.names import heading_anchor

MOST_SUGGESTIONS = 50


class Anchors:
    """Names of places and the ids they stand for. Files are named as seen from the publication's folder."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self.explicit: dict[tuple[str, str], str] = {}
        self.headings: dict[tuple[str, str], str] = {}
        self.inside: dict[tuple[str, str], str] = {}
        self.names: dict[str, list[str]] = defaultdict(list)
        self.terms: dict[str, str] = {}
        self.entries: dict[str, str] = {}
        self.notes: dict[tuple[str, str], str] = {}
        self.repeated: Counter[tuple[str, str]] = Counter()
        self.suggestions = 0
        self.titled: set[str] = set()
        self.numbered: set[str] = set()

    def add_heading(self, file: str, title: str, own: str) -> None:
        """Know a heading by its words, as GitHub and mdBook do: the second of the same words ends in ``-1``."""
        anchor = heading_anchor(title)
        key, number = (file, anchor), self.repeated[file, anchor]
        while key in self.headings:
            number += 1
            key = (file, f"{anchor}-{number}")
        self.repeated[file, anchor] = number
        self.headings[key] = own

    def find(self, target: str, scopes: tuple[str, ...]) -> str | None:
        """The id of what a link, or a name in one of the files ``scopes``, means; None if there is none or several."""
        name, hash_, fragment = target.partition("#")
        file = self.file(name) if hash_ or self.is_file_name(name) else None
        if file is not None:
            return self.in_file(file, unquote(fragment)) if fragment else self.files[file]
        return None if hash_ else self.named(target, scopes)

    def file(self, name: str) -> str | None:
        """The file that a link names: ``rivers.md``, ``rivers.html`` or, for its README or index, its folder."""
        plain = unquote(name).rstrip("/")
        base = plain.removesuffix(".html").removesuffix(".htm")
        for candidate in (plain, f"{base}.md", f"{plain}/README.md", f"{plain}/index.md"):
            if candidate in self.files:
                return candidate
        # mdBook makes index.html of a README.md.
        readme = f"{base.removesuffix('index')}README.md" if base.endswith("index") else ""
        return readme if readme in self.files else None

    def is_file_name(self, name: str) -> bool:
        """Whether it is a file that was meant, and not the name of a figure."""
        return "/" in name or name.endswith((".md", ".html", ".htm")) or name in self.files

    def is_elsewhere(self, target: str) -> bool:
        """Whether a file is meant that is not among those of the publication."""
        name, hash_, _ = target.partition("#")
        return bool(name) and bool(hash_ or self.is_file_name(name)) and self.file(name) is None

    def in_file(self, file: str, fragment: str) -> str | None:
        """The id of a named place or a heading in a file."""
        for key in ((file, fragment), (file, fragment.lower())):
            if key in self.explicit:
                return self.explicit[key]
            if key in self.headings:
                return self.headings[key]
            if key in self.inside:
                return self.inside[key]
        return None

    def named(self, name: str, scopes: tuple[str, ...]) -> str | None:
        """The id of what has this name: in the same file, else anywhere if only one has it, else a glossary term."""
        for scope in scopes:
            if (found := self.in_file(scope, name)) is not None:
                return found
        if name in self.names:
            return self.names[name][0] if len(self.names[name]) == 1 else None
        return self.terms.get(term_key(name))

    def hint(self, target: str) -> str:
        """What the author may have meant."""
        name, hash_, fragment = target.partition("#")
        if name.startswith(("../", "/")):
            return (
                "it lies outside the publication; give its address on the web, or that of the book: source: https://…"
            )
        file = self.file(name)
        if hash_ and file is not None:
            close = self.close(
                fragment, (anchor for where, anchor in (*self.explicit, *self.headings) if where == file)
            )
            return f"did you mean #{close}?" if close else f"give the place in {file} that name: {{#{fragment}}}"
        if self.is_file_name(name):
            # A common suffix makes no name alike.
            stems = {known.removesuffix(".md"): known for known in self.files}
            close = self.close(name.rpartition(".")[0] or name, stems)
            return (
                f"did you mean {stems[close]}?"
                if close
                else "it is not in this publication; give its address on the web"
            )
        if len(self.names.get(name, ())) > 1:
            return f"several files have that name; write [words](file.md#{name})"
        close = self.close(name, self.names)
        return f"did you mean {close}?" if close else f"give what it means that name: {{#{name}}}"

    def close(self, name: str, known: Iterable[str]) -> str:
        """The known name that is most like this one, "" for none. Looked for a bounded number of times: it is slow."""
        self.suggestions += 1
        if self.suggestions > MOST_SUGGESTIONS or len(name) > 100:
            return ""
        return next(iter(difflib.get_close_matches(name, list(islice(known, 2000)), 1, 0.7)), "")


def term_key(text: str) -> str:
    """A glossary term as it is looked up: without regard to case and spacing."""
    return " ".join(text.casefold().replace("-", " ").split())
