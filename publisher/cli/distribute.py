"""`publisher distribute`: a folder of titles to hand out where there is no network."""

import importlib.util
import time
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct
from rich.table import Table

from publisher.build import Built
from publisher.cli import console
from publisher.cli.build import editions_of, found_in, hired, report
from publisher.cli.codes import Exit
from publisher.cli.packing import pack
from publisher.cli.recovery import recovered, say_left_over
from publisher.cli.sending import sender_to
from publisher.cli.updating import update_to, write
from publisher.cli.verify import asked, signing
from publisher.distribute import folder, volumes
from publisher.distribute.medium import RoomError, size_of
from publisher.distribute.shelf import Stock
from publisher.distribute.web import safe_address
from publisher.integrity.place import BrokenOffError, PlaceError
from publisher.model import Problem, stops
from publisher.read import find
from publisher.titles import Options, build_all


class _Result(Struct, frozen=True):
    """What the command tells tools; ``more`` are the other volumes."""

    distributed: folder.Distributed | None
    built: tuple[Built, ...] = ()
    more: tuple[folder.Distributed, ...] = ()


def distribute(
    sources: Annotated[
        list[Path],
        typer.Argument(
            metavar="SOURCE|BUILD...", help="Publications as publisher build takes them, or folders of finished files."
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="DIR", help="The folder that is handed out.")],
    title: Annotated[str, typer.Option(metavar="NAME", help="What the whole is called.")] = "Library",
    built: Annotated[
        Path, typer.Option("--build", metavar="DIR", help="Where sources are built, and what is known is kept.")
    ] = Path("build"),
    zim: Annotated[bool, typer.Option("--zim", help="Write one file for Kiwix, too: data/kiwix/NAME.zim.")] = False,
    leaflet: Annotated[
        bool, typer.Option("--leaflet", help="Write a page to print that says how to open it, too: data/leaflet.pdf.")
    ] = False,
    address: Annotated[
        str, typer.Option(metavar="URL", help="Where the folder is on the web, if anywhere: for the leaflet and feeds.")
    ] = "",
    sign: Annotated[
        Path | None,
        typer.Option(metavar="KEY", help="Sign it with a key of publisher keygen, or of minisign."),
    ] = None,
    zip_: Annotated[bool, typer.Option("--zip", help="Write all of it into one ZIP file, too: DIR.zip.")] = False,
    edition: Annotated[
        list[str] | None,
        typer.Option(help="Printed editions to build of sources: print, a4, screen, large-print. May be repeated."),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            metavar="OLD_DIR",
            help="What was handed out before: pages say what has changed, and an update is written, DIR-update.",
        ),
    ] = None,
    split: Annotated[
        str, typer.Option(metavar="SIZE", help="Make DIR-1, DIR-2 and so on, none larger than SIZE: 4GB, 700MB.")
    ] = "",
    update: Annotated[
        Path | None,
        typer.Option(metavar="UPDATE_DIR", help="Where the update is written, if not into DIR-update."),
    ] = None,
    to: Annotated[
        str, typer.Option(metavar="URL", help="Send it to a store of files, too, what has changed: s3://bucket/folder.")
    ] = "",
    draft: Annotated[bool, typer.Option("--draft", help="Hand out sources in spite of their problems.")] = False,
    check: Annotated[bool, typer.Option("--check/--no-check", help="Check what is built.")] = True,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, help="How many processes lay out pages; 0: one a core.")
    ] = 0,
    style: Annotated[console.Style, typer.Option("--format", help="How the result is printed.")] = console.Style.TEXT,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print problems only.")] = False,
) -> None:
    """Make a folder of titles to hand out: on a stick, a phone, a school's server, any web host.

    Sources are built first. Open DIR/index.html in any browser; it needs neither network nor script.

    Examples:

      publisher distribute content --output handout --title "Harbour Library"

      publisher distribute build more-titles --output /media/stick/library

      publisher distribute build --output sticks --split 8GB --zip
    """
    started = time.perf_counter()
    hidden = quiet or style is console.Style.JSON
    limit = _limit(split, update)
    sender = sender_to(to, limit)
    before = _checked(output, limit, since)
    small = update_to(output, before, update, split=bool(limit))
    if address and not safe_address(address):
        raise typer.BadParameter(f"{address} is no address on the web; write https://…", param_hint="--address")
    if zim and not _has_kiwix():
        console.errors.print("--zim needs libzim and langcodes: pip install 'publisher[kiwix]'", markup=False)
        raise typer.Exit(Exit.MISSING)
    signed = _signer(sign, title) if sign is not None else None
    stocks, built_now = _stocks(sources, built, edition or [], Options(draft=draft, checks=check), jobs, style, hidden)
    stopped = [one for one in built_now if not (one.good or (draft and one.made))]
    if stopped and not any(stock.names is None or stock.names for stock in stocks):
        _finish(_Result(None, tuple(built_now)), style, ())
        raise typer.Exit(Exit.PROBLEMS)
    options = folder.Options(
        name=title, address=address, zim=zim, zip=zip_, leaflet=leaflet, before=before, cache=built / ".cache",
        update=small,
    )  # fmt: skip
    with console.progress(0, hidden) as step:
        try:
            if limit:
                made = volumes.distribute_volumes(stocks, output, limit, options, step, signed)
            else:
                made = (folder.distribute(stocks, output, options, step, signed),)
        except BrokenOffError as fault:
            console.errors.print(f"{fault}.", markup=False)
            raise typer.Exit(Exit.PROBLEMS) from None
        except (RoomError, PlaceError) as fault:
            console.errors.print(f"Nothing was written: {fault}.", markup=False)
            raise typer.Exit(Exit.PROBLEMS) from None
        for one in made:
            say_left_over(Path(one.folder).resolve())
        for place in (Path(one.folder) for one in made if zip_):
            step(place.name, "packing")
            pack(place)
        if sender is not None:
            sender(output, step)
        if small is not None:
            step(small.name, "collecting what has changed")
            write(options, output, signed, told=not hidden)
    problems = tuple(problem for one in made for problem in one.problems)
    _finish(_Result(made[0], tuple(built_now), made[1:]), style, problems)
    if style is console.Style.TEXT and not quiet:
        _summary(made, time.perf_counter() - started)
    raise typer.Exit(Exit.PROBLEMS if stopped or stops(problems) else Exit.GOOD)


