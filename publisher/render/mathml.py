"""TeX into the MathML that e-books may hold.

1. say in other words what math-core does not know, and leave out numbers and labels
2. math-core makes MathML Core
3. mend it for XML, and for the schema of EPUB 3.3, which is that of MathML 3
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from lxml import etree
from math_core import LatexError, LatexToMathML

MATHML = "http://www.w3.org/1998/Math/MathML"

# What math-core does not know, said with what it does know; space that only corrects the look may go.
_MACROS = {
    "substack": r"\begin{matrix}#1\end{matrix}",
    "mbox": r"\text{#1}",
    "smash": "{#1}",
    "mathrlap": "{#1}",
    "mathllap": "{#1}",
    "mathclap": "{#1}",
    "nicefrac": r"{}^{#1}\!/_{#2}",
    "sfrac": r"{}^{#1}\!/_{#2}",
}
_ENVIRONMENTS = {
    "split": ("aligned", ""),
    "smallmatrix": ("matrix", ""),
    "alignat*": ("aligned", ""),
    "flalign*": ("aligned", ""),
    "eqnarray*": ("array", "{rcl}"),
}
_NUMBERED = r"\\(begin|end)\{(equation|align|gather|multline|alignat|flalign|eqnarray)\}"
_VARIANTS = {"b": "bold", "strong": "bold", "i": "italic", "em": "italic", "code": "monospace"}


def mathml(tex: str, display: bool) -> str:
    """The formula as a ``math`` element that the schema of EPUB 3.3 allows. Raises ValueError, which says why not."""
    try:
        markup = _converter().convert_with_local_state(_in_known_environments(tex), displaystyle=display)
    except LatexError as error:
        raise ValueError(str(error).partition(": ")[2].rstrip(".") or str(error)) from None
    # XML knows no named characters but its own five.
    markup = re.sub(r"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]+;", lambda name: unescape(name.group()), markup)
    try:
        root = parse(markup)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"its MathML is not well-formed: {error.msg}") from None
    for text in list(root.iter(f"{{{MATHML}}}mtext")):
        _flatten(text)
    _fit_schema(root)
    return etree.tostring(root, encoding="unicode")


def _in_known_environments(tex: str) -> str:
    def known(found: re.Match[str]) -> str:
        name, columns = _ENVIRONMENTS[found.group(2)]
        return f"\\{found.group(1)}{{{name}}}{columns if found.group(1) == 'begin' else ''}"

    names = "|".join(re.escape(name) for name in _ENVIRONMENTS)
    return re.sub(rf"\\(begin|end)\{{({names})\}}(?:\{{\d+\}})?", known, unnumbered(tex))


def _fit_schema(root: etree._Element) -> None:
    """MathML Core allows the style of a formula on every element; the schema of EPUB 3.3 only on a few."""
    for element in list(root.iter(f"{{{MATHML}}}*")):
        name = etree.QName(element).localname
        style = {key: element.get(key, "") for key in ("displaystyle", "scriptlevel") if key in element.attrib}
        if name == "mtable":
            element.attrib.pop("scriptlevel", "")
        elif style and name not in {"math", "mstyle"}:
            _wrap(element, style)


def _flatten(text: etree._Element) -> None:
    """Bold and italic words are HTML in MathML Core, which EPUB's schema does not allow; MathML 3 has its own way."""
    if not len(text):
        return
    runs = [(piece, variant) for piece, variant in _runs(text, "") if piece]
    row = etree.Element(f"{{{MATHML}}}mrow")
    for piece, variant in runs:
        run = etree.SubElement(row, f"{{{MATHML}}}mtext", {"mathvariant": variant} if variant else {})
        run.text = piece
    parent = text.getparent()
    if parent is not None:
        row.tail = text.tail
        parent.replace(text, row)


def _runs(element: etree._Element, variant: str) -> Iterator[tuple[str, str]]:
    yield element.text or "", variant
    for child in element:
        yield from _runs(child, _VARIANTS.get(etree.QName(child).localname, variant))
        yield child.tail or "", variant


def _wrap(element: etree._Element, style: dict[str, str]) -> None:
    for key in style:
        del element.attrib[key]
    around = etree.Element(f"{{{MATHML}}}mstyle", style)
    parent = element.getparent()
    if parent is not None:
        parent.replace(element, around)
        around.append(element)


@lru_cache(maxsize=1)
def _converter() -> LatexToMathML:
    # "Unreliable" are wide accents, which some readers draw too short; that is better than a picture.
    return LatexToMathML(xml_namespace=True, fancy_error=False, allow_unreliable_rendering=True, macros=_MACROS)


def unnumbered(tex: str) -> str:
    """The formula without numbers and labels of its own: its number is the publication's, and links go by ids."""
    starred = re.sub(_NUMBERED, r"\\\1{\2*}", tex)
    tagged = re.sub(r"\\tag\*?\s*\{([^{}]*)\}", r"\\qquad(\\text{\1})", starred)
    return re.sub(r"\\label\s*\{[^{}]*\}|\\(nonumber|notag)\b", "", tagged)


def parse(markup: str) -> etree._Element:
    """The root element of what a formula library has written."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(markup.encode(), parser)
