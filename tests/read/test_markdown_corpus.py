"""A whole book of someone else's Markdown: read in seconds, and not a word of it is lost."""

import html
import re
import time
from collections import Counter
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from written import all_nodes

from publisher.model import Code, CodeBlock, Described, Image, Section, Text, nodes
from publisher.read.document import Document, parse

BOOK = Path(__file__).parents[3] / "shared" / "corpus" / "rust-book" / "src"
SECONDS = 4.0
TAG = re.compile(r"""</?[A-Za-z][\w-]*(?:\s+[\w-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'))?)*\s*/?>""")
SPOKEN = re.compile(r"""\b(?:alt|caption)=(?:"([^"]*)"|'([^']*)')""")

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not BOOK.is_dir(), reason="the corpus is not beside the repository, in ../shared/corpus"),
]


@pytest.fixture(scope="module")
def book() -> dict[str, tuple[str, Document]]:
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(BOOK.glob("*.md"))}
    began = time.process_time()
    documents = {name: (text, parse(text, name, lambda other: None)) for name, text in texts.items()}
    assert len(documents) > 100
    assert time.process_time() - began < SECONDS
    return documents


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", html.unescape(text)))


def words_of_html(text: str) -> Counter[str]:
    """The words of a plain rendering, those of alt texts and captions included."""
    rendered = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    rendered = re.sub(r"<!--.*?-->", " ", rendered, flags=re.DOTALL)
    spoken = " ".join(" ".join(match) for match in SPOKEN.findall(rendered))
    return words(TAG.sub(" ", rendered)) + words(spoken)


def words_of(document: Document) -> Counter[str]:
    texts: list[str] = []
    for node in all_nodes(document):
        match node:
            case Text() | Code():
                texts.append(node.value)
            case CodeBlock():
                texts.append(node.text)
            case Image(alt=Described()):
                texts.append(node.alt.text)
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


def test_no_word_is_lost(book: dict[str, tuple[str, Document]]) -> None:
    for name, (text, document) in book.items():
        missing = words_of_html(text) - words_of(document)
        # The plain rendering knows no notes: it shows the label of the book's only one.
        assert set(missing) <= {"siphash"}, name


def test_everything_that_is_found_wrong_is_known(book: dict[str, tuple[str, Document]]) -> None:
    codes = {problem.code for _, document in book.values() for problem in document.problems}
    assert codes == {"html-unknown", "heading-inside", "code-markup"}


def test_every_listing_is_code_with_its_caption(book: dict[str, tuple[str, Document]]) -> None:
    for name, (text, document) in book.items():
        captioned = [node for node in all_nodes(document) if isinstance(node, CodeBlock) and node.number]
        numbered = re.findall(r"<Listing\b[^\n]*\bnumber=", text)
        assert len(captioned) == len(numbered), name
        assert all(listing.caption for listing in captioned)


def test_every_anchor_can_be_reached(book: dict[str, tuple[str, Document]]) -> None:
    for name, (text, document) in book.items():
        ids = {node.id for node in all_nodes(document) if node.id}
        assert ids >= set(re.findall(r'<a id="([^"]+)">', text)), name


def test_every_heading_is_a_section(book: dict[str, tuple[str, Document]]) -> None:
    for name, (text, document) in book.items():
        rendered = MarkdownIt("commonmark").render(text)
        outside = re.sub(r"<blockquote>.*?</blockquote>", "", rendered, flags=re.DOTALL)
        found = [node for node in nodes(document.sections) if isinstance(node, Section)]
        assert len(found) == len(re.findall(r"<h[1-6]>", outside)), name
