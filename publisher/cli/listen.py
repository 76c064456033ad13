"""`publisher listen`: what a screen reader says of a finished file."""

from pathlib import Path
from typing import Annotated

import typer

from publisher.check.listen import UnreadableError
from publisher.check.listen import listen as heard
from publisher.cli import console
from publisher.cli.codes import Exit


def listen(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An EPUB or a tagged PDF, of whatever maker.")],
    page: Annotated[
        str, typer.Option("--page", metavar="N", help="Only the page with this printed number: 47, or ix.")
    ] = "",
    style: Annotated[console.Style, typer.Option("--format", help="Lines for people, or JSON.")] = console.Style.TEXT,
) -> None:
    """Print what a screen reader says of a file, in reading order.

    Headings with their levels, the texts that stand for pictures, cells with their headers, notes behind the
    paragraphs that call them, changes of language and of page: one line for each thing that is said.

    Example:  publisher listen build/field-guide.pdf --page 12
    """
    if not file.is_file():
        raise typer.BadParameter(f"{file} does not exist", param_hint="FILE")
    try:
        said = heard(file, page)
    except ValueError as fault:
        raise typer.BadParameter(str(fault), param_hint="FILE") from None
    except UnreadableError as fault:
        console.errors.print(f"{file}: {fault}", markup=False)
        raise typer.Exit(Exit.PROBLEMS) from None
    if style is console.Style.JSON:
        console.show_json(said)
        return
    for one in said:
        typer.echo(str(one))
