"""A Dask cluster that lays out the parts of books, or does other work. Its workers need no shared disk: jobs travel.

1. the style (stylesheet and fonts) is sent once, and every worker keeps it
2. each job is sent to whoever is free; one whose worker dies is done by another
3. a worker with another version of this program or of its libraries refuses, since its pages might be others
4. where there is no worker, or none any more, it is said so after a while; nothing waits for ever
"""

import errno
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from importlib import import_module
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from publisher.fingerprint import program
from publisher.pdf.apart import kept
from publisher.pdf.limits import USUAL, Limits
from publisher.pdf.part import LayoutError
from publisher.pdf.work import AnyJob, Style

Key = TypeVar("Key")
Done = TypeVar("Done")
PATIENCE = 30.0
"""How many seconds a cluster may be without workers while it is at work."""
_SECONDS_TO_CONNECT = 20
_SECONDS_TO_BEGIN = 5.0
"""How long workers that are started together with the build are waited for."""
_SECONDS_BETWEEN = 1.0
"""How often it is looked whether there are still workers, while nothing comes back."""
_SECONDS_TO_FETCH = 60.0
_AHEAD = 2
"""How many calls for each worker are handed out at a time."""
_TRIES = 3
"""How often a job is begun anew when all who had the style are gone."""


class ClusterError(OSError):
    """A cluster that cannot do the work: ``filename`` is its address, ``strerror`` says why."""

    def __init__(self, why: str, address: str = "cluster") -> None:
        super().__init__(errno.ENOTCONN, why, address)

    def __reduce__(self) -> tuple[type["ClusterError"], tuple[str, str]]:
        """So that it travels from a worker."""
        return ClusterError, (str(self.strerror), str(self.filename))


class Cluster:
    """Workers that are reached over a Dask scheduler at an address such as ``tcp://host:8786``."""

    def __init__(self, address: str, patience: float = PATIENCE, limits: Limits = USUAL) -> None:
        """Connects. Raises OSError where nobody answers there, ImportError where Dask is not installed, and
        `ClusterError` where the scheduler has no workers. ``patience`` is how many s it may be without them later."""
        self._dask: Any = import_module("distributed")
        self._client = self._dask.Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        self._address, self._patience = address, patience
        self._styles: dict[str, Any] = {}
        self._limits = limits
        try:
            self._client.wait_for_workers(1, timeout=min(_SECONDS_TO_BEGIN, patience))
        except TimeoutError:
            self.close()
            raise self._fault("the scheduler has no workers") from None

    def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
        """The place of each job and its result, as they are done. Raises `LayoutError`, and `ClusterError` where there
        are no workers."""
        waiting = dict(enumerate(jobs))
        for _ in range(_TRIES):
            for at, data in self._finished(style, waiting):
                del waiting[at]
                yield at, data
            if not waiting:
                return
            # The style went with the workers that had it.
            self._styles.pop(style.key, None)
        fault = LayoutError("the workers that laid it out died again and again, most likely for want of memory")
        fault.job = min(waiting)
        raise fault

    def _finished(self, style: Style, waiting: dict[int, AnyJob]) -> Iterator[tuple[int, bytes]]:
        shared = self._sent(style)
        sent = {
            self._client.submit(_on_worker, program(), shared, job, self._limits, pure=False, retries=1): at
            for at, job in waiting.items()
        }
        finished = _Finished(self._client, self._patience, self._fault)
        for future in sent:
            finished.add(future)
        for future, result in finished:
            if isinstance(result, LayoutError):
                result.job = sent[future]
            if isinstance(result, Exception):
                raise result
            if result is not None:
                yield sent[future], result

    def _sent(self, style: Style) -> Any:
        """The style on all workers."""
        if style.key not in self._styles:
            try:
                self._styles[style.key] = self._client.scatter(
                    style, broadcast=True, hash=False, timeout=self._patience
                )
            except OSError:
                raise self._fault("the cluster has no workers any more") from None
        return self._styles[style.key]

    def each(
        self, work: Callable[..., Done], calls: Iterable[tuple[Key, tuple[object, ...]]]
    ) -> Iterator[tuple[Key, Done | None]]:
        """Calls ``work`` with the version of this program and each of the arguments, a few of them at a time.

        Gives what came back with the key of the call, in any order; None for what was lost again and again, or found
        no room there. Raises `ClusterError` where there are no workers.
        """
        room = _AHEAD * max(1, len(self._client.nthreads()))
        waiting: dict[Any, Key] = {}
        finished = _Finished(self._client, self._patience, self._fault)
        for key, arguments in calls:
            future = self._client.submit(work, program(), *arguments, pure=False, retries=1)
            waiting[future] = key
            finished.add(future)
            if len(waiting) >= room:
                yield self._next(finished, waiting)
        while waiting:
            yield self._next(finished, waiting)

    @staticmethod
    def _next(finished: "_Finished", waiting: dict[Any, Key]) -> tuple[Key, Any]:
        future, result = next(finished)
        if isinstance(result, Exception) and (isinstance(result, ClusterError) or not isinstance(result, OSError)):
            raise result
        return waiting.pop(future), None if isinstance(result, OSError) else result

    def _fault(self, why: str) -> ClusterError:
        return ClusterError(f"{why}; start some with: dask worker {self._address}", self._address)

    def close(self) -> None:
        """Takes leave of the cluster."""
        self._styles.clear()
        self._client.close()


