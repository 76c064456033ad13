"""The container: what is in it, byte for byte, and what happens when it cannot be written."""

import hashlib
import os
import subprocess
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from lxml import etree
from parts import MODIFIED, PNG, Asset, Assets, document, markup, package, publication, read, with_cover, write

from publisher import epub
from publisher.render import EpubMarkup, NavPoint

NOTHING = Assets()


def files(path: Path) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return archive.infolist()


def test_the_media_type_comes_first_and_plain(tmp_path: Path) -> None:
    path = write(tmp_path / "a.epub", publication())
    assert files(path)[0].filename == "mimetype"
    assert path.read_bytes()[30:58] == b"mimetypeapplication/epub+zip"


def test_nothing_of_the_machine_is_in_it(tmp_path: Path) -> None:
    for file in files(write(tmp_path / "a.epub", publication())):
        assert file.date_time == (1980, 1, 1, 0, 0, 0)
        assert (file.create_system, file.external_attr >> 16) == (3, 0o644)


def test_documents_go_in_verbatim(tmp_path: Path) -> None:
    gradient = '<linearGradient id="g"></linearGradient>'
    body = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">{gradient}</svg><p> a </p>'
    path = write(tmp_path / "a.epub", publication(), body)
    assert [read(path, f"EPUB/{one.name}") for one in markup(body).documents] == [
        one.xhtml for one in markup(body).documents
    ]


def test_the_manifest_lists_every_file_once_and_nothing_else(tmp_path: Path) -> None:
    book, images = with_cover(publication())
    images["copy.png"] = images["cover.png"]
    captions = {"a.vtt": Asset(name="media/a.vtt", media_type="text/vtt", data=b"WEBVTT\n")}
    path = write(tmp_path / "a.epub", book, images=images, files=captions)
    listed = {item.get("href"): item.attrib for item in package(path).findall(".//{*}manifest/{*}item")}
    held = {file.filename.removeprefix("EPUB/") for file in files(path)} - {
        "mimetype",
        "META-INF/container.xml",
        "content.opf",
    }
    assert set(listed) == held
    assert listed["nav.xhtml"]["properties"] == "nav"
    assert listed["images/cover.png"]["properties"] == "cover-image"
    assert listed["media/a.vtt"]["media-type"] == "text/vtt"
    assert package(path).find(".//{*}meta[@name='cover']").get("content") == listed["images/cover.png"]["id"]
    ids = [attributes["id"] for attributes in listed.values()]
    assert len(ids) == len(set(ids))


def test_the_spine_has_the_reading_order_and_what_is_read_only_by_a_link(tmp_path: Path) -> None:
    documents = (*markup().documents, document("extra.xhtml", "<p>More.</p>", linear=False, properties=("mathml",)))
    path = tmp_path / "a.epub"
    epub.write(publication(), EpubMarkup(documents=documents, toc=markup().toc), "", NOTHING, path, MODIFIED)
    items = {item.get("id"): item for item in package(path).findall(".//{*}manifest/{*}item")}
    spine = [(items[ref.get("idref")].get("href"), ref.get("linear")) for ref in package(path).findall(".//{*}itemref")]
    assert spine == [("nav.xhtml", None), ("chapter-001.xhtml", None), ("extra.xhtml", "no")]
    assert items["document-extra"].get("properties") == "mathml"


def test_the_ncx_has_the_contents(tmp_path: Path) -> None:
    inner = NavPoint(title="Réponse", language="fr", href="chapter-001.xhtml#r", children=())
    outer = NavPoint(title="One", language="", href="chapter-001.xhtml", children=(inner,))
    path = tmp_path / "a.epub"
    contents = EpubMarkup(documents=markup().documents, toc=(outer,))
    epub.write(publication(), contents, "", NOTHING, path, MODIFIED)
    root = etree.fromstring(read(path, "EPUB/toc.ncx"))
    points = [
        (point.findtext("{*}navLabel/{*}text"), point.find("{*}content").get("src"))
        for point in root.iter("{*}navPoint")
    ]
    assert points == [("One", "chapter-001.xhtml"), ("Réponse", "chapter-001.xhtml#r")]
    assert root.find(".//{*}meta[@name='dtb:uid']").get("content") == publication().identifier
    assert root.find(".//{*}meta[@name='dtb:depth']").get("content") == "2"
    assert package(path).find("{*}spine").get("toc") == "ncx"


def test_the_same_book_is_the_same_file_in_every_process(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; from parts import *; book, images = with_cover(publication(subjects=('b', 'a')));"
        "write(pathlib.Path(sys.argv[1]), book, images=images)"
    )
    sums = set()
    for seed in ("1", "2"):
        path = tmp_path / f"{seed}.epub"
        search = os.pathsep.join([str(Path(__file__).parent), *sys.path])
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": search, "TZ": f"UTC+{seed}"}
        subprocess.run([sys.executable, "-c", program, str(path)], env=environment, check=True)
        sums.add(hashlib.sha256(path.read_bytes()).hexdigest())
    assert len(sums) == 1


def test_a_document_that_is_not_well_formed_stops_the_book(tmp_path: Path) -> None:
    path = tmp_path / "a.epub"
    path.write_bytes(b"before")
    with pytest.raises(ValueError, match=r"chapter-001\.xhtml is not well-formed"):
        write(path, publication(), "<p>A <b>tag</p>")
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_files_whose_names_differ_only_by_case_are_refused(tmp_path: Path) -> None:
    images = {name: Asset(name=f"images/{name}", media_type="image/png", data=PNG) for name in ("map.png", "Map.png")}
    with pytest.raises(ValueError, match=r"images/map\.png"):
        write(tmp_path / "a.epub", publication(), images=images)


def test_a_time_without_a_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        epub.write(publication(), markup(), "", NOTHING, tmp_path / "a.epub", datetime(2026, 11, 1))


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write(tmp_path / "none" / "a.epub", publication())


def test_the_file_has_the_modes_of_other_files(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch()
    assert write(tmp_path / "a.epub", publication()).stat().st_mode == other.stat().st_mode
