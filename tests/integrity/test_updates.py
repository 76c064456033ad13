"""Updates: small, bound to what they are for and to who signed it, and nothing is touched before that is sure."""

import contextlib
import errno
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import Result
from folders import contents
from program import app
from shelves import make_titles
from typer.testing import CliRunner

from publisher.distribute import folder
from publisher.distribute.shelf import Stock
from publisher.integrity import archive, minisign
from publisher.integrity.apply import apply
from publisher.integrity.bag import write_bag
from publisher.integrity.update import UpdateError, write_update
from publisher.integrity.verify import SIGNATURE, verify


def test_an_update_has_only_what_changed(made: Path) -> None:
    old, new = contents(made / "old" / "library"), contents(made / "new" / "library")
    step = json.loads((made / "update" / "data" / "update.json").read_text())
    assert set(step["changed"]) == {name for name in new if old.get(name) != new[name]}
    assert set(step["deleted"]) == set(old) - set(new) != set()
    untouched = [name for name in new if old.get(name) == new[name]]
    assert any(name.endswith(".pdf") for name in untouched)
    assert verify(made / "update").good


def test_it_makes_the_new_folder_of_the_old_one(made: Path, copy: Path) -> None:
    apply(made / "update", copy)
    assert contents(copy) == contents(made / "new" / "library")
    assert [path.name for path in copy.parent.iterdir()] == ["library"]
    apply(made / "update", copy)
    assert contents(copy) == contents(made / "new" / "library")


def test_it_is_for_one_folder_alone_and_for_whole_ones(made: Path, copy: Path, tmp_path: Path) -> None:
    next(copy.glob("data/titles/*/*.pdf")).write_bytes(b"")
    before = contents(copy)
    with pytest.raises(UpdateError, match="is not whole"):
        apply(made / "update", copy)
    assert contents(copy) == before
    other = tmp_path / "other"
    folder.distribute((Stock(make_titles(tmp_path / "few", 1)),), other, folder.Options(name="Other"))
    with pytest.raises(UpdateError, match="not what this update was made for"):
        apply(made / "update", other)
    broken = Path(shutil.copytree(made / "update", tmp_path / "broken"))
    next((broken / "data" / "files").rglob("*.html")).write_text("Elsewhere")
    with pytest.raises(UpdateError, match="is not whole"):
        apply(broken, copy)


def test_an_update_is_only_made_between_whole_folders(made: Path, copy: Path, tmp_path: Path) -> None:
    """From a damaged folder it would lead to nothing that anybody has."""
    (copy / "autorun.inf").write_text("Mine.")
    for old, new in ((copy, made / "new" / "library"), (made / "new" / "library", copy)):
        with pytest.raises(UpdateError, match=r"library is not whole: 1 files .*; see publisher verify"):
            write_update(old, new, tmp_path / "update", "Quay", "2026-11-23")
    assert [path.name for path in tmp_path.iterdir()] == ["library"]


def test_an_update_that_is_there_is_replaced_and_nothing_else(made: Path, tmp_path: Path) -> None:
    folders = (made / "old" / "library", made / "new" / "library")
    for _ in range(2):
        write_update(*folders, tmp_path / "update", "Quay", "2026-11-23")
        assert contents(tmp_path / "update") == contents(made / "update")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(UpdateError, match="holds something else"):
        write_update(*folders, tmp_path / "mine", "Quay", "2026-11-23")
    assert contents(tmp_path / "mine") == {"letter.txt": b"dear"}


def test_an_update_may_come_as_a_zip_file(made: Path, copy: Path, tmp_path: Path) -> None:
    packed = tmp_path / "update.zip"
    archive.write_zip(made / "update", packed)
    with zipfile.ZipFile(packed, "a") as opened:
        opened.writestr("../evil.sh", "Mine.")
    with pytest.raises(UpdateError, match="is not whole"):
        apply(packed, copy)
    assert contents(copy) == contents(made / "old" / "library")
    archive.write_zip(made / "update", packed)
    apply(packed, copy)
    assert contents(copy) == contents(made / "new" / "library")


@pytest.mark.parametrize("name", ["../outside", "data/../../outside", "/tmp/outside", "C:\\outside"])
def test_an_update_that_leads_out_of_the_folder_is_refused(made: Path, copy: Path, tmp_path: Path, name: str) -> None:
    update = Path(shutil.copytree(made / "update", tmp_path / "update"))
    for kind in ("changed", "deleted"):
        step = json.loads((made / "update" / "data" / "update.json").read_text())
        step[kind].append(name)
        (update / "data" / "update.json").write_text(json.dumps(step))
        write_bag(update, "Quay", "2026-11-23")
        with pytest.raises(UpdateError, match="outside of the folder"):
            apply(update, copy)
    assert contents(copy) == contents(made / "old" / "library")


