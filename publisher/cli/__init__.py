"""The command line: one thin file a command, which asks the stages and shows what they say.

``app`` gathers the commands; ``console`` shows problems, progress and tables; ``codes`` are the exit codes.
"""

from publisher.cli.app import main

__all__ = ["main"]
