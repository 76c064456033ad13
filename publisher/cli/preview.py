"""`publisher preview`: both files in the browser, made again after each edit."""

import asyncio
import signal
import socket
import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from publisher.cli import console
from publisher.cli.build import editions_of, found_in, hired
from publisher.cli.codes import Exit

HOST = "127.0.0.1"


def preview(
    source: Annotated[
        Path, typer.Argument(metavar="SOURCE", help="A Markdown or model JSON file, or a publication's folder.")
    ],
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to answer at; 0: any that is free.")] = 8642,
    edition: Annotated[
        list[str] | None,
        typer.Option(help="Printed editions to show in place of those of the source. May be repeated, or have commas."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Check each build, too; that takes its time.")] = False,
    open_: Annotated[bool, typer.Option("--open", help="Open the browser.")] = False,
    cache: Annotated[
        Path, typer.Option(metavar="DIR", help="Where the folder .cache with what was laid out before is.")
    ] = Path("build"),
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="How many processes lay out pages; 0: one a core.")
    ] = 0,
) -> None:
    """Show the e-book and the printed pages in the browser, and make them again after each edit.

    Chapters are shown as on a phone and on a desktop, pages of the PDF beside them, with the problems and what a screen
    reader says. Only this machine can see it. Nothing is written but to the cache; Ctrl+C ends it.

    Example:  publisher preview content/field-guide --open
    """
    try:
        import uvicorn

        from publisher.preview.server import application
        from publisher.preview.workshop import Workshop
    except ImportError:
        console.errors.print("The preview needs more packages: pip install 'publisher[preview]'", markup=False)
        raise typer.Exit(Exit.MISSING) from None
    found = found_in([source])
    if len(found) > 1:
        raise typer.BadParameter(f"{source} holds {len(found)} publications; name one: {found[0]}", param_hint="SOURCE")
    # Asked to end in either way, it ends its workers and deletes its files.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _listening(port) as answering:
        address = f"http://{HOST}:{answering.getsockname()[1]}/"
        workshop = Workshop(found[0], hired(jobs, ""), cache / ".cache", editions_of(edition or []), check)
        try:
            app = application(workshop)
            server = uvicorn.Server(
                uvicorn.Config(
                    app, log_level="critical", timeout_graceful_shutdown=1, lifespan="on", server_header=False
                )
            )
            console.output.print(f"{address} shows {found[0]}, and follows its edits; Ctrl+C ends it.", markup=False)
            if open_:
                webbrowser.open(address)
            asyncio.run(server.serve(sockets=[answering]))
        except KeyboardInterrupt:
            pass
        finally:
            workshop.close()


def _listening(port: int) -> socket.socket:
    """A socket of this machine alone."""
    try:
        return socket.create_server((HOST, port))
    except OSError:
        said = f"port {port} is taken; name another one, or 0 for any that is free"
        raise typer.BadParameter(said, param_hint="--port") from None
