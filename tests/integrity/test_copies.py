"""Copies of a distribution: what verify says of whole ones, damaged ones, hostile ones and forged ones.

bagit and minisign, which others wrote, are the judges of what is written here.
"""

import hashlib
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest
from shelves import make_titles

from publisher.distribute import folder
from publisher.distribute.shelf import Stock
from publisher.integrity import archive, minisign
from publisher.integrity.bag import line
from publisher.integrity.verify import SIGNATURE, Verdict, verify

NAME = "Quay Library"


@pytest.fixture(scope="module")
def key() -> minisign.SecretKey:
    return minisign.new_key()


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory, key: minisign.SecretKey) -> Path:
    """A signed distribution of a few small titles."""
    files = make_titles(tmp_path_factory.mktemp("titles"), 4)
    output = tmp_path_factory.mktemp("handout") / "library"
    sign = lambda path: key.signature(path, NAME)  # noqa: E731
    folder.distribute((Stock(files),), output, folder.Options(name=NAME), sign=sign)
    return output


@pytest.fixture
def copy(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "library"))


def judged(path: Path, key: minisign.PublicKey) -> Verdict:
    def check(data: bytes, signature: str) -> str:
        try:
            return minisign.check(data, signature, key)
        except minisign.KeyFileError as fault:
            raise ValueError(str(fault)) from None

    return verify(path, check)


def publisher(*arguments: object, **variables: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "publisher", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **variables}, timeout=120)


def a_pdf(root: Path) -> Path:
    return next(root.glob("data/titles/*/*.pdf"))


def test_the_folder_is_a_bag_for_others(original: Path) -> None:
    bagit.Bag(str(original)).validate()
    info = dict(one.split(": ", 1) for one in (original / "bag-info.txt").read_text().splitlines())
    payload = [path for path in (original / "data").rglob("*") if path.is_file()]
    assert info["Payload-Oxum"] == f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
    assert info["External-Description"] == NAME


