"""Formulas: MathML, pictures and words, honest about what cannot be read."""

import re

import pytest
from lxml import etree

from publisher.model import Place
from publisher.render import math

MATHML = "{http://www.w3.org/1998/Math/MathML}"
GOOD = [
    r"\frac{a}{b}",
    r"\sin x \le \ln y",
    r"\sum_{i=1}^n i^2",
    r"\begin{pmatrix}1&2\\3&4\end{pmatrix}",
    r"\begin{align}a&=b\\c&=d\end{align}",
    r"\begin{cases}1&x>0\\0&x<0\end{cases}",
    r"\sqrt[3]{x}",
    r"\text{if } x<y \& z",
    r"\widetilde{x}+\hat{y}",
    r"\mathbb{R}^n \ni \mathbf{v}",
    r"e^{i\pi}+1=0",
    r"\int_0^\infty f(x)\,\mathrm{d}x",
    r"\lim_{x\to 0}\frac{\sin x}{x}",
]


@pytest.mark.parametrize("tex", GOOD)
@pytest.mark.parametrize("display", [True, False])
def test_a_formula_has_mathml_a_picture_and_words(tex, display):
    assert math.problems(tex, display) == ()
    root = etree.fromstring(str(math.mathml(tex, display)))
    assert root.tag == f"{MATHML}math"
    assert (root.get("display") == "block") == display
    assert root.get("alttext") == math.speech(tex, "en", display)
    assert not root.xpath("//*[local-name()='mtable'][@scriptlevel]")
    picture = math.picture(tex, display)
    drawing = etree.fromstring(picture.svg)
    assert drawing.xpath("//*[local-name()='path']")
    assert picture.width > 0 < picture.height
    assert 0 <= picture.depth < picture.height


def test_a_picture_says_nothing_twice_and_has_no_ids():
    svg = math.svg(r"\frac{x}{x} + \sqrt{2}")
    names = set(re.findall(r"<(\w+)", svg))
    assert names <= {"svg", "g", "path", "rect", "line"}
    assert not re.search(r'\s(id|href|style|aria-\w+)="', svg)


def test_outlines_stand_where_they_were_referred_to():
    svg = math.svg("x x")
    drawn = re.findall(r'<path d="([^"]+)" transform="translate\(([-\d.]+) ([-\d.]+)\)"', svg)
    assert len(drawn) == 2
    assert drawn[0][0] == drawn[1][0]
    assert float(drawn[0][1]) < float(drawn[1][1])


def test_words_are_in_the_language_or_in_english():
    assert math.speech(r"\frac{3}{4}", "fr") == "trois quarts"
    assert math.speech(r"\frac{3}{4}", "fr-CA") == "trois quarts"
    assert math.speech(r"\frac{3}{4}", "pt") == math.speech(r"\frac{3}{4}", "pt-BR") != math.speech(r"\frac{3}{4}")
    assert math.speech(r"\frac{3}{4}", "sw") == math.speech(r"\frac{3}{4}", "en")


def test_the_authors_words_win():
    assert 'alttext="my &quot;words&quot;"' in math.mathml("x", False, 'my "words"')
    assert 'alt="my &#34;words&#34;"' in math.image("x", False, "asset:x.svg", 'my "words"')


def test_the_image_for_print_sits_on_the_line():
    markup = math.image(r"\frac{a}{b}", False, "asset:math/x.svg")
    image = etree.fromstring(str(markup))
    assert image.get("role") == "math"
    assert image.get("alt") == math.speech(r"\frac{a}{b}")
    assert image.get("data-tex") == r"\frac{a}{b}"
    depth = math.picture(r"\frac{a}{b}", False).depth
    assert f"vertical-align: -{depth:g}em" in image.get("style")
    assert depth > 0


def test_numbers_and_labels_are_the_publications():
    markup = math.mathml(r"\begin{equation}x=1\label{eq:x}\end{equation}", True)
    assert "(1)" not in markup
    assert math.problems(r"\begin{equation}x=1\label{eq:x}\end{equation}", True) == ()


def test_what_has_no_mathml_is_a_picture_with_words_in_the_ebook():
    tex = r"\ce{H2O}"
    root = etree.fromstring(str(math.mathml(tex, False)))
    assert etree.QName(root).localname == "svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == "H sub 2 O"
    (problem,) = math.problems(tex, False, Place("a.md", 4))
    assert (problem.code, problem.severity, problem.place.line) == ("math", "warning", 4)


@pytest.mark.parametrize(
    "tex", [r"\nonsense x", r"\frac{a", r"x^2^3", "{" * 100 + "}" * 100, "x" * 5000, r"\def\a{\a\a}\a"]
)
def test_what_cannot_be_read_is_shown_as_written_with_a_problem(tex):
    (problem,) = math.problems(tex, True, Place("a.md", 9))
    assert (problem.code, problem.severity, problem.place) == ("math", "error", Place("a.md", 9))
    shown = etree.fromstring(str(math.mathml(tex, True)))
    assert (shown.tag, shown.text) == ("code", tex)
    assert math.image(tex, True, "asset:x.svg") == math.mathml(tex, True)
    assert math.svg(tex) == ""


@pytest.mark.parametrize(
    "opening", ["{", r"\frac{", r"\left(", r"\begin{matrix}", r"\sqrt", "x^{", r"\sqrt{", r"\overline{"]
)
def test_nesting_without_end_stops_nothing(opening):
    assert math.problems(opening * (4000 // len(opening)), True)


def test_keys_differ_by_formula_and_style():
    assert len({math.key("x", True), math.key("x", False), math.key("y", True)}) == 3
