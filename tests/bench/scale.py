"""How the builds grow: what `make bench` runs.

    python tests/bench/scale.py [--corpus DIR] [--output DIR] [--pages N,N,N] [--articles N] [--titles N,N,N] [PART...]

The parts, all of them where none is named; each compares programs in the same run, one after the other:

corpus    the book of the corpus: cold with one and two workers, unchanged, one chapter edited from the command line and
          in the process of the preview; stock WeasyPrint with the same markup and styles; its EPUB against pandoc's
pages     books of 100, 1,000 and 3,000 pages: milliseconds a page; stock WeasyPrint and Typst (by way of pandoc)
articles  a thousand articles of a page to both formats; pandoc with WeasyPrint for some of them, one after the other
catalogue distributions of 100, 1,000 and 10,000 small titles: made, made again, and opened in Chromium; the rows of the
          manual's table are in ``catalogue.json``, too

Prints a table of ratios with the targets that they are to reach, and of seconds and memory (MiB, of the largest process
and of all together); writes ``scale.json`` and the chart ``scale.svg`` into the output folder.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import books
import catalogue
import chart
import msgspec
import stock
from msgspec import Struct
from run import Run, publisher, run

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "rust-book"
PARTS = ("corpus", "pages", "articles", "catalogue")
STOCK_AT_MOST = 1000
"""For how many pages stock WeasyPrint is measured: it takes nine times as long for three times as many."""
SAMPLE = 20
"""How many articles pandoc and WeasyPrint make: each takes as long as the others."""
GIVEN = ("--draft", "--title", "The Book", "--language", "en", "--no-check")
"""What the corpus needs: it has links that lead nowhere, and no title."""
PREVIEW = Path(__file__).with_name("warm.py")


class Measure(Struct, frozen=True):
    """A ratio, and what it is to be at most (or at least)."""

    name: str
    value: float
    target: float
    least: bool = False

    @property
    def reached(self) -> bool:
        return self.value >= self.target if self.least else self.value <= self.target


class Report(Struct):
    """Everything that was measured."""

    measures: list[Measure] = []
    runs: dict[str, Run] = {}

    def took(self, name: str, one: Run) -> Run:
        """Keep a run, and tell that it is done."""
        self.runs[name] = one
        print(f"{name:52}{one.seconds:>9.2f} s{one.largest:>8.0f}{one.together:>8.0f} MiB", flush=True)
        return one

    def ratio(self, name: str, value: float, target: float, least: bool = False) -> None:
        self.measures.append(Measure(name, round(value, 3), target, least))


def main() -> None:
    """Measure the parts, and write the report."""
    given = _options()
    report = Report()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        work = Path(name)
        if "corpus" in given.parts:
            if given.corpus.is_dir():
                corpus(report, given.corpus, work)
            else:
                print(f"corpus: left out, {given.corpus} is not there")
        if "pages" in given.parts:
            pages(report, [int(one) for one in given.pages.split(",")], work)
        if "articles" in given.parts:
            articles(report, given.articles, work)
        if "catalogue" in given.parts:
            titles(report, [int(one) for one in given.titles.split(",")], work, given.output)
    print()
    for one in report.measures:
        sign = "at least" if one.least else "at most"
        print(f"{one.name:60}{one.value:>8.3f}  {sign} {one.target:g}{'' if one.reached else '  MISSED'}")
    given.output.mkdir(parents=True, exist_ok=True)
    (given.output / "scale.json").write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    (given.output / "scale.svg").write_text(
        chart.svg([(one.name, one.value, one.target, one.least) for one in report.measures])
    )


def corpus(report: Report, source: Path, work: Path) -> None:
    """A real book."""
    copy = Path(shutil.copytree(source, work / "corpus"))
    build = ("build", copy, *GIVEN)
    cold = report.took("corpus, both formats, cold, 2 workers", publisher(*build, "-j", "2", "-o", work / "c2"))
    alone = report.took("corpus, both formats, cold, 1 worker", publisher(*build, "-j", "1", "-o", work / "c1"))
    same = report.took("corpus, both formats, unchanged", publisher(*build, "-j", "2", "-o", work / "c2"))
    _edit(copy)
    edited = report.took("corpus, both formats, one chapter edited", publisher(*build, "-j", "2", "-o", work / "c2"))
    warm = _warm(copy, work / "warm")
    report.took("corpus, both formats, one chapter edited in the preview", Run(warm, 0, 0))
    ours, theirs = (_stock(way, copy) for way in ("ours", "stock"))
    report.took("corpus, PDF from the markup", ours)
    report.took("corpus, PDF from the markup, stock WeasyPrint", theirs)
    report.ratio("corpus: cold PDF, share of stock WeasyPrint", ours.seconds / theirs.seconds, 0.4)
    report.ratio("corpus: MiB in the largest process, of 250", cold.largest / 250, 1)
    report.ratio("corpus: one chapter edited, share of cold", edited.seconds / cold.seconds, 0.12)
    report.ratio("corpus: one chapter edited in the preview, share of cold", warm / cold.seconds, 0.06)
    report.ratio("corpus: nothing changed, of 1.5 s", same.seconds / 1.5, 1)
    report.ratio("corpus: two workers, times one", alone.seconds / cold.seconds, 1.7, least=True)
    epub = report.took("corpus, EPUB alone", publisher(*build, "--to", "epub", "--no-cache", "-o", work / "e"))
    texts = sorted(_chapters(copy))
    command = (_pandoc(), "-f", "gfm", "-t", "epub3", "--metadata", "title=The Book", "--resource-path", copy / "src")
    pandoc = report.took("corpus, EPUB alone, pandoc", run(*command, "-o", work / "p.epub", *texts))
    report.ratio("corpus: EPUB alone, share of pandoc", epub.seconds / pandoc.seconds, 0.5)


def pages(report: Report, sizes: list[int], work: Path) -> None:
    """Books of any length."""
    each = {}
    for size in sizes:
        source = books.book(work / f"book-{size}", size)
        build = ("build", source, "--to", "pdf", "--no-check")
        said = f"{size:,} pages, PDF"
        kept = (*build, "-j", "2", "-o", work / f"b{size}")
        made = report.took(f"{said}, cold, 2 workers", publisher(*kept, "--format", "json"))
        count = json.loads(made.output)[0]["made"][0]["pages"]
        each[size] = 1000 * made.seconds / count
        print(f"{'':20}{count} pages, {each[size]:.1f} ms a page", flush=True)
        report.took(f"{said}, unchanged", publisher(*kept))
        _edit_one(sorted(source.glob("*.md")))
        report.took(f"{said}, one chapter edited", publisher(*kept))
        alone = report.took(f"{said}, cold, 1 worker", publisher(*build, "-j", "1", "--no-cache", "-o", work / "b"))
        report.ratio(f"{size:,} pages: two workers, times one", alone.seconds / made.seconds, 1.7, least=True)
        if size <= STOCK_AT_MOST:
            stocks = report.took(f"{said}, stock WeasyPrint", _stock("stock", source))
            report.ratio(f"{size:,} pages: cold, share of stock WeasyPrint", made.seconds / stocks.seconds, 0.4)
        else:
            print(f"{said}, stock WeasyPrint: left out, its time grows with the square of the pages", flush=True)
        texts = sorted(source.glob("*.md"))
        typst = work / "book.typ"
        wrote = run(_pandoc(), "-f", "gfm+tex_math_dollars+footnotes", "-s", "-t", "typst", "-o", typst, *texts)
        script = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"
        compiled = run(sys.executable, "-c", script, typst, work / "book.pdf")
        both = Run(
            round(wrote.seconds + compiled.seconds, 2),
            max(wrote.largest, compiled.largest),
            max(wrote.together, compiled.together),
        )
        report.took(f"{size:,} pages, PDF, pandoc and Typst", both)
    report.ratio(f"ms a page at {sizes[-1]:,} pages, share of {sizes[0]:,}", each[sizes[-1]] / each[sizes[0]], 1.15)


def articles(report: Report, count: int, work: Path) -> None:
    """Many small titles."""
    folder = work / "articles"
    folder.mkdir()
    made = [books.article(folder / f"article-{number:04}.md", number) for number in range(count)]
    ours = report.took(
        f"{count:,} articles, both formats, 2 workers",
        publisher("build", folder, "-q", "-j", "2", "--no-check", "-o", work / "a"),
    )
    weasyprint = Path(sys.executable).with_name("weasyprint")
    theirs = 0.0
    for path in made[:SAMPLE]:
        epub = run(_pandoc(), path, "-o", work / "x.epub")
        pdf = run(_pandoc(), path, "-o", work / "x.pdf", f"--pdf-engine={weasyprint}")
        theirs += epub.seconds + pdf.seconds
    report.took(f"{SAMPLE} articles, pandoc with WeasyPrint", Run(round(theirs, 2), pdf.largest, pdf.together))
    report.ratio(
        "articles: titles a minute, times pandoc with WeasyPrint", (theirs / SAMPLE) / (ours.seconds / count), 4, True
    )


def titles(report: Report, sizes: list[int], work: Path, output: Path) -> None:
    """Distributions of many titles."""
    rows = []
    for size in sizes:
        row = catalogue.measured(work, size)
        rows.append(row)
        for name, key in (("made", "cold"), ("made again, nothing changed", "again")):
            one = Run(round(row[key]["seconds"], 2), round(row[key]["mb"]), round(row[key]["mb"]))
            report.took(f"{size:,} titles, a distribution {name}", one)
        print(f"{'':20}first paint {row['paint']:.0f} ms, search {row['search']:.0f} ms", flush=True)
    first, last = (rows[at]["cold"] for at in (0, -1))
    report.ratio(f"MiB at {sizes[-1]:,} titles, share of {sizes[0]:,}", last["mb"] / first["mb"], 2)
    output.mkdir(parents=True, exist_ok=True)
    (output / "catalogue.json").write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=1) + b"\n")


def _stock(way: str, source: Path) -> Run:
    """The PDF from markup and styles that are there already: ours with two workers, or stock WeasyPrint's."""
    script = Path(stock.__file__)
    made = run(sys.executable, script, "--way", way, "--jobs=2", "--title=The Book", "--language=en", source)
    found = json.loads(made.output.splitlines()[-1])
    return Run(found["seconds"], made.largest, made.together)


