"""Who lays out the parts of a book: this process, or a pool of processes on this machine.

The same jobs give the same parts wherever they are done, so that the file does not depend on it. What was done before
is taken from the cache.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Protocol

import msgspec

from publisher.cache import Cache
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


def done(style: Style, job: AnyJob) -> bytes:
    """The result of a job, encoded."""
    # WeasyPrint takes half a second to load; whoever only reads the cache shall not wait for it.
    from publisher.pdf.fonts import cut_down
    from publisher.pdf.furniture import furnish
    from publisher.pdf.layout import lay_out

    match job:
        case Job():
            return msgspec.msgpack.encode(lay_out(style, job))
        case FurnitureJob():
            return msgspec.msgpack.encode(furnish(style, job))
        case FontJob():
            return cut_down(style.file(job.file), job.index, job.glyphs)


class Here:
    """Does the jobs one after the other in this process."""

    def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
        """The place of each job and its result."""
        for at, job in enumerate(jobs):
            yield at, done(style, job)

    def close(self) -> None:
        """Nothing is held."""


_styles: list[Style] = []
"""In a process of a pool: the style that it was started for."""


def _begin(style: Style) -> None:
    _styles[:] = [style]


def _in_pool(job: AnyJob) -> bytes:
    return done(_styles[0], job)


class Pool:
    """Does the jobs in processes of this machine, which are started with the first job of a style."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._pool: Executor | None = None
        self._key = ""

    def run(self, style: Style, jobs: Sequence[AnyJob]) -> Iterator[tuple[int, bytes]]:
        """The place of each job and its result, as they are done."""
        if self._pool is None or self._key != style.key:
            self.close()
            context = get_context("forkserver")
            context.set_forkserver_preload(["publisher.pdf.layout", "publisher.pdf.furniture"])
            self._pool = ProcessPoolExecutor(self._size, context, _begin, (style,))
            self._key = style.key
        waiting: dict[Future[bytes], int] = {self._pool.submit(_in_pool, job): at for at, job in enumerate(jobs)}
        try:
            for future in as_completed(waiting):
                yield waiting[future], future.result()
        except BrokenProcessPool:
            self.close()
            raise LayoutError("a process that lays out pages was stopped, most likely for want of memory") from None
        finally:
            for future in waiting:
                future.cancel()

    def close(self) -> None:
        """Ends the processes."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None


def workers(count: int) -> Workers:
    """Workers for this machine: a pool, or this process if one is enough."""
    return Pool(count) if count > 1 else Here()


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
        for place, data in self._crew.run(self.style, [jobs[at] for at in missing]) if missing else ():
            found[missing[place]] = data
            self.cache.put(keys[missing[place]], data)
            count += 1
            tell(count)
        return [data for data in found if data is not None]
