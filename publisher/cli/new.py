"""`publisher new`: a small complete publication to start from."""

import shutil
from datetime import date
from enum import StrEnum
from importlib import resources
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from publisher.cli import console


class Kind(StrEnum):
    """What can be started."""

    BOOK = "book"
    ARTICLE = "article"


def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it must be new or empty.")],
    kind: Annotated[Kind, typer.Option(help="What to start.")] = Kind.BOOK,
    title: Annotated[str, typer.Option(help="Its title.")] = "A New Publication",
    author: Annotated[str, typer.Option(help="Its author.")] = "Your Name",
    language: Annotated[str, typer.Option(help="Its language, as a tag such as en or pt-BR.")] = "en",
) -> None:
    """Start a small complete publication, ready to be built.

    Example:  publisher new my-book --title "My Book" --author "Ada Writer"
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise typer.BadParameter(f"{folder} is already there and not empty; choose another name", param_hint="DIR")
    words = {
        "TITLE": _quoted(title),
        "AUTHOR": _quoted(author),
        "LANGUAGE": _quoted(language),
        "IDENTIFIER": f"urn:uuid:{uuid4()}",
        "DATE": date.today().isoformat(),
    }
    with resources.as_file(resources.files("publisher.cli") / "starters" / kind) as starter:
        shutil.copytree(starter, folder, dirs_exist_ok=True)
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".md", ".yaml"):
            text = path.read_text(encoding="utf-8")
            for word, value in words.items():
                text = text.replace(f"@{word}@", value)
            path.write_text(text, encoding="utf-8")
    made = ", ".join(str(path.relative_to(folder)) for path in sorted(folder.rglob("*")) if path.is_file())
    console.output.print(f"Made {folder}: {made}", markup=False)
    console.output.print(f"Next:  publisher build {folder}", markup=False)


def _quoted(text: str) -> str:
    """The text as a YAML string in double quotes."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ") + '"'
