"""Coloured code: legible in every scheme, well-formed, and kept to the letter."""

import re

import pytest
from lxml import etree

from publisher.render import highlight
from publisher.render.highlight import BACKGROUNDS, INKS, highlight_css

PYTHON = '# note\n@cached\ndef area(r: float) -> float:\n\tif r < 0 and True:\n\t\traise ValueError(f"{r!r}\\n")\n\n\n'


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def text_of(markup):
    return "".join(etree.fromstring(f"<pre>{markup}</pre>").itertext())


@pytest.mark.parametrize("scheme", ["print", "light", "dark"])
def test_every_colour_has_enough_contrast(scheme):
    css = highlight_css(scheme)
    background = re.search(r"background-color: (#\w{6})", css).group(1)
    assert background == BACKGROUNDS[scheme]
    colours = re.findall(r"(?<![-\w])color: (#\w{6})", css)
    assert len(colours) == len(INKS) + 1
    for colour in colours:
        assert contrast(colour, background) >= 4.5, colour
        # Readers that drop backgrounds show code on their own page.
        assert contrast(colour, "#000000" if scheme == "dark" else "#ffffff") >= 4.5, colour


def test_python_is_coloured_by_kind():
    markup = highlight.highlight(PYTHON, "python")
    assert '<span class="k">def</span>' in markup
    assert '<span class="f">area</span>' in markup
    assert '<span class="c"># note</span>' in markup
    assert '<span class="a">@cached</span>' in markup
    assert "&lt;" in markup


def test_every_class_in_the_markup_has_a_colour():
    diff = "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n"
    markup = highlight.highlight(PYTHON, "python") + highlight.highlight(diff, "diff")
    markup += highlight.highlight('<a href="x">&amp;</a>', "html") + highlight.highlight("def (", "json")
    used = set(re.findall(r'class="(\w+)"', markup))
    assert used <= set(INKS)
    assert {"i", "d", "k", "a"} <= used


@pytest.mark.parametrize(
    "syntax", ["python", "rust", "html", "bash", "console", "json", "yaml", "c", "text", "made-up", ""]
)
@pytest.mark.parametrize("code", [PYTHON, "\n\n  x\n", "  leading", "trailing  \n\n", "a\tb", "<&>\"'", "one line"])
def test_code_is_kept_to_the_letter(syntax, code):
    assert text_of(highlight.highlight(code, syntax)) == code


def test_unknown_syntax_is_plain_and_said():
    assert highlight.highlight("a < b", "made-up") == "a &lt; b"
    assert not highlight.knows("made-up")
    assert highlight.knows("Rust")
    assert highlight.knows("text")


def test_windows_line_ends_stay():
    assert "\r\n" in highlight.highlight("a\r\nb\r\n", "python")


def test_control_characters_cannot_break_the_document():
    assert text_of(highlight.highlight("\x1b[31mred\x00", "console")) == "\ufffd[31mred\ufffd"


def test_very_long_code_stays_plain():
    code = "x = 1\n" * 50_000
    assert "<span" not in highlight.highlight(code, "python")
