"""`publisher verify` and `publisher keygen`: whether a copy is whole, and who made it."""

import os
from pathlib import Path
from types import ModuleType
from typing import Annotated

import typer

from publisher.cli import console
from publisher.cli.codes import Exit
from publisher.cli.recovery import recovered
from publisher.integrity.verify import Check, Verdict
from publisher.integrity.verify import verify as verified

_MOST = 50
"""How many files of a kind are named."""
_PASSWORD = "PUBLISHER_KEY_PASSWORD"  # noqa: S105 (the name of the variable)


def verify(
    path: Annotated[
        Path, typer.Argument(metavar="DIR|ZIP", help="What publisher distribute has made, or a copy of it.")
    ],
    key: Annotated[
        Path | None, typer.Option(metavar="PUB", help="The public key of whoever handed it out: is it really theirs?")
    ] = None,
    style: Annotated[console.Style, typer.Option("--format", help="How the result is printed.")] = console.Style.TEXT,
) -> None:
    """Say what is whole in a copy, and what is changed, missing, extra or forged.

    Examples:

      publisher verify /media/stick/library

      publisher verify library.zip --key harbour.pub
    """
    recovered(path)
    if not path.exists():
        raise typer.BadParameter(f"{path} does not exist", param_hint="DIR|ZIP")
    check = check_by(key) if key is not None else None
    with console.progress(0, style is console.Style.JSON) as step:
        verdict = verified(path, check, lambda at, of: step(f"{at:,} of {of:,} files", ""))
    if style is console.Style.JSON:
        console.show_json(verdict)
    else:
        _say(path, verdict)
    raise typer.Exit(Exit.GOOD if verdict.good else Exit.PROBLEMS)


def keygen(
    name: Annotated[Path, typer.Argument(metavar="NAME", help="The keys become NAME.key and NAME.pub.")],
    password: Annotated[
        bool, typer.Option("--password", help=f"Lock the key; asks for a password, or takes it from {_PASSWORD}.")
    ] = False,
) -> None:
    """Make a pair of keys to sign distributions with, in the format of minisign.

    Keep NAME.key to yourself. Give NAME.pub to those who get the distributions, by another way than these.

    Example:  publisher keygen harbour
    """
    minisign = signing()
    secret, public = (name.with_name(f"{name.name}.{kind}") for kind in ("key", "pub"))
    for path in (secret, public):
        if path.exists():
            raise typer.BadParameter(f"{path} is there already; a key is not written over", param_hint="NAME")
    key = minisign.new_key()
    word = asked("A password for the key", confirm=True) if password else ""
    try:
        with os.fdopen(os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(key.text(word))
        public.write_text(key.public.text)
    except OSError as fault:
        console.errors.print(f"The keys cannot be written: {fault}", markup=False)
        raise typer.Exit(Exit.PROBLEMS) from None
    console.output.print(f"{secret} signs; keep it to yourself. {public} proves it; give it away.", markup=False)


def asked(words: str, confirm: bool = False) -> str:
    """A password, from the environment or from the keyboard."""
    return os.environ.get(_PASSWORD) or str(typer.prompt(words, hide_input=True, confirmation_prompt=confirm, err=True))


def check_by(path: Path) -> Check:
    """What checks signatures by the public key in a file. Exits where it is no key."""
    minisign = signing()
    try:
        key = minisign.read_public(path)
    except minisign.KeyFileError as fault:
        raise typer.BadParameter(str(fault), param_hint="--key") from None

    def check(data: bytes, signature: str) -> str:
        try:
            return str(minisign.check(data, signature, key))
        except minisign.KeyFileError as fault:
            raise ValueError(str(fault)) from None

    return check


def signing() -> ModuleType:
    """The module for keys, whose library is an extra."""
    try:
        from publisher.integrity import minisign
    except ImportError:
        console.errors.print("Signatures need another package: pip install 'publisher[sign]'", markup=False)
        raise typer.Exit(Exit.MISSING) from None
    return minisign


def _say(path: Path, verdict: Verdict) -> None:
    say = console.output.print
    if verdict.fault:
        say(f"{path}: {verdict.fault}.", markup=False)
        return
    for names, words in (
        (verdict.changed, "has changed"),
        (verdict.missing, "is missing"),
        (verdict.extra, "is extra: it was not handed out with the rest"),
        (verdict.unsafe, "has a name, or is a link, that could lead out of the folder; it was not read"),
    ):
        for name in names[:_MOST]:
            say(f"{name} {words}", markup=False)
        if len(names) > _MOST:
            say(f"… and {len(names) - _MOST:,} more files, each of which {words.partition(':')[0]}", markup=False)
    say(_signature(verdict), markup=False)
    counts = [f"{verdict.whole:,} files ({console.size(verdict.bytes)}) are whole"]
    for names, word in ((verdict.changed, "changed"), (verdict.missing, "missing"), (verdict.extra, "extra")):
        counts += [f"{len(names):,} {word}"] if names else []
    counts += [f"{len(verdict.unsafe):,} unsafe"] if verdict.unsafe else []
    say(f"{path}: {', '.join(counts)}.", markup=False)


def _signature(verdict: Verdict) -> str:
    match verdict.signature:
        case "good":
            return f"The signature is good: {verdict.said}"
        case "forged":
            return f"FORGED, or not by the owner of the key: {verdict.said}."
        case "missing":
            return "It is not signed, so nothing proves who made it."
        case "not checked" if not verdict.signer:
            return "Its signature is not in the format of minisign, and proves nothing."
        case "not checked":
            return f"It is signed with the key {verdict.signer}; to prove that, name the public key with --key."
        case _:
            return "It is not signed: this shows damage, but not who made it."
