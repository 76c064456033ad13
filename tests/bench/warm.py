"""How long a build takes after an edit in the process of the preview: `python warm.py SOURCE FOLDER CHAPTER`.

Prints the seconds of the third edit: the process has done everything before.
"""

import sys
import time
from pathlib import Path

from publisher.pdf import workers
from publisher.preview.workshop import Workshop


def main() -> None:
    """Build, edit and build again."""
    source, folder, chapter = map(Path, sys.argv[1:])
    workshop = Workshop(source, workers(2), folder / ".cache", overrides={"title": "The Book", "language": "en"})
    text = chapter.read_text()
    try:
        workshop.build()
        for number in range(3):
            chapter.write_text(f"{text}\nSentence {number} stands here.\n")
            started = time.perf_counter()
            shown = workshop.build()
            seconds = time.perf_counter() - started
            print(f"{seconds:.2f} s, {sum(len(one.pages) for one in shown.editions)} pages", file=sys.stderr)
    finally:
        chapter.write_text(text)
        workshop.close()
    print(f"{seconds:.2f}")


if __name__ == "__main__":
    main()