def test_room_is_looked_at_before_anything_is_written(made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With links, there need be room for what is new alone; without them, for all."""
    whole = sum(-(-len(data) // 4096) * 4096 for data in contents(made / "new" / "library").values())
    usage = shutil.disk_usage(copy)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=whole))
    with monkeypatch.context() as patched:
        patched.setattr(os, "link", refused)
        with pytest.raises(UpdateError, match=r"there is no room: about [\d.]+ .B are needed .* are free"):
            apply(made / "update", copy)
        assert contents(copy) == contents(made / "old" / "library")
        assert [path.name for path in copy.parent.iterdir()] == ["library"]
    apply(made / "update", copy)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(UpdateError, match="are needed"):
        write_update(made / "old" / "library", copy, copy.with_name("small"), "Quay", "2026-11-23")
    assert [path.name for path in copy.parent.iterdir()] == ["library"]


def test_without_links_all_is_copied(made: Path, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on FAT."""
    monkeypatch.setattr(os, "link", refused)
    apply(made / "update", copy)
    assert contents(copy) == contents(made / "new" / "library")


def refused(*_: object, **__: object) -> None:
    raise OSError(errno.EPERM, "Operation not permitted")


def test_a_medium_that_is_full_leaves_the_old_folder_and_nothing_beside_it(made: Path, copy: Path) -> None:
    """The system itself refuses to write more than so much into a file."""
    process = (
        "import resource, signal, sys; from publisher.cli import main;"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500));"
        "sys.argv[0] = 'publisher'; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", process, "apply", made / "update", copy], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1 and "File too large" in done.stderr
    assert done.stderr.rstrip().endswith("Nothing was changed.")
    assert contents(copy) == contents(made / "old" / "library")
    assert [path.name for path in copy.parent.iterdir()] == ["library"]


class Signed(NamedTuple):
    """A signed copy of the old distribution, and updates to the new one by their signers; and two public keys."""

    copy: Path
    updates: dict[str, Path]
    ours: Path
    theirs: Path


@pytest.fixture(scope="module")
def signed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Signed:
    """Signed by Debian's minisign."""
    program = shutil.which("minisign")
    if program is None:
        pytest.skip("apt-get install minisign")
    root = tmp_path_factory.mktemp("signed")

    def sign(place: Path, signer: str) -> None:
        (place / SIGNATURE).unlink(missing_ok=True)
        if signer != "nobody":
            command = [program, "-S", "-s", root / f"{signer}.key", "-m", place / "tagmanifest-sha256.txt"]
            subprocess.run(command, check=True, capture_output=True, input="\n", text=True)

    for name in ("ours", "theirs"):
        command = [program, "-G", "-W", "-p", root / f"{name}.pub", "-s", root / f"{name}.key"]
        subprocess.run(command, check=True, capture_output=True)
    old = Path(shutil.copytree(made / "old" / "library", root / "library"))
    sign(old, "ours")
    new = Path(shutil.copytree(made / "new" / "library", root / "new"))
    for signer in ("ours", "theirs", "nobody"):
        sign(new, signer)
        write_update(old, new, root / signer, "Quay", "2026-11-23")
        sign(root / signer, signer)
    updates = {signer: root / signer for signer in ("ours", "theirs", "nobody")}
    return Signed(old, updates, root / "ours.pub", root / "theirs.pub")


@pytest.mark.parametrize(
    ("signer", "options", "said"),
    [
        ("ours", ("--key", "ours"), ""),
        ("ours", (), ""),
        ("theirs", ("--key", "ours"), "was not signed with this key: it was signed with another key"),
        ("nobody", ("--key", "ours"), "was not signed with this key: there is no signature"),
        ("theirs", (), "and after this update it would be signed with another one"),
        ("nobody", (), "and after this update it would be not signed"),
        ("theirs", ("--any-signer",), ""),
        ("nobody", ("--any-signer",), ""),
        ("theirs", ("--key", "theirs"), ""),
    ],
)
def test_a_signed_copy_stays_signed_by_whom_it_was(
    signed: Signed, tmp_path: Path, signer: str, options: tuple[str, ...], said: str
) -> None:
    place = Path(shutil.copytree(signed.copy, tmp_path / "library"))
    keys = {"ours": str(signed.ours), "theirs": str(signed.theirs)}
    done = CliRunner().invoke(
        app, ["apply", str(signed.updates[signer]), str(place), *(keys.get(one, one) for one in options)]
    )
    told = " ".join(done.stderr.split())
    if said:
        assert done.exit_code == 1 and said in told
        assert told.endswith("Nothing was changed.")
        assert ("--any-signer" in told) is (not options)
        assert contents(place) == contents(signed.copy)
        return
    assert done.exit_code == 0, told
    assert (place / SIGNATURE).is_file() is (signer != "nobody")
    shown = CliRunner().invoke(app, ["verify", str(place), "--key", keys.get(signer, keys["ours"])])
    assert shown.exit_code == (0 if signer != "nobody" else 1), shown.stdout


