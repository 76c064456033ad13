"""What the program is: everything but a source and its options that what it makes may depend on, as one digest.

1. every file of the package and of the default theme, whatever its kind
2. the versions of the libraries that it requires, of theirs where they make pages and markup, and of Python
3. the versions of the system's libraries that set text

Whatever was kept under another digest is not used again.
"""

import contextlib
import ctypes
import hashlib
import re
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

_PACKAGE = Path(__file__).parent
_MAKERS = ("publisher", "weasyprint", "jinja2")
"""Distributions whose own requirements can change what is made."""
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_SYSTEM = (
    (("libpango-1.0.so.0", "libpango-1.0.dylib"), "pango_version_string"),
    (("libharfbuzz.so.0", "libharfbuzz.0.dylib"), "hb_version_string"),
    (("libfontconfig.so.1", "libfontconfig.1.dylib"), "FcGetVersion"),
)
"""Libraries of the system that WeasyPrint sets text with, and the function of each that tells its version."""


@cache
def program() -> str:
    """The digest of our own files and of the versions of everything that takes part, 16 hexadecimal digits."""
    whole = hashlib.sha256()
    for name, path in _files():
        whole.update(f"{name}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    whole.update(f"{sys.implementation.cache_tag} {sys.version} {zlib.ZLIB_RUNTIME_VERSION}\n".encode())
    for line in (*_libraries(), *_of_the_system()):
        whole.update(f"{line}\n".encode())
    return whole.hexdigest()[:16]


def default_folder() -> Path:
    """Where the default theme is: inside the installed package, or at the top of the repository."""
    installed = _PACKAGE / "templates"
    return installed if installed.is_dir() else _PACKAGE.parent / "templates"


def _files() -> Iterator[tuple[str, Path]]:
    """Every file of ours but compiled and hidden ones, with a name that is the same wherever the theme lies."""
    theme = default_folder()
    found = {path: f"templates/{path.relative_to(theme)}" for path in theme.rglob("*")}
    found = {path: str(path.relative_to(_PACKAGE)) for path in _PACKAGE.rglob("*")} | found
    for path, name in sorted(found.items(), key=lambda one: one[1]):
        if path.is_file() and path.suffix != ".pyc" and not path.name.startswith("."):
            yield name, path


def _libraries() -> Iterator[str]:
    """The distributions that ours requires, extras left out, with their versions."""
    names = set()
    for maker in _MAKERS:
        with contextlib.suppress(PackageNotFoundError):
            for line in requires(maker) or ():
                found = _NAME.match(line)
                if found and "extra" not in line.partition(";")[2]:
                    names.add(found.group().lower())
    for name in sorted(names):
        with contextlib.suppress(PackageNotFoundError):
            yield f"{name} {version(name)}"


def _of_the_system() -> Iterator[str]:
    """The versions of Pango and its kin, asked of themselves: to load WeasyPrint for it would take half a second."""
    for names, function in _SYSTEM:
        for name in names:
            with contextlib.suppress(OSError, AttributeError):
                told = getattr(ctypes.CDLL(name), function)
                # fontconfig's is a number.
                told.restype = ctypes.c_int if function == "FcGetVersion" else ctypes.c_char_p
                yield f"{name} {told()}"
                break
