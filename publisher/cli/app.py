"""The `publisher` command: its subcommands, its version, and what happens when something of ours breaks.

A fault of ours is the only thing that asks for a report; everything else is said in the user's words.
"""

import os
import sys
import traceback
from typing import Annotated

import typer

from publisher import __version__
from publisher.cli.apply import apply
from publisher.cli.build import build
from publisher.cli.check import check
from publisher.cli.clean import clean
from publisher.cli.codes import Exit
from publisher.cli.console import errors
from publisher.cli.distribute import distribute
from publisher.cli.listen import listen
from publisher.cli.model import model
from publisher.cli.new import new
from publisher.cli.preview import preview
from publisher.cli.schema import schema
from publisher.cli.serve import serve
from publisher.cli.verify import keygen, verify

app = typer.Typer(
    name="publisher",
    help="Accessible e-books and PDFs from one content model.",
    epilog="Start with:  publisher new my-book  &&  publisher build my-book",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"publisher {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Accessible e-books and PDFs from one content model."""


for command in (new, build, preview, check, listen, distribute, serve, verify, apply, keygen, clean, model, schema):
    app.command()(command)


def main() -> None:
    """Run the command line. Exits as `Exit` says."""
    try:
        app()
    except (KeyboardInterrupt, typer.Abort):
        errors.print("Stopped.")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(Exit.GOOD)
    except OSError as fault:
        errors.print(f"{fault.filename or 'system'}: {fault.strerror or fault}", markup=False)
        sys.exit(Exit.PROBLEMS)
    except Exception:
        errors.print(traceback.format_exc(), markup=False, highlight=False)
        errors.print("This is a fault of publisher's own. Please report it, with the lines above.", markup=False)
        sys.exit(Exit.BUG)
