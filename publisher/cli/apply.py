"""`publisher apply`: a copy of a distribution is brought up to date."""

from pathlib import Path
from typing import Annotated

import typer

from publisher.cli import console
from publisher.cli.codes import Exit
from publisher.integrity.update import UpdateError
from publisher.integrity.update import apply as applied


def apply(
    update: Annotated[Path, typer.Argument(metavar="UPDATE", help="What publisher distribute --update has made.")],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A copy of the distribution that it was made for.")],
) -> None:
    """Bring a copy of a distribution up to date, whole or not at all.

    Both are checked before, and the copy again after. If this is broken off, the copy is as it was, or new; say the
    same again to go on.

    Example:  publisher apply update-2026-11 /media/stick/library
    """
    if not update.is_dir():
        raise typer.BadParameter(f"{update} is no folder", param_hint="UPDATE")
    try:
        with console.progress(0) as step:
            done = applied(update, folder, lambda stage: step(folder.name, stage, False))
    except (UpdateError, OSError) as fault:
        console.errors.print(f"{fault}. Nothing was changed.", markup=False)
        raise typer.Exit(Exit.PROBLEMS) from None
    said = f"{len(done.changed):,} files new or changed, {len(done.deleted):,} deleted"
    console.output.print(f"{folder} is up to date: {said}.", markup=False)
