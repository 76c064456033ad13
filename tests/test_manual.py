"""The manual is whole and true: whatever code, command, option, key, directive or role a user can meet, it is there."""

import re
from pathlib import Path
from typing import cast, get_args

import pytest
import typer
import yaml
from program import app
from typer.core import TyperGroup

from publisher.cli.codes import Exit
from publisher.model import Hazard, Kind, Place, Problem, Publication
from publisher.model.publication import BackRole, BodyRole, FrontRole
from publisher.read import read
from publisher.read.chapter import CHAPTER_KEYS
from publisher.read.markdown import roles
from publisher.read.markdown.vocabulary import INNER, SPECS
from publisher.read.metadata import LISTS, read_metadata
from publisher.read.problems import CODES, problem
from publisher.read.tree import parse_yaml

ROOT = Path(__file__).parents[1]
MANUAL = ROOT / "content" / "manual"
COMMANDS = cast(TyperGroup, typer.main.get_command(app)).commands
DIALECT = [MANUAL / name for name in ("03-words.md", "04-blocks.md", "05-pictures.md", "06-tables.md")]
DIALECT.append(MANUAL / "07-references.md")
DASH = "\N{EN DASH}"


def words(name: str) -> str:
    return (MANUAL / name).read_text(encoding="utf-8")


def entry(code: str) -> str:
    """What the appendix says of a code."""
    found = re.search(
        rf"^`{re.escape(code)}` {DASH} (.*?)(?=^`[a-z-]+` {DASH} |^##|\Z)", words("problems.md"), re.M | re.S
    )
    assert found, f"{code} is not in the appendix"
    return found[1]


def said(code: str) -> Problem:
    """A problem of this code whose values are shown as in the manual."""
    rule = CODES[code]
    names = set(re.findall(r"\{(\w+)\}", rule.message + rule.fix))
    return problem(code, Place("x"), **{name: f"‹{name}›" for name in names})


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_problem_code_is_explained_in_the_words_of_the_program(code: str) -> None:
    text, meant, rule = entry(code), said(code), CODES[code]
    assert text.startswith(f"{rule.severity} {{#{code}}}\n")
    # What a message is put together of elsewhere cannot be quoted whole.
    if rule.message != "{missing}":
        assert meant.message.strip() in text
    if not re.fullmatch(r"\{\w+\}", rule.fix):
        assert meant.fix.strip() in text
    assert "\n  To mend it: " in text
    assert rule.clause in text
    _says, meaning, *_ = text.split("\n\n")
    assert len(meaning.split()) > 3, "it says what the program says, but not what that means"