def _warm(source: Path, work: Path) -> float:
    """Seconds of a build after an edit, in the process of the preview."""
    made = run(sys.executable, PREVIEW, source, work, _middle(source))
    return float(made.output.splitlines()[-1])


def _edit(source: Path) -> None:
    _edit_one(list(_chapters(source)))


def _edit_one(texts: Sequence[Path]) -> None:
    path = texts[len(texts) // 2]
    path.write_text(path.read_text() + "\nOne more sentence stands here.\n")


def _middle(source: Path) -> Path:
    texts = list(_chapters(source))
    return texts[len(texts) // 2]


def _chapters(source: Path) -> Iterator[Path]:
    """The chapters of an mdBook, in order."""
    summary = next(source.rglob("SUMMARY.md"))
    for name in re.findall(r"\]\(([^)]+\.md)\)", summary.read_text()):
        yield summary.parent / name


def _pandoc() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_path())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="a book in the form of mdBook")
    parser.add_argument("--output", type=Path, default=Path("build/bench"))
    parser.add_argument("--pages", default="100,1000,3000")
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--titles", default="100,1000,10000")
    given = parser.parse_args()
    given.parts = given.parts or PARTS
    if wrong := set(given.parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(wrong))}")
    return given


if __name__ == "__main__":
    main()
