"""A Dask cluster that lays out the parts of books. Workers need no shared disk: jobs and results travel.

1. the style (stylesheet and fonts) is sent once, and every worker keeps it
2. each job is sent to whoever is free; one whose worker dies is done by another
3. a worker with another version of this program refuses, since its pages might be others
"""

from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

from publisher.cache import program
from publisher.pdf.part import LayoutError
from publisher.pdf.work import AnyJob, Style
from publisher.pdf.workers import done

_SECONDS_TO_CONNECT = 20
_TRIES = 3
"""How often a job is begun anew when all who had the style are gone."""


class Cluster:
    """Workers that are reached over a Dask scheduler at an address such as ``tcp://host:8786``."""

    def __init__(self, address: str) -> None:
        """Connects. Raises OSError where nobody answers there, ImportError where Dask is not installed."""
        self._dask: Any = import_module("distributed")
        self._client = self._dask.Client(address, timeout=_SECONDS_TO_CONNECT, set_as_default=False)
        self._styles: dict[str, Any] = {}

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
            self._client.submit(_on_worker, program(), self._styles[style.key], job, pure=False, retries=1): at
            for at, job in waiting.items()
        }
        for future in self._dask.as_completed(list(sent), loop=self._client.loop):
            fault = future.exception() if future.status in ("error", "cancelled", "lost") else None
            if isinstance(fault, LayoutError):
                fault.job = sent[future]
                raise fault
            if future.status == "finished":
                yield sent[future], future.result()
            future.release()

    def close(self) -> None:
        """Takes leave of the cluster."""
        self._styles.clear()
        self._client.close()


def _on_worker(wanted: str, style: Style, job: AnyJob) -> bytes:
    if wanted != program():
        raise LayoutError("a worker of the cluster has another version of publisher", fix="install the same one there")
    return done(style, job)
