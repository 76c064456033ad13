"""What was broken off is finished before a folder is opened, and what is left over after; both is said."""

from pathlib import Path

import typer

from publisher.cli import console
from publisher.cli.codes import Exit
from publisher.integrity.place import PlaceError, left_over, recover


def recovered(folder: Path) -> bool:
    """Put a folder in its place if a broken off run has left it beside it; says so, and whether it was. Exits where
    that cannot be done.
    """
    try:
        said = recover(folder)
    except PlaceError as fault:
        console.errors.print(f"{fault}.", markup=False)
        raise typer.Exit(Exit.PROBLEMS) from None
    if said:
        console.errors.print(f"{said}.", markup=False)
    return bool(said)


def say_left_over(folder: Path) -> None:
    """Say what could not be cleared away after a folder was replaced: no more than a nuisance."""
    rest = left_over(folder)
    if rest is not None:
        console.errors.print(f"{rest} could not be cleared away; the next run does it, or delete it.", markup=False)
