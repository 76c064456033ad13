"""A chart of ratios against their targets, as SVG."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

_ROW, _LEFT, _WIDE, _RIGHT = 34, 420, 300, 150


def svg(measures: Sequence[tuple[str, float, float, bool]]) -> str:
    """A bar for each measure: its name, value and target, and whether that is the least rather than the most.

    A bar is as long as its share of the target, which is the line. Words say where it was missed, and not colour alone.
    """
    height = _ROW * len(measures) + 40
    width = _LEFT + _WIDE + _RIGHT
    rows = []
    target_at = _LEFT + _WIDE / 2
    for at, (name, value, target, least) in enumerate(measures):
        top = 24 + at * _ROW
        share = value / target
        reached = value >= target if least else value <= target
        length = min(share, 2) * _WIDE / 2
        sign = "≥" if least else "≤"
        colour, missed = ("#0a5a69", "") if reached else ("#a3472b", " (missed)")
        rows.append(
            f'<text x="{_LEFT - 10}" y="{top + 16}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{_LEFT}" y="{top + 3}" width="{length:.1f}" height="18" fill="{colour}"/>'
            f'<text x="{_LEFT + _WIDE + 8}" y="{top + 16}">{value:.2f} {sign} {target:g}{missed}</text>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        'font-family="sans-serif" font-size="13" fill="#1d2025">\n'
        "<title>Measured ratios, each as a share of its target</title>\n"
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>\n'
        + "\n".join(rows)
        + f'\n<path d="M{target_at} 14V{height - 10}" stroke="#1d2025" stroke-dasharray="4 3"/>'
        f'<text x="{target_at}" y="11" text-anchor="middle" font-size="11">target</text>\n</svg>\n'
    )