def test_a_result_that_is_forged_is_refused_though_the_update_is_signed(
    signed: Signed, made: Path, tmp_path: Path
) -> None:
    """Somebody has the key number right, which everybody can read, but not the key."""
    place = Path(shutil.copytree(signed.copy, tmp_path / "library"))
    key, new = minisign.new_key(), Path(shutil.copytree(made / "new" / "library", tmp_path / "new"))
    number = minisign.read_public(signed.ours).number
    forger = minisign.SecretKey(number, key.seed)
    (new / SIGNATURE).write_text(forger.signature(new / "tagmanifest-sha256.txt", "Quay"))
    write_update(signed.copy, new, tmp_path / "update", "Quay", "2026-11-23")
    (tmp_path / "update" / SIGNATURE).write_text(key.signature(tmp_path / "update" / "tagmanifest-sha256.txt", "Quay"))

    def check(data: bytes, signature: str) -> str:
        for one in (minisign.read_public(signed.ours), key.public):
            with contextlib.suppress(minisign.KeyFileError):
                return minisign.check(data, signature, one)
        raise ValueError("it is by neither")

    with pytest.raises(UpdateError, match="new was not signed with this key"):
        apply(tmp_path / "update", place, check)
    assert contents(place) == contents(signed.copy)


def ran(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_the_commands_make_and_apply_it(made: Path, copy: Path, tmp_path: Path) -> None:
    """Beside the folder, if nothing else is said; what is there of an earlier run is replaced."""
    key, build = tmp_path / "quay", ("--build", tmp_path / "build", "--title", "Quay")
    assert ran("keygen", key).exit_code == 0
    for _ in range(2):
        built = ran(
            "distribute", made / "new-titles", "-o", tmp_path / "new", *build, "--since", copy, "--zip",
            "--sign", key.with_suffix(".key"),
        )  # fmt: skip
        assert built.exit_code == 0, built.stderr
        assert "files new or changed" in built.stdout
    for name in ("new-update", "new-update.zip"):
        assert ran("verify", tmp_path / name, "--key", key.with_suffix(".pub")).exit_code == 0
    other = Path(shutil.copytree(copy, tmp_path / "other"))
    for update, place in (("new-update", copy), ("new-update.zip", other)):
        done = ran("apply", tmp_path / update, place, "--key", key.with_suffix(".pub"))
        assert (done.exit_code, done.stderr) == (0, "")
        assert "is up to date" in done.stdout
        assert contents(place) == contents(tmp_path / "new")
    again = ran("apply", tmp_path / "new-update", made / "update")
    assert again.exit_code == 1
    assert "not what this update was made for" in " ".join(again.stderr.split())


def test_the_command_says_why_there_is_no_update(made: Path, copy: Path, tmp_path: Path) -> None:
    build = ("--build", tmp_path / "build", "--title", "Quay")
    wrong = ran("distribute", made / "new-titles", "-o", tmp_path / "new", "--update", tmp_path / "x")
    assert wrong.exit_code == 2 and "--since" in wrong.stderr
    wrong = ran("distribute", made / "new-titles", "-o", tmp_path / "new", "--since", copy, "--update", made)
    assert wrong.exit_code == 2 and "holds something else" in " ".join(wrong.stderr.replace("│", " ").split())
    assert not (tmp_path / "new").exists()
    (copy / "index.html").write_text("Elsewhere")
    broken = ran("distribute", made / "new-titles", "-o", tmp_path / "new", *build, "--since", copy)
    assert broken.exit_code == 1
    assert "but there is no update: " in broken.stderr and "is not whole: 1 files" in broken.stderr
    assert not (tmp_path / "new-update").exists() and verify(tmp_path / "new").good
    same = ran("distribute", made / "new-titles", "-o", tmp_path / "new", *build, "--since", tmp_path / "new")
    assert same.exit_code == 0 and not (tmp_path / "new-update").exists()