def later_codes() -> set[str]:
    """The codes that stages after reading write down, without those that are put together."""
    found: set[str] = set()
    for package in ("render", "epub", "pdf", "check"):
        for path in (ROOT / "publisher" / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            found.update(re.findall(r"""(?:code=|ImageError\(\s*)"([a-z]+(?:-[a-z]+)*)"[,)]""", text))
            found.update(re.findall(r'"(pdf-[a-z]+)"', text))
    return found


@pytest.mark.parametrize(
    "code",
    sorted(
        {
            *later_codes(),
            "theme",
            "media-size",
            "build-stopped",
            "file-unreadable",
            "name-twice",
            "file-large",
            "title-large",
        }
    ),
)
def test_codes_of_later_stages_are_explained(code: str) -> None:
    prefix = next(
        (name for name in ("epubcheck-", "ace-", "page-", "verapdf-", "outloud-") if code.startswith(name)), ""
    )
    if prefix:
        assert f"| `{prefix}` |" in words("problems.md")
        assert f"`-{code.removeprefix(prefix)}`" in words("problems.md")
    else:
        assert "To mend it: " in entry(code)


def test_the_later_stages_have_codes() -> None:
    assert {"glyph", "math", "image-changed", "image-format", "parity", "unreadable", "pdf-overflow"} <= later_codes()


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_explained_with_its_options(name: str) -> None:
    chapter = words("09-commands.md")
    found = re.search(rf"^## publisher {name}\n(.*?)(?=^## )", chapter, re.M | re.S)
    assert found, f"publisher {name} has no section"
    for parameter in COMMANDS[name].params:
        if parameter.param_type_name == "option" and parameter.name != "help":
            for option in (*parameter.opts, *parameter.secondary_opts):
                explained = (
                    line for line in found[1].splitlines() if line.startswith(("`", "Prints ")) or "`--" in line
                )
                assert any(f"`{option}`" in line for line in explained), f"{name} {option}"


@pytest.mark.parametrize("code", list(Exit))
def test_every_exit_code_is_explained(code: Exit) -> None:
    assert f"\n| {code.value} | " in words("09-commands.md")


@pytest.mark.parametrize("variable", ["SOURCE_DATE_EPOCH", "PUBLISHER_CACHE", "PUPPETEER_EXECUTABLE_PATH"])
def test_what_the_environment_says_is_explained(variable: str) -> None:
    assert f"`{variable}`\n: " in words("09-commands.md")
    assert any(variable in path.read_text(encoding="utf-8") for path in (ROOT / "publisher").rglob("*.py"))


def examples() -> list[tuple[str, str, str]]:
    """File, source and what follows it, of every example that shows its result."""
    return [
        (path.name, match["source"], text[match.start("result") :])
        for path in [*DIALECT, MANUAL / "10-describing-pictures.md"]
        for text in [path.read_text(encoding="utf-8")]
        for match in re.finditer(r"^(`{4,})markdown\n(?P<source>.*?)\n\1\n\n(?P<result>)", text, re.M | re.S)
    ]


def test_every_example_is_followed_by_its_result() -> None:
    assert len(examples()) > 60
    for file, source, after in examples():
        assert after.startswith(source + "\n"), f"{file}: {source}"


def test_every_directive_and_role_is_shown_with_its_result() -> None:
    shown = "\n".join(source for _, source, _ in examples()) + words("07-references.md")
    named = "\n".join(path.read_text(encoding="utf-8") for path in DIALECT)
    for name in SPECS.keys() - INNER - {"code-block", "sourcecode"}:
        assert f"{{{name}}}" in shown, name
    assert {"`code-block`", "`sourcecode`", "`{caption}`"} <= set(re.findall(r"`[^`\n]+`", named))
    for role in (*roles._STYLES, *roles._SHOWN, *roles._MAKERS):
        assert f"{{{role}}}`" in shown or f"`{role}`" in named, role
    for role in (*roles._STYLES, *roles._MAKERS, "ref", "numref", "pageref", "eq"):
        assert f"{{{role}}}`" in shown, role


def test_every_option_of_a_directive_is_named() -> None:
    named = "\n".join(path.read_text(encoding="utf-8") for path in DIALECT)
    for directive, spec in SPECS.items():
        for option in spec.options:
            assert f"`{option}`" in named or f":{option}:" in named, f"{directive} {option}"


def test_every_key_of_the_metadata_is_explained() -> None:
    chapter = words("08-metadata.md")
    table = chapter[chapter.index("The keys of publication.yaml") :].partition("\n:::\n")[0]
    unknown = read_with("no-such-key: 1\n")
    keys = set(re.findall(r"`([a-z]+)`", "".join(re.findall(r"^\| (.*?) \|", table, re.M))))
    # The reader itself says which keys it knows: each of these is read, all others are not known.
    assert unknown == ["no-such-key"]
    assert keys >= {*LISTS, "numbering", "title", "accessibility", "lead"}
    assert read_with("".join(f"{key}: x\n" for key in sorted(keys))) == []
    fields = set(publication_fields())
    assert keys >= fields, fields - keys


def publication_fields() -> list[str]:
    return list(Publication.__struct_fields__)


def read_with(text: str) -> list[str]:
    """The keys of the metadata that the reader does not know."""
    entries, _ = parse_yaml(text, "publication.yaml")
    found = read_metadata(entries, "", lambda _text, _at: ()).problems
    return [one.message.split('"')[1] for one in found if one.code == "meta-unknown"]


@pytest.mark.parametrize(
    "word",
    sorted(
        {
            *(role for union in (FrontRole, BodyRole, BackRole) for role in get_args(union) if role != "part"),
            *get_args(Hazard),
            *get_args(Kind),
            *CHAPTER_KEYS,
        }
        - {"section", "article"}
    ),
)
def test_every_word_that_metadata_can_say_is_explained(word: str) -> None:
    assert f"`{word}`" in words("08-metadata.md") or f"\n{word}: " in words("08-metadata.md")


def yaml_examples() -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", words("08-metadata.md"), re.M | re.S)


@pytest.mark.parametrize("text", yaml_examples(), ids=range(len(yaml_examples())))
def test_every_example_of_metadata_can_be_read(text: str) -> None:
    (document,) = [one for one in yaml.safe_load_all(text) if one]
    known = {*publication_fields(), *LISTS, "numbering", *CHAPTER_KEYS}
    assert set(document) <= known


def test_the_manual_itself_has_no_problems() -> None:
    assert read(MANUAL).problems == ()


def test_the_manual_names_no_machine() -> None:
    for path in MANUAL.glob("*.md"):
        assert not re.search(r"/(home|root|work|tmp)/|localhost", path.read_text(encoding="utf-8")), path.name