def _checked(output: Path, limit: int, since: Path | None) -> tuple[Path, ...]:
    """Say what is wrong with the folders before anything is built; gives what was handed out before."""
    for place in (output, *([since] if since else [])):
        recovered(place)
    try:
        if limit:
            volumes.check_volumes(output)
        else:
            folder.check_place(output)
    except PlaceError as fault:
        raise typer.BadParameter(str(fault), param_hint="--output") from None
    except folder.NotOursError as fault:
        said = f"{fault}; name a new or empty folder, or one that publisher distribute has made"
        raise typer.BadParameter(said, param_hint="--output") from None
    before = _before(since)
    if not all((one / folder.ROOT / folder.MARK).is_file() for one in before):
        raise typer.BadParameter(f"{since} is no folder that publisher distribute has made", param_hint="--since")
    return before


def _limit(split: str, update: Path | None) -> int:
    """How many bytes a volume may have; 0 where there are none."""
    if not split:
        return 0
    if update is not None:
        raise typer.BadParameter("volumes have no updates; leave out --update", param_hint="--split")
    try:
        return size_of(split)
    except ValueError as fault:
        raise typer.BadParameter(str(fault), param_hint="--split") from None


def _before(since: Path | None) -> tuple[Path, ...]:
    """What was handed out before: a folder, or its volumes."""
    if since is None:
        return ()
    return (since,) if since.exists() else tuple(volumes.existing(since)) or (since,)


def _signer(path: Path, title: str) -> folder.Sign:
    """Signs with the key in a file, whose password is asked for if it has one."""
    minisign = signing()
    try:
        try:
            key = minisign.read_secret(path)
        except minisign.LockedError:
            key = minisign.read_secret(path, asked(f"The password of {path}"))
    except minisign.KeyFileError as fault:
        raise typer.BadParameter(str(fault), param_hint="--sign") from None
    return lambda file: str(key.signature(file, f"{' '.join(title.split())}, handed out with publisher"))


def _has_kiwix() -> bool:
    return all(importlib.util.find_spec(name) for name in ("libzim", "langcodes"))


def _stocks(
    sources: list[Path],
    built: Path,
    editions: list[str],
    options: Options,
    jobs: int,
    style: console.Style,
    hidden: bool,
) -> tuple[list[Stock], list[Built]]:
    """The folders of finished files; sources are built into one of their own first."""
    finished = [source for source in sources if _is_finished(source)]
    publications = [one for source in sources if source not in finished for one in found_in([source])]
    stocks = [Stock(source, None, source / ".cache") for source in finished]
    results: list[Built] = []
    if publications:
        wanted = Options(draft=options.draft, checks=options.checks, editions=editions_of(editions))
        with console.progress(len(publications), hidden) as step:
            for done in build_all(
                publications, built, wanted, hire=partial(hired, jobs, ""), jobs=jobs, cache=built / ".cache", tell=step
            ):
                step(done.source.name, "", True)
                results.append(done.built)
                if style is console.Style.TEXT:
                    report(done.built, done.source)
        names = frozenset(one.slug for one in results if one.made)
        stocks.append(Stock(built, names, built / ".cache"))
    return stocks, results


def _is_finished(source: Path) -> bool:
    """Whether a folder holds finished files and no publication."""
    if not source.is_dir() or find(source):
        return False
    return any(path.suffix in (".epub", ".pdf") for path in source.iterdir())


def _finish(result: _Result, style: console.Style, problems: tuple[Problem, ...]) -> None:
    if style is console.Style.JSON:
        console.show_json(result)
        return
    console.show_problems(problems)
    if result.distributed is None:
        console.errors.print("No title could be built; nothing was written.", markup=False)


def _summary(made: tuple[folder.Distributed, ...], seconds: float) -> None:
    table = Table(box=None, pad_edge=False)
    for heading in ("Folder", "Titles", "Files", "Size", "Problems"):
        table.add_column(heading, justify="left" if heading in ("Folder", "Problems") else "right", overflow="fold")
    for one in made:
        table.add_row(
            one.folder,
            f"{one.titles:,}",
            f"{one.files:,}",
            console.size(one.bytes),
            console.tally(one.problems) or "none",
        )
    console.output.print(table)
    console.output.print(f"Open {made[0].folder}/index.html; made in {seconds:.1f} s", markup=False)
