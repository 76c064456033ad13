"""How far a long work is, and how long it will take: reckoned from the titles that were built, or the parts of one.

Titles that had not changed are done at once, and say nothing of how long the others take.
"""

import time

from publisher.pdf import Stage


class Progress:
    """What is known of a work of ``total`` titles; call it with a title, its stage, and whether the title is done."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self._title = self._stage = ""
        self._built = 0
        self._began = self._since = self._parts_since = time.monotonic()

    def __call__(self, title: str, stage: str, finished: bool = False, fresh: bool = True) -> None:
        """Note a stage; a title that is finished but not ``fresh`` was not built now."""
        if isinstance(stage, Stage) and not stage.done:
            self._parts_since = time.monotonic()
        self._title, self._stage = title, stage
        self.done += finished
        if finished and fresh:
            self._built += 1
        elif finished:
            self._since = time.monotonic()

    @property
    def stage(self) -> str:
        """What is being done, with the name of the title."""
        return f"{self._title}: {self._stage}" if self._title and self._stage else self._title or self._stage

    @property
    def share(self) -> float:
        """How much is done, from 0 to 1; of a single title the share of its chapters."""
        if self.total == 1 and not self.done and isinstance(self._stage, Stage):
            return self._stage.done / max(self._stage.parts, 1)
        return self.done / self.total if self.total else 0.0

    @property
    def left(self) -> float | None:
        """How many seconds it will still take, if that can be said."""
        now = time.monotonic()
        if self._built:
            return (now - self._since) / self._built * (self.total - self.done)
        if self.total == 1 and isinstance(self._stage, Stage) and self._stage.done:
            return (now - self._parts_since) / self._stage.done * (self._stage.parts - self._stage.done)
        return None

    def __str__(self) -> str:
        """A line for a log: ``12 of 1,000 titles in 1:20, about 1:49:20 left (tide.md: checking)``."""
        titles = f"{self.done:,} of {self.total:,} titles in " if self.total else ""
        left = f", about {clock(self.left)} left" if self.left is not None else ""
        stage = f" ({self.stage})" if self.stage else ""
        return f"{titles}{clock(time.monotonic() - self._began)}{left}{stage}"


def clock(seconds: float) -> str:
    """A time as a clock shows it: ``0:07``, ``1:02:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
