"""Our PDF against that of WeasyPrint alone, from the same markup and the same styles, in the same run.

    python tests/bench/stock.py [--json] [--jobs N] [--title TITLE --language LANGUAGE] SOURCE...

For each source, which may be a sample's folder or any folder of Markdown:

1. a process of its own reads the source, renders markup and stylesheet of its first edition, and writes the file as
   `publisher build` does, with so many processes, but without the cache; what is timed is the step from markup to file
2. another one gives the same markup and stylesheet to WeasyPrint, with its own tagging for PDF/UA-1
3. pages, seconds and peak memory of both, and their ratio, are printed

The peak is that of the process with all that it started, looked at ten times a second (``/proc``; pages that they share
count for each): reading and rendering are in it for both.
"""

import argparse
import json
import logging
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree

from publisher import render
from publisher.dates import modified
from publisher.model import Publication
from publisher.read import find, read
from publisher.render import PrintUnit
from publisher.render.assets import Asset, Assets

CONTENT = Path(__file__).parents[2] / "content"
WAYS = ("ours", "stock")


def main() -> int:
    """Measure the sources and print a table, or JSON."""
    options = _options()
    if options.way:
        sys.stdout.write(json.dumps(measured(options.way, options.source[0], _overrides(options), options.jobs)) + "\n")
        return 0
    results = {}
    for source in [one for folder in options.source or [CONTENT] for one in find(folder)]:
        results[source.stem] = {way: _in_a_process(way, source, options) for way in WAYS}
    sys.stdout.write((json.dumps(results, indent=2) if options.json else table(results)) + "\n")
    return 0


def measured(way: str, source: Path, overrides: Mapping[str, object], jobs: int) -> dict[str, Any]:
    """What it takes to write the PDF one way: pages, seconds, and MB of the file."""
    reading = read(source, overrides)
    publication = reading.publication
    if publication is None:
        raise SystemExit(f"{source} cannot be read: " + "; ".join(str(problem) for problem in reading.problems))
    theme = render.theme(reading.folder)
    settings = publication.pdf.editions[0]
    assets = render.set_in(render.gather(publication, reading.folder, "print", True), publication, settings)
    units = render.print_units(publication, theme, assets, settings=settings)
    css = render.stylesheet(theme, "print", publication, assets, settings)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.pdf"
        if way == "ours":
            seconds = _ours(publication, units, css, assets, path, jobs)
        else:
            seconds = _stock(_as_one(units), css, assets, path)
        with pikepdf.open(path) as file:
            pages = len(file.pages)
        size = path.stat().st_size
    return {"pages": pages, "seconds": round(seconds, 2), "size": round(size / 1e6, 2)}


def table(results: Mapping[str, Mapping[str, Mapping[str, float]]]) -> str:
    """The results as a table for people."""
    lines = [f"{'':16}{'pages':>12}{'seconds':>16}{'memory, MB':>16}{'file, MB':>16}{'time':>8}{'memory':>8}"]
    for name, result in results.items():
        ours, stock = result["ours"], result["stock"]
        pairs = [f"{ours[key]:g} / {stock[key]:g}" for key in ("pages", "seconds", "memory", "size")]
        ratios = [f"{ours[key] / stock[key]:.2f}" for key in ("seconds", "memory")]
        lines.append(
            f"{name:16}{pairs[0]:>12}" + "".join(f"{pair:>16}" for pair in pairs[1:]) + f"{ratios[0]:>8}{ratios[1]:>8}"
        )
    return "\n".join([*lines, "ours / stock WeasyPrint; the last two columns are ours as a share of stock"])


def _as_one(units: Sequence[PrintUnit]) -> bytes:
    """The markup of all units as one document."""
    whole, *others = (etree.fromstring(unit.xhtml) for unit in units)
    for other in others:
        whole.find("{*}body").extend(other.find("{*}body"))
    return etree.tostring(whole, encoding="utf-8")


def _ours(
    publication: Publication, units: Sequence[PrintUnit], css: str, assets: Assets, path: Path, jobs: int
) -> float:
    from publisher import pdf
    from publisher.pdf import assemble, layout  # noqa: F401 (loading is not measured)

    started = time.perf_counter()
    crew = pdf.workers(jobs)
    settings = publication.pdf.editions[0]
    pdf.write(publication, units, css, assets, path, modified(publication), settings=settings, crew=crew)
    seconds = time.perf_counter() - started
    crew.close()
    return seconds


def _stock(xhtml: bytes, css: str, assets: Assets, path: Path) -> float:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    logging.getLogger("weasyprint").setLevel(logging.CRITICAL)
    files: dict[str, Asset] = {f"asset:{asset.name}": asset for asset in assets.all()}

    class Fetcher(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url in files:
                return URLFetcherResponse(url, files[url].data, {"Content-Type": files[url].media_type})
            return super().fetch(url, headers)

    fetcher = Fetcher(allowed_protocols={"data"})
    started = time.perf_counter()
    fonts = FontConfiguration()
    sheet = CSS(string=css, font_config=fonts, url_fetcher=fetcher)
    HTML(string=xhtml.decode(), url_fetcher=fetcher).write_pdf(
        path,
        stylesheets=[sheet],
        font_config=fonts,
        presentational_hints=True,
        pdf_variant="pdf/ua-1",
        pdf_tags=True,
    )
    return time.perf_counter() - started


def _in_a_process(way: str, source: Path, options: argparse.Namespace) -> dict[str, float]:
    command: Sequence[str] = [sys.executable, __file__, "--way", way, str(source)]
    command = [*command, f"--jobs={options.jobs}", *(f"--{key}={value}" for key, value in _overrides(options).items())]
    # Neither sees the machine's fonts, so that both make the same pages.
    fonts = Path(render.__file__).parents[1] / "pdf" / "fonts.conf"
    with tempfile.TemporaryFile("w+") as output, tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command,
            stdout=output,
            stderr=errors,
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
            start_new_session=True,
        )
        peak = 0
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            time.sleep(0.1)
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            raise SystemExit(f"{way} failed with {source}:\n{errors.read()[-3000:]}")
        result: dict[str, float] = json.loads(output.read().splitlines()[-1])
    return {**result, "memory": round(peak / 1e6)}


def _memory(session: int) -> int:
    """The bytes that the processes of a session have in memory."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            # Behind the name, which may hold spaces, stand the state, the parent, the group and the session.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[3]) == session:
                total += int((folder / "statm").read_text().split()[1]) * resource.getpagesize()
        except (OSError, ValueError, IndexError):
            continue
    return total


def _overrides(options: argparse.Namespace) -> dict[str, str]:
    return {key: value for key in ("title", "language") if (value := getattr(options, key))}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", nargs="*", type=Path, help="folders or files; the samples, if there is none")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--jobs", type=int, default=0, help="how many processes ours may have; all cores, if not said")
    parser.add_argument("--title", default="", help="for sources that do not say it")
    parser.add_argument("--language", default="", help="for sources that do not say it")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
