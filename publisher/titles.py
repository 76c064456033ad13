"""Many titles: those that changed are built, side by side, and what becomes of each is told as it is done.

A few titles are built one after the other, and their chapters are laid out side by side. Of many titles, each is built
by a process of its own, so that reading, rendering and writing are done side by side, too. The processes are kept, so
that fonts and stylesheets are loaded once. A cluster gets many titles whole, too; those that do not come back are built
here.
"""

import os
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path

import msgspec
from msgspec import Struct

from publisher.build import FORMATS, Built, Format, build
from publisher.cache import Cache
from publisher.dates import EPOCH
from publisher.manifest import Manifest
from publisher.model import EditionName, Problem
from publisher.parcels import Order, Parcel, Returned, build_parcel, pack, unpack
from publisher.pdf import Workers
from publisher.pdf.cluster import Cluster, refuse_others
from publisher.pdf.limits import USUAL
from publisher.pdf.workers import Pool, begin_process
from publisher.read import name_of
from publisher.staging import sweep

Tell = Callable[[str, str], None]
"""Called with the name of a title and its stage."""
_MANY = 3
"""How many titles for each process make it worth while to give each title to one of them."""
_AHEAD = 4
"""How many titles for each process are handed out at a time."""
_TITLES_A_PROCESS = 200
"""After how many titles a process is replaced, so that its memory stays what it was."""


class Options(Struct, frozen=True, kw_only=True):
    """How titles are built; the same for all of them."""

    formats: tuple[Format, ...] = FORMATS
    draft: bool = False
    checks: bool = True
    editions: tuple[EditionName, ...] = ()
    overrides: Mapping[str, str | list[str]] = {}


class Done(Struct, frozen=True):
    """A title that is done; ``fresh`` says that it was built now."""

    source: Path
    built: Built
    fresh: bool = True


def build_all(
    sources: Sequence[Path],
    output: Path,
    options: Options,
    *,
    hire: Callable[[], Workers],
    jobs: int = 0,
    apart: bool = True,
    cache: Path | None = None,
    tell: Tell = lambda _name, _stage: None,
) -> Iterator[Done]:
    """Builds the titles and gives each as it is done, in any order; those that did not change at once.

    Few titles are laid out by the workers that are hired then; of many, where they may be ``apart``, each has one of
    ``jobs`` processes (0: one a core) of its own. ``cache`` is the folder that remembers what was built and laid out.
    Raises OSError where ``output`` cannot be written to.
    """
    manifest = Manifest(cache, msgspec.msgpack.encode((options, str(output.resolve())), order="sorted"))
    sweep(output)
    changed = []
    names: dict[str, Path] = {}
    for source in sources:
        if (other := names.setdefault(name_of(source), source)) is not source:
            yield Done(source, _twice(source, other), fresh=False)
            continue
        before = manifest.unchanged(source)
        if before is None:
            changed.append(source)
        else:
            yield Done(source, before, fresh=False)
    count = jobs or len(os.sched_getaffinity(0))
    if apart and count > 1 and len(changed) >= _MANY * count:
        titles = _apart(changed, output, options, count, cache, tell)
    else:
        titles = _in_turn(changed, output, options, hire, cache, tell)
    try:
        for done in titles:
            manifest.keep(done.built)
            yield done
    finally:
        # Also of a run that is broken off.
        titles.close()
        manifest.tidy()
        if changed:
            Cache(cache).sweep()


def _twice(source: Path, other: Path) -> Built:
    """Two titles whose files would have the same names: the second one is not built."""
    problem = Problem(
        code="name-twice",
        message=f"its files would have the same names as those of {other}",
        fix="give one of the two another name",
    )
    return Built(source=str(source), slug=name_of(source), problems=(problem,))


def _in_turn(
    sources: Sequence[Path],
    output: Path,
    options: Options,
    hire: Callable[[], Workers],
    cache: Path | None,
    tell: Tell,
) -> Generator[Done, None, None]:
    if not sources:
        return
    crew = hire()
    if isinstance(crew, Pool) and "pdf" in options.formats:
        crew.begin()
    left = list(sources)
    try:
        if isinstance(crew, Cluster) and len(sources) >= _MANY:
            for done in _away(crew, sources, output, options):
                left.remove(done.source)
                tell(done.source.name, "")
                yield done
        for source in left:
            yield Done(source, _one(source, output, options, crew, cache, partial(tell, source.name)))
    finally:
        crew.close()


