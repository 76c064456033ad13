"""`publisher serve`: a distribution in the local network."""

import io
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import segno
import typer

from publisher.cli import console
from publisher.cli.codes import Exit
from publisher.cli.recovery import recovered

_NOWHERE = ("192.0.2.1", 9)
"""An address that nobody has (RFC 5737): nothing is sent to it, but the system says how it would go there."""


def serve(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What publisher distribute has made.")],
    host: Annotated[
        str, typer.Option(help="Who may ask: 127.0.0.1 this machine alone, 0.0.0.0 everybody in its networks.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port to answer at; 0: any that is free.")] = 8000,
) -> None:
    """Serve a distribution as a website, without a web server: in a classroom, a library, a village hall.

    Only this machine can read it, unless you open it with --host. Ctrl+C ends it.

    Examples:

      publisher serve handout

      publisher serve handout --host 0.0.0.0
    """
    try:
        import uvicorn

        from publisher.serve import application
    except ImportError:
        console.errors.print("To serve needs more packages: pip install 'publisher[serve]'", markup=False)
        raise typer.Exit(Exit.MISSING) from None
    recovered(folder)
    if not (folder / "index.html").is_file():
        said = f"{folder} has no index.html; publisher distribute makes a folder to serve"
        raise typer.BadParameter(said, param_hint="DIR")
    with _listening(host, port) as answering:
        everyone = not ip_address(answering.getsockname()[0]).is_loopback
        address = _address(answering)
        console.output.print(f"{address} shows {folder}; Ctrl+C ends it.", markup=False)
        if everyone:
            console.output.print("Everybody in your network can read it. On a phone, scan this:", markup=False)
            console.output.print(_code(address), markup=False)
        config = uvicorn.Config(
            application(folder, everyone), log_level="warning", server_header=False, timeout_graceful_shutdown=2
        )
        try:
            uvicorn.Server(config).run(sockets=[answering])
        except KeyboardInterrupt:
            console.output.print("Ended.", markup=False)


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as fault:
        raise typer.BadParameter(
            f"{host}:{port} cannot be used: {fault.strerror}", param_hint="--host/--port"
        ) from None


def _address(answering: socket.socket) -> str:
    """What to type into a browser."""
    host, port = answering.getsockname()[:2]
    if ip_address(host).is_unspecified:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
            try:
                asking.connect(_NOWHERE)
                host = asking.getsockname()[0]
            except OSError:
                host = socket.gethostname()
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"


def _code(address: str) -> str:
    stream = io.StringIO()
    segno.make(address, micro=False).terminal(stream, compact=True)
    return stream.getvalue()
