"""The path of a publication from its source to checked files; the only module that knows the order of the stages.

1. read the source; content problems stop it here, unless a draft is wanted
2. for each edition: gather its pictures, formulas and fonts, render the markup, and write the file; the printed ones
   first, so that the e-book can have the pages of the first of them
3. check each file while the next one is made: the validators, and the comparison with the model
4. move everything into place

Nothing stands in the output folder before step 4, so that a fault never leaves half a file, or one file of two.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeAlias

from msgspec import Struct, structs

from publisher import epub, pdf, render
from publisher.cache import Cache
from publisher.check import Outcome, check
from publisher.dates import modified, stated
from publisher.model import (
    NOWHERE,
    THEME_FOLDER,
    AttachedFile,
    EditionName,
    EditionSettings,
    PageMap,
    Place,
    Problem,
    Publication,
    in_order,
    plain_text,
    sections,
    stops,
)
from publisher.pdf.limits import give_back, uncollected
from publisher.read import Reading, read
from publisher.staging import staging

Format: TypeAlias = Literal["epub", "pdf"]
Progress: TypeAlias = Callable[[str], None]
FORMATS: tuple[Format, ...] = ("epub", "pdf")
_ORDER: tuple[Format, ...] = ("pdf", "epub")
_MARKUP: dict[Format, Literal["print", "epub"]] = {"pdf": "print", "epub": "epub"}


class Made(Struct, frozen=True, kw_only=True):
    """A finished file: its size in bytes, its pages and edition if it is a PDF, and what the checks said of it."""

    path: str
    format: Format
    size: int
    pages: int = 0
    edition: str = ""
    checks: tuple[Outcome, ...] = ()


class Built(Struct, frozen=True, kw_only=True):
    """What became of a source: the files that were made (none, where its problems stopped it); seconds.

    ``inputs`` are the files and folders that it was made from; ``dated`` says that the files bear a moment that they
    or the environment state, else they bear that of the newest input.
    """

    source: str
    slug: str
    title: str = ""
    made: tuple[Made, ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0
    inputs: tuple[str, ...] = ()
    dated: bool = True

    @property
    def good(self) -> bool:
        """Whether files were made, and no problem or check is against them."""
        outcomes = [outcome for made in self.made for outcome in made.checks]
        return bool(self.made) and not stops(self.problems) and all(one.status != "failed" for one in outcomes)

    def passes(self, draft: bool) -> bool:
        """Whether it is what was wanted: files without a fault, or, of a ``draft``, any files."""
        return self.good or (draft and bool(self.made))


def unwatched(_stage: str) -> None:
    """Progress that nobody watches."""


class _Job(Struct, frozen=True, kw_only=True):
    """A publication that is to be written, and how."""

    reading: Reading
    publication: Publication
    output: Path
    formats: tuple[Format, ...]
    draft: bool
    checks: bool
    progress: Progress
    crew: pdf.Workers | None = None
    cache: Cache | None = None
    epoch: str | None = None

    @property
    def modified(self) -> datetime:
        return modified(self.publication, self.reading.sources, self.reading.changed, self.epoch)

    def shown(self, problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
        """The problems that the files show: those of a draft."""
        return in_order((*self.reading.problems, *problems)) if self.draft else ()


def build(
    source: Path,
    output: Path,
    *,
    formats: tuple[Format, ...] = FORMATS,
    draft: bool | Literal["if needed"] = False,
    checks: bool = True,
    editions: Sequence[EditionName] = (),
    overrides: Mapping[str, object] | None = None,
    progress: Progress = unwatched,
    crew: pdf.Workers | None = None,
    cache: Cache | None = None,
    epoch: str | None = None,
) -> Built:
    """Make the files of one publication in ``output``: ``<slug>.epub``, ``<slug>.pdf``, ``<slug>-<edition>.pdf``.

    A draft is written in spite of content problems; they are visible in it, and it claims no conformance. With ``"if
    needed"``, it is one only where reading finds problems that stop the files.
    ``editions`` are made in place of those of the source, with the settings that the source has for them.
    ``overrides`` replace metadata of the source. ``crew`` lays out the pages (this process, without one), and ``cache``
    keeps what was laid out. ``epoch`` is the SOURCE_DATE_EPOCH of whoever wants the files, where that is not this
    process. Raises OSError where ``output`` cannot be written to.
    """
    started = time.perf_counter()
    progress("reading")
    with uncollected(), read(source, overrides or {}, cache) as reading:
        built = _built(reading, source, epoch)
        if draft == "if needed":
            draft = stops(built.problems)
            checks = checks and not draft
        if reading.publication is not None and (draft or not stops(built.problems)):
            job = _Job(
                reading=reading,
                publication=with_editions(reading.publication, editions),
                output=output,
                formats=formats,
                draft=draft,
                checks=checks,
                progress=progress,
                crew=crew,
                cache=cache,
                epoch=epoch,
            )
            made, problems = _write(job)
            built = structs.replace(built, made=made, problems=in_order((*built.problems, *problems)))
    return structs.replace(built, seconds=round(time.perf_counter() - started, 3))


def _built(reading: Reading, source: Path, epoch: str | None) -> Built:
    """What is known before anything is made."""
    known = tuple(str(path) for path in inputs(source, reading))
    problems = in_order(reading.problems)
    built = Built(source=str(source), slug=reading.slug, problems=problems, inputs=known)
    if reading.publication is None:
        return built
    dated = stated(reading.publication, reading.changed, epoch) is not None
    return structs.replace(built, title=reading.publication.title, dated=dated)


def inputs(source: Path, reading: Reading) -> Iterator[Path]:
    """Everything that the files of a source depend on; of a folder also which files there are."""
    yield from dict.fromkeys(reading.sources)
    if source.is_dir():
        yield source
    if not reading.temporary:
        yield from sorted((reading.folder / THEME_FOLDER).rglob("*"))


def with_editions(publication: Publication, names: Sequence[EditionName]) -> Publication:
    """The publication with these editions alone, each with its settings; as it is where none is named."""
    if not names:
        return publication
    known = {one.name: one for one in publication.pdf.editions}
    wanted = tuple(known.get(name) or EditionSettings(name=name) for name in dict.fromkeys(names))
    return publication.replace(pdf=structs.replace(publication.pdf, editions=wanted))


def _write(job: _Job) -> tuple[tuple[Made, ...], tuple[Problem, ...]]:
    made: list[Made] = []
    pending: list[Future[tuple[Outcome, ...]]] = []
    problems: list[Problem] = []
    with staging(job.output) as folder, ThreadPoolExecutor(1) as pool:
        try:
            for one, found in _files(job, folder):
                problems += (problem for problem in found if problem not in problems)
                if one is None or (stops(problems) and not job.draft):
                    return (), tuple(problems)
                path = folder / Path(one.path).name
                made.append(structs.replace(one, size=path.stat().st_size))
                if job.checks:
                    pending.append(pool.submit(check, path, job.publication))
        except (render.ThemeError, pdf.LayoutError) as fault:
            return (), (*problems, _fault(fault, job.publication))
        job.progress("checking")
        for at, future in enumerate(pending):
            made[at] = structs.replace(made[at], checks=future.result())
        for one in made:
            (folder / Path(one.path).name).replace(one.path)
    return tuple(sorted(made, key=lambda one: FORMATS.index(one.format))), tuple(problems)


def _files(job: _Job, folder: Path) -> Iterator[tuple[Made | None, tuple[Problem, ...]]]:
    """Makes one file after the other; each, or None where pictures or fonts stop it, comes with its problems.

    Raises `render.ThemeError` and `pdf.LayoutError`.
    """
    page_map: PageMap | None = None
    for format_ in sorted(job.formats, key=_ORDER.index):
        job.progress("gathering pictures and fonts")
        gathered = render.gather(job.publication, job.reading.folder, _MARKUP[format_], job.draft, job.cache)
        # Pictures and fonts were opened in turn; what comes next shall not come on top of them.
        give_back()
        if stops(gathered.problems) and not job.draft:
            yield None, gathered.problems
        elif format_ == "epub":
            path = folder / f"{job.reading.slug}.epub"
            _make_epub(job, gathered, path, page_map)
            yield Made(path=str(job.output / path.name), format="epub", size=0), gathered.problems
        else:
            source = _source(job)
            for settings in job.publication.pdf.editions:
                path = folder / f"{job.reading.slug}{'' if settings.name == 'print' else f'-{settings.name}'}.pdf"
                assets = render.set_in(gathered, job.publication, settings)
                facts = _make_pdf(job, settings, assets, source.files, path)
                page_map = page_map or facts.page_map
                place = str(job.output / path.name)
                one = Made(path=place, format="pdf", size=0, pages=facts.pages, edition=settings.name)
                yield one, (*assets.problems, *source.problems, *facts.problems)


def _source(job: _Job) -> render.SourceFiles:
    """What the PDF is to carry of its source."""
    if "source" not in job.publication.pdf.embed:
        return render.SourceFiles()
    return render.source_files(job.publication, job.reading.folder, job.reading.slug)


def _fault(fault: render.ThemeError | pdf.LayoutError, publication: Publication) -> Problem:
    """A broken theme, or a section that cannot be laid out, as a problem with its place."""
    if isinstance(fault, pdf.LayoutError) and fault.unit:
        section = next((one for one, _ in sections(publication) if one.id == fault.unit), None)
        title = plain_text(section.title) if section is not None else publication.title
        place = section.at if section is not None else NOWHERE
        return Problem(code="pdf-limit", message=f'"{title}" cannot be printed: {fault}', place=place, fix=fault.fix)
    place = Place(f"templates/{fault.template}", fault.line) if isinstance(fault, render.ThemeError) else NOWHERE
    return Problem(
        code="theme",
        message=f"the theme is broken: {fault}",
        place=place,
        fix="mend that file, or take it out of the publication's templates folder to use the default one",
    )


def _make_epub(job: _Job, assets: render.Assets, path: Path, page_map: PageMap | None) -> None:
    publication, theme = job.publication, render.theme(job.reading.folder)
    job.progress("making the EPUB")
    markup = render.epub_markup(publication, theme, assets, job.shown(assets.problems), page_map, job.cache)
    css = render.stylesheet(theme, "epub", publication, assets)
    epub.write(publication, markup, css, assets, path, job.modified, draft=job.draft)


def _make_pdf(
    job: _Job, settings: EditionSettings, assets: render.Assets, source: tuple[AttachedFile, ...], path: Path
) -> pdf.PdfFacts:
    publication, theme = job.publication, render.theme(job.reading.folder)
    job.progress("laying out pages")
    units = render.print_units(publication, theme, assets, job.shown(assets.problems), settings, job.cache)
    css = render.stylesheet(theme, "print", publication, assets, settings)
    return pdf.write(
        publication,
        units,
        css,
        assets,
        path,
        job.modified,
        settings=settings,
        claim=not job.draft,
        files=source,
        progress=job.progress,
        crew=job.crew,
        cache=job.cache,
    )