def _away(cluster: Cluster, sources: Sequence[Path], output: Path, options: Options) -> Iterator[Done]:
    """The titles that a cluster builds: those that can travel, and came back."""
    order = Order(
        formats=options.formats,
        draft=options.draft,
        checks=options.checks,
        editions=options.editions,
        overrides=options.overrides,
        epoch=os.environ.get(EPOCH, ""),
    )
    known: dict[Path, tuple[str, ...]] = {}

    def calls() -> Iterator[tuple[Path, tuple[Parcel, Order]]]:
        for source in sources:
            parcel = pack(source, options.overrides)
            if parcel is not None:
                known[source] = parcel.inputs
                yield source, (parcel, order)

    for source, returned in cluster.each(_built_there, calls()):
        if returned is not None:
            yield Done(source, unpack(returned, source, known.pop(source), output))


def _built_there(wanted: str, parcel: Parcel, order: Order) -> Returned:
    """On a worker of a cluster."""
    refuse_others(wanted)
    return build_parcel(parcel, order)


def _one(
    source: Path,
    output: Path,
    options: Options,
    crew: Workers | None,
    cache: Path | None,
    progress: Callable[[str], None] = lambda _stage: None,
) -> Built:
    return build(
        source,
        output,
        formats=options.formats,
        draft=options.draft,
        checks=options.checks,
        editions=options.editions,
        overrides=options.overrides,
        progress=progress,
        crew=crew,
        cache=_cache(cache),
    )


@lru_cache(maxsize=4)
def _cache(folder: Path | None) -> Cache:
    """The cache in a folder; one a process, so that it knows how much the process has written."""
    return Cache(folder)


def _apart(
    sources: Sequence[Path], output: Path, options: Options, count: int, cache: Path | None, tell: Tell
) -> Generator[Done, None, None]:
    """Each title in a process of a pool. Where a process dies, those that were at work are begun anew, each alone."""
    left = list(sources)

    def together(some: Sequence[Path], size: int, ahead: int) -> Iterator[Done]:
        pool = _pool(size)
        try:
            for done in _handed_out(pool, list(some), output, options, cache, ahead, tell):
                left.remove(done.source)
                yield done
        finally:
            pool.shutdown(cancel_futures=True)

    while left:
        try:
            yield from together(left, count, _AHEAD * count)
        except BrokenProcessPool:
            for source in left[: _AHEAD * count]:
                try:
                    yield from together((source,), 1, 1)
                except BrokenProcessPool:
                    left.remove(source)
                    message = "its process was stopped again and again, most likely for want of memory"
                    yield Done(source, _stopped(source, message))


def _result(future: Future[Built], source: Path) -> Built:
    """What became of a title; one that wants more memory than its process may have was not built."""
    try:
        return future.result()
    except MemoryError:
        return _stopped(source, f"it takes more than {USUAL.memory / 2**30:g} GB of memory")


def _stopped(source: Path, why: str) -> Built:
    """A title that could not be built."""
    message = f"it could not be built: {why}"
    problem = Problem(code="build-stopped", message=message, fix="build it alone, or divide it")
    return Built(source=str(source), slug=name_of(source), problems=(problem,))


def _pool(size: int) -> ProcessPoolExecutor:
    context = get_context("forkserver")
    context.set_forkserver_preload(["publisher.build", "publisher.pdf.layout", "publisher.pdf.furniture"])
    return ProcessPoolExecutor(size, context, begin_process, max_tasks_per_child=_TITLES_A_PROCESS)


def _handed_out(
    pool: ProcessPoolExecutor,
    sources: list[Path],
    output: Path,
    options: Options,
    cache: Path | None,
    ahead: int,
    tell: Tell,
) -> Iterator[Done]:
    """A few titles at a time, so that thousands of them do not wait in memory."""
    waiting: dict[Future[Built], Path] = {}
    sources.reverse()
    while sources or waiting:
        while sources and len(waiting) < ahead:
            source = sources.pop()
            waiting[pool.submit(_one, source, output, options, None, cache)] = source
        finished, _ = wait(waiting, return_when=FIRST_COMPLETED)
        for future in finished:
            source = waiting.pop(future)
            tell(source.name, "")
            yield Done(source, _result(future, source))
