"""The table of everything that a reader can find wrong: one entry a code.

A reader says ``problem("image-missing", place, src=src)``; message and fix are filled in from the table, so that
the same fault reads the same wherever it is found. To add a code: an entry here, in its group and by the alphabet,
and a golden case ``tests/golden/<code>/``.
"""

import unicodedata

from msgspec import Struct

from publisher.model import Place, Problem, Severity

LONGEST_VALUE = 120
"""Characters of the source that a message quotes at most."""


class Rule(Struct, frozen=True):
    """What is said of one kind of problem. ``{names}`` in message and fix are filled in where it is found.

    ``hint`` is what ``{hint}`` stands for where nothing better is known.
    """

    message: str
    fix: str = ""
    clause: str = ""
    severity: Severity = "error"
    hint: str = ""


_ALT = "WCAG 2.2, 1.1.1; EPUB Accessibility 1.1 §3.3; ISO 14289-1 7.3"
_LANGUAGE = "WCAG 2.2, 3.1.1; EPUB 3.3 §5.5.3.3; ISO 14289-1 7.2"
_RESOURCE = "EPUB 3.3 §3.2"
_LINK = "WCAG 2.2, 2.4.4; ISO 14289-1 7.18.5"

_FILES = {
    "book-empty": Rule("there is nothing to publish in {source}", "write a chapter in a file such as 01-chapter.md"),
    "file-encoding": Rule('"{file}" is not UTF-8 text', "save it in the encoding UTF-8"),
    "file-format": Rule(
        'cannot read "{file}"',
        "give a Markdown file (.md), a model (.json), a PDF that carries its source (.pdf), or a publication's folder",
    ),
    "file-missing": Rule('there is no file "{file}"', "write it, or take its name from here"),
    "file-outside": Rule('"{file}" lies outside the publication\'s folder', "move it into the folder"),
    "file-size": Rule('"{file}" is larger than {limit}', "split it into several files"),
    "file-twice": Rule('"{file}" is listed twice', "list it once"),
    "model-invalid": Rule("this is not the JSON of a publication: {detail}", "see publisher schema"),
    "model-nesting": Rule("the content is nested more than {limit} levels deep", "write it with fewer levels"),
    "pdf-attachment": Rule(
        '"{name}" in "{file}" cannot be used: {detail}', "make the PDF anew, or give the file with --resources"
    ),
    "pdf-damaged": Rule('"{file}" cannot be read: {detail}', "make it anew, or take another copy"),
    "pdf-source": Rule(
        '"{file}" does not carry what it was made from',
        "write pdf: {{embed: source}} in the metadata of the publication, and build the PDF again",
    ),
    "summary-draft": Rule('"{title}" has no file yet and is left out', "write its file", severity="warning"),
    "summary-syntax": Rule(
        "cannot understand this line of the summary", "write - [Title](file.md)", severity="warning"
    ),
}

_METADATA = {
    "identifier-missing": Rule(
        "there is no identifier; one is made from title, language and authors",
        "write identifier: {identifier}, so that it stays when those change",
        "EPUB 3.3 §5.5.3.1",
        "warning",
    ),
    "language-missing": Rule("there is no language", "write language: en (or fr, pt-BR, …)", _LANGUAGE),
    "language-tag": Rule(
        '"{value}" is not a language tag', "{hint}", "BCP 47; " + _LANGUAGE, hint="write one such as en, fr or pt-BR"
    ),
    "meta-contrast": Rule(
        "{key}: {value} has a contrast of {ratio} to 1 with {ground}",
        "write a colour with {least} to 1 or more",
        "WCAG 2.2, 1.4.3",
        "warning",
    ),
    "meta-date": Rule('{key}: "{value}" is not a date', "write it as 2026-11-23 or 2026-11-23T08:30Z", "ISO 8601-1"),
    "meta-duplicate": Rule('"{key}" is written twice', "keep one of them", "YAML 1.2 §3.2.1.3"),
    "meta-identifier": Rule(
        'identifier: "{value}" is neither a URN nor an address',
        "write urn:uuid:…, urn:isbn:… or https://…",
        "EPUB 3.3 §5.5.3.1",
    ),
    "meta-isbn": Rule('isbn: "{value}" is not an ISBN', "check its digits", "ISO 2108"),
    "meta-limit": Rule("the metadata is too deep or too large", "keep it to what a title page says"),
    "meta-part": Rule("{key} needs a {name}", "write {name}: …"),
    "meta-syntax": Rule("cannot read the metadata: {detail}", "see https://yaml.org/spec/1.2.2/", "YAML 1.2"),
    "meta-type": Rule("{key} must be {expected}, not {found}", "write {example}"),
    "meta-unknown": Rule('there is no key "{key}"', "{hint}"),
    "meta-value": Rule('{key} cannot be "{value}"', "write one of: {choices}"),
    "title-missing": Rule("the publication has no title", "write title: …", "WCAG 2.2, 2.4.2; ISO 14289-1 7.1"),
}

