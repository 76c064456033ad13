"""Who lays out the parts of a book: this process, one of its own (`apart`), or a pool of processes on this machine.

The same jobs give the same parts wherever they are done, so that the file does not depend on it. What was done before
is taken from the cache.
"""

import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

import msgspec

from publisher.cache import Cache
from publisher.pdf.apart import Apart, kept
from publisher.pdf.limits import USUAL, Limits, bound_memory, bounded, stoppable, uncollected
from publisher.pdf.part import Furniture, LayoutError, Part
from publisher.pdf.work import AnyJob, FontJob, FurnitureJob, Job, Style

Tell = Callable[[int], None]


class Workers(Protocol):
    """Does jobs, in any order, and gives what came out of each as it was encoded (msgpack)."""

    def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
        """The place of each job and its result, as they are done. Raises `LayoutError`."""
        ...

    def close(self) -> None:
        """Let go of the processes."""
        ...


def _batched(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for at in range(0, len(items), max(size, 1)):
        yield items[at : at + max(size, 1)]


def done(style: Style, job: AnyJob, limits: Limits = USUAL) -> bytes:
    """The result of a job, encoded. Raises `LayoutError`."""
    # WeasyPrint takes half a second to load; whoever only reads the cache shall not wait for it.
    from publisher.pdf.fonts import cut_down
    from publisher.pdf.furniture import furnish
    from publisher.pdf.layout import lay_out

    try:
        with bounded(job.size, limits), uncollected():
            match job:
                case Job():
                    return msgspec.msgpack.encode(lay_out(style, job))
                case FurnitureJob():
                    return msgspec.msgpack.encode(furnish(style, job))
                case FontJob():
                    return cut_down(style.file(job.file), job.index, job.glyphs)
    except LayoutError as fault:
        # The error behind it holds all that was laid out.
        fault.__context__ = None
        raise


class Here:
    """Does the jobs one after the other in this process; in a thread that nothing could stop, in a process of that
    thread. Memory is bounded where the process is one for jobs (`bound_memory`)."""

    def __init__(self, limits: Limits = USUAL) -> None:
        self._limits = limits

    def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
        """The place of each job and its result. Raises `LayoutError`."""
        if not stoppable():
            yield from kept(self._limits).run(style, jobs)
            return
        for at, job in enumerate(jobs):
            try:
                yield at, done(style, job, self._limits)
            except LayoutError as fault:
                fault.job = at
                raise

    def close(self) -> None:
        """Nothing is held."""


class Pool:
    """Does the jobs in processes of this machine, which are started with the first job and kept.

    A style is laid down in a file once, and each process loads it with its first job of that style.
    """

    def __init__(self, size: int, limits: Limits = USUAL) -> None:
        self._size, self._limits = size, limits
        self._pool: Executor | None = None
        self._beginning: threading.Thread | None = None
        self._spool: tempfile.TemporaryDirectory[str] | None = None

    def begin(self) -> None:
        """Start the processes beside whatever is done here meanwhile: they take a second to load what they need."""
        pool = self._started()
        self._beginning = threading.Thread(target=_wake, args=(pool, self._size), daemon=True)
        self._beginning.start()

    def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
        """The place of each job and its result, as they are done. Raises `LayoutError`.

        Where a process dies, its job is begun anew, in the end alone, so that it is known which one it was.
        """
        waiting = dict(enumerate(jobs))
        for together in (len(jobs), self._size, 1):
            for batch in _batched(list(waiting), together):
                try:
                    for at, data in self._finished(style, {at: waiting[at] for at in batch}):
                        del waiting[at]
                        yield at, data
                except BrokenProcessPool:
                    self._stop()
                    if together == 1:
                        message = "the process that laid it out was stopped, most likely for want of memory"
                        fault = LayoutError(message, fix="divide it, or make its tables smaller")
                        fault.job = batch[0]
                        raise fault from None
                    break
            if not waiting:
                return

    def _finished(self, style: Style, jobs: dict[int, AnyJob]) -> Iterator[tuple[int, bytes]]:
        path = self._laid_down(style)
        pool = self._started()
        sent: dict[Future[bytes], int] = {
            pool.submit(_in_pool, path, style.key, job, self._limits): at for at, job in jobs.items()
        }
        try:
            for future in as_completed(sent):
                try:
                    yield sent[future], future.result()
                except LayoutError as fault:
                    fault.job = sent[future]
                    raise
        finally:
            for future in sent:
                future.cancel()

    def _started(self) -> Executor:
        if self._pool is None:
            context = get_context("forkserver")
            context.set_forkserver_preload(["publisher.pdf.layout", "publisher.pdf.furniture", "publisher.pdf.fonts"])
            self._pool = ProcessPoolExecutor(self._size, context, begin_process, (self._folder(), self._limits.memory))
        return self._pool

    def _folder(self) -> str:
        if self._spool is None:
            self._spool = tempfile.TemporaryDirectory(prefix="publisher-")
        return self._spool.name

    def _laid_down(self, style: Style) -> str:
        path = Path(self._folder()) / style.key
        if not path.exists():
            path.write_bytes(msgspec.msgpack.encode(style))
        return str(path)

    def _stop(self) -> None:
        if self._beginning is not None:
            self._beginning.join()
            self._beginning = None
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def close(self) -> None:
        """Ends the processes."""
        self._stop()
        if self._spool is not None:
            self._spool.cleanup()
            self._spool = None


def _end_with_parent(folder: str) -> None:
    # One that was killed cannot do so, and its pool would wait for work for ever.
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent, folder), daemon=True).start()


