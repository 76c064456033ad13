"""``python -m publisher`` is the same as ``publisher``."""

from publisher.cli import main

if __name__ == "__main__":
    main()
