"""Waits for edits, has the publication built again, and tells everybody who looks."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct
from watchfiles import Change, awatch

from publisher.preview.workshop import Shown, Workshop

_PAUSE = 120
"""How long nothing may change before it is built, ms: editors write in several steps."""


class News(Struct, frozen=True):
    """What those who look are told: that a build is at this stage, or (with no stage) that this version is there."""

    version: int
    stage: str = ""
    fault: str = ""


class Board:
    """The latest news, and those who wait for them."""

    def __init__(self) -> None:
        self.news = News(0, "starting")
        self._serial = 0
        self._changed = asyncio.Condition()
        self._closed = False

    async def post(self, news: News) -> None:
        """Tell everybody."""
        async with self._changed:
            self.news = news
            self._serial += 1
            self._changed.notify_all()

    async def close(self) -> None:
        """Let everybody go."""
        self._closed = True
        async with self._changed:
            self._changed.notify_all()

    async def follow(self) -> AsyncIterator[bytes]:
        """The news as server-sent events, until the board is closed."""
        seen = -1
        while not self._closed:
            async with self._changed:
                while self._serial == seen and not self._closed:
                    await self._changed.wait()
                seen, news = self._serial, self.news
            yield b"data: " + msgspec.json.encode(news) + b"\n\n"


async def keep_building(workshop: Workshop, board: Board, stop: asyncio.Event) -> None:
    """Build, wait for an edit, and build again, until it is to stop. An edit amid a build is built after it."""
    watcher = _Watcher(workshop, stop)
    watcher.follow()
    try:
        while not stop.is_set():
            watcher.changed.clear()
            await _build(workshop, board)
            if not watcher.follow():
                await watcher.changed.wait()
    finally:
        await watcher.end()


class _Watcher:
    """Looks at the places of a publication all the time, and sets ``changed`` when something in them changes."""

    def __init__(self, workshop: Workshop, stop: asyncio.Event) -> None:
        self.changed = asyncio.Event()
        self._workshop, self._stop = workshop, stop
        self._places: frozenset[Path] = frozenset()
        self._task: asyncio.Task[None] | None = None

    def follow(self) -> bool:
        """Look at other places where the publication has files elsewhere now; says whether it has."""
        source = self._workshop.source
        inputs = () if source.is_dir() else (path.parent for path in self._workshop.inputs)
        places = frozenset(place for place in (source if source.is_dir() else source.parent, *inputs) if place.is_dir())
        if places == self._places:
            return False
        if self._task is not None:
            self._task.cancel()
        self._places = places
        self._task = asyncio.create_task(self._look())
        return True

    async def end(self) -> None:
        """Look no more."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _look(self) -> None:
        try:
            async for _ in awatch(
                *sorted(self._places),
                watch_filter=partial(_counts, self._workshop),
                debounce=1600,
                step=_PAUSE,
                stop_event=self._stop,
                recursive=self._workshop.source.is_dir(),
            ):
                self.changed.set()
        finally:
            if self._stop.is_set():
                self.changed.set()


async def _build(workshop: Workshop, board: Board) -> None:
    loop = asyncio.get_running_loop()

    def tell(stage: str) -> None:
        # A stage may carry numbers that are not for those who look.
        news = News(workshop.shown.version, str(stage))
        asyncio.run_coroutine_threadsafe(board.post(news), loop)

    try:
        shown: Shown = await asyncio.to_thread(partial(workshop.build, tell))
        await board.post(News(shown.version))
    except OSError as fault:
        await board.post(News(workshop.shown.version, fault=f"The files could not be written: {fault}"))


def _counts(workshop: Workshop, _change: Change, name: str) -> bool:
    """Whether a change can change the publication: not in hidden files, nor in what editors leave for a moment."""
    path, source = Path(name), workshop.source
    folder = (source if source.is_dir() else source.parent).resolve()
    try:
        parts = path.relative_to(folder).parts
    except ValueError:
        parts = path.parts[-1:]
    return not any(part.startswith(".") or part.endswith(("~", ".swp", ".tmp", "#")) for part in parts)
