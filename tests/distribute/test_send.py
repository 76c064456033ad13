"""A distribution goes to a real server that speaks S3, and to a folder; what is there is read back with its client."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer
from shelves import make_titles

from publisher.cli.codes import Exit
from publisher.distribute import folder
from publisher.distribute.send import SendError, send
from publisher.distribute.shelf import Stock
from publisher.integrity.verify import verify

Run = Callable[..., subprocess.CompletedProcess[str]]
KEYS = {"AWS_ACCESS_KEY_ID": "quay", "AWS_SECRET_ACCESS_KEY": "low-water", "AWS_DEFAULT_REGION": "us-east-1"}


class Bucket:
    """A bucket on a server that runs for these tests."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.client = boto3.client(
            "s3",
            endpoint_url=address,
            aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
            region_name=KEYS["AWS_DEFAULT_REGION"],
        )
        self.client.create_bucket(Bucket="quay")

    def names(self, prefix: str) -> dict[str, str]:
        """What is below a prefix, with what the server calls its entity tag."""
        pages = self.client.get_paginator("list_objects_v2").paginate(Bucket="quay", Prefix=prefix)
        found = (one for page in pages for one in page.get("Contents", ()))
        return {one["Key"].removeprefix(prefix): one["ETag"] for one in found}

    def get(self, prefix: str, target: Path) -> Path:
        """Fetch what is below a prefix into a folder."""
        for name in self.names(prefix):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            self.client.download_file("quay", prefix + name, str(target / name))
        return target

    def kind(self, name: str) -> str:
        return str(self.client.head_object(Bucket="quay", Key=name)["ContentType"])


@pytest.fixture(scope="module")
def bucket() -> Iterator[Bucket]:
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield Bucket(f"http://{host}:{port}")
    server.stop()


@pytest.fixture
def distribute(tmp_path: Path, bucket: Bucket) -> Run:
    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "publisher", "distribute", *map(str, arguments)],
            cwd=tmp_path,
            env={**os.environ, **KEYS, "AWS_ENDPOINT_URL": bucket.address, "NO_COLOR": "1", "COLUMNS": "200"},
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


def bytes_below(place: Path) -> dict[str, bytes]:
    return {path.relative_to(place).as_posix(): path.read_bytes() for path in place.rglob("*") if path.is_file()}


def test_what_is_in_the_store_is_the_folder_with_its_media_types(
    distribute: Run, bucket: Bucket, built: Path, tmp_path: Path
) -> None:
    done = distribute(built, "-o", "out", "--to", "s3://quay/library")
    assert done.returncode == Exit.GOOD, done.stderr
    assert "s3://quay/library: " in done.stderr and "deleted 0" in done.stderr
    fetched = bucket.get("library/", tmp_path / "fetched")
    assert bytes_below(fetched) == bytes_below(tmp_path / "out")
    assert verify(fetched).good
    title = "library/data/titles/ebb-and-flow"
    assert [bucket.kind(name).partition(";")[0] for name in (f"{title}/ebb-and-flow.epub", f"{title}/index.html",
            "library/data/sw.js", "library/data/manifest.webmanifest", "library/data/opds/1/index.atom")] == [
        "application/epub+zip", "text/html", "text/javascript", "application/manifest+json", "application/atom+xml",
    ]  # fmt: skip


def test_only_what_has_changed_is_sent_and_what_is_gone_is_deleted(
    distribute: Run, bucket: Bucket, built: Path, tmp_path: Path
) -> None:
    files = shutil.copytree(built, tmp_path / "files")
    distribute(files, "-o", "out", "--to", "s3://quay/changing")
    bucket.client.put_object(Bucket="quay", Key="changing/data/mine.txt", Body=b"dear")
    for path in files.glob("news-bulletin.*"):
        path.unlink()
    again = distribute(files, "-o", "out", "--to", "s3://quay/changing")
    assert again.returncode == Exit.GOOD, again.stderr
    kept = bucket.names("changing/")
    assert not [name for name in kept if "news-bulletin" in name]
    assert kept.pop("data/mine.txt"), "nobody told us that this is ours"
    assert set(kept) == set(bytes_below(tmp_path / "out"))
    sent = int(again.stderr.split("s3://quay/changing: sent ")[1].split()[0])
    assert 10 < sent < len(kept) / 2
    same = distribute(files, "-o", "out", "--to", "s3://quay/changing")
    assert f"sent 0 of {len(kept)} files" in same.stderr and "deleted 0" in same.stderr


def test_what_was_broken_off_or_lost_is_made_good(distribute: Run, bucket: Bucket, built: Path, tmp_path: Path) -> None:
    distribute(built, "-o", "out", "--to", "s3://quay/lost")
    bucket.client.delete_object(Bucket="quay", Key="lost/data/index.html")
    bucket.client.put_object(Bucket="quay", Key="lost/data/assets/app.js", Body=b"half of")
    distribute(built, "-o", "out", "--to", "s3://quay/lost")
    assert bytes_below(bucket.get("lost/", tmp_path / "fetched")) == bytes_below(tmp_path / "out")


def test_a_run_that_is_broken_off_anywhere_is_finished_by_the_next(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a store on the disk, with a client that ends after so many files."""
    monkeypatch.setattr("publisher.distribute.send._BATCH", 7)
    old, new = tmp_path / "old", tmp_path / "new"
    folder.distribute((Stock(built),), old, folder.Options(name="Quay Library"))
    folder.distribute((Stock(make_titles(tmp_path / "many", 12)),), new, folder.Options(name="Quay Library"))
    for stop in range(1, 40, 5):
        store = tmp_path / f"store-{stop}"
        send(old, store.as_uri())

        def tell(done: int, _of: int, stop: int = stop) -> None:
            if done >= stop:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            send(new, store.as_uri(), tell)
        send(new, store.as_uri())
        assert bytes_below(store) == bytes_below(new)


def test_a_place_with_other_things_is_left_alone(distribute: Run, bucket: Bucket, built: Path) -> None:
    bucket.client.put_object(Bucket="quay", Key="mine/letter.txt", Body=b"dear")
    done = distribute(built, "-o", "out", "--to", "s3://quay/mine")
    assert done.returncode == Exit.PROBLEMS
    assert "out was written, but not sent: quay/mine holds files that are no distribution" in done.stderr
    assert set(bucket.names("mine/")) == {"letter.txt"}


def test_a_store_that_is_not_there_is_said_in_words(distribute: Run, built: Path, tmp_path: Path) -> None:
    for address, words in (("s3://no-such-bucket/x", "no-such-bucket"), ("nowhere://x/y", "nowhere")):
        done = distribute(built, "-o", "out", "--to", address)
        assert done.returncode == Exit.PROBLEMS, done.stderr
        assert "was written, but not sent" in done.stderr and words in done.stderr and "Traceback" not in done.stderr
    assert (tmp_path / "out" / "index.html").is_file()
    with pytest.raises(SendError):
        send(tmp_path / "out", "nowhere://x/y")
    volumes = distribute(built, "-o", "out", "--to", "s3://quay/x", "--split", "4GB")
    assert volumes.returncode == Exit.USAGE