_STRUCTURE = {
    "control-character": Rule(
        "there is a control character, {character}, in the text", "take it out", "XML 1.0 §2.2; ISO 14289-1 7.21.7"
    ),
    "heading-empty": Rule(
        "a heading has no words", "write its words or take it out", "WCAG 2.2, 2.4.6; ISO 14289-1 7.4"
    ),
    "heading-level": Rule(
        "the heading is of level {level}, but {expected} would follow; it is set as {expected}",
        "write it with {expected} #",
        "WCAG 2.2, 1.3.1; ISO 14289-1 7.4.2",
        "warning",
    ),
    "heading-missing": Rule(
        '"{file}" has no heading; "{title}" is shown instead',
        "begin it with # and its title",
        "WCAG 2.2, 2.4.6",
        "warning",
    ),
    "id-duplicate": Rule('the name "{id}" is given twice', "give each its own name", "XML 1.0 §3.3.1"),
    "id-invalid": Rule(
        'the id "{id}" cannot be used', "use letters a-z, digits, - and _, with a letter first", "XML 1.0 §3.3.1"
    ),
    "index-empty": Rule("the index has no entries", "mark words with {{index}}`word`", severity="warning"),
    "list-empty": Rule(
        "there are no {what} with captions to list", "give them captions, or take the list out", severity="warning"
    ),
    "table-headers": Rule(
        "the table has no header cells", "give it a header row or column", "WCAG 2.2, 1.3.1; ISO 14289-1 7.5", "warning"
    ),
}

_REFERENCES = {
    "citation-target": Rule('no bibliography entry has the key "{target}"', "add it to the bibliography", _LINK),
    "link-address": Rule(
        'the link to "{href}" has no address that a reader could open', "write https://…, mailto:… or tel:…", _LINK
    ),
    "link-empty": Rule("the link to {target} has no words", "write where it leads", _LINK),
    "link-number": Rule(
        '"{target}" has no number; its title is shown instead',
        "give it a caption, or refer to it by title",
        severity="warning",
    ),
    "link-target": Rule('the link to "{target}" leads nowhere', "{hint}", _LINK),
    "link-text": Rule('the link says "{text}"', "write where it leads", "WCAG 2.2, 2.4.4", "warning"),
    "link-untitled": Rule(
        '"{target}" has neither title nor caption to show', "write words for it: [words](#{target})", _LINK
    ),
    "note-missing": Rule('there is no note "{note}"', "write [^{note}]: and the note", "ISO 14289-1 7.9"),
    "note-unused": Rule(
        'nothing calls the note "{note}"; it is left out',
        "write [^{note}] in the text, or take the note out",
        "ISO 14289-1 7.9",
        "warning",
    ),
}

_IMAGES = {
    "image-alt": Rule('image "{src}" has no alt text', "write ![description]({src}) or mark it {{decorative}}", _ALT),
    "image-alt-caption": Rule(
        'the alt text of "{src}" repeats the caption',
        "say what can be seen; the caption is read out as well",
        _ALT,
        "warning",
    ),
    "image-alt-file-name": Rule('the alt text of "{src}" is a file name', "say what the picture shows", _ALT),
    "image-alt-long": Rule(
        'the alt text of "{src}" has {count} characters',
        "say the most important in up to {limit}, and the rest in a :::{{description}}",
        _ALT,
        "warning",
    ),
    "image-alt-placeholder": Rule('the alt text of "{src}" is only "{alt}"', "say what the picture shows", _ALT),
    "image-format": Rule('"{src}" is no picture that a book can carry', "use PNG, JPEG, WebP, GIF or SVG", _RESOURCE),
    "image-missing": Rule('there is no image "{src}"', "put the file there, or mend its name", _RESOURCE),
    "image-outside": Rule(
        'the image "{src}" lies outside the publication\'s folder', "move it into the folder", _RESOURCE
    ),
    "image-remote": Rule('the image "{src}" is on the web', "save it in the publication's folder", "EPUB 3.3 §3.6"),
    "image-size": Rule('the image "{src}" has {size}, more than {limit}', "make it smaller", _RESOURCE),
    "image-unreadable": Rule('the image "{src}" cannot be read: {detail}', "save it anew", _RESOURCE),
}

_MEDIA = {
    "media-captions": Rule(
        "the video has neither captions nor a transcript",
        "give :captions: a WebVTT file and write a :::{{transcript}}",
        "WCAG 2.2, 1.2.1-1.2.3; EPUB Accessibility 1.1 §3.3",
    ),
    "media-file": Rule('there is no file "{src}"', "put the file there, or mend its name", _RESOURCE),
    "media-format": Rule('"{src}" is no recording that e-readers play', "use {formats}", _RESOURCE),
    "media-outside": Rule('"{src}" lies outside the publication\'s folder', "move it into the folder", _RESOURCE),
    "media-source": Rule("the {kind} has neither a file nor an address", "name a file, or give it a :link:", _RESOURCE),
    "media-title": Rule("the {kind} has no title", "give it a :title: that says what it is", "WCAG 2.2, 1.1.1"),
    "media-transcript": Rule("{missing}", "{fix}", "WCAG 2.2, 1.2.1-1.2.3", "warning"),
}

