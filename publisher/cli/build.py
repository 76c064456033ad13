"""`publisher build`: publications into EPUB and PDF."""

import time
from functools import partial
from pathlib import Path
from typing import Annotated, cast, get_args

import typer

from publisher.build import FORMATS, Built, Format
from publisher.cli import console
from publisher.cli import report as reports
from publisher.cli.codes import Exit
from publisher.model import EditionName
from publisher.pdf import Workers, workers
from publisher.pdf.cluster import ClusterError
from publisher.read import find
from publisher.titles import Done, Options, build_all


def build(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[SOURCE]...", help="A Markdown or model JSON file, a publication's folder, or a folder of such."
        ),
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="Where the files go.")] = Path("build"),
    to: Annotated[str, typer.Option("--to", help="The formats to make: epub, pdf or both, with a comma.")] = "epub,pdf",
    edition: Annotated[
        list[str] | None,
        typer.Option(
            help="Printed editions to make in place of those of the source: print, a4, screen, large-print. "
            "May be repeated, or have commas."
        ),
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="Write in spite of problems, and show them in the files.")
    ] = False,
    check: Annotated[bool, typer.Option("--check/--no-check", help="Check what was made.")] = True,
    title: Annotated[str, typer.Option(help="A title; replaces that of the source.")] = "",
    language: Annotated[
        str, typer.Option(help="A language tag such as en or pt-BR; replaces that of the source.")
    ] = "",
    author: Annotated[
        list[str] | None, typer.Option(help="An author; replaces those of the source. May be repeated.")
    ] = None,
    resources: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where the pictures of a model JSON file are.")
    ] = None,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="How many processes lay out pages; 0: one a core.")
    ] = 0,
    cluster: Annotated[
        str, typer.Option(metavar="ADDRESS", help="A Dask cluster that lays out pages instead: tcp://host:8786.")
    ] = "",
    cached: Annotated[
        bool, typer.Option("--cache/--no-cache", help="Keep what was laid out in DIR/.cache, for the next time.")
    ] = True,
    style: Annotated[console.Style, typer.Option("--format", help="How the result is printed.")] = console.Style.TEXT,
    report_to: Annotated[
        Path | None,
        typer.Option("--report", metavar="FILE", help="Write what became of each publication into a JSON file."),
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")] = False,
) -> None:
    """Make EPUB and PDF from publications.

    Content problems stop a publication: they are all listed, and nothing of it is written. The others go on.

    Example:  publisher build content/field-guide --to epub --output out
    """
    started = time.perf_counter()
    formats, editions = _formats(to), editions_of(edition or [])
    found = found_in(sources or [Path("content")])
    given: dict[str, str | list[str]] = {
        "title": title,
        "language": language,
        "authors": author or [],
        "resources": str(resources or ""),
    }
    overrides = {name: value for name, value in given.items() if value}
    options = Options(formats=formats, draft=draft, checks=check, editions=editions, overrides=overrides)
    results: list[Done] = []
    folder = output / ".cache" if cached else None
    hire = partial(hired, jobs, cluster)
    try:
        with console.progress(len(found), quiet or style is console.Style.JSON) as step:
            for done in build_all(
                found, output, options, hire=hire, jobs=jobs, apart=not cluster, cache=folder, tell=step
            ):
                step(done.source.name, "", True, done.fresh)
                results.append(done)
                if style is console.Style.TEXT:
                    report(done.built, done.source)
    finally:
        # Also of a build that is broken off.
        summary = reports.report(found, results, time.perf_counter() - started, draft)
        if report_to is not None:
            reports.write(summary, report_to)
    places = {source: at for at, source in enumerate(found)}
    results.sort(key=lambda done: places[done.source])
    built = [done.built for done in results]
    if style is console.Style.JSON:
        console.show_json(built)
    elif not quiet:
        reports.show(summary, results)
    raise typer.Exit(Exit.GOOD if all(one.passes(draft) for one in built) else Exit.PROBLEMS)


def hired(jobs: int, cluster: str) -> Workers:
    """Whoever lays out the pages. Raises `ClusterError` where a cluster has nobody who does."""
    try:
        return workers(jobs, cluster)
    except ImportError:
        console.errors.print("A cluster needs Dask: pip install 'publisher[cluster]'", markup=False)
        raise typer.Exit(Exit.MISSING) from None
    except ClusterError:
        raise
    except OSError:
        raise typer.BadParameter(f"no Dask scheduler answers at {cluster}", param_hint="--cluster") from None


def _formats(text: str) -> tuple[Format, ...]:
    wanted = {word.strip() for word in text.lower().split(",")}
    if not wanted or wanted - set(FORMATS):
        raise typer.BadParameter(f"“{text}” is not a list of formats; write epub, pdf or epub,pdf", param_hint="--to")
    return tuple(format_ for format_ in FORMATS if format_ in wanted)


def editions_of(texts: list[str]) -> tuple[EditionName, ...]:
    known = get_args(EditionName)
    wanted = [word.strip().lower() for text in texts for word in text.split(",")]
    for word in wanted:
        if word not in known:
            said = f"“{word}” is not an edition; write {', '.join(known)}, or several of them with commas"
            raise typer.BadParameter(said, param_hint="--edition")
    return tuple(cast(EditionName, word) for word in dict.fromkeys(wanted))


def found_in(sources: list[Path]) -> list[Path]:
    found: list[Path] = []
    for source in sources:
        if not source.exists():
            raise typer.BadParameter(f"{source} does not exist; to start a publication: publisher new {source}")
        publications = find(source)
        if not publications:
            raise typer.BadParameter(f"{source} holds no publication: no Markdown file, publication.yaml or SUMMARY.md")
        found += publications
    return found


def report(result: Built, source: Path) -> None:
    folder = source if source.is_dir() else source.parent
    console.show_problems(result.problems, folder)
    for made in result.made:
        for outcome in made.checks:
            console.show_outcome(outcome)
    if not result.made:
        console.errors.print(f"{source}: {console.tally(result.problems)}; nothing was written.", markup=False)
