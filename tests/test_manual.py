"""The manual is whole: every problem code, every command and every option that a user can meet stands in it."""

from pathlib import Path

import pytest
import typer

from publisher.cli.app import app
from publisher.read.problems import CODES

MANUAL = Path(__file__).parents[1] / "content" / "manual"
COMMANDS = typer.main.get_command(app)


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_problem_code_is_explained(code: str) -> None:
    assert f"`{code}` – {CODES[code].severity}\n" in (MANUAL / "problems.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", ["glyph", "image-changed", "math", "media-size", "theme", "parity", "unreadable"])
def test_codes_of_later_stages_are_explained(code: str) -> None:
    assert f"`{code}` – " in (MANUAL / "problems.md").read_text(encoding="utf-8")


def test_every_command_and_option_is_explained() -> None:
    text = (MANUAL / "09-commands.md").read_text(encoding="utf-8")
    for name, command in COMMANDS.commands.items():
        assert f"publisher {name}" in text
        for parameter in command.params:
            if parameter.param_type_name == "option" and parameter.name != "help":
                for option in (*parameter.opts, *parameter.secondary_opts):
                    assert f"{option}" in text, f"{name} {option}"
