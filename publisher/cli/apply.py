"""`publisher apply`: a copy of a distribution is brought up to date."""

from pathlib import Path
from typing import Annotated

import typer

from publisher.cli import console
from publisher.cli.codes import Exit
from publisher.cli.recovery import recovered, say_left_over
from publisher.cli.verify import check_by
from publisher.integrity.apply import apply as applied
from publisher.integrity.place import BrokenOffError, PlaceError, placed
from publisher.integrity.update import UpdateError


def apply(
    update: Annotated[
        Path, typer.Argument(metavar="UPDATE", help="What publisher distribute --since has made: a folder, or a ZIP.")
    ],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A copy of the distribution that it was made for.")],
    key: Annotated[
        Path | None,
        typer.Option(metavar="PUB", help="The public key of whoever hands it out: update and copy must be theirs."),
    ] = None,
    any_signer: Annotated[
        bool,
        typer.Option("--any-signer", help="Apply it even if the copy is then signed by somebody else, or not at all."),
    ] = False,
) -> None:
    """Bring a copy of a distribution up to date, whole or not at all.

    Both are checked before, and the copy again after. If this is broken off, the copy is as it was, or new; say the
    same again to go on. Name the public key to be sure of whose it is. Without it, a copy that is signed stays signed
    with the same key, or it is left as it is.

    Example:  publisher apply handout-update /media/stick/library --key harbour.pub
    """
    if not update.exists():
        raise typer.BadParameter(f"{update} does not exist", param_hint="UPDATE")
    if key is not None and any_signer:
        raise typer.BadParameter("with --key it must be theirs", param_hint="--any-signer")
    check = check_by(key) if key is not None else None
    try:
        place = placed(folder)
    except PlaceError as fault:
        raise typer.BadParameter(str(fault), param_hint="DIR") from None
    nothing = "Nothing else was changed." if recovered(place) else "Nothing was changed."
    if not place.is_dir():
        raise typer.BadParameter(f"{folder} is no folder", param_hint="DIR")
    try:
        with console.progress(0) as step:
            done = applied(update, place, check, any_signer=any_signer, tell=lambda stage: step(place.name, stage))
    except BrokenOffError as fault:
        console.errors.print(f"{fault}.", markup=False)
        raise typer.Exit(Exit.PROBLEMS) from None
    except (UpdateError, PlaceError, OSError) as fault:
        console.errors.print(f"{fault}. {nothing}", markup=False)
        raise typer.Exit(Exit.PROBLEMS) from None
    said = f"{len(done.changed):,} files new or changed, {len(done.deleted):,} deleted"
    console.output.print(f"{folder} is up to date: {said}.", markup=False)
    say_left_over(place)
