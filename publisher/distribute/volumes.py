"""A distribution in numbered volumes, each of at most so many bytes and usable by itself.

1. the titles are divided, in their order, by what they are reckoned to need
2. all volumes are made beside their places; if one became too large after all, they are divided anew
3. they are moved into their places, and volumes that there are no longer go away
"""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import structs

from publisher.distribute.folder import (
    Distributed,
    Options,
    Sign,
    Tell,
    check_place,
    make,
    mark,
    wanted,
)
from publisher.distribute.medium import Medium, RoomError, check_room, medium_of, packed
from publisher.distribute.shelf import Shelf, Stock, shelve
from publisher.distribute.words import words
from publisher.integrity.place import placed, recover, workshop
from publisher.integrity.room import BLOCK, taken
from publisher.model import Place, Problem

_TRIES = 4


def distribute_volumes(
    stocks: Sequence[Stock],
    output: Path,
    limit: int,
    options: Options,
    tell: Tell = lambda _name, _stage: None,
    sign: Sign | None = None,
    medium: Medium | None = None,
) -> tuple[Distributed, ...]:
    """Make the folders ``output-1``, ``output-2`` and so on, each of at most ``limit`` bytes.

    The first of them has the problems of all. Raises what `distribute` does, and `RoomError` too where not one title
    goes into a volume.
    """
    place = check_volumes(output)
    place.parent.mkdir(parents=True, exist_ok=True)
    with workshop(place) as work:
        shop = work.path
        shelf, problems = shelve(stocks, shop, lambda name: tell(name, "reading"))
        check_room(shelf, output, medium or medium_of(output), wanted(options, output, limit))
        told = structs.replace(options, before=options.before or tuple(existing(place)))
        made, alone = _made(shelf, shop, limit, told, tell, sign)
        problems += tuple(_too_large(slug, limit) for slug in alone)
        for number in range(1, len(made) + 1):
            check_place(volume(place, number))
        for number in range(1, len(made) + 1):
            with workshop(volume(place, number)) as one:
                (shop / str(number)).rename(one.new)
                one.take_place()
        for rest in list(existing(place))[len(made) :]:
            shutil.rmtree(rest)
    finished = [structs.replace(one, folder=str(volume(output, at))) for at, one in enumerate(made, start=1)]
    return (structs.replace(finished[0], problems=problems + finished[0].problems), *finished[1:])


def check_volumes(output: Path) -> Path:
    """Where the volumes are, without their numbers; those that a broken off run left beside their places are put back.

    Raises `NotOursError` where one of them may not be replaced, `PlaceError` where it cannot be.
    """
    place = placed(output)
    number = 1
    while recover(volume(place, number)) or volume(place, number).is_dir():
        number += 1
    for one in (volume(place, 1), *existing(place)):
        check_place(one)
    return place


def volume(output: Path, number: int) -> Path:
    """The folder of the volume with this number, from 1."""
    return output.with_name(f"{output.name}-{number}")


def existing(output: Path) -> Iterator[Path]:
    """The volumes that are there, in order."""
    number = 1
    while (volume(output, number) / "data").is_dir() and _is_volume(volume(output, number)):
        yield volume(output, number)
        number += 1


def _is_volume(folder: Path) -> bool:
    try:
        return mark(folder).volume > 0
    except (OSError, ValueError):
        return False


def _made(
    shelf: Shelf, shop: Path, limit: int, options: Options, tell: Tell, sign: Sign | None
) -> tuple[list[Distributed], list[str]]:
    """The volumes, in folders named for their numbers; and the titles that are too large for any."""
    aimed = limit
    for _ in range(_TRIES):
        groups, alone = packed(shelf, aimed, zim=options.zim)
        if not groups:
            raise RoomError(f"no title goes into {limit:,} bytes; name a larger size with --split")
        made, largest = [], 0
        for number, slugs in enumerate(groups, start=1):
            shutil.rmtree(shop / str(number), ignore_errors=True)
            name = words(options.language)("volume", name=options.name, number=number, count=len(groups))
            told = structs.replace(options, name=name)
            made.append(make(shelf.only(slugs), shop / str(number), told, tell, sign, (number, len(groups))))
            largest = max(largest, _taken(shop / str(number)))
        if largest <= limit:
            return made, alone
        aimed = aimed * limit // largest - BLOCK
    raise RoomError(f"the volumes stay larger than {limit:,} bytes; name a larger size with --split")


def _taken(folder: Path) -> int:
    """What a folder takes on a medium that is divided into blocks, bytes."""
    return sum(taken(path.stat().st_size) for path in folder.rglob("*"))


def _too_large(slug: str, limit: int) -> Problem:
    return Problem(
        code="title-large",
        message=f"the title is left out: it does not go into a volume of {limit:,} bytes",
        place=Place(slug),
        fix="name a larger size with --split",
    )
