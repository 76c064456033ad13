"""``python -m publisher`` is the same as ``publisher``.

Processes of a pool load this module, too, and shall not load all of the command line with it.
"""


def main() -> None:
    """Run the command line."""
    from publisher.cli import main as run

    run()


if __name__ == "__main__":
    main()
