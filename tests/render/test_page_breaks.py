"""Where page breaks stand in a document: never amid a word, and in front of what their page begins with."""

import re

import pytest

from publisher.model import PageStart
from publisher.render.page_breaks import mark_pages

HEAD = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>'
TITLE = '<h1><span class="made label">Chapter 1</span> The edge</h1>'
CAPTION = '<p class="caption"><span class="made label">Figure 1</span> A shore</p>'


def marked(body: str, *offsets: int) -> str:
    """The body with a break before each page, as its number in brackets; pages begin in the element number 1."""
    starts = [PageStart(str(number), "unit", "1", offset) for number, offset in enumerate(offsets, 1)]
    document, labels = mark_pages(f"{HEAD}{body}</body></html>".encode(), starts)
    assert labels == tuple(start.label for start in starts)
    inside = document.decode().partition("<body>")[2].partition("</body>")[0]
    return re.sub(r'<span [^>]*role="doc-pagebreak" id="page-(\d)" aria-label="\1"></span>', r"[\1]", inside)


@pytest.mark.parametrize(
    ("body", "offset", "expected"),
    [
        ('<p data-n="1">The height</p>', 3, "<p>The [1]height</p>"),
        ('<p data-n="1">The height</p>', 6, "<p>The [1]height</p>"),
        ('<p data-n="1">The hei\u00adght</p>', 6, "<p>The [1]hei\u00adght</p>"),
        ('<p data-n="1">The <em>hei</em>ght</p>', 6, "<p>The <em>[1]hei</em>ght</p>"),
        ('<p data-n="1">a<b>b</b><i>c</i>d</p>', 3, "<p>[1]a<b>b</b><i>c</i>d</p>"),
        ('<p data-n="1">tide-pool</p>', 5, "<p>tide-[1]pool</p>"),
        ('<p data-n="1">e\u0301te\u0301s</p>', 2, "<p>[1]e\u0301te\u0301s</p>"),
        ('<p data-n="1">one<span class="made">1</span>two</p>', 3, '<p>one<span class="made">1</span>[1]two</p>'),
        ('<p data-n="1">one<br/>two</p>', 3, "<p>one<br/>[1]two</p>"),
        (
            '<table data-n="1"><tr><td>a</td><td>b</td></tr></table>',
            1,
            "<table><tr><td>a</td><td>[1]b</td></tr></table>",
        ),
        ('<p data-n="1">\u65e5\u672c\u8a9e\u306e\u6587</p>', 3, "<p>\u65e5\u672c\u8a9e[1]\u306e\u6587</p>"),
        ('<p data-n="1">\u0e20\u0e32\u0e44\u0e17\u0e22</p>', 2, "<p>\u0e20\u0e32[1]\u0e44\u0e17\u0e22</p>"),
    ],
)
def test_a_page_begins_with_a_whole_word(body: str, offset: int, expected: str) -> None:
    assert marked(body, offset) == expected


def test_pages_that_begin_in_the_same_word_stay_in_their_order() -> None:
    assert marked('<p data-n="1">endlessly long</p>', 3, 6, 9) == "<p>[1][2]endlessly [3]long</p>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f'<section data-n="1"><header>{TITLE}</header></section>', f"<section><header>[1]{TITLE}</header></section>"),
        (f'<nav data-n="1">{TITLE}<ol></ol></nav>', f"[1]<nav>{TITLE}<ol></ol></nav>"),
        (f'<figure data-n="1">{CAPTION}</figure>', f"[1]<figure>{CAPTION}</figure>"),
        (f'<div data-n="1">{CAPTION}</div>', f"<div>{CAPTION.replace('<span', '[1]<span')}</div>"),
        ('<video><img data-n="1"/>Film</video>', "[1]<video><img/>Film</video>"),
        (
            '<aside><p class="title"><span class="made">Note</span></p><p data-n="1">Ebb</p></aside>',
            '[1]<aside><p class="title"><span class="made">Note</span></p><p>Ebb</p></aside>',
        ),
        ('<aside><img/><p data-n="1">Ebb</p></aside>', "<aside><img/><p>[1]Ebb</p></aside>"),
        ('<aside><p>Flood</p><p data-n="1">Ebb</p></aside>', "<aside><p>Flood</p><p>[1]Ebb</p></aside>"),
        ('<div data-n="1"><hr/>Ebb</div>', "<div><hr/>[1]Ebb</div>"),
    ],
)
def test_headings_and_labels_are_behind_the_break_that_they_begin_a_page_after(body: str, expected: str) -> None:
    assert marked(body, 0) == expected
