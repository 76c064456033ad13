"""How time and memory of a distribution grow with its titles, and when its catalogue is seen.

    python tests/bench/catalogue.py [--json] [--folder DIR] [COUNT...]

For 100, 1,000 and 10,000 synthetic titles (or the counts that are given), each an EPUB and a PDF:

1. a process of its own makes the distribution, without anything kept from before
2. another one makes it again in its place, with nothing changed
3. Chromium opens the catalogue from its file, five times; the median of the first contentful paint is taken, and the
   time from the first letter of a search until what it finds is shown
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
from playwright.sync_api import Page, sync_playwright
from shelves import make_titles, title_of

from publisher.check import ace, program

COUNTS = (100, 1_000, 10_000)
RUNS = 5
MADE = """
import json, resource, sys, time
from pathlib import Path
from publisher.distribute import folder
from publisher.distribute.shelf import Stock
files, output = map(Path, sys.argv[1:])
cache = files / ".cache"
started = time.perf_counter()
made = folder.distribute((Stock(files, None, cache),), output, folder.Options(cache=cache))
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"titles": made.titles, "files": made.files, "seconds": seconds, "mb": peak}))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("counts", nargs="*", type=int, default=list(COUNTS), metavar="COUNT")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--folder", type=Path, help="where the files go; otherwise they are deleted in the end")
    given = parser.parse_args()
    work = given.folder or Path(tempfile.mkdtemp(prefix="catalogue-"))
    try:
        rows = [measured(work, count) for count in given.counts]
    finally:
        if given.folder is None:
            shutil.rmtree(work)
    if given.json:
        print(json.dumps(rows, indent=1))
        return
    print("titles   cold    ms each  peak     again   ms each  peak     first paint  search")
    for row in rows:
        cold, again = row["cold"], row["again"]
        print(
            f"{row['titles']:>6}{cold['seconds']:>7.1f} s{1000 * cold['seconds'] / row['titles']:>9.1f}"
            f"{cold['mb']:>6.0f} MB{again['seconds']:>8.1f} s{1000 * again['seconds'] / row['titles']:>9.1f}"
            f"{again['mb']:>6.0f} MB{row['paint']:>10.0f} ms{row['search']:>5.0f} ms"
        )


def measured(work: Path, count: int) -> dict[str, Any]:
    """One line of the table; seconds, MB and ms."""
    files, output = work / f"files-{count}", work / f"library-{count}"
    if not files.is_dir():
        make_titles(files, count)
    cold, again = made(files, output), made(files, output)
    paint, search = seen(output / "data" / "index.html", count)
    return {"titles": count, "cold": cold, "again": again, "paint": paint, "search": search}


def made(files: Path, output: Path) -> dict[str, Any]:
    """Makes the distribution in a process of its own."""
    done = subprocess.run([sys.executable, "-c", MADE, files, output], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def seen(page: Path, count: int) -> tuple[float, float]:
    """When the first content of a page is painted, and how long a search takes, ms."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program.find(*ace.BROWSERS), args=["--no-sandbox"])
        both = [_once(browser.new_page(), page, count) for _ in range(RUNS)]
        browser.close()
    return statistics.median(one for one, _ in both), statistics.median(one for _, one in both)


def _once(page: Page, path: Path, count: int) -> tuple[float, float]:
    page.goto(path.as_uri())
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    started = time.perf_counter()
    page.get_by_role("searchbox").fill(title_of(count - 1))
    page.locator("#found .card").first.wait_for()
    search = 1000 * (time.perf_counter() - started)
    page.close()
    return paint, search


if __name__ == "__main__":
    main()
