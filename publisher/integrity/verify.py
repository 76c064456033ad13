"""What is whole in a copy, and what is changed, missing, extra or forged (RFC 8493 §3).

1. the tag manifest is read, and its signature checked if a key is given
2. the tag files are compared with it: the manifest of the payload is one of them
3. each file of the payload is compared with its manifest, and what no manifest names is extra
4. names that lead out of the folder, and what is twice in a ZIP file, are unsafe: it is said, and nothing is opened
"""

import base64
import hashlib
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, Literal, TypeAlias

from msgspec import Struct

from publisher.integrity.bag import DECLARATION, MANIFEST, PAYLOAD, TAG_MANIFEST, entries_of
from publisher.integrity.store import Store, safe_name, store

SIGNATURE = TAG_MANIFEST + ".minisig"
Signed: TypeAlias = Literal["not signed", "not checked", "good", "forged", "missing"]
_LARGEST = 256 * 2**20
"""How large a tag file may be, bytes."""
_BLOCK = 2**20
_UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)


class Verdict(Struct, frozen=True, kw_only=True):
    """What was found: names of files, sorted; ``fault`` where it is no bag at all.

    ``signature`` is "not checked" where there is one and no key was given, "missing" where a key was given and there
    is none; ``said`` is the signed comment, or why the signature is no good; ``signer`` is the key that the signature
    names, which only a check proves.
    """

    whole: int = 0
    bytes: int = 0
    changed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    unsafe: tuple[str, ...] = ()
    signature: Signed = "not signed"
    said: str = ""
    signer: str = ""
    fault: str = ""

    @property
    def good(self) -> bool:
        """Whether everything is as it was handed out."""
        wrong = self.fault or self.changed or self.missing or self.extra or self.unsafe
        return not wrong and self.signature not in ("forged", "missing")


Check: TypeAlias = Callable[[bytes, str], str]
"""Gives the trusted comment of a signature of these bytes; raises ValueError with the reason where it is no good."""


def verify(path: Path, check: Check | None = None, tell: Callable[[int, int], None] = lambda _at, _of: None) -> Verdict:
    """Compare a folder or a ZIP file with its manifests; ``tell`` gets how many files are done, of how many."""
    try:
        kept = store(path)
    except _UNREADABLE as fault:
        return Verdict(fault=f"it cannot be read: {fault}")
    try:
        return _verified(kept, check, tell)
    except (ValueError, KeyError) as fault:
        return Verdict(fault=str(fault))
    finally:
        kept.close()


def _verified(kept: Store, check: Check | None, tell: Callable[[int, int], None]) -> Verdict:
    sizes = kept.sizes()
    if DECLARATION not in sizes or TAG_MANIFEST not in sizes:
        return Verdict(fault=f"it has no {DECLARATION} or no {TAG_MANIFEST}, so it was not handed out by this program")
    tags = _tag_file(kept, TAG_MANIFEST)
    signature, said = _signature(kept, sizes, tags, check)
    signer = signer_of(_tag_file(kept, SIGNATURE)) if SIGNATURE in sizes else ""
    wanted = _named(tags)
    if MANIFEST not in wanted or MANIFEST not in sizes:
        return Verdict(fault=f"it has no {MANIFEST}", signature=signature, said=said)
    payload = _named(_tag_file(kept, MANIFEST))
    # A line of it that names anything else leads out of the payload (RFC 8493 §2.1.3), whatever is there.
    astray = {name for name in payload if not name.startswith(PAYLOAD + "/")}
    for name in astray:
        del payload[name]
    wanted |= payload
    beside = kept.beside()
    unsafe = {name for name in (*wanted, *sizes) if not safe_name(name) or sizes.get(name) == -1}
    strange = {name for name, size in beside.items() if not safe_name(name) or size == -1}
    found = {_same(name): name for name in sizes}
    whole = total = 0
    changed, missing, seen = [], [], {TAG_MANIFEST, SIGNATURE}
    for at, (name, value) in enumerate(wanted.items()):
        tell(at, len(wanted))
        there = name if name in sizes else found.get(_same(name))
        seen.add(there or name)
        if name in unsafe or there in unsafe:
            continue
        if there is None:
            missing.append(name)
            continue
        if _digest(kept, there, sizes[there]) == value:
            whole, total = whole + 1, total + sizes[there]
        else:
            changed.append(name)
    return Verdict(
        whole=whole,
        bytes=total,
        changed=tuple(sorted(changed)),
        missing=tuple(sorted(missing)),
        extra=tuple(sorted({*set(sizes) - seen - unsafe, *set(beside) - strange})),
        unsafe=tuple(sorted(unsafe | astray | strange)),
        signature=signature,
        said=said,
        signer=signer,
    )


def signer_of(signature: bytes) -> str:
    """The key that a signature file names, as minisign prints it; nothing where it is no such file."""
    try:
        return base64.b64decode(signature.splitlines()[1], validate=True)[2:10][::-1].hex().upper()
    except (IndexError, ValueError):
        return ""


def _signature(kept: Store, sizes: dict[str, int], tags: bytes, check: Check | None) -> tuple[Signed, str]:
    if SIGNATURE not in sizes:
        return ("missing", "there is no signature") if check else ("not signed", "")
    if check is None:
        return "not checked", ""
    try:
        return "good", check(tags, _tag_file(kept, SIGNATURE).decode())
    except ValueError as fault:
        return "forged", str(fault)


def _named(data: bytes) -> dict[str, str]:
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise ValueError("a manifest is not in UTF-8") from None
    return dict(entries_of(line for line in lines if line))


def _tag_file(kept: Store, name: str) -> bytes:
    try:
        with kept.open(name) as stream:
            data = stream.read(_LARGEST + 1)
    except _UNREADABLE as fault:
        raise ValueError(f"{name} cannot be read: {fault}") from None
    if len(data) > _LARGEST:
        raise ValueError(f"{name} is too large")
    return data


def _digest(kept: Store, name: str, size: int) -> str:
    """SHA-256 of a file; nothing where it cannot be read, or holds more than it says."""
    try:
        with kept.open(name) as stream:
            return _sum(stream, size)
    except _UNREADABLE:
        return ""


def _sum(stream: IO[bytes], size: int) -> str:
    whole, left = hashlib.sha256(), size
    while block := stream.read(_BLOCK):
        left -= len(block)
        if left < 0:
            return ""
        whole.update(block)
    return whole.hexdigest()


def _same(name: str) -> str:
    """A name as all file systems know it: some take letters with accents apart."""
    return unicodedata.normalize("NFC", name)