_MARKDOWN = {
    "argument-unknown": Rule('{name} takes no argument, but "{argument}" is given', "write it into the body"),
    "attribute-unknown": Rule(
        'the attribute "{name}" has no meaning here', "take it out, or mend its name", severity="warning"
    ),
    "attribute-unused": Rule(
        "the attributes {names} are not followed by anything that could have them",
        "write them on the line before a block",
        severity="warning",
    ),
    "bibliography-key": Rule('the entry "{entry}" has no key', "begin it with `key`: ", _LINK),
    "caption-block": Rule(
        "a {kind} cannot be part of a caption; it is set after it",
        "write the caption in paragraphs",
        severity="warning",
    ),
    "code-markup": Rule(
        "code keeps only its characters; emphasis and links in it are gone", "write them beside it", severity="warning"
    ),
    "definition-missing": Rule("a term has no definition", "write : and the definition on the line below it"),
    "definition-term": Rule("a definition has no term", "write the term on the line above it"),
    "directive-content": Rule("{name} must hold {expected}", "write that, and all else after it"),
    "directive-outside": Rule(
        ":::{{{name}}} belongs inside another directive", "write it inside the figure or recording that it is for"
    ),
    "directive-unclosed": Rule("{{{name}}} is not closed", "write {fence} on a line of its own where it ends"),
    "directive-unknown": Rule("there is no directive {{{name}}}; its text is kept", "{hint}"),
    "figure-empty": Rule("the figure has no picture", "name its file after {{figure}}"),
    "heading-inside": Rule(
        "a heading inside another block cannot begin a section; it is set as a paragraph",
        "move it out, or write it in bold",
        "WCAG 2.2, 1.3.1",
        "warning",
    ),
    "html-embedded": Rule('the page "{src}" cannot be shown in a book', "describe it and link to it", "EPUB 3.3 §3.2"),
    "html-script": Rule("{what} may not pass into a book", "take it out", "EPUB 3.3 §5.6"),
    "html-stray": Rule("</{name}> closes nothing", "take it out, or write <{name}> before it", severity="warning"),
    "html-unclosed": Rule("<{name}> is not closed", "write </{name}> where it ends", severity="warning"),
    "html-unknown": Rule(
        "{what} is no element that a book has; what is in it is kept", "write it in Markdown", severity="warning"
    ),
    "image-caption": Rule(
        'the picture in a line of text has no room for the caption "{caption}"',
        "give the picture a paragraph of its own",
        severity="warning",
    ),
    "image-source": Rule("a picture has no file", "write ![description](file.png)"),
    "link-around": Rule(
        'the link to "{href}" is around something that cannot be one', "put it around words", severity="warning"
    ),
    "link-inside": Rule(
        'the link to "{href}" is inside another link', "close the outer one before it", severity="warning"
    ),
    "list-table-row": Rule("a row of the list table has no cells", "write it as * - first cell, then - second cell"),
    "math-empty": Rule("a formula is empty", "write it in TeX"),
    "note-twice": Rule('the note "{note}" is written twice; both are kept', "give one another name"),
    "option-again": Rule('the option "{name}" is given twice; the last counts', "keep one of them"),
    "option-unknown": Rule('{name} has no option "{option}"; its text is kept', "{hint}"),
    "option-value": Rule('{name} cannot be "{value}"', "write {expected}"),
    "role-content": Rule('{{{name}}} cannot read "{content}"', "write it as {expected}"),
    "role-unknown": Rule("there is no role {{{name}}}; its text is kept", "see the list of roles"),
    "table-cells": Rule(
        'the cell "{text}" is beyond the last column', "add a column to the first row", "WCAG 2.2, 1.3.1"
    ),
    "table-span": Rule('{name} cannot be "{value}"', "write a number from 1 to 1000"),
    "too-deep": Rule("the text is nested too deeply; deeper structure is left out, its words are kept", "nest it less"),
}

CODES: dict[str, Rule] = {
    code: rule
    for group in (_FILES, _METADATA, _STRUCTURE, _REFERENCES, _IMAGES, _MEDIA, _MARKDOWN)
    for code, rule in group.items()
}
"""Every code and what is said of it."""


def problem(code: str, place: Place, **values: object) -> Problem:
    """The problem of this code at this place, its message and fix filled in with ``values``.

    Raises `KeyError` for a code that is not in `CODES` or a value that its texts ask for.
    """
    rule = CODES[code]
    shown = {"hint": rule.hint} | {name: _shown(value) for name, value in values.items()}
    return Problem(
        code=code,
        message=rule.message.format(**shown),
        fix=rule.fix.format(**shown),
        place=place,
        clause=rule.clause,
        severity=rule.severity,
    )


def _shown(value: object) -> str:
    """The value on one line, without control characters, cut where it is long."""
    # Control characters of an untrusted source could redraw the terminal.
    text = "".join(
        " " if unicodedata.category(character) in ("Cc", "Cf", "Cs") else character for character in str(value)[:2000]
    )
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
