"""Formulas: TeX in; MathML, a picture and spoken words out.

1. refuse what is too long or too deep, before a parser sees it
2. MathML by math-core, mended for XML; the picture and the words by mathra
3. where one of them cannot read the formula, the other stands in: the picture in an e-book, the MathML redrawn in print
4. where neither can, the TeX itself is shown, and a problem says why: a formula never stops a build with an exception
"""

import hashlib
import re
from functools import lru_cache
from typing import Any

import mathra
from lxml import etree
from markupsafe import Markup
from msgspec import Struct

from publisher.model import NOWHERE, Place, Problem
from publisher.render import mathml as to_mathml
from publisher.render.mathml import parse, unnumbered
from publisher.render.xml_text import writable

LONGEST = 4000
"""Characters of TeX in one formula; no page is wide enough for more."""

DEEPEST = 60
"""Braces and environments within each other; mathra stops at 64, and math-core has no limit of its own."""

SVG = "http://www.w3.org/2000/svg"
_CLAUSE = "EPUB Accessibility 1.1 §3.3; ISO 14289-1 7.7"
_ATTRIBUTES_OF_THE_PAGE = {"style", "role", "aria-labelledby", "data-mathra-version", "lang"}


class Picture(Struct, frozen=True):
    """A formula as a standalone SVG without text or metadata.

    Sizes are in em; ``depth`` is how far it hangs below the line of the text.
    """

    svg: str
    width: float
    height: float
    depth: float

    @property
    def style(self) -> str:
        """The CSS that sets it on the line of the text around it."""
        return f"width: {self.width:g}em; height: {self.height:g}em; vertical-align: {-self.depth:g}em"


class Formula(Struct, frozen=True):
    """All that is known of a formula. What could not be made is None, and ``faults`` says why."""

    tex: str
    display: bool
    mathml: str | None
    picture: Picture | None
    spoken: str
    faults: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def formula(tex: str, display: bool = False, language: str = "en") -> Formula:
    """What becomes of a formula in TeX. Its words are in ``language``, a BCP 47 tag, or in English."""
    if fault := _unreadable(tex):
        return Formula(tex, display, None, None, writable(tex[:LONGEST]), (fault,))
    faults: list[str] = []
    mathml = _by_math_core(tex, display, faults)
    rendered = _by_mathra(tex, display, locale(language), mathml, faults)
    if rendered is None:
        return Formula(tex, display, mathml, None, tex, tuple(faults))
    return Formula(tex, display, mathml, _picture(rendered["svg"]), rendered["speech"].strip() or tex, tuple(faults))


def mathml(made: Formula, spoken: str = "") -> Markup:
    """The formula for an e-book: MathML with its spoken words as ``alttext``; an inline SVG where there is no MathML.

    The words are ``spoken`` if given. A formula that nobody can read is shown as its TeX in ``<code class="tex">``.
    """
    words = writable(spoken) or made.spoken
    if made.mathml is not None:
        root = etree.fromstring(made.mathml.encode())
        root.set("alttext", words)
        return _markup(root)
    if made.picture is not None:
        root = etree.fromstring(made.picture.svg.encode())
        root.set("role", "img")
        root.set("aria-label", words)
        root.set("class", "math")
        root.set("style", made.picture.style)
        return _markup(root)
    return _as_tex(made)


def image(made: Formula, source: str, spoken: str = "") -> Markup:
    """The formula for print: ``<img class="math" role="math">`` with its words, from ``source``, set on the line.

    The words are ``spoken`` if given. A formula that cannot be drawn is shown as its TeX in ``<code class="tex">``.
    """
    if made.picture is None:
        return _as_tex(made)
    said = Markup('<img class="math" role="math" alt="{}" src="{}" data-tex="{}" style="{}"').format(
        writable(spoken) or made.spoken, source, made.tex, made.picture.style
    )
    # The PDF attaches it to the formula.
    return said + (Markup(' data-mathml="{}"/>').format(made.mathml) if made.mathml else Markup("/>"))


def key(tex: str, display: bool) -> str:
    """The name under which a formula's picture is kept among the assets."""
    return hashlib.sha256(f"{int(display)}{tex}".encode()).hexdigest()[:16]


