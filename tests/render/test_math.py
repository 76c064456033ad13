"""Formulas: MathML, pictures and words, honest about what cannot be read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
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
    r"\begin{equation}\begin{split}a&=b\\&=c\end{split}\end{equation}",
    r"\begin{alignat}{2}a&=b&c&=d\end{alignat}",
    r"\begin{eqnarray}a&=&b\end{eqnarray}",
    r"\sum_{\substack{i<n\\j<m}} \mbox{if } \nicefrac12 \tag{3.1}",
    r"\dfrac{1}{2}\tbinom{n}{k}",
    r"\lim_{x\to 0}\frac{\sin x}{x}",
]

PIECES = r"""
\frac \sqrt { } ^ _ x 1 & \\ \left( \right) \begin{matrix} \end{matrix} \text{ \textbf{ 漢 é \sum \limits \tag{ [ ]
\operatorname{ \mathbb{ ' < > % $ #1 ~ \newcommand{\a}[1]{#1} \a \begin{align} \end{align} \middle| \binom \not \ce{
\begin{CD} \end{CD} \rule \substack{ \begin{array}{c|c} \end{array} \hline " """
TOKENS = [*PIECES.split(), " ", "\u0301", "\x1b", "\u2028", "\uffff"]


@pytest.mark.parametrize("tex", GOOD)
@pytest.mark.parametrize("display", [True, False])
def test_a_formula_has_mathml_a_picture_and_words(tex, display):
    made = math.formula(tex, display)
    assert math.problems(made) == ()
    root = etree.fromstring(str(math.mathml(made)))
    assert root.tag == f"{MATHML}math"
    assert (root.get("display") == "block") == display
    assert root.get("alttext") == made.spoken
    for element in root.iter():
        allowed = {"math": {"displaystyle"}, "mtable": {"displaystyle"}, "mstyle": {"displaystyle", "scriptlevel"}}
        style = {"displaystyle", "scriptlevel"} & set(element.attrib)
        assert style <= allowed.get(etree.QName(element).localname, set())  # the schema that EPUBCheck goes by
    picture = made.picture
    drawing = etree.fromstring(picture.svg)
    assert drawing.xpath("//*[local-name()='path']")
    assert picture.width > 0 < picture.height
    assert 0 <= picture.depth < picture.height


def test_a_picture_says_nothing_twice_and_has_no_ids():
    svg = math.formula(r"\frac{x}{x} + \sqrt{2}", True).picture.svg
    names = set(re.findall(r"<(\w+)", svg))
    assert names <= {"svg", "g", "path", "rect", "line"}
    assert not re.search(r'\s(id|href|style|aria-\w+)="', svg)


def test_outlines_stand_where_they_were_referred_to():
    svg = math.formula("x x", True).picture.svg
    drawn = re.findall(r'<path d="([^"]+)" transform="translate\(([-\d.]+) ([-\d.]+)\)"', svg)
    assert len(drawn) == 2
    assert drawn[0][0] == drawn[1][0]
    assert float(drawn[0][1]) < float(drawn[1][1])


def test_words_are_in_the_language_or_in_english():
    languages = ("fr", "fr-CA", "pt", "pt-BR", "sw", "en")
    said = {language: math.formula(r"\frac{3}{4}", True, language).spoken for language in languages}
    assert said["fr"] == "trois quarts"
    assert said["fr-CA"] == "trois quarts"
    assert said["pt"] == said["pt-BR"] != math.formula(r"\frac{3}{4}", True).spoken
    assert said["sw"] == said["en"]


def test_the_authors_words_win():
    made = math.formula("x")
    assert 'alttext="my &quot;words&quot;"' in math.mathml(made, 'my "words"')
    assert 'alt="my &#34;words&#34;"' in math.image(made, "asset:x.svg", 'my "words"')


def test_the_image_for_print_sits_on_the_line():
    made = math.formula(r"\frac{a}{b}")
    markup = math.image(made, "asset:math/x.svg")
    image = etree.fromstring(str(markup))
    assert image.get("role") == "math"
    assert image.get("alt") == made.spoken
    assert image.get("data-tex") == r"\frac{a}{b}"
    depth = made.picture.depth
    assert f"vertical-align: -{depth:g}em" in image.get("style")
    assert depth > 0


def test_numbers_and_labels_are_the_publications():
    made = math.formula(r"\begin{equation}x=1\label{eq:x}\end{equation}", True)
    assert "(1)" not in math.mathml(made)
    assert math.problems(made) == ()


def test_what_has_no_mathml_is_a_picture_with_words_in_the_ebook():
    made = math.formula(r"\ce{H2O}")
    root = etree.fromstring(str(math.mathml(made)))
    assert etree.QName(root).localname == "svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == "H sub 2 O"
    (problem,) = math.problems(made, Place("a.md", 4))
    assert (problem.code, problem.severity, problem.place.line) == ("math", "warning", 4)


@pytest.mark.parametrize(
    "tex", [r"\nonsense x", r"\frac{a", r"x^2^3", "{" * 100 + "}" * 100, "x" * 5000, r"\def\a{\a\a}\a"]
)
def test_what_cannot_be_read_is_shown_as_written_with_a_problem(tex):
    made = math.formula(tex, True)
    (problem,) = math.problems(made, Place("a.md", 9))
    assert (problem.code, problem.severity, problem.place) == ("math", "error", Place("a.md", 9))
    shown = etree.fromstring(str(math.mathml(made)))
    assert (shown.tag, shown.text) == ("code", tex)
    assert math.image(made, "asset:x.svg") == math.mathml(made)
    assert made.picture is None


@pytest.mark.parametrize(
    "opening", ["{", r"\frac{", r"\left(", r"\begin{matrix}", r"\sqrt", "x^{", r"\sqrt{", r"\overline{"]
)
def test_nesting_without_end_stops_nothing(opening):
    assert math.problems(math.formula(opening * (4000 // len(opening)), True))


def test_control_characters_cannot_break_the_document():
    made = math.formula("x\x1b")
    (problem,) = math.problems(made)
    assert "control character" in problem.message
    assert etree.fromstring(str(math.mathml(made))).text == "x\ufffd"
    assert etree.fromstring(str(math.mathml(math.formula("x"), "a\x00b"))).get("alttext") == "a\ufffdb"


@given(st.lists(st.sampled_from(TOKENS), max_size=14).map("".join), st.booleans())
def test_any_formula_is_well_formed_or_a_problem(tex, display):
    made = math.formula(tex, display)
    etree.fromstring(str(math.mathml(made)))
    etree.fromstring(f"<p>{math.image(made, 'asset:x.svg')}</p>")
    assert (made.picture is None or made.mathml is None) == bool(math.problems(made))


def test_keys_differ_by_formula_and_style():
    assert len({math.key("x", True), math.key("x", False), math.key("y", True)}) == 3
