"""Noto fonts of the system, for scripts that the fonts of our own packages do not have.

Debian's package `fonts-noto-core` brings one a script. A publication takes such a font only for characters that
nothing else draws, so that what it looks like depends on the machine only where it could not be printed otherwise.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from fontTools import unicodedata as scripts

from publisher.render.font_files import Family, Style, coverage

FOLDER = Path("/usr/share/fonts/truetype/noto")
"""Where Debian and its kin put them."""
PACKAGE = "fonts-noto-core"
_NO_SCRIPT = frozenset({"Zyyy", "Zinh", "Zzzz"})
"""Common, inherited, unknown: signs that belong to no script have no font of their own."""


def families_for(codes: Iterable[int]) -> tuple[Family, ...]:
    """The installed families that have these code points, by name; for those of no script there is none."""
    found = {family.name: family for code in codes if (family := family_with(code)) is not None}
    return tuple(found[name] for name in sorted(found))


@lru_cache(maxsize=4096)
def family_with(code: int) -> Family | None:
    """The installed family of a code point's script, if it has that code point."""
    name = _script(chr(code))
    family = _installed(name) if name else None
    return family if family is not None and code in coverage(family) else None


def proposal(character: str) -> str:
    """Which package may have a font for a character that none has; empty where none is known, or it is installed."""
    name = _script(character)
    if not name or _installed(name) is not None:
        return ""
    return f"install a font for the script {name} (Debian: {PACKAGE})"


def system_fonts() -> str:
    """A digest of the names, sizes and times of the system's Noto fonts, which changes when some are installed."""
    whole = hashlib.sha256()
    with contextlib.suppress(OSError), os.scandir(FOLDER) as found:
        for entry in sorted(found, key=lambda one: one.name):
            status = entry.stat()
            whole.update(f"{entry.name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return whole.hexdigest()


def _script(character: str) -> str:
    """The script that a character is of, empty for signs that all scripts share."""
    code = scripts.script(character)
    return "" if code in _NO_SCRIPT else str(scripts.script_name(code)).replace("_", " ")


@lru_cache(maxsize=256)
def _installed(script: str) -> Family | None:
    wanted = script.replace(" ", "").lower()
    for kind in ("Sans", "Serif"):
        for path in sorted(FOLDER.glob(f"Noto{kind}*-Regular.ttf")):
            if path.stem.removeprefix(f"Noto{kind}").removesuffix("-Regular").lower() == wanted:
                return Family(f"Noto {kind} {script}", "", "", tuple(_styles(path)))
    return None


def _styles(regular: Path) -> Iterable[Style]:
    yield Style(400, False, str(regular))
    bold = regular.with_name(regular.name.replace("-Regular", "-Bold"))
    if bold.is_file():
        yield Style(700, False, str(bold))
