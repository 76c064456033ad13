"""The web application of the preview: for this machine alone, and without a way for a publication to run a script.

- only requests for this machine's own names are answered, so that no page from elsewhere can reach it
- the e-book's documents get a policy of their own, under which nothing runs and nothing is fetched from elsewhere
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, Response, StreamingResponse
from starlette.routing import Route

from publisher.preview.book import file_in
from publisher.preview.sheets import WIDTHS
from publisher.preview.watching import Board, keep_building
from publisher.preview.workshop import Workshop
from publisher.render import theme

HOSTS = ("127.0.0.1", "localhost", "[::1]")
_SHELL = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_BOOK = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; media-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
_ASSETS = {
    "preview.html": "text/html; charset=utf-8",
    "preview.css": "text/css; charset=utf-8",
    "preview.js": "text/javascript; charset=utf-8",
    "preview.svg": "image/svg+xml",
}
Answer = Callable[[Request], Awaitable[Response]]


def application(workshop: Workshop) -> Starlette:
    """The application; while it runs, the workshop follows the edits."""
    board, stop = Board(), asyncio.Event()

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        building = asyncio.create_task(keep_building(workshop, board, stop))
        try:
            yield
        finally:
            stop.set()
            await board.close()
            await building

    async def events(_request: Request) -> Response:
        return StreamingResponse(board.follow(), media_type="text/event-stream", headers=_headers(_SHELL))

    app = Starlette(
        lifespan=lifespan,
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(HOSTS), www_redirect=False)],
        routes=[
            Route("/events", events),
            Route("/state", _found(workshop, _state)),
            Route("/book/{version:int}/{name:path}", _found(workshop, _book)),
            Route("/pages/{edition}/{version:int}/{number:int}/{width:int}.png", _found(workshop, _page)),
            Route("/files/{name}", _found(workshop, _file)),
            Route("/heard/{name}", _found(workshop, _heard)),
            Route("/{asset}", _found(workshop, _asset)),
            Route("/", _found(workshop, _asset)),
        ],
    )
    app.state.stop = stop
    app.state.board = board
    return app


def _found(workshop: Workshop, answer: Callable[[Workshop, Request], Response]) -> Answer:
    """The answer, made in a thread; "not found" where it is about something that is not there."""

    async def respond(request: Request) -> Response:
        try:
            return await asyncio.to_thread(answer, workshop, request)
        except (LookupError, FileNotFoundError):
            return Response("Not found", 404, _headers(_SHELL), "text/plain")

    return respond


def _state(workshop: Workshop, _request: Request) -> Response:
    return _json(workshop.shown)


def _book(workshop: Workshop, request: Request) -> Response:
    data, media_type = file_in(workshop.path("epub"), request.path_params["name"])
    return Response(data, headers=_headers(_BOOK), media_type=media_type)


def _page(workshop: Workshop, request: Request) -> Response:
    asked = request.path_params
    if asked["width"] not in WIDTHS:
        raise KeyError(asked["width"])
    data = workshop.picture(asked["edition"], asked["version"], asked["number"], asked["width"])
    kept = {"Cache-Control": "max-age=3600"} if asked["version"] == workshop.shown.version else {}
    return Response(data, headers=_headers(_SHELL) | kept, media_type="image/png")


def _file(workshop: Workshop, request: Request) -> Response:
    path = workshop.path(request.path_params["name"])
    media_type = "application/pdf" if path.suffix == ".pdf" else "application/epub+zip"
    return FileResponse(path, headers=_headers(_SHELL), media_type=media_type, filename=path.name)


def _heard(workshop: Workshop, request: Request) -> Response:
    return _json(workshop.heard(request.path_params["name"], request.query_params.get("page", "")))


def _asset(_workshop: Workshop, request: Request) -> Response:
    name = request.path_params.get("asset", "preview.html")
    media_type = _ASSETS[name]
    data = (theme().folders[-1] / "preview" / name).read_bytes()
    return Response(data, headers=_headers(_SHELL), media_type=media_type)


def _json(value: object) -> Response:
    return Response(msgspec.json.encode(value), headers=_headers(_SHELL), media_type="application/json")


def _headers(policy: str) -> dict[str, str]:
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
