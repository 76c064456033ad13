"""Run by itself, with a folder of titles and an output: a distribution as made on another day, 400 days from now.

Python's own clocks are moved before anything of ours is imported.
"""

import datetime
import sys
import time
from pathlib import Path

AHEAD = 400 * 24 * 3600
_time, _localtime, _gmtime, _strftime = time.time, time.localtime, time.gmtime, time.strftime


class Later(datetime.datetime):
    """Tells a time that has not come yet."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> "Later":
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def today(cls) -> "Later":
        return cls.now()

    @classmethod
    def utcnow(cls) -> "Later":
        return cls.now(datetime.UTC).replace(tzinfo=None)


class LaterDate(datetime.date):
    """Tells a day that has not come yet."""

    @classmethod
    def today(cls) -> "LaterDate":
        return cls.fromtimestamp(time.time())


def move_clocks() -> None:
    """What asks for the time is given that of another day."""
    time.time = lambda: _time() + AHEAD
    time.time_ns = lambda: int((_time() + AHEAD) * 1e9)
    time.localtime = lambda seconds=None: _localtime(time.time() if seconds is None else seconds)
    time.gmtime = lambda seconds=None: _gmtime(time.time() if seconds is None else seconds)
    time.strftime = lambda form, moment=None: _strftime(form, time.localtime() if moment is None else moment)
    datetime.datetime, datetime.date = Later, LaterDate  # type: ignore[misc]


def main(titles: Path, output: Path, name: str) -> None:
    """Make the folder and its ZIP file beside it."""
    from publisher.distribute import folder
    from publisher.distribute.shelf import Stock
    from publisher.integrity import archive

    folder.distribute((Stock(titles),), output, folder.Options(name=name, leaflet=True, zim=True))
    archive.write_zip(output, output.with_name(f"{output.name}.zip"))


if __name__ == "__main__":
    move_clocks()
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
