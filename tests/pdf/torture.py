"""A hard document: everything that crosses pages, turns around, or is painted late. In the vocabulary of the templates.

The words are drawn with a fixed seed, so that a failure can be looked into.
"""

import random
from io import BytesIO

from PIL import Image

from publisher.render import fonts, math
from publisher.render.assets import Asset, Assets

WORDS = """market kettle lantern willow harbour candle basket orchard granite meadow timber saddle copper velvet ribbon
parcel barrel chapel furrow thicket quarry ember walnut marble pewter characteristically extraordinarily office
affluent waffle first-rate well-known misunderstanding"""
HEBREW = "שלום עולם, זהו ספר נגיש (באמת), עם 42 עמודים."
ARABIC = "مرحبا بالعالم، هذا كتاب سهل القراءة للجميع وفيه ٤٢ صفحة."
HINDI = "हिन्दी में लिखी हुई किताब सबके लिए है।"
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗い所で泣いていた。"
GREEK = "καλημέρα κόσμε"
CSS = """
@page { size: 6in 9in; margin: 18mm; @bottom-center { content: counter(page) } @top-center { content: string(head) } }
@page front { @bottom-center { content: counter(page, lower-roman) } }
@page :first { @bottom-center { content: none } @top-center { content: none } }
.front-matter { page: front }
.body-matter { break-before: page; page: body }
@page :nth(1 of body) { counter-reset: page 1 }
html { font: 10.5pt/1.4 "Literata", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari",
       "Noto Sans CJK TC", "Noto Sans Symbols", serif; hyphens: auto; text-align: justify }
h1 { break-before: page; string-set: head content(); text-transform: uppercase }
.note { float: footnote; font-size: 8pt; display: block } .note .p { display: block }
pre { white-space: pre-wrap; background: #eee; padding: 4pt }
code { font-family: "Source Code Pro"; font-size: 8pt; background: #eee }
table { border-collapse: collapse; width: 100% } td, th { border-bottom: 1px solid #444; padding: 2pt }
nav a::after { content: leader(".") target-counter(attr(href), page) }
hr { border: none; text-align: center } hr::before { content: "* * *" }
img { max-width: 100% } li.task { list-style: none } .line { display: inline }
.sidebar { border: 1px solid; overflow: hidden; opacity: 0.9 }
p.drop::first-letter { font-size: 3em; float: left }
"""


class Words:
    """A source of paragraphs that is the same every time."""

    def __init__(self) -> None:
        self._random = random.Random(3)
        self._words = WORDS.split()

    def __call__(self, count: int) -> str:
        return " ".join(self._random.choice(self._words) for _ in range(count)).capitalize() + "."


def assets() -> Assets:
    """The pictures, formulas and fonts of the document."""
    text = "".join([HEBREW, ARABIC, HINDI, JAPANESE, GREEK, "☑☐"])
    faces = fonts.faces_for({*text, *map(chr, range(32, 0x17F))}, languages=("ja", "ar"))
    picture = BytesIO()
    Image.new("RGB", (320, 200), (20, 90, 160)).save(picture, "PNG")
    formulas = {}
    for tex, display in ((r"x^2 + y^2 = r^2", False), (r"\int_0^1 f(x)\,dx", True)):
        drawn = math.formula(tex, display).picture
        assert drawn is not None
        key = "display" if display else "inline"
        formulas[key] = Asset(f"math/{key}.svg", "image/svg+xml", drawn.svg.encode())
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg" width="120" height="60" viewBox="0 0 120 60">'
        b'<rect width="120" height="60" fill="#ddd" opacity="0.5"/><circle cx="60" cy="30" r="20" fill="#0a0"/></svg>'
    )
    return Assets(
        images={
            "flag.png": Asset("images/flag.png", "image/png", picture.getvalue(), 320, 200),
            "chart.svg": Asset("images/chart.svg", "image/svg+xml", drawing, 120, 60),
        },
        math=formulas,
        fonts={
            face: Asset(f"fonts/{face.name}{face.path.suffix}", face.media_type, face.path.read_bytes())
            for face in faces
        },
    )


def stylesheet(of: Assets) -> str:
    """The style sheet, with the fonts."""
    return fonts.font_face_css(of.fonts, lambda face: f"asset:{of.fonts[face].name}") + CSS


def page(body: str, language: str = "en") -> bytes:
    """A whole XHTML document."""
    return (
        '<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml" '
        f'lang="{language}" xml:lang="{language}"><head><title>Torture</title></head><body>{body}</body></html>'
    ).encode()


def document() -> bytes:
    """The hard document."""
    words = Words()
    return page(
        front()
        + '<div class="body-matter">'
        + lists_and_tables(words)
        + languages_and_notes(words)
        + pictures_and_code(words)
        + deep(words)
        + end(words)
        + "</div>"
    )