def test_the_same_titles_make_the_same_bag_and_the_same_zip(tmp_path: Path) -> None:
    files = make_titles(tmp_path / "titles", 3)
    for name in ("one", "two"):
        folder.distribute((Stock(files),), tmp_path / name / "library", folder.Options(name=NAME))
        archive.write_zip(tmp_path / name / "library", tmp_path / f"{name}.zip")
    one, two = ((tmp_path / name / "library" / "tagmanifest-sha256.txt").read_bytes() for name in ("one", "two"))
    assert one == two
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_minisign_verifies_our_signature_and_we_verify_its(
    original: Path, key: minisign.SecretKey, tmp_path: Path
) -> None:
    program = shutil.which("minisign")
    if program is None:
        pytest.skip("apt-get install minisign")
    public, secret = tmp_path / "ours.pub", tmp_path / "theirs.key"
    public.write_text(key.public.text)
    tags = original / "tagmanifest-sha256.txt"
    done = subprocess.run([program, "-V", "-p", public, "-m", tags], capture_output=True, text=True)
    assert done.returncode == 0 and f"Trusted comment: {NAME}" in done.stdout
    made = subprocess.run(
        [program, "-G", "-p", tmp_path / "theirs.pub", "-s", secret],
        input="word\nword\n",
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stderr
    with pytest.raises(minisign.LockedError):
        minisign.read_secret(secret)
    with pytest.raises(minisign.KeyFileError, match="wrong"):
        minisign.read_secret(secret, "another")
    theirs = minisign.read_secret(secret, "word")
    assert theirs.public == minisign.read_public(tmp_path / "theirs.pub")
    document = tmp_path / "document"
    document.write_bytes(b"Text.")
    signed = subprocess.run([program, "-S", "-s", secret, "-m", document, "-t", "Hello"], input="word\n", text=True,
                            capture_output=True)  # fmt: skip
    assert signed.returncode == 0, signed.stderr
    said = minisign.check(b"Text.", (tmp_path / "document.minisig").read_text(), theirs.public)
    assert said == "Hello"


def test_a_locked_key_of_ours_opens_for_minisign(tmp_path: Path) -> None:
    program = shutil.which("minisign")
    if program is None:
        pytest.skip("apt-get install minisign")
    assert publisher("keygen", tmp_path / "quay", "--password", PUBLISHER_KEY_PASSWORD="word").returncode == 0
    assert stat.S_IMODE((tmp_path / "quay.key").stat().st_mode) == 0o600
    (tmp_path / "document").write_bytes(b"Text.")
    sign = [program, "-S", "-s", tmp_path / "quay.key", "-m", tmp_path / "document"]
    assert subprocess.run(sign, input="word\n", text=True, capture_output=True).returncode == 0
    check = [program, "-V", "-p", tmp_path / "quay.pub", "-m", tmp_path / "document"]
    assert subprocess.run(check, capture_output=True).returncode == 0


def test_a_whole_copy_is_whole(copy: Path, key: minisign.SecretKey) -> None:
    verdict = judged(copy, key.public)
    assert verdict.good
    assert (verdict.signature, verdict.said) == ("good", NAME)
    count = len((copy / "manifest-sha256.txt").read_text().splitlines())
    assert verdict.whole == count + 4
    assert verify(copy).signature == "not checked"


def changed(root: Path) -> str:
    path = a_pdf(root)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    return str(path.relative_to(root))


def missing(root: Path) -> str:
    path = a_pdf(root)
    path.unlink()
    return str(path.relative_to(root))


def extra(root: Path) -> str:
    (root / "data" / "notes.txt").write_text("Mine.")
    return "data/notes.txt"


def extra_beside(root: Path) -> str:
    (root / "autorun.inf").write_text("[autorun]")
    return "autorun.inf"


def changed_door(root: Path) -> str:
    (root / "index.html").write_text("<p>Elsewhere</p>")
    return "index.html"


def linked(root: Path) -> str:
    path = a_pdf(root)
    kept = path.with_suffix(".kept")
    path.rename(kept)
    path.symlink_to(kept)
    return str(path.relative_to(root))


@pytest.mark.parametrize(
    ("kind", "damage"),
    [("changed", changed), ("missing", missing), ("extra", extra), ("extra", extra_beside), ("changed", changed_door),
     ("unsafe", linked)],
)  # fmt: skip
def test_damage_is_named(copy: Path, key: minisign.SecretKey, kind: str, damage: Callable[[Path], str]) -> None:
    name = damage(copy)
    verdict = judged(copy, key.public)
    assert not verdict.good
    assert name in getattr(verdict, kind)
    assert verdict.signature == "good"


def test_a_manifest_that_was_written_anew_is_forged(copy: Path, key: minisign.SecretKey) -> None:
    """Somebody changes a file, and every digest on the way to it, but has no key."""
    name = changed(copy)
    digests = {name: hashlib.sha256((copy / name).read_bytes()).hexdigest()}
    for manifest, of in (("manifest-sha256.txt", name), ("tagmanifest-sha256.txt", "manifest-sha256.txt")):
        lines = (copy / manifest).read_text().splitlines()
        new = [line(digests[of], of).rstrip() if one.endswith(f"  {of}") else one for one in lines]
        (copy / manifest).write_text("\n".join(new) + "\n")
        digests[manifest] = hashlib.sha256((copy / manifest).read_bytes()).hexdigest()
    assert verify(copy).good
    verdict = judged(copy, key.public)
    assert (verdict.good, verdict.signature) == (False, "forged")
    assert judged(copy, minisign.new_key().public).said.startswith("it was signed with another key")
    (copy / SIGNATURE).unlink()
    assert judged(copy, key.public).signature == "missing"


def test_a_signature_with_another_comment_is_forged(copy: Path, key: minisign.SecretKey) -> None:
    path = copy / SIGNATURE
    path.write_text(path.read_text().replace(NAME, "Another Library"))
    assert judged(copy, key.public).signature == "forged"


def test_a_zip_is_verified_like_the_folder(original: Path, key: minisign.SecretKey, tmp_path: Path) -> None:
    path = tmp_path / "library.zip"
    archive.write_zip(original, path)
    assert judged(path, key.public).good
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr("library/data/extra.txt", "Mine.")
    assert judged(path, key.public).extra == ("data/extra.txt",)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert "cannot be read" in verify(path).fault


@pytest.mark.parametrize("name", ["../../outside", "/etc/passwd", "data/../../outside", "data\\outside", "data/a:b"])
def test_names_that_lead_out_are_not_read(copy: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "outside").write_text("Secret.")
    with (copy / "manifest-sha256.txt").open("a") as stream:
        stream.write(line(hashlib.sha256(b"Secret.").hexdigest(), name))
    verdict = verify(copy)
    assert not verdict.good
    assert name not in verdict.changed
    assert name in (*verdict.unsafe, *verdict.missing) or "manifest-sha256.txt" in verdict.changed


@pytest.mark.parametrize("text", [b"no manifest\n", b"\xff\xfe", b"0" * 70 + b"\n"])
def test_a_broken_manifest_is_said(copy: Path, text: bytes) -> None:
    (copy / "tagmanifest-sha256.txt").write_bytes(text)
    verdict = verify(copy)
    assert verdict.fault and not verdict.good


def test_the_command_says_it_in_plain_words(copy: Path, key: minisign.SecretKey, tmp_path: Path) -> None:
    public = tmp_path / "quay.pub"
    public.write_text(key.public.text)
    done = publisher("verify", copy, "--key", public)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"The signature is good: {NAME}" in done.stdout and "are whole" in done.stdout
    name = missing(copy)
    done = publisher("verify", copy)
    assert done.returncode == 1
    assert f"{name} is missing" in done.stdout and "1 missing" in done.stdout
    found = json.loads(publisher("verify", copy, "--format", "json").stdout)
    assert found["missing"] == [name]
    assert publisher("verify", tmp_path / "nothing").returncode == 2
    assert "was not handed out by this program" in publisher("verify", tmp_path).stdout
    (tmp_path / "bad.pub").write_text("untrusted comment: x\nAAAA\n")
    assert "not in the format of minisign" in " ".join(
        publisher("verify", copy, "--key", tmp_path / "bad.pub").stderr.split()
    )
    assert publisher("keygen", tmp_path / "quay").returncode == 2


def test_a_distribution_is_signed_and_packed_by_the_command(tmp_path: Path) -> None:
    files = make_titles(tmp_path / "titles", 2)
    assert publisher("keygen", tmp_path / "quay").returncode == 0
    output = tmp_path / "library"
    made = publisher(
        "distribute", files, "-o", output, "--sign", tmp_path / "quay.key", "--zip", "--build", tmp_path / "b"
    )
    assert made.returncode == 0, made.stderr
    for path in (output, tmp_path / "library.zip"):
        assert "The signature is good" in publisher("verify", path, "--key", tmp_path / "quay.pub").stdout
