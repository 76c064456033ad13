"""The `publisher` command: its subcommands, its version, and what happens when something of ours breaks.

A fault of ours is the only thing that asks for a report; everything else is said in the user's words.
"""

import os
import sys
import traceback
from collections.abc import Iterable
from importlib import import_module
from typing import Annotated

import typer

from publisher import __version__
from publisher.cli.codes import Exit
from publisher.cli.console import errors

COMMANDS = {
    "new": "new",
    "build": "build",
    "preview": "preview",
    "check": "check",
    "listen": "listen",
    "distribute": "distribute",
    "serve": "serve",
    "verify": "verify",
    "apply": "apply",
    "keygen": "verify",
    "clean": "clean",
    "model": "model",
    "schema": "schema",
}
"""The commands in the order of the help, and the module of each: only the one that is called is loaded."""


def application(names: Iterable[str] = COMMANDS) -> typer.Typer:
    """The program with these commands."""
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
    app.callback()(_options)
    for name in names:
        app.command(name)(getattr(import_module(f"publisher.cli.{COMMANDS[name]}"), name))
    return app


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"publisher {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Accessible e-books and PDFs from one content model."""


def main() -> None:
    """Run the command line. Exits as `Exit` says."""
    word = next((word for word in sys.argv[1:] if not word.startswith("-")), "")
    try:
        application((word,) if word in COMMANDS else COMMANDS)()
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