def front() -> str:
    return """<div class="front-matter"><section class="made title-page"><p class="title">Torture</p></section>
<nav class="made contents" role="doc-toc" aria-labelledby="contents-title"><h1 id="contents-title">Contents</h1><ol>
<li><a href="#lists">Lists and tables</a><ol><li><a href="#spans">A table with spans</a></li></ol></li>
<li><a href="#languages">Languages and notes</a></li></ol></nav></div>"""


def lists_and_tables(words: Words) -> str:
    items = "".join(f"<li>Item number {number} {words(25)}</li>" for number in range(12))
    terms = "".join(
        f"<dt>Term {number}</dt><dt>Also {number}</dt><dd>{words(20)}</dd><dd><p>{words(15)}</p></dd>"
        for number in range(6)
    )
    return f"""<section id="lists" role="doc-chapter" class="chapter">
<h1 id="lists-title"><span class="made label">Chapter 1</span> Lists and tables</h1>
<p id="long-link">{words(40)} See <a href="#languages" class="cross-reference">the chapter on
<em>languages and notes</em>, a link whose text is
<strong>long enough to break across two or even three lines</strong> of this narrow page</a>.</p>
<ol type="a" start="3" id="outer"><li>First item {words(20)}<ul id="inner"><li>Nested one {words(300)}<ol>
<li>Third level {words(10)}</li><li><p>Third level with paragraph {words(15)}</p><p>{words(40)}</p></li></ol></li>
<li>Nested two</li></ul></li>{items}</ol>
<ul><li class="task"><span class="made box" role="img" aria-label="done">☑</span> A done task</li></ul>
<dl>{terms}</dl>
<section id="spans"><h2>A table with spans</h2>{split_table(words)}{tall_table()}</section></section>"""


def split_table(words: Words) -> str:
    rows = []
    for number in range(36):
        if number % 3 == 0:
            rows.append(
                f'<tr><th scope="rowgroup" rowspan="3">Group {number // 3}</th><td>{words(4)}</td>'
                f"<td>{number * 7}</td><td>{words(12)}</td></tr>"
            )
        elif number % 3 == 1:
            rows.append(f'<tr><td colspan="2">{words(6)}</td><td>{words(9)}</td></tr>')
        else:
            rows.append(f"<tr><td>word</td><td></td><td>{words(14)}</td></tr>")
    return f"""<div class="table"><table id="split"><caption><span class="caption">
<span class="made label">Table 1</span> A long table that breaks across pages</span></caption><thead>
<tr><th scope="col" rowspan="2">Name</th><th scope="colgroup" colspan="2" id="two">Two things</th>
<th scope="col" rowspan="2">Note</th></tr><tr><th scope="col">One</th><th scope="col">Two</th></tr></thead>
<tbody>{"".join(rows)}</tbody>
<tfoot><tr><th scope="row">Total</th><td>12</td><td>13</td><td>Foot row repeated</td></tr></tfoot></table></div>"""


def tall_table() -> str:
    rows = "".join(f'<tr><th scope="row">Row {n}</th><td>{n * n}</td><td>{n**3}</td></tr>' for n in range(200))
    return f"""<table id="tall"><caption>Powers</caption><thead><tr><th scope="col">Number</th>
<th scope="col">Square</th><th scope="col">Cube</th></tr></thead><tbody>{rows}</tbody></table>"""


def note(ident: str, text: str, more: str = "") -> str:
    return f'<span class="note" role="doc-footnote" id="{ident}"><span class="p">{text}</span>{more}</span>'


def languages_and_notes(words: Words) -> str:
    paragraphs = ""
    for number in range(8):
        text = words({3: 270, 5: 900}.get(number, 25))
        paragraphs += f"<p>{words(40)} word{number}{note(f'fn-{number}', f'Note {number}: {text}')} {words(40)}</p>"
    link = 'It has <em>emphasis</em> and <a href="https://example.org/note">a site</a>'
    listed = '<span class="list"><span class="p item"><span class="made">• </span>listed</span></span>'
    return f"""<section id="languages" role="doc-chapter"><h1 id="languages-title">Languages and notes</h1>
<p id="mixed" class="drop">Hebrew <span lang="he" xml:lang="he" dir="rtl">{HEBREW}</span> and Arabic
<span lang="ar" xml:lang="ar" dir="rtl">{ARABIC}</span> and Greek <i lang="el" xml:lang="el">{GREEK}</i>,
<abbr title="World Wide Web">WWW</abbr>, <q><span class="made">“</span>a quotation<span class="made">”</span></q>,
<ruby>漢字<rt>かんじ</rt></ruby>, H<sub>2</sub>O and x<sup>2</sup>, <del>old</del> <ins>new</ins>, <kbd>Ctrl</kbd>.
{words(60)}</p>
<p id="hebrew" lang="he" xml:lang="he" dir="rtl">{" ".join([HEBREW] * 12)}</p>
<p id="arabic" lang="ar" xml:lang="ar" dir="rtl">{" ".join([ARABIC] * 4)}</p>
<p id="hindi" lang="hi" xml:lang="hi">{" ".join([HINDI] * 6)}</p>
<p id="japanese" lang="ja" xml:lang="ja">{JAPANESE * 6}</p>
{paragraphs}
<ul id="noted"><li>An item with a note{note("fn-list", "In a list. " + link, listed)} and more {words(30)}<ul>
<li>below</li></ul></li></ul>
<table><thead><tr><th scope="col">Head</th></tr></thead><tbody>
<tr><td>A cell{note("fn-cell", "In a cell.")} here</td></tr></tbody></table>
<p>Again <a class="made note-call" href="#fn-1">2</a>.</p></section>"""


