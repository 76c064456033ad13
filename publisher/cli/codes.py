"""Exit codes of the command line."""

from enum import IntEnum


class Exit(IntEnum):
    """What the command's end means to the shell that called it."""

    GOOD = 0
    PROBLEMS = 1
    """The content or a file has errors."""
    USAGE = 2
    """The command line itself was wrong."""
    MISSING = 3
    """A tool that the command needs is not installed."""
    BUG = 70
    """Our own fault."""