def problems(made: Formula, place: Place = NOWHERE) -> tuple[Problem, ...]:
    """What is wrong with a formula (code ``math``).

    An error where print cannot show it, a warning where only the MathML for the e-book cannot be made.
    """
    why = "; ".join(dict.fromkeys(made.faults))
    if made.picture is None:
        what = "cannot read the formula" if made.mathml is None else "cannot draw the formula in print"
        message, fix = f"{what}: {why}", "mend its TeX"
        return (Problem(code="math", place=place, message=message, fix=fix, clause=_CLAUSE),)
    if made.mathml is None:
        message = f"the e-book shows this formula as a picture, because it has no MathML: {why}"
        fix = "write it with commands of LaTeX and amsmath"
        return (Problem(code="math", place=place, message=message, fix=fix, clause=_CLAUSE, severity="warning"),)
    return ()


def _unreadable(tex: str) -> str:
    if len(tex) > LONGEST:
        return f"it has {len(tex)} characters, more than {LONGEST}"
    if writable(tex) != tex:
        return "it has a control character"
    depth = deepest = 0
    for token in re.finditer(r"\\begin\b|\\end\b|\\left\b|\\right\b|\\.|[{}]", tex, re.DOTALL):
        depth += {"\\begin": 1, "\\left": 1, "{": 1, "\\end": -1, "\\right": -1, "}": -1}.get(token.group(), 0)
        deepest = max(deepest, depth)
    return f"it is nested deeper than {DEEPEST} levels" if deepest > DEEPEST else ""


def _by_math_core(tex: str, display: bool, faults: list[str]) -> str | None:
    try:
        return to_mathml.mathml(tex, display)
    except ValueError as error:
        faults.append(str(error))
        return None


def _by_mathra(tex: str, display: bool, locale: str, mathml: str | None, faults: list[str]) -> Any:
    try:
        return mathra.render(unnumbered(tex), locale, display=display, strict=True)
    except ValueError as error:
        faults.append(str(error))
    if mathml is None:
        return None
    try:
        return mathra.render(mathml, locale, display=display, strict=True, input="mathml")
    except ValueError as error:
        faults.append(str(error))
        return None


def _picture(drawn: str) -> Picture:
    """Only the outlines: words and TeX stand in the markup around the picture, and nothing is to be said twice."""
    root = parse(drawn)
    width, height = (float(root.get(name, "0").removesuffix("em")) for name in ("width", "height"))
    hanging = re.search(r"vertical-align:\s*(-?[\d.]+)em", root.get("style", ""))
    for name in _ATTRIBUTES_OF_THE_PAGE & set(root.attrib):
        del root.attrib[name]
    _put_outlines_in_place(root)
    for child in list(root):
        if etree.QName(child).localname in {"title", "metadata", "style", "text", "defs"}:
            root.remove(child)
    etree.cleanup_namespaces(root)
    return Picture(etree.tostring(root, encoding="unicode"), width, height, -float(hanging.group(1)) if hanging else 0)


def _put_outlines_in_place(root: etree._Element) -> None:
    """A copy of the outline for every ``use`` of it: the same formula twice in a page must not repeat its ids."""
    outlines = {shape.get("id", ""): shape for shape in root.iter(f"{{{SVG}}}path") if shape.get("id")}
    for use in list(root.iter(f"{{{SVG}}}use")):
        shape = outlines[use.get("href", "").removeprefix("#")]
        moved = f"translate({use.get('x', '0')} {use.get('y', '0')})" if use.get("x") or use.get("y") else ""
        use.tag = f"{{{SVG}}}path"
        transform = f"{use.get('transform', '')} {moved}".strip()
        for name in {"href", "x", "y", "transform"} & set(use.attrib):
            del use.attrib[name]
        use.set("d", shape.get("d", ""))
        if transform:
            use.set("transform", transform)


def locale(language: str) -> str:
    """The locale of mathra for a language tag: the very tag, one of the same language, or English."""
    return _locales().get(language.lower()) or _locales().get(language.partition("-")[0].lower()) or "en"


@lru_cache(maxsize=1)
def _locales() -> dict[str, str]:
    codes = [locale["code"] for locale in mathra.locales()]
    return {code.partition("-")[0].lower(): code for code in codes} | {code.lower(): code for code in codes}


def _as_tex(made: Formula) -> Markup:
    return Markup('<code class="tex">{}</code>').format(writable(made.tex))


def _markup(root: etree._Element) -> Markup:
    return Markup(etree.tostring(root, encoding="unicode"))  # noqa: S704 - lxml has escaped it
