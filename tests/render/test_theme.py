"""A publication may bring templates of its own: single files, which reach nothing but what they are given."""

from pathlib import Path

import pytest
from lxml import etree

from publisher import render
from publisher.model import Node, Paragraph, Publication, Section, Text
from publisher.render import Assets, ThemeError


class Novelty(Node, frozen=True, tag="novelty"):
    """A node that no template knows."""


def book(*content: object, title: str = "Small") -> Publication:
    section = Section(id="one", role="chapter", title=(Text(value="One"),), content=content)
    return Publication(identifier="urn:isbn:9780000000002", title=title, language="en", body=(section,))


def own(folder: Path, name: str, text: str) -> render.Theme:
    path = folder / "templates" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return render.theme(folder)


def imprint(folder: Path, text: str) -> bytes:
    """The imprint made by the publication's own template."""
    theme = own(folder, "epub/imprint.xhtml.j2", f"<html xmlns='http://www.w3.org/1999/xhtml'>{text}</html>")
    documents = {one.name: one.xhtml for one in render.epub_markup(book(), theme, Assets()).documents}
    return documents["imprint.xhtml"]


def test_a_single_file_is_replaced(tmp_path: Path) -> None:
    found = imprint(tmp_path, "<body><p>Made by {{ publication.title }}</p></body>")

    assert b"<p>Made by Small</p>" in found


def test_other_files_stay_those_of_the_default_theme(tmp_path: Path) -> None:
    theme = own(tmp_path, "shared/matter.xhtml.j2", "{% macro title_page(p) %}<p>Mine</p>{% endmacro %}\n")
    markup = render.epub_markup(book(), own(tmp_path, "epub/imprint.xhtml.j2", "<p/>"), Assets())
    documents = {one.name: one.xhtml for one in markup.documents}

    assert theme.folders[0] == tmp_path / "templates"
    assert b"<p>Mine</p>" in documents["title.xhtml"]
    assert b"doc-chapter" in documents["chapter-001.xhtml"]


@pytest.mark.parametrize(
    "reach",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ ''['__class__'] }}",
        "{{ (''|attr('__class__')).__mro__ }}",
        "{{ publication.__class__.__init__.__globals__ }}",
        "{{ publication.replace.__globals__ }}",
        "{{ publication.replace.__func__.__globals__ }}",
        "{{ edition.__class__ }}",
        "{{ edition.href.__self__.__class__ }}",
        "{{ attributes.__call__.__globals__ }}",
        "{{ labels.__init__.__globals__ }}",
        "{{ highlight.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ lipsum.__globals__ }}",
        "{{ namespace.__init__.__globals__ }}",
        "{{ '{0.__class__.__mro__}'.format(publication) }}",
        "{{ '{x.__class__}'.format_map({'x': publication}) }}",
        "{{ edition.assets.fonts.keys() | map(attribute='path') | list }}",
        "{% set x = publication.sections.append(1) %}",
        "{% do publication.update({}) %}",
    ],
)
def test_templates_do_not_reach_what_python_is_made_of(tmp_path: Path, reach: str) -> None:
    try:
        found = imprint(tmp_path, f"<body>{reach}</body>")
    except ThemeError:
        return
    for secret in (b"class '", b"&lt;class", b"__builtins__", b"import_module", b"PosixPath", b"site-packages"):
        assert secret not in found


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/passwd", "epub/../../secret.txt"])
def test_templates_load_only_from_their_theme(tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")

    with pytest.raises(ThemeError, match="TemplateNotFound"):
        imprint(tmp_path, f"<body>{{% include '{name}' %}}</body>")


def test_templates_do_not_load_what_a_link_leads_to(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "link.txt").symlink_to(tmp_path / "secret.txt")

    with pytest.raises(ThemeError, match="TemplateNotFound"):
        imprint(tmp_path, "<body>{% include 'link.txt' %}</body>")


def test_an_unknown_name_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match="titel"):
        imprint(tmp_path, "<body>{{ publication.titel }}</body>")


def test_an_unknown_node_is_an_error() -> None:
    with pytest.raises(ThemeError, match="novelty"):
        render.epub_markup(book(Novelty()), render.theme(), Assets())
    with pytest.raises(ThemeError, match="novelty"):
        render.print_units(book(Paragraph(content=(Novelty(),))), render.theme(), Assets())


def test_markup_that_is_not_well_formed_is_named(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match=r"imprint\.xhtml"):
        imprint(tmp_path, "<body><p>open</body>")


HOSTILE = "</p><script>alert('x')</script>&amp; \" ' <!-- ]]> {{ 7 * 7 }} \x00\x0b\ufffe"


@pytest.mark.parametrize("edition", ["epub", "print"])
def test_hostile_text_stays_text(edition: str) -> None:
    publication = book(Paragraph(content=(Text(value=HOSTILE),)), title=HOSTILE).replace(
        subtitle=HOSTILE, publisher=HOSTILE, rights=HOSTILE, license="javascript:alert(1)", isbn=HOSTILE
    )
    if edition == "print":
        documents = [one.xhtml for one in render.print_units(publication, render.theme(), Assets())]
    else:
        documents = [one.xhtml for one in render.epub_markup(publication, render.theme(), Assets()).documents]
    shown = HOSTILE.translate(dict.fromkeys((0, 11, 0xFFFE), "\N{REPLACEMENT CHARACTER}"))
    for data in documents:
        root = etree.fromstring(data)
        assert not root.xpath("//*[local-name()='script']")
        assert not [value for value in root.xpath("//@href") if value.startswith("javascript")]
    paragraphs = [text for data in documents for text in etree.fromstring(data).xpath("//*[local-name()='p']/text()")]
    assert shown in paragraphs
