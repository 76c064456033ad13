"""The sign that stands for a picture that cannot be shown, in drafts only."""

import re
from html import escape

from publisher.render.images import Picture

_WIDTH, _HEIGHT = 320, 120


def placeholder(src: str) -> Picture:
    """A drawing that says which picture is missing, in plain letters: a crossed box with the file's name."""
    name = re.sub(r"[^\x20-\x7e]", "?", src)
    name = name if len(name) <= 36 else f"…{name[-35:]}"
    drawing = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" \
height="{_HEIGHT}" font-family="'Atkinson Hyperlegible',sans-serif" font-size="15" text-anchor="middle">\
<rect x="1" y="1" width="{_WIDTH - 2}" height="{_HEIGHT - 2}" fill="#fff4f2" stroke="#a61717" stroke-width="2"/>\
<path d="M1 1 L{_WIDTH - 1} {_HEIGHT - 1} M{_WIDTH - 1} 1 L1 {_HEIGHT - 1}" stroke="#f0c4be" stroke-width="2"/>\
<text x="{_WIDTH // 2}" y="52" fill="#7a0f0f" font-weight="700">Missing picture</text>\
<text x="{_WIDTH // 2}" y="80" fill="#7a0f0f">{escape(name)}</text></svg>"""
    return Picture(drawing.encode(), "image/svg+xml", _WIDTH, _HEIGHT)
