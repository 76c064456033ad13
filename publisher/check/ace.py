"""Ace by DAISY, which checks EPUB accessibility in a browser: the npm package ``@daisy/ace-cli``, and Chromium.

1. find Ace, in the cache folder or on the path, and a browser
2. run it with a proxy that answers nothing, so that the book can load nothing from the network
3. every violation becomes a problem, at the line of the element that it points to
"""

import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from lxml import etree

from publisher.check import program
from publisher.check.outcome import Outcome, missing, outcome
from publisher.model import Place, Problem, Severity

NAME = "Ace"
VERSION = "1.4.6"
SECONDS = 900.0
CLAUSE = "EPUB Accessibility 1.1 §3.3; WCAG 2.2"
SEVERITIES: dict[str, Severity] = {"moderate": "warning", "minor": "warning"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
DOCUMENT_LIMIT = 64 * 2**20


def folder() -> Path:
    """Where Ace is installed to: what ``.ci/install-ace`` fills."""
    return program.cache_folder() / "ace"


def validate(path: Path) -> tuple[Outcome, ...]:
    """Check the accessibility of an EPUB file. Problems have the file inside the EPUB and the line as their places."""
    command = _find()
    browser = os.environ.get("PUPPETEER_EXECUTABLE_PATH") or program.find(*BROWSERS)
    if not command:
        return (missing(NAME, path, f"npm install @daisy/ace-cli@{VERSION} in {folder()}; it needs Node.js 20"),)
    if not browser:
        return (missing(NAME, path, "Ace needs a browser; Debian and Ubuntu: apt-get install chromium"),)
    with tempfile.TemporaryDirectory() as temporary:
        try:
            finished = program.run(
                [command, "-s", "-V", "-f", "-o", temporary, str(path.resolve())], SECONDS, _environment(browser)
            )
            report = json.loads((Path(temporary) / "report.json").read_bytes())
        except program.StoppedError as fault:
            return (outcome(NAME, path, [_broken(path, str(fault))], str(fault)),)
        except (OSError, ValueError):
            words = program.last_words(finished)
            return (outcome(NAME, path, [_broken(path, f"Ace gave no report: {words}")], "no report"),)
    problems = [problem for document in report["assertions"] for problem in _problems(document, path)]
    version = report.get("earl:assertedBy", {}).get("doap:release", {}).get("doap:revision", "")
    return (outcome(NAME, path, problems, f"{version}: {len(problems)} violations"),)


def _find() -> str:
    installed = folder() / "node_modules" / ".bin" / "ace-cli"
    return str(installed) if installed.exists() and program.find("node") else program.find("ace-cli", "ace")


def _environment(browser: str) -> dict[str, str]:
    nowhere = "http://127.0.0.1:9"
    return {
        "PUPPETEER_EXECUTABLE_PATH": browser,
        "ACE_TIMEOUT_INITIAL": "60000",
        "http_proxy": nowhere,
        "https_proxy": nowhere,
        "no_proxy": "127.0.0.1,localhost",
    }


def _problems(document: dict[str, Any], path: Path) -> list[Problem]:
    file = document["earl:testSubject"]["url"]
    problems = []
    for assertion in document["assertions"]:
        test, result = assertion["earl:test"], assertion["earl:result"]
        pointers = (result.get("earl:pointer") or {}).get("cfi") or [""]
        problems += [
            Problem(
                code="ace-" + test["dct:title"],
                message=" ".join(str(result["dct:description"]).split()),
                place=_place(path, file, pointer),
                fix=f"see {address}" if (address := (test.get("help") or {}).get("url")) else "",
                clause=CLAUSE,
                severity=SEVERITIES.get(test["earl:impact"], "error"),
            )
            for pointer in pointers
        ]
    return problems


def _place(path: Path, file: str, pointer: str) -> Place:
    """The line of the element that a canonical fragment identifier such as ``/4/2[ch1]/6`` leads to."""
    try:
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in archive.namelist() if ("/" + name).endswith("/" + file if file else ".opf"))
            if archive.getinfo(name).file_size > DOCUMENT_LIMIT:
                return Place(name)
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            element = etree.fromstring(archive.read(name), parser)
    except (OSError, zipfile.BadZipFile, StopIteration, etree.XMLSyntaxError):
        return Place(file or path.name)
    for step in pointer.split("!")[-1].strip("/").split("/"):
        number = step.split("[")[0]
        # EPUB CFI §3.3: elements have even numbers.
        if not number.isdigit() or not 0 < int(number) // 2 <= len(element):
            break
        element = [child for child in element if isinstance(child.tag, str)][int(number) // 2 - 1]
    line = element.sourceline
    return Place(name, line if pointer and isinstance(line, int) else 0)


def _broken(path: Path, words: str) -> Problem:
    return Problem(code="ace-unfinished", message=words, place=Place(path.name))
