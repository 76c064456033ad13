"""What the layout may read, and what it complains of."""

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pdf import torture
from pdf.conftest import MODIFIED, PUBLICATION, Make
from publisher import pdf
from publisher.pdf import LayoutError
from publisher.render.assets import Asset, Assets


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server on this machine, and the paths that it was asked for."""
    paths: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", paths
    server.shutdown()
    thread.join()
    server.server_close()


def write(assets: Assets, tmp_path: Path, body: str, css: str = "") -> pdf.PdfFacts:
    return pdf.write(
        PUBLICATION, torture.page(body), css + torture.stylesheet(assets), assets, tmp_path / "x.pdf", MODIFIED
    )


def test_nothing_but_the_publications_own_files_is_read(
    assets: Assets, tmp_path: Path, asked: tuple[str, list[str]]
) -> None:
    address, paths = asked
    secret = tmp_path / "secret.png"
    secret.write_bytes(assets.images["flag.png"].data)
    inner = f'<image href="{address}/inner.png" width="9" height="9"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inner}</svg>'
    hostile = Assets(
        images={**assets.images, "bad.svg": Asset("images/bad.svg", "image/svg+xml", svg.encode())}, fonts=assets.fonts
    )
    facts = write(
        hostile,
        tmp_path,
        f'<p>Text <img alt="1" src="{address}/a.png"/><img alt="2" src="{secret.as_uri()}"/>'
        f'<img alt="3" src="{secret}"/><img alt="4" src="asset:../secret.png"/>'
        '<img alt="5" src="asset:images/bad.svg"/></p>',
        f'@import url("{address}/a.css"); p {{ background: url("{address}/b.png") }}',
    )
    assert paths == []
    assert len([problem for problem in facts.problems if problem.code == "pdf-resource"]) >= 5
    assert all(problem.severity == "error" for problem in facts.problems if problem.code == "pdf-resource")


def test_pictures_in_addresses_are_shown(assets: Assets, tmp_path: Path) -> None:
    data = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/%3E"
    assert write(assets, tmp_path, f'<p><img alt="x" src="{data}"/></p>').problems == ()


def test_what_the_style_sheet_has_wrong_is_said(assets: Assets, tmp_path: Path) -> None:
    (problem,) = write(assets, tmp_path, "<p>x</p>", "p { colour: red }").problems
    assert (problem.code, problem.severity) == ("pdf-style", "warning")
    assert "colour" in problem.message


def test_a_character_that_no_font_has_is_an_error(assets: Assets, tmp_path: Path) -> None:
    (problem,) = write(assets, tmp_path, "<p>\U00013000</p>").problems
    assert (problem.code, problem.severity) == ("pdf-glyph", "error")
    assert "U+13000" in problem.message


def test_links_that_lead_nowhere_are_said_and_left_out(assets: Assets, tmp_path: Path) -> None:
    facts = write(assets, tmp_path, '<p><a href="#gone">a</a> <a href="javascript:alert(1)">b</a></p>')
    assert [problem.code for problem in facts.problems] == ["pdf-link", "pdf-link"]
    assert b"javascript" not in (tmp_path / "x.pdf").read_bytes()


def test_a_picture_without_words_is_said(assets: Assets, tmp_path: Path) -> None:
    (problem,) = write(assets, tmp_path, '<p>x <img src="asset:images/flag.png"/></p>').problems
    assert problem.code == "pdf-alt"


def test_without_fonts_there_are_no_pages(assets: Assets, tmp_path: Path) -> None:
    with pytest.raises(LayoutError, match="no font"):
        pdf.write(PUBLICATION, torture.page("<p>x</p>"), "p { color: red }", assets, tmp_path / "x.pdf", MODIFIED)
    assert list(tmp_path.iterdir()) == []


def test_entities_are_refused(assets: Assets, tmp_path: Path) -> None:
    bomb = (
        b'<!DOCTYPE html [<!ENTITY a "aaaa">]><html xmlns="http://www.w3.org/1999/xhtml"><body><p>&a;</p></body></html>'
    )
    with pytest.raises(ValueError, match="entities"):
        pdf.write(PUBLICATION, bomb, torture.stylesheet(assets), assets, tmp_path / "x.pdf", MODIFIED)


def test_progress_is_told(assets: Assets, tmp_path: Path) -> None:
    stages: list[str] = []
    css = torture.stylesheet(assets)
    facts = pdf.write(
        PUBLICATION, torture.page("<p>x</p>"), css, assets, tmp_path / "x.pdf", MODIFIED, progress=stages.append
    )
    assert facts.pages == 1
    assert stages == [
        "laying out pages: 0 of 1 chapters",
        "laying out pages: 1 of 1 chapters",
        "running heads and page numbers",
        "writing the PDF",
    ]


def test_a_line_before_an_element_holds_all_words_that_fit(make: Make) -> None:
    # Each paragraph needs at most two lines, and a page has room for two.
    widths = [120 + step / 2 for step in range(160)]
    body = "".join(f'<p style="width: {width}px">grow ten more in the <em>installation</em></p>' for width in widths)
    css = "@page { size: 300px 45px; margin: 0 } body, p { margin: 0 } p { break-after: page; line-height: 20px; "
    assert len(make(body, css + "font-size: 12px; hyphens: none; text-align: left }").pdf.pages) == len(widths)


def test_selectors_do_not_count_the_spaces_in_front_of_elements(make: Make) -> None:
    css = (
        "i, b { display: none } i:first-child, i:first-child + b { display: inline } p > :not(i, b) { display: block }"
    )
    made = make("<p>It grows by <i>one</i> or two of <b>many</b></p><p>ten in the <s>a</s> old <i>five</i></p>", css)
    assert [tag.text for tag in made.root.all("P")] == ["It grows by one or two of many", "ten in the a old "]
