"""A publication that is built again and again: its workers stay, and what was made before is at hand.

A publication with errors is shown as a draft, which shows them, too. What cannot even be a draft leaves the files of
the last build in their place.
"""

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal

from msgspec import Struct

from publisher.build import Built, build
from publisher.cache import Cache
from publisher.check.listen import UnreadableError, Utterance, listen
from publisher.model import EditionName, Problem, stops
from publisher.pdf import Workers
from publisher.preview.book import Chapter, chapters
from publisher.preview.sheets import Sheet, Sheets

_REMEMBERED = 50_000
"""How many finished parts, parsed files and pictures stay in memory."""


class Edition(Struct, frozen=True):
    """A printed edition, and its pages."""

    name: str
    pages: tuple[Sheet, ...]


class Shown(Struct, frozen=True, kw_only=True):
    """What is seen of the newest build: its number, how long it took in seconds, the problems, and what there is.

    ``draft`` says that errors stand in the way of the real files; ``made`` that this build made files, else those of
    the last one that did are shown.
    """

    version: int = 0
    title: str = ""
    draft: bool = False
    made: bool = False
    seconds: float = 0.0
    problems: tuple[Problem, ...] = ()
    chapters: tuple[Chapter, ...] = ()
    editions: tuple[Edition, ...] = ()


class Workshop:
    """Builds ``source`` into a folder of its own, which is gone in the end."""

    def __init__(
        self,
        source: Path,
        crew: Workers,
        cache: Path | None,
        editions: Sequence[EditionName] = (),
        checks: bool = False,
        overrides: Mapping[str, object] | None = None,
    ) -> None:
        self.source, self.shown = source, Shown()
        self.inputs: tuple[Path, ...] = ()
        self._crew, self._editions, self._checks = crew, tuple(editions), checks
        self._overrides = dict(overrides or {})
        self._cache = Cache(cache, remember=_REMEMBERED)
        self._folder = tempfile.TemporaryDirectory(prefix="publisher-preview-")
        self._files: dict[str, Path] = {}
        self._sheets: dict[int, dict[str, Sheets]] = {}
        self._heard: dict[tuple[str, int], tuple[Utterance, ...]] = {}

    def build(self, tell: Callable[[str], None] = lambda _stage: None) -> Shown:
        """Build what the source is now, and say what there is to see. Raises OSError where the disk is full."""
        built = self._built("if needed", tell)
        if not built.made:
            # What stops it was found behind reading: a picture, or a character without a font.
            told, built = built, self._built(True, tell)
            built = built if built.made else told
        self.inputs = tuple(Path(name) for name in built.inputs)
        version = self.shown.version + 1
        problems = (*built.problems, *(one for made in built.made for found in made.checks for one in found.problems))
        if not built.made:
            self.shown = _again(self.shown, version, problems, built.seconds)
            return self.shown
        tell("showing the pages")
        self._replace({made.edition or made.format: Path(made.path) for made in built.made}, version)
        self.shown = Shown(
            version=version,
            title=built.title,
            draft=stops(built.problems),
            made=True,
            seconds=built.seconds,
            problems=problems,
            chapters=chapters(self._files["epub"]),
            editions=tuple(Edition(name, sheets.pages) for name, sheets in self._sheets[version].items()),
        )
        return self.shown

    def path(self, name: str) -> Path:
        """The newest file with this name: ``epub``, or that of an edition. Raises KeyError where there is none."""
        return self._files[name]

    def picture(self, edition: str, version: int, number: int, width: int) -> bytes:
        """A page of an edition as PNG, so many px wide, of this version or the nearest that is still at hand.

        A browser still asks for pages of the last version while the newest ones come. Raises LookupError where there
        is no such page.
        """
        sheets = self._sheets
        made = max((one for one in sheets if one <= version), default=max(sheets, default=version))
        return sheets[made][edition].picture(number, width)

    def heard(self, name: str, page: str = "") -> tuple[Utterance, ...]:
        """What a screen reader says of a file, or of one of its pages. Raises KeyError where there is none."""
        key = name, self.shown.version
        said = self._heard.get(key)
        if said is None:
            try:
                said = listen(self._files[name])
            except UnreadableError as fault:
                said = (Utterance(str(fault)),)
            self._heard = {old: one for old, one in self._heard.items() if old[1] == key[1]} | {key: said}
        return tuple(one for one in said if not page or page in one.pages)

    def close(self) -> None:
        """End the workers, and delete the files."""
        self._close(self._sheets)
        self._crew.close()
        self._folder.cleanup()

    def _built(self, draft: Literal[True, "if needed"], tell: Callable[[str], None]) -> Built:
        return build(
            self.source,
            Path(self._folder.name),
            draft=draft,
            checks=self._checks and draft is not True,
            editions=self._editions,
            overrides=self._overrides,
            progress=tell,
            crew=self._crew,
            cache=self._cache,
        )

    def _replace(self, files: dict[str, Path], version: int) -> None:
        """Show these files, and keep the pages of the last ones at hand."""
        self._files = files
        new = {name: Sheets(path) for name, path in files.items() if name != "epub"}
        gone, kept = dict(self._sheets), max(self._sheets, default=0)
        self._sheets = {version: new} | ({kept: gone.pop(kept)} if kept else {})
        self._close(gone)

    @staticmethod
    def _close(sheets: dict[int, dict[str, Sheets]]) -> None:
        for one in (one for made in sheets.values() for one in made.values()):
            one.close()


def _again(before: Shown, version: int, problems: tuple[Problem, ...], seconds: float) -> Shown:
    """What is seen where nothing new could be made."""
    return Shown(
        version=version,
        title=before.title,
        draft=True,
        seconds=seconds,
        problems=problems,
        chapters=before.chapters,
        editions=before.editions,
    )
