"""The part of `publisher distribute` that sends the folder to a store of files elsewhere."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import typer

from publisher.cli import console
from publisher.cli.codes import Exit
from publisher.distribute.folder import Tell


def sender_to(to: str, volumes: int) -> Callable[[Path, Tell], None] | None:
    """What sends the folder to where it is wanted, and says what was done; None where it is wanted nowhere else."""
    if not to:
        return None
    if volumes:
        raise typer.BadParameter("volumes are not sent; leave out --split", param_hint="--to")
    if not importlib.util.find_spec("fsspec"):
        console.errors.print("--to needs fsspec: pip install 'publisher[stores]'", markup=False)
        raise typer.Exit(Exit.MISSING)
    from publisher.distribute.send import SendError, send

    def sender(folder: Path, tell: Tell) -> None:
        try:
            made = send(folder, to, lambda done, of: tell(to, f"sending {done:,} of {of:,} files"))
        except SendError as fault:
            console.errors.print(f"{folder} was written, but not sent: {fault}.", markup=False)
            raise typer.Exit(Exit.PROBLEMS) from None
        of = made.sent + made.stayed
        told = f"sent {made.sent:,} of {of:,} files ({console.size(made.bytes)}), deleted {made.deleted:,}"
        console.errors.print(f"{to}: {told}", markup=False)

    return sender
