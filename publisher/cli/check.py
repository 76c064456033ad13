"""`publisher check`: validate finished files, and compare them with their source."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from publisher.check import Outcome
from publisher.check import check as examine
from publisher.cli import console
from publisher.cli.codes import Exit
from publisher.model import Publication
from publisher.read import read


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="EPUB and PDF files.")],
    against: Annotated[
        Path | None,
        typer.Option(metavar="SOURCE", help="The publication that the files were made from, to compare with."),
    ] = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Run Ace on EPUB files, and veraPDF and outloud on PDF files, too.")
    ] = False,
    verapdf: Annotated[
        bool, typer.Option("--verapdf", help="Run veraPDF, the reference validator, on PDF files, too.")
    ] = False,
    style: Annotated[console.Style, typer.Option("--format", help="How the result is printed.")] = console.Style.TEXT,
) -> None:
    """Validate EPUB and PDF files, and compare them with what they were made from.

    EPUBCheck for EPUB; for PDF, the standards that the file claims, PDF/UA-1 and PDF/A-3a if it claims none; with
    --against, every figure, heading, table, note and link.
    What is not installed is named, and the command then ends with exit code 3.

    Example:  publisher check build/field-guide.epub build/field-guide.pdf --against content/field-guide
    """
    for file in files:
        if not file.is_file():
            raise typer.BadParameter(f"{file} is not a file; to make one: publisher build SOURCE")
        if file.suffix.lower() not in (".epub", ".pdf"):
            raise typer.BadParameter(f"{file} is neither an .epub nor a .pdf file")
    publication = _publication(against) if against else None
    outcomes = [
        outcome for file in files for outcome in examine(file, publication, thorough=thorough, with_verapdf=verapdf)
    ]
    if style is console.Style.JSON:
        console.show_json(outcomes)
    else:
        for outcome in outcomes:
            console.show_outcome(outcome)
        _summary(outcomes)
    if any(outcome.status == "failed" for outcome in outcomes):
        raise typer.Exit(Exit.PROBLEMS)
    if any(outcome.status == "missing" for outcome in outcomes):
        raise typer.Exit(Exit.MISSING)


def _publication(source: Path) -> Publication:
    if not source.exists():
        raise typer.BadParameter(f"{source} does not exist", param_hint="--against")
    with read(source) as reading:
        if reading.publication is None:
            console.show_problems(reading.problems, reading.folder)
            raise typer.Exit(Exit.PROBLEMS)
        return reading.publication


def _summary(outcomes: list[Outcome]) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("File", "Check", "Result", "Detail"):
        table.add_column(heading, overflow="fold")
    for outcome in outcomes:
        table.add_row(outcome.file, outcome.validator, outcome.status, outcome.detail)
    console.output.print(table)
