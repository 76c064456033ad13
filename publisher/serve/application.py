"""The web application: files with ranges and entity tags, texts compressed, nothing hidden, nothing listed.

- a name that begins with a dot, a link, and what is outside of the folder are not there
- pages may load what is in the folder, and nothing from elsewhere
- feeds can be searched, which those of a folder of files cannot (`feeds`)
"""

from pathlib import Path, PurePosixPath

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from publisher.media_types import media_type
from publisher.serve import feeds

HOSTS = ("127.0.0.1", "localhost", "[::1]")
_POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    # A copy is good until the folder changes: the entity tag tells.
    "Cache-Control": "no-cache",
}
_TEXTS = frozenset(
    {".html", ".atom", ".xhtml", ".css", ".js", ".json", ".svg", ".xml", ".txt", ".opds", ".webmanifest"}
)


def application(folder: Path, everyone: bool = False) -> Starlette:
    """The application for a folder. Only requests for this machine's own names are answered, but for ``everyone``."""
    hosts = ["*"] if everyone else list(HOSTS)
    return Starlette(
        routes=[Mount("/", _Files(directory=folder, html=True))],
        middleware=[
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False),
            Middleware(_Guarded),
            Middleware(_Compressed),
        ],
    )


class _Files(StaticFiles):
    """The files, without hidden ones, each with its media type."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        if any(part.startswith(".") and part != "." for part in PurePosixPath(path).parts):
            raise HTTPException(404)
        if path == "favicon.ico":
            # Browsers ask for it whether there is one or not.
            return Response(status_code=204)
        if self._linked(path):
            raise HTTPException(404)
        if scope["method"] in ("GET", "HEAD") and (kind := feeds.kind_of(path)):
            request = Request(scope)
            answer = await run_in_threadpool(feeds.found, Path(str(self.directory)), path, request.query_params)
            if answer is not None:
                return Response(answer, media_type=kind)
        response = await super().get_response(path, scope)
        if response.status_code == 200 and feeds.is_widened(path):
            return await self._widened(path, response, Request(scope))
        if response.status_code in (200, 206):
            shown = path if PurePosixPath(path).suffix else f"{path}/index.html"
            known = media_type(shown)
            response.headers["Content-Type"] = f"{known}; charset=utf-8" if known.startswith("text/") else known
        return response

    async def _widened(self, path: str, response: Response, request: Request) -> Response:
        """A feed or description with a way to the search; entity tag and date stay those of the file."""
        file = Path(str(self.directory), path)
        body = await run_in_threadpool(feeds.widened, file, str(request.base_url))
        kept = {name: response.headers[name] for name in ("etag", "last-modified") if name in response.headers}
        return Response(body, media_type=media_type(path), headers=kept)

    def _linked(self, path: str) -> bool:
        """Whether a part of the way is a link, wherever it leads."""
        place = Path(str(self.directory))
        return any((place := place / part).is_symlink() for part in PurePosixPath(path).parts)


class _Guarded:
    """Gives every answer the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, guarded)


class _Compressed:
    """Texts become smaller on their way; files that are read in parts, and those that are packed already, do not."""

    def __init__(self, app: ASGIApp) -> None:
        self._plain, self._packed = app, GZipMiddleware(app, minimum_size=1000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag = headers.get("etag", "")
                if headers.get("content-encoding") and not tag.startswith("W/"):
                    # The bytes are others than those of the plain answer (RFC 9110 §8.8.3).
                    headers["etag"] = f"W/{tag}"
            await send(message)

        path = PurePosixPath(scope.get("path", ""))
        text = path.suffix.lower() in _TEXTS or not path.suffix
        whole = scope["type"] == "http" and "range" not in Headers(scope=scope)
        if text and whole:
            await self._packed(scope, receive, marked)
        else:
            await self._plain(scope, receive, send)
