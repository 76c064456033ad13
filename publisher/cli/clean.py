"""`publisher clean`: what earlier builds have kept."""

from pathlib import Path
from typing import Annotated

import typer

from publisher.cache import clean as empty
from publisher.cli import console
from publisher.staging import sweep


def clean(
    output: Annotated[Path, typer.Argument(metavar="[DIR]", help="The folder that the files were built in.")] = Path(
        "build"
    ),
) -> None:
    """Delete what builds keep for the next time; the finished files stay.

    Example:  publisher clean build
    """
    if not output.is_dir():
        raise typer.BadParameter(f"{output} is no folder", param_hint="DIR")
    sweep(output)
    size = empty(output / ".cache")
    console.output.print(f"{console.size(size)} deleted." if size else "Nothing was kept there.")
