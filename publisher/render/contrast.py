"""How well a colour can be read on another one. WCAG 2.2, 1.4.3 and 1.4.6."""

from publisher.model import EditionName

LEAST: dict[EditionName, float] = {"print": 4.5, "a4": 4.5, "screen": 4.5, "large-print": 7.0}
"""The contrast that text of an edition needs: that of WCAG's level AA, for readers with low vision of level AAA."""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours (``#rrggbb``), from 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a colour (``#rrggbb``), from 0 to 1."""
    values = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in values)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
