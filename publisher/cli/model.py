"""`publisher model`: a publication's content model as JSON."""

from pathlib import Path
from typing import Annotated

import typer

from publisher.cli import console
from publisher.cli.codes import Exit
from publisher.model import encode, stops
from publisher.read import read


def model(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A publication: a file or a folder, or a PDF that carries one.")
    ],
    title: Annotated[str, typer.Option(help="A title; replaces that of the source.")] = "",
    language: Annotated[str, typer.Option(help="A language tag; replaces that of the source.")] = "",
) -> None:
    """Print the content model of a publication as JSON; `publisher build` reads it again.

    The pictures stay where they are: build the JSON file with --resources and their folder, or keep it beside them.

    Example:  publisher model content/field-guide > guide.json
    """
    if not source.exists():
        raise typer.BadParameter(f"{source} does not exist")
    given = {"title": title, "language": language}
    with read(source, {name: value for name, value in given.items() if value}) as reading:
        console.show_problems(reading.problems, source.parent if reading.temporary else reading.folder)
        if reading.publication is not None:
            typer.echo(encode(reading.publication).decode(), nl=False)
    raise typer.Exit(Exit.PROBLEMS if stops(reading.problems) else Exit.GOOD)
