"""A Dask cluster that lays out the parts of books, or does other work. Its workers need no shared disk: jobs travel.

1. the style (stylesheet and fonts) is sent once, and every worker keeps it
2. each job is sent to whoever is free; one whose worker dies is done by another
3. a worker with another version of this program refuses, since its pages might be others
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module
from typing import Any, TypeVar

from publisher.cache import program
from publisher.pdf.apart import kept
from publisher.pdf.limits import USUAL, Limits
from publisher.pdf.part import LayoutError
from publisher.pdf.work import AnyJob, Style

Key = TypeVar("Key")
Done = TypeVar("Done")
_SECONDS_TO_CONNECT = 20
_AHEAD = 2
"""How many calls for each worker are handed out at a time."""
_TRIES = 3
"""How often a job is begun anew when all who had the style are gone."""


class Cluster:
    """Workers that are reached over a Dask scheduler at an address such as ``tcp://host:8786``."""

    def __init__(self, address: str, limits: Limits = USUAL) -> None:
        """Connects. Raises OSError where nobody answers there, ImportError where Dask is not installed."""
        self._dask: Any = import_module("distributed")
        self._client = self._dask.Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        self._styles: dict[str, Any] = {}
        self._limits = limits

    def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
        """The place of each job and its result, as they are done. Raises `LayoutError`."""
        waiting = dict(enumerate(jobs))
        for _ in range(_TRIES):
            for at, data in self._finished(style, waiting):
                del waiting[at]
                yield at, data
            if not waiting:
                return
            # The style went with the workers that had it.
            self._styles.pop(style.key, None)
        raise LayoutError("the cluster lost its workers again and again, most likely for want of memory")

    def _finished(self, style: Style, waiting: dict[int, AnyJob]) -> Iterator[tuple[int, bytes]]:
        if style.key not in self._styles:
            self._styles[style.key] = self._client.scatter(style, broadcast=True, hash=False)
        sent = {
            self._client.submit(
                _on_worker, program(), self._styles[style.key], job, self._limits, pure=False, retries=1
            ): at
            for at, job in waiting.items()
        }
        for future in self._dask.as_completed(list(sent), loop=self._client.loop):
            result = future.result() if future.status == "finished" else None
            if isinstance(result, LayoutError):
                result.job = sent[future]
                raise result
            if result is not None:
                yield sent[future], result
            future.release()

    def each(
        self, work: Callable[..., Done], calls: Iterable[tuple[Key, tuple[object, ...]]]
    ) -> Iterator[tuple[Key, Done | None]]:
        """Calls ``work`` with the version of this program and each of the arguments, a few of them at a time.

        Gives what came back with the key of the call, in any order; None for what was lost again and again.
        """
        room = _AHEAD * max(1, len(self._client.scheduler_info()["workers"]))
        waiting: dict[Any, Key] = {}
        finished = self._dask.as_completed(loop=self._client.loop)
        for key, arguments in calls:
            future = self._client.submit(work, program(), *arguments, pure=False, retries=1)
            waiting[future] = key
            finished.add(future)
            if len(waiting) >= room:
                yield self._next(finished, waiting)
        while waiting:
            yield self._next(finished, waiting)

    @staticmethod
    def _next(finished: Any, waiting: dict[Any, Key]) -> tuple[Key, Any]:
        future = next(finished)
        result = future.result() if future.status == "finished" else None
        future.release()
        return waiting.pop(future), result

    def close(self) -> None:
        """Takes leave of the cluster."""
        self._styles.clear()
        self._client.close()


def _on_worker(wanted: str, style: Style, job: AnyJob, limits: Limits) -> bytes | LayoutError:
    """The result, or what is wrong: raised, it would be tried again."""
    if wanted != program():
        return LayoutError("a worker of the cluster has another version of publisher", fix="install the same one there")
    try:
        # This is a thread, in which nothing could stop it.
        return next(data for _, data in kept(limits).run(style, (job,)))
    except LayoutError as fault:
        return fault
