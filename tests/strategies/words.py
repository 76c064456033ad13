"""Words of many scripts, and the pictures of the generated publications."""

from pathlib import Path

from hypothesis import strategies as st
from PIL import Image as Raster

from publisher.model import Decorative, Described, Image, Text

PICTURES = ("pictures/tile.png", "pictures/rings.svg")
_ENGLISH = (
    "a tide pool keeps what the sea forgets until noon & <then> returns it, cold; “bright” – odd characteristically "
    "extraordinarily first-rate co-operation\u00ads well\u2011known no\u00a0break"
)
_OTHERS = "naïve Ærø fjord Straße ĳ œuvre Ωμέγα Москва 100 % ½ x² fi ffl office ﬁ e\u0301 soft\u00adhy\u00adphen"
WORDS = tuple(f"{_ENGLISH} {_OTHERS}".split(" "))
FOREIGN = (
    ("fr", "déjà vu"),
    ("de", "Straßenbahnhaltestelle"),
    ("ar", "بركة المد والجزر"),
    ("ar", "لا ٤٢ (مد)"),
    ("he", "בריכת גאות (שלום) 42"),
    ("ja", "潮だまり、東京。"),
    ("zh-Hant", "潮池裡的水。"),
    ("hi", "हिन्दी में"),
    ("el", "καλημέρα"),
    ("ru", "приливная лужа"),
    ("la", "Patella vulgata"),
)
LANGUAGES = dict(FOREIGN)
RIGHT_TO_LEFT = ("ar", "he")

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
texts = words.map(lambda value: Text(value=value))
short = st.tuples(texts)
# Titles begin as sentences do; else whoever looks for prose that was left out takes a running head for it.
title_words = words.map(lambda value: f"Of {value}")
foreign = st.sampled_from(FOREIGN)


@st.composite
def long_texts(draw: st.DrawFn) -> str:
    """Text of up to two pages, in one of the languages."""
    phrase = draw(st.one_of(words, foreign.map(lambda pair: pair[1])))
    return " ".join([phrase] * draw(st.integers(20, 80)))


def pictures(folder: Path) -> None:
    """Writes the pictures that the publications use."""
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    Raster.linear_gradient("L").convert("RGB").save(folder / PICTURES[0])
    rings = "".join(f'<circle cx="50" cy="50" r="{r}" fill="none" stroke="#124"/>' for r in (10, 20, 30, 40))
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="100" height="100">{rings}</svg>'
    (folder / PICTURES[1]).write_text(svg, encoding="utf-8")


_alts = st.one_of(words.map(lambda text: Described(text=f"Picture: {text}")), st.just(Decorative()))
images = st.builds(Image, src=st.sampled_from(PICTURES), alt=_alts, width=st.sampled_from((0, 5, 30, 100)))
described = words.map(lambda text: Image(src=PICTURES[0], alt=Described(text=f"Picture: {text}"), width=30))
decorative = images.map(lambda image: image.replace(alt=Decorative()))
