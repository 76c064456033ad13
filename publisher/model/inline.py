"""Inline nodes: what runs inside a line of text."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct

from publisher.model.node import Node

Direction: TypeAlias = Literal["ltr", "rtl"]
SpanStyle: TypeAlias = Literal[
    "small-caps", "keyboard", "sample", "variable", "highlight", "inserted", "deleted", "small", "work-title", "term"
]
NonEmpty: TypeAlias = Annotated[str, Meta(min_length=1)]


class Text(Node, frozen=True, tag="text"):
    """Characters, never empty, with line ends of the source folded to spaces."""

    value: NonEmpty


class Emphasis(Node, frozen=True, tag="emphasis"):
    """Stress emphasis, set in italic."""

    content: tuple[Inline, ...]


class Strong(Node, frozen=True, tag="strong"):
    """Strong importance, set in bold."""

    content: tuple[Inline, ...]


class Code(Node, frozen=True, tag="code"):
    """A fragment of computer code; ``syntax`` is its programming language, if known."""

    value: NonEmpty
    syntax: str = ""


class Link(Node, frozen=True, tag="link"):
    """A link to an absolute address outside the publication (http, https, mailto, tel, doi, urn).

    Its content must say where it leads (WCAG 2.2, 2.4.4).
    """

    href: NonEmpty
    content: tuple[Inline, ...]
    title: str = ""


class CrossReference(Node, frozen=True, tag="cross-reference"):
    """A link to the node whose id is ``target``.

    With ``content`` that is what shows; without, ``show`` says what is written there: the target's title or
    caption, its label and number ("Figure 2.3"), or its printed page ("page 47"; in an e-book, its number or title).
    """

    target: NonEmpty
    content: tuple[Inline, ...] = ()
    show: Literal["title", "number", "page"] = "title"


class NoteReference(Node, frozen=True, tag="note-reference"):
    """The call of the `Note` with the id ``note``; it is numbered when the note is shown."""

    note: NonEmpty


class Math(Node, frozen=True, tag="math"):
    """A formula in TeX; ``spoken`` replaces the computed spoken text."""

    tex: NonEmpty
    spoken: str = ""


class Described(Struct, frozen=True, tag="described", forbid_unknown_fields=True):
    """The short text that stands for an image (WCAG 2.2, 1.1.1; EPUB Accessibility 1.1 §3.3; ISO 14289-1 7.3)."""

    text: NonEmpty


class Decorative(Struct, frozen=True, tag="decorative", forbid_unknown_fields=True):
    """The image says nothing that the text does not; assistive technology passes over it."""


class Image(Node, frozen=True, tag="image"):
    """A picture: a file in the publication's folder, and what stands for it. There is no third state of ``alt``.

    ``width`` is the share of the text measure that it takes, in per cent (0: by its own size).
    As a block, it stands alone without a caption; with one it belongs in a `Figure`.
    """

    src: NonEmpty
    alt: Described | Decorative
    width: Annotated[int, Meta(ge=0, le=100)] = 0


class Span(Node, frozen=True, tag="span"):
    """Text with a language, a direction or a style of its own."""

    content: tuple[Inline, ...]
    direction: Direction | None = None
    style: SpanStyle | None = None


class Subscript(Node, frozen=True, tag="subscript"):
    """Text below the line."""

    content: tuple[Inline, ...]


class Superscript(Node, frozen=True, tag="superscript"):
    """Text above the line."""

    content: tuple[Inline, ...]


class Abbreviation(Node, frozen=True, tag="abbreviation"):
    """A short form and what it stands for (WCAG 2.2, 3.1.4)."""

    content: tuple[Inline, ...]
    expansion: NonEmpty


class InlineQuote(Node, frozen=True, tag="inline-quote"):
    """A quotation in running text; quotation marks are added by the language's custom."""

    content: tuple[Inline, ...]


class Citation(Node, frozen=True, tag="citation"):
    """A reference to the bibliography entry with the id ``target``; ``content`` is what shows, as "Darwin 1859"."""

    target: NonEmpty
    content: tuple[Inline, ...]


class Ruby(Node, frozen=True, tag="ruby"):
    """Base text and its reading above it, as furigana."""

    base: NonEmpty
    text: NonEmpty


class IndexTerm(Node, frozen=True, tag="index-term"):
    """A place that the index leads to. ``entry`` is the heading path, most general first.

    ``content`` is the running text that it marks and may be empty. Its id is never empty in a read publication.
    """

    entry: Annotated[tuple[NonEmpty, ...], Meta(min_length=1)]
    content: tuple[Inline, ...] = ()


class LineBreak(Node, frozen=True, tag="line-break"):
    """A line end that belongs to the text."""


Inline: TypeAlias = (
    Text
    | Emphasis
    | Strong
    | Code
    | Link
    | CrossReference
    | NoteReference
    | Math
    | Image
    | Span
    | Subscript
    | Superscript
    | Abbreviation
    | InlineQuote
    | Citation
    | Ruby
    | IndexTerm
    | LineBreak
)