def pictures_and_code(words: Words) -> str:
    lines = "\n".join(
        f'<span class="k">fn</span> <span class="nf">name_{number}</span>(x: &amp;str) {{\n'
        f'    <span class="k">let</span> y = {number};\n}}'
        for number in range(50)
    )
    verse = "".join(
        f'<span class="line indent-{n % 2}">Line {n} of the stanza</span>{"<br/>" if n < 3 else ""}' for n in range(4)
    )
    return f"""<section id="pictures" role="doc-chapter"><h1 id="pictures-title">Pictures and code</h1>
<figure id="fig-1" class="figure"><div class="images">
<img src="asset:images/flag.png" alt="A blue flag" width="320" height="200"/>
<img src="asset:images/chart.svg" alt="A green disc" width="120" height="60"/></div>
<figcaption><p class="caption"><span class="made label">Figure 1</span> {words(20)}</p>
<p class="credit">By <a href="https://example.org/credit">someone</a></p></figcaption>
<div class="long" id="fig-1-description"><p class="made title">Description of Figure 1</p>
<div class="description"><p>{words(80)}</p></div></div></figure>
<p>Inline <img src="asset:images/flag.png" alt="" role="presentation" width="16" height="10"/> ornament and
<img class="math" role="math" src="asset:math/inline.svg" alt="x squared plus y squared equals r squared"/> inside, and
<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="A red square" width="12" height="12">
<rect width="12" height="12" fill="red"/></svg>.
<a href="https://example.org/flag"><img src="asset:images/flag.png" alt="Flag site" width="32" height="20"/></a></p>
<div class="math">
<img class="math" role="math" src="asset:math/display.svg" alt="the integral of f from zero to one"/></div>
<figure class="listing" id="listing"><pre><code class="language-rust">{lines}</code></pre>
<figcaption><p class="caption"><span class="made label">Listing 1</span> Much code</p></figcaption></figure>
<pre id="plain">two  spaces
    indented</pre>
<blockquote><p>{words(50)}</p><p>{words(50)}</p><p class="attribution">Someone</p></blockquote>
<aside class="admonition sidebar" role="note"><p class="title">Sidebar</p><p>{words(30)}</p></aside>
<div class="verse"><p class="stanza">{verse}</p></div>
<figure class="media" id="film"><div class="images poster">
<img src="asset:images/flag.png" alt="The first picture of the film" width="32" height="20"/></div>
<figcaption><p class="caption">A film</p></figcaption>
<div class="long"><p class="made title">Transcript</p><div class="transcript"><p>Waves.</p></div></div></figure>
<hr/><p>After the break.</p><div>Loose text with <strong>strong</strong> words.</div></section>"""


def deep(words: Words) -> str:
    opened = "".join(
        f'<section id="deep-{level}"><h{level}>Level {level}</h{level}><p>{words(12)}</p>' for level in range(2, 7)
    )
    seventh = (
        f'<section id="deep-7"><p role="heading" aria-level="7" class="h7">Level 7</p><p>{words(10)}</p></section>'
    )
    boxes = "<ul><li>" * 6 + "bottom" + "</li></ul>" * 6
    return f'<section id="deep"><h1>Deep</h1>{opened}{seventh}{boxes}{"</section>" * 5}</section>'


def end(words: Words) -> str:
    return f"""<section id="end" role="doc-endnotes"><h1>Notes and index</h1>
<p>Cited <a role="doc-biblioref" href="#source">Source</a>.</p>
<aside class="note" role="doc-endnote" id="en-1">
<p><a class="made" role="doc-backlink" href="#mixed">1</a> An endnote. {words(20)}</p></aside>
<ul class="bibliography"><li id="source">Someone, <cite>A source</cite></li></ul></section>
<section id="index" role="doc-index"><h1>Index</h1><ul class="index"><li>apple, <a class="made" href="#lists">1</a><ul>
<li>green, <a class="made" href="#mixed">2</a></li></ul></li></ul></section>"""