class _Finished:
    """Futures with what came of them, as they are done: a result, a fault, or None for one that was lost.

    Raises `ClusterError` where there was no worker for longer than ``patience``, s.
    """

    def __init__(self, client: Any, patience: float, fault: Callable[[str], ClusterError]) -> None:
        self._client, self._patience, self._fault = client, patience, fault
        self._killed = import_module("distributed").KilledWorker
        self._done: SimpleQueue[Any] = SimpleQueue()
        self._waiting: set[Any] = set()
        self._seen = time.monotonic()

    def add(self, future: Any) -> None:
        """Wait for this one, too."""
        self._waiting.add(future)
        future.add_done_callback(self._done.put)

    def __iter__(self) -> "_Finished":
        return self

    def __next__(self) -> tuple[Any, Any]:
        self._seen = time.monotonic()
        while self._waiting:
            future = self._any()
            if future is not None:
                result = self._result(future)
                self._waiting.discard(future)
                future.release()
                return future, result
            self._look()
        raise StopIteration

    def _any(self) -> Any:
        """One that is done, if there is one by now."""
        try:
            future = self._done.get(timeout=_SECONDS_BETWEEN)
        except Empty:
            # Nobody is told of one whose style was lost with a worker.
            return next((one for one in self._waiting if one.status == "lost"), None)
        return future if future in self._waiting else None

    def _result(self, future: Any) -> Any:
        if future.status == "error":
            fault = future.exception(timeout=self._patience)
            if isinstance(fault, ImportError):
                return ClusterError(f"a worker of the cluster cannot load publisher: {fault}; install it there")
            return None if isinstance(fault, self._killed) else fault
        if future.status != "finished":
            return None
        try:
            return future.result(timeout=_SECONDS_TO_FETCH)
        except (TimeoutError, self._killed, CancelledError):
            # It went with its worker before it could be fetched.
            return None

    def _look(self) -> None:
        """See whether there are workers."""
        try:
            workers = self._client.nthreads()
        except OSError:
            workers = {}
        if workers:
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > self._patience:
            raise self._fault("the cluster has no workers any more")


def refuse_others(wanted: str) -> None:
    """On a worker: raises `ClusterError` where it is not the program that is wanted."""
    if wanted != program():
        raise ClusterError("a worker has another version of publisher or of its libraries; install the same ones there")


def _on_worker(wanted: str, style: Style, job: AnyJob, limits: Limits) -> bytes | LayoutError:
    """The result, or what is wrong with the chapter: raised, it would be tried again."""
    refuse_others(wanted)
    try:
        # This is a thread, in which nothing could stop it.
        return next(data for _, data in kept(limits).run(style, (job,)))
    except LayoutError as fault:
        return fault
