"""The part of `publisher distribute` that writes what has changed since an earlier distribution."""

from pathlib import Path

import typer

from publisher.cli import console
from publisher.cli.codes import Exit
from publisher.cli.packing import pack
from publisher.distribute import folder
from publisher.integrity.place import PlaceError, placed
from publisher.integrity.update import UpdateError, is_free, write_update


def update_to(output: Path, before: tuple[Path, ...], update: Path | None, *, split: bool) -> Path | None:
    """Where the update is written: where it is wanted, or beside the folder; None where there can be none.

    Volumes have none, nor has a folder that is itself the one from before. Exits where the place is no good.
    """
    volumes = bool(before) and folder.mark(before[0]).volume > 0
    if volumes and update is not None:
        raise typer.BadParameter("volumes have no updates", param_hint="--update")
    if volumes or split or len(before) != 1 or before[0].resolve() == output.resolve():
        if update is not None:
            raise typer.BadParameter("name what was handed out before with --since", param_hint="--update")
        return None
    wanted = update or output.with_name(f"{output.name}-update")
    try:
        place = placed(wanted)
    except PlaceError as fault:
        raise typer.BadParameter(str(fault), param_hint="--update") from None
    if not is_free(place):
        said = f"{wanted} holds something else; name a new or empty folder, or an earlier update"
        raise typer.BadParameter(said, param_hint="--update")
    return wanted


def write(options: folder.Options, output: Path, sign: folder.Sign | None, *, told: bool) -> None:
    """Write the update since the first folder from before, as a ZIP file too if wanted, and say what is in it."""
    update = options.update
    if update is None:
        return
    try:
        step = write_update(
            options.before[0], output, placed(update), f"Update of {options.name}", folder.mark(output).modified, sign
        )
    except (UpdateError, PlaceError, OSError) as fault:
        console.errors.print(f"{output} is written, but there is no update: {fault}.", markup=False)
        raise typer.Exit(Exit.PROBLEMS) from None
    if options.zip:
        pack(update)
    said = f"{len(step.changed):,} files new or changed, {len(step.deleted):,} deleted"
    if told:
        console.output.print(f"Update {update}: {said}", markup=False)