def _end_after(parent: BaseProcess, folder: str) -> None:
    parent.join()
    if folder:
        shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _wake(pool: Executor, count: int) -> None:
    for _ in range(count):
        pool.submit(int)


def begin_process(folder: str = "", memory: int = USUAL.memory) -> None:
    """In a process of a pool: bound its memory, bytes, and end with whoever started it, whose temporary folder it then
    deletes."""
    _end_with_parent(folder)
    bound_memory(memory)


_KEPT = 4
_styles: dict[str, Style] = {}
"""In a process of a pool: the styles that it has loaded, by key."""


def _in_pool(path: str, key: str, job: AnyJob, limits: Limits) -> bytes:
    if key not in _styles:
        if len(_styles) >= _KEPT:
            del _styles[next(iter(_styles))]
        _styles[key] = msgspec.msgpack.decode(Path(path).read_bytes(), type=Style)
    return done(_styles[key], job, limits)


def workers(count: int = 0, cluster: str = "", limits: Limits = USUAL) -> Workers:
    """Workers: processes of this machine (0: as many as it has cores), or a Dask cluster by its address; ``limits``
    are those of each job. Raises OSError where it does not answer, ImportError where Dask is not installed."""
    if cluster:
        from publisher.pdf.cluster import Cluster

        return Cluster(cluster, limits=limits)
    count = count or len(os.sched_getaffinity(0))
    return Pool(count, limits) if count > 1 else Apart(limits)


class Results:
    """What becomes of jobs: from the cache, or else from the workers and then into the cache."""

    def __init__(self, style: Style, crew: Workers, cache: Cache) -> None:
        self.style, self._crew, self.cache = style, crew, cache

    def parts(self, jobs: Sequence[Job], tell: Tell) -> list[Part]:
        """The parts in the order of the jobs; ``tell`` is called with how many are done."""
        return [msgspec.msgpack.decode(data, type=Part) for data in self._all(jobs, tell)]

    def furniture(self, jobs: Sequence[FurnitureJob]) -> list[Furniture]:
        """The margins in the order of the jobs."""
        return [msgspec.msgpack.decode(data, type=Furniture) for data in self._all(jobs, lambda _: None)]

    def fonts(self, jobs: Sequence[FontJob]) -> list[bytes]:
        """The subsets in the order of the jobs."""
        return self._all(jobs, lambda _: None)

    def _all(self, jobs: Sequence[AnyJob], tell: Tell) -> list[bytes]:
        keys = [job.key(self.style) for job in jobs]
        found = [self.cache.get(key) for key in keys]
        missing = [at for at, data in enumerate(found) if data is None]
        count = len(jobs) - len(missing)
        tell(count)
        try:
            for place, data in self._crew.run(self.style, [jobs[at] for at in missing]) if missing else ():
                found[missing[place]] = data
                self.cache.put(keys[missing[place]], data)
                count += 1
                tell(count)
        except LayoutError as fault:
            fault.job = missing[fault.job] if fault.job is not None else None
            raise
        return [data for data in found if data is not None]
