"""The path of a publication from its source to checked files; the only module that knows the order of the stages.

1. read the source; content problems stop it here, unless a draft is wanted
2. gather pictures, math and media for each edition
3. render the markup and write the EPUB; its checks run beside step 4
4. render the markup and write the PDF
5. check both files: the validators, and the comparison with the model
6. move everything into place at once

Nothing is written to the output folder before step 6, so that a fault never leaves half a file or one file of two.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct, structs

from publisher.check import Outcome, check
from publisher.model import Problem, Publication, in_order, stops
from publisher.read import Reading, read

Format: TypeAlias = Literal["epub", "pdf"]
Progress: TypeAlias = Callable[[str], None]
FORMATS: tuple[Format, ...] = ("epub", "pdf")


def print_nothing(_stage: str) -> None:
    """Progress that nobody watches."""


class Settings(Struct, frozen=True, kw_only=True):
    """What is wanted of a build; the fields are those of `build`."""

    output: Path
    formats: tuple[Format, ...]
    draft: bool
    checks: bool
    progress: Progress


class Made(Struct, frozen=True, kw_only=True):
    """A finished file: its size in bytes, its pages if it is a PDF, and what the checks said of it."""

    path: str
    format: Format
    size: int
    pages: int = 0
    checks: tuple[Outcome, ...] = ()

    @property
    def passed(self) -> int:
        """How many checks ran and found no error."""
        return sum(outcome.status == "passed" for outcome in self.checks)


class Built(Struct, frozen=True, kw_only=True):
    """What became of a source: the files that were made (none, where its problems stopped it); seconds."""

    source: str
    slug: str
    title: str = ""
    made: tuple[Made, ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0

    @property
    def good(self) -> bool:
        """Whether files were made, and no problem or check is against them."""
        checks = [outcome for made in self.made for outcome in made.checks]
        return bool(self.made) and not stops(self.problems) and all(outcome.status != "failed" for outcome in checks)


def build(
    source: Path,
    output: Path,
    *,
    formats: tuple[Format, ...] = FORMATS,
    draft: bool = False,
    checks: bool = True,
    overrides: Mapping[str, object] | None = None,
    progress: Progress = print_nothing,
) -> Built:
    """Make the files of one publication in ``output``: ``<slug>.epub`` and ``<slug>.pdf``.

    A draft is written in spite of content problems; they are visible in it, and it claims no conformance.
    ``overrides`` replace metadata of the source. Raises OSError where ``output`` cannot be written to.
    """
    settings = Settings(output=output, formats=formats, draft=draft, checks=checks, progress=progress)
    started = time.perf_counter()
    progress("reading")
    reading = read(source, overrides or {})
    built = Built(source=str(source), slug=reading.slug, problems=in_order(reading.problems))
    if reading.publication is not None:
        built = structs.replace(built, title=reading.publication.title)
        if draft or not stops(built.problems):
            built = _write(reading, reading.publication, settings, built)
    return structs.replace(built, seconds=time.perf_counter() - started)


def modified(publication: Publication, sources: tuple[Path, ...] = ()) -> datetime:
    """When the publication last changed, UTC, the same for the same input.

    SOURCE_DATE_EPOCH if set; else its last update or its day of publication; else the newest source file's time.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    moments = [moment for moment in (publication.published, *(update.time for update in publication.updates)) if moment]
    if moments:
        return max(_utc(moment) for moment in moments)
    newest = max((path.stat().st_mtime for path in sources), default=0.0)
    return datetime.fromtimestamp(int(newest), UTC)


def _utc(moment: str) -> datetime:
    padded = moment + "-01-01"[len(moment) - 4 :] if len(moment) < 10 else moment
    time_of = datetime.fromisoformat(padded)
    return time_of.astimezone(UTC) if time_of.tzinfo else time_of.replace(tzinfo=UTC)


def _write(reading: Reading, publication: Publication, settings: Settings, built: Built) -> Built:
    made: list[Made] = []
    pending: list[Future[tuple[Outcome, ...]]] = []
    problems = list(reading.problems)
    with _staging(settings.output) as folder, ThreadPoolExecutor(1) as pool:
        for format_ in settings.formats:
            settings.progress(f"making the {format_.upper()}")
            path = folder / f"{reading.slug}.{format_}"
            pages, found = MAKERS[format_](reading, publication, path, settings)
            problems += found
            if not path.exists():
                break
            made.append(
                Made(path=str(settings.output / path.name), format=format_, size=path.stat().st_size, pages=pages)
            )
            if settings.checks:
                pending.append(pool.submit(check, path, publication))
        settings.progress("checking")
        outcomes = [future.result() for future in pending] or [()] * len(made)
        if stops(problems) and not settings.draft:
            made.clear()
        for one in made:
            (folder / Path(one.path).name).replace(one.path)
    return structs.replace(
        built,
        problems=in_order(problems),
        made=tuple(structs.replace(one, checks=of) for one, of in zip(made, outcomes, strict=False)),
    )


def _make_epub(
    reading: Reading, publication: Publication, path: Path, settings: Settings
) -> tuple[int, tuple[Problem, ...]]:
    theme = render.theme(reading.folder)
    assets = render.gather(publication, reading.folder, "epub", settings.draft)
    if stops(assets.problems) and not settings.draft:
        return 0, assets.problems
    problems = in_order((*reading.problems, *assets.problems)) if settings.draft else ()
    markup = render.epub_markup(publication, theme, assets, problems=problems)
    epub.write(
        publication,
        markup,
        render.stylesheet(theme, "epub", publication, assets),
        assets,
        path,
        modified(publication, reading.sources),
        draft=settings.draft,
    )
    return 0, assets.problems


def _make_pdf(
    reading: Reading, publication: Publication, path: Path, settings: Settings
) -> tuple[int, tuple[Problem, ...]]:
    theme = render.theme(reading.folder)
    assets = render.gather(publication, reading.folder, "print", settings.draft)
    if stops(assets.problems) and not settings.draft:
        return 0, assets.problems
    problems = in_order((*reading.problems, *assets.problems)) if settings.draft else ()
    xhtml = render.print_markup(publication, theme, assets, problems=problems)
    facts = pdf.write(
        publication,
        xhtml,
        render.stylesheet(theme, "print", publication, assets),
        assets,
        path,
        modified(publication, reading.sources),
        claim=not settings.draft,
    )
    return facts.pages, (*assets.problems, *facts.problems)


MAKERS = {"epub": _make_epub, "pdf": _make_pdf}


@contextmanager
def _staging(output: Path) -> Iterator[Path]:
    """A folder beside the finished files, on the same disk, so that moving them is one step."""
    output.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=".making-", dir=output))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
