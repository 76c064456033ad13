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
from folders import contents
from integrity import elsewhere
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


def test_the_same_titles_make_the_same_bytes_on_another_day_elsewhere(tmp_path: Path) -> None:
    """Folder, feeds, ZIP file, leaflet and file for Kiwix: with other clocks, zone, hash seed, times and order."""
    titles = make_titles(tmp_path / "titles", 3)
    shutil.copyfile(titles / "title-00001.pdf", titles / "without-any-date.pdf")
    others = tmp_path / "copied"
    others.mkdir()
    for path in sorted(titles.glob("*.*"), reverse=True):
        shutil.copyfile(path, others / path.name)
        os.utime(others / path.name, (10**9, 10**9))
    elsewhere.main(titles, tmp_path / "here" / "library", NAME)
    done = subprocess.run(
        [sys.executable, elsewhere.__file__, others, tmp_path / "there" / "library", NAME],
        env={**os.environ, "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    here, there = (contents(tmp_path / name) for name in ("here", "there"))
    assert {"library.zip", "library/data/opds/1/index.atom", "library/data/opds/2/index.json"} <= set(here)
    assert sorted(here) == sorted(there)
    assert [name for name, data in here.items() if there[name] != data] == []


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


@pytest.mark.parametrize(
    "name", ["../outside", "/etc/passwd", "data/../../outside", "data\\outside", "data/a:b", "index.html", ".."]
)
def test_names_that_lead_out_are_not_read(copy: Path, tmp_path: Path, name: str) -> None:
    """Everything agrees with everything, so nothing but the name tells what it is."""
    (tmp_path / "outside").write_text("Secret.")
    with (copy / "manifest-sha256.txt").open("a") as stream:
        stream.write(line(hashlib.sha256(b"Secret.").hexdigest(), name))
    agree(copy, "manifest-sha256.txt")
    (copy / SIGNATURE).unlink()
    opened = opened_by(lambda: verify(copy))
    verdict = verify(copy)
    assert verdict.unsafe == (name,)
    assert not verdict.good and not verdict.fault and not verdict.changed and not verdict.missing
    assert opened and all(path.is_relative_to(copy) for path in opened)


def agree(root: Path, name: str) -> None:
    """Write the digest of a changed tag file into the tag manifest."""
    tags = root / "tagmanifest-sha256.txt"
    others = [one for one in tags.read_text().splitlines(keepends=True) if one.split()[1] != name]
    tags.write_text("".join(others) + line(hashlib.sha256((root / name).read_bytes()).hexdigest(), name))


def opened_by(work: Callable[[], object]) -> list[Path]:
    """The files that are opened on the way, but for those of Python itself."""
    found: list[Path] = []
    watching = [True]

    def note(event: str, given: tuple[object, ...]) -> None:
        if watching[0] and event == "open" and isinstance(given[0], str | os.PathLike):
            found.append(Path(os.path.normpath(given[0])))

    # A hook for audits stays for good, so it is told when to rest.
    sys.addaudithook(note)
    try:
        work()
    finally:
        watching[0] = False
    return found


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("autorun.inf", "extra"),
        ("other/bagit.txt", "extra"),
        ("data/titles/evil.html", "extra"),
        ("libraryx/evil.sh", "extra"),
        ("../../evil.sh", "unsafe"),
        ("library/../evil.sh", "unsafe"),
        ("/abs", "unsafe"),
        ("C:\\evil.sh", "unsafe"),
        ("../evil/", "unsafe"),
        ("library/../../evil/", "unsafe"),
    ],
)
def test_what_lies_beside_the_bag_in_a_zip_is_named(original: Path, tmp_path: Path, name: str, kind: str) -> None:
    path = tmp_path / "library.zip"
    archive.write_zip(original, path)
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr(name, "Mine.")
    verdict = verify(path)
    told = name.removeprefix("library/")
    assert not verdict.good and not verdict.fault
    assert getattr(verdict, kind) == (told,)
    assert len((*verdict.extra, *verdict.unsafe, *verdict.changed, *verdict.missing)) == 1


def test_folders_of_a_zip_are_no_files(original: Path, tmp_path: Path) -> None:
    """As other programs write them."""
    path = tmp_path / "library.zip"
    archive.write_zip(original, path)
    with zipfile.ZipFile(path, "a") as opened:
        for name in ("library/", "library/data/", "library/data/titles/"):
            opened.mkdir(name)
    assert verify(path).good


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("name", ["library/index.html", "library/tagmanifest-sha256.txt", "evil.sh"])
def test_a_name_that_is_twice_in_a_zip_is_unsafe(original: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "library.zip"
    archive.write_zip(original, path)
    with zipfile.ZipFile(path, "a") as opened:
        for _ in range(2 if name == "evil.sh" else 1):
            data = b"Mine." if name == "evil.sh" else opened.read(name)
            opened.writestr(name, data)
    verdict = verify(path)
    assert verdict.unsafe == (name.removeprefix("library/"),)
    assert not verdict.good


@pytest.mark.parametrize("name", ["library/data/link", "link"])
def test_a_link_in_a_zip_is_unsafe(original: Path, tmp_path: Path, name: str) -> None:
    path = tmp_path / "library.zip"
    archive.write_zip(original, path)
    info = zipfile.ZipInfo(name)
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "a") as opened:
        opened.writestr(info, "/etc/passwd")
    assert verify(path).unsafe == (name.removeprefix("library/"),)


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
