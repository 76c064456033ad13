"""Every source element is one structure element, of the right type. PDF 1.7 §14.8.4; ISO 14289-1 7."""

import itertools
import re

from pdf.conftest import Make
from pdf.tree import File, Tag
from pdf.whole import notes, painting


def body(file: File) -> list[object]:
    """The names in the tree of a small document."""
    return [kid.shape() for kid in file.root.tags]


def find(file: File, text: str, *names: str) -> Tag:
    """The one element of these types whose text begins so."""
    (found,) = [tag for tag in file.root.all(*names) if tag.text.strip().startswith(text)]
    return found


def test_a_paragraph_that_crosses_pages_is_one_element(make: Make) -> None:
    text = "word " * 700
    file = make(f"<p>{text.strip()}</p>")
    assert len(file.pdf.pages) > 1
    assert body(file) == ["P"]
    assert file.root.tags[0].text == text.strip()
    assert file.root.tags[0].pages == set(range(len(file.pdf.pages)))


def test_a_list_that_crosses_pages_is_one_element(make: Make) -> None:
    file = make("<ul>" + "".join(f"<li>Item {number}</li>" for number in range(120)) + "</ul>")
    (list_,) = file.root.tags
    assert list_.name == "L"
    assert len(list_.tags) == 120
    assert len(list_.pages) > 1
    assert {tuple(kid.name for kid in item.tags) for item in list_.tags} == {("Lbl", "LBody")}


def test_a_table_that_crosses_pages_is_one_element(hard: File) -> None:
    (table,) = [table for table in hard.root.all("Table") if table.text.startswith("Powers")]
    assert len(table.pages) > 3
    assert [kid.name for kid in table.tags] == ["Caption", "THead", "TBody"]
    assert [len(kid.tags) for kid in table.tags] == [0, 1, 200]


def test_code_that_crosses_pages_is_one_element_and_keeps_its_lines(hard: File) -> None:
    (code,) = [code for code in hard.root.all("Code") if code.text.startswith("fn name_0")]
    assert len(code.pages) > 1
    assert code.text.split("\n") == [
        line for n in range(50) for line in (f"fn name_{n}(x: &str) {{", f"    let y = {n};", "}")
    ]


def test_white_space_in_code_stays(hard: File) -> None:
    assert find(hard, "two", "Code").text == "two  spaces\n    indented"


def test_headings_by_level_and_none_below_six(hard: File) -> None:
    deep = [tag.name for tag in hard.root.all() if tag.name[0] == "H" and tag.text.startswith("Level")]
    assert deep == ["H2", "H3", "H4", "H5", "H6", "H6"]


def test_nested_lists_and_their_numbering(make: Make) -> None:
    file = make(
        '<ol type="i" start="3"><li>one<ul><li>two</li></ul></li></ol><ul style="list-style: none"><li>x</li></ul>'
    )
    outer, plain = file.root.tags
    assert outer.shape() == ["L", ["LI", "Lbl", ["LBody", ["L", ["LI", "Lbl", "LBody"]]]]]
    assert str(outer.get("ListNumbering")) == "/LowerRoman"
    assert next(outer.all("Lbl")).text.strip() == "iii."
    assert next(outer.all("Lbl")).classes == ("made",)
    assert str(next(outer.all("L")).get("ListNumbering")) == "/Circle"
    assert str(plain.get("ListNumbering")) == "/None"
    assert plain.shape() == ["L", ["LI", "LBody"]]


def test_an_article_is_one(make: Make) -> None:
    file = make('<section class="article"><h1>News</h1><section><h2>Old</h2></section></section>')
    assert file.root.shape() == ["Document", ["Art", "H1", ["Sect", "H2"]]]


def test_bullets_of_the_stylesheet_say_what_they_look_like(make: Make) -> None:
    file = make("<ul><li>one</li></ul>", 'ul { list-style-type: "•  " }')
    assert [str(tag.get("ListNumbering", "List")) for tag in file.root.all("L")] == ["/Disc"]


def test_a_task_says_whether_it_is_done(hard: File) -> None:
    (box,) = [tag for tag in hard.root.all("Span") if tag.text.strip() == "☑"]
    assert str(box.source.Alt) == "done"
    assert box.classes == ("made",)
    (item,) = [tag for tag in hard.root.all("LI") if box in list(tag.all("Span"))]
    assert item.shape() == ["LI", ["Lbl", "Span"], "LBody"]
    assert item.tags[1].text.strip() == "A done task"


def test_a_definition_list_is_a_list_of_terms_and_bodies(make: Make) -> None:
    file = make("<dl><dt>A</dt><dt>B</dt><dd>one</dd><dd><p>two</p></dd><dt>C</dt><dd>three</dd></dl>")
    assert body(file) == [["L", ["LI", "Lbl", "Lbl", "LBody", ["LBody", "P"]], ["LI", "Lbl", "LBody"]]]


def test_a_figure_groups_its_pictures_and_caption(hard: File) -> None:
    (figure,) = [tag for tag in hard.root.all("Div") if "figure" in tag.classes]
    assert [kid.name for kid in figure.tags] == ["Figure", "Figure", "Caption", "P", "Div"]
    first, second, caption, title, description = figure.tags
    assert [str(one.source.Alt) for one in (first, second)] == ["A blue flag", "A green disc"]
    assert [tag.classes for tag in caption.tags] == [("caption",), ("credit",)]
    assert title.classes == ("made", "title")
    assert description.classes == ("description",)
    assert first.get("BBox", "Layout") is not None


def test_a_figure_has_its_place_on_the_page(make: Make) -> None:
    css = "@page { size: 400px 300px; margin: 40px } body { margin: 0 } img { display: block }"
    file = make('<img src="asset:images/flag.png" alt="A flag" width="160" height="100"/>', css)
    (figure,) = file.root.all("Figure")
    assert [round(float(edge), 1) for edge in figure.get("BBox")] == [30, 120, 150, 195]
    assert str(figure.get("Placement")) == "/Block"


def test_decorative_pictures_are_not_in_the_tree(make: Make) -> None:
    file = make('<p>One <img src="asset:images/flag.png" alt="" role="presentation" width="9" height="9"/> two</p>')
    assert body(file) == ["P"]
    assert file.root.text.split() == ["One", "two"]
    assert "" in file.artifacts(0)


def test_formulas_have_their_words(hard: File) -> None:
    assert [str(formula.source.Alt) for formula in hard.root.all("Formula")] == [
        "x squared plus y squared equals r squared",
        "the integral of f from zero to one",
    ]


def test_a_note_follows_the_paragraph_that_calls_it(make: Make) -> None:
    blocks = '<span class="p">The note.</span><span class="p">More.</span>'
    note = f'<span class="note" role="doc-footnote" id="n">{blocks}</span>'
    file = make(f"<p>One{note} two.</p><p>Three.</p>")
    assert body(file) == [["P", "Reference"], ["Note", "Lbl", "P", "P"], "P"]
    paragraph, written, _ = file.root.tags
    assert paragraph.said == "One two."
    assert str(written.source.ID) == "note-n"
    assert written.tags[0].text.strip() == "1."
    assert written.tags[0].classes == ("made",)
    assert next(paragraph.all("Reference")).text == "1"


def test_notes_in_items_and_cells_stay_in_them(hard: File) -> None:
    (item,) = [tag for tag in hard.root.all("LBody") if tag.text.startswith("An item with a note")]
    assert [kid.name for kid in item.tags if kid.name not in ("Span", "Reference")] == ["Note", "L"]
    (cell,) = [tag for tag in hard.root.all("TD") if tag.text.startswith("A cell")]
    assert [kid.name for kid in cell.tags if kid.name != "Span"] == ["Reference", "Note"]
    assert cell.said == "A cell here"
    (listed,) = [tag for tag in item.all("L") if "listed" in tag.text]
    assert listed.said.strip() == "listed"


def test_a_note_that_moves_to_the_next_page_is_read_after_its_paragraph(hard: File) -> None:
    section = next(tag for tag in hard.root.tags if tag.text.startswith("Languages"))
    ((before, note),) = [
        (one, two) for one, two in itertools.pairwise(section.tags) if two.name == "Note" and "Note 3:" in two.text
    ]
    (call,) = before.all("Reference")
    assert before.name == "P"
    assert max(call.pages) < min(note.pages)
    assert len({str(note.source.ID) for note in hard.root.all("Note")}) == len(list(hard.root.all("Note")))


def test_a_note_that_is_longer_than_a_page_is_one_element_behind_its_paragraph(hard: File) -> None:
    section = next(tag for tag in hard.root.tags if tag.text.startswith("Languages"))
    ((before, note),) = [
        (one, two) for one, two in itertools.pairwise(section.tags) if two.name == "Note" and "Note 5:" in two.text
    ]
    (call,) = before.all("Reference")
    label = note.tags[0]
    assert (before.name, label.name) == ("P", "Lbl")
    assert call.text == label.text.strip().rstrip(".")
    assert len(note.pages) == 3
    assert sum(tag.text.count("Note 5:") for tag in section.tags) == 1


def test_a_note_that_is_longer_than_a_page_stays_in_the_meaning_that_calls_it(make: Make) -> None:
    long = " ".join(["a long note"] * 900)
    note = f'<span class="note" role="doc-footnote" id="n"><span class="p">{long}</span></span>'
    file = make(f"<dl><dt>Ebb</dt><dd><p>Called.{note}</p><p>Said after it.</p></dd></dl>")
    (meaning,) = file.root.all("LBody")
    assert [kid.name for kid in meaning.tags] == ["P", "Note", "P"]
    assert meaning.tags[2].text == "Said after it."
    assert len(meaning.tags[1].pages) > 1
    assert list(notes(file)) == []


def test_a_formula_that_stands_by_itself_comes_behind_the_note_of_the_paragraph_before(make: Make) -> None:
    long = " ".join(["a long note"] * 900)
    note = f'<span class="note" role="doc-footnote" id="{{}}"><span class="p">{long}</span></span>'
    formula = '<img class="math" role="math" src="asset:math/inline.svg" alt="squared"/>'
    beside = f'<ul><li>An item.{note.format("m")}<div class="math">{formula}</div></li></ul>'
    called = f'<p>Called.{note.format("n")}</p><div class="math">{formula}</div><p>After it.</p>'
    file = make(f"<section>{called}</section>{beside}")
    (section,) = file.root.all("Sect")
    assert [kid.name for kid in section.tags] == ["P", "Note", "Formula", "P"]
    assert list(notes(file)) == list(painting(file)) == []


def test_a_note_that_no_page_could_call_yet_has_its_number(make: Make) -> None:
    note = '<span class="note" role="doc-footnote" id="n{0}" data-number="{0}"><span class="p">{1}</span></span>'
    long = " ".join(["a long note"] * 900)
    lines = "<p>A line.</p>" * 60
    head = f"<p>One{note.format(1, long)}</p>{lines}<p>Two{note.format(2, 'short')}</p>{lines}"
    table = f'<table><thead><tr><th scope="col">{head}</th></tr></thead><tbody><tr><td>Data</td></tr></tbody></table>'
    file = make(f"<p>x</p>{table}")
    assert [call.text for call in file.root.all("Reference")] == ["1", "2"]
    assert list(notes(file)) == []


def test_links_keep_their_nested_elements_and_have_one_area_a_line(hard: File) -> None:
    (link,) = [link for link in hard.root.all("Link") if link.text.startswith("the chapter on")]
    assert [kid.name for kid in link.tags] == ["Span", "Em", "Span", "Strong", "Span"]
    assert link.text == (
        "the chapter on languages and notes, a link whose text is long enough to break across two or even three lines "
        "of this narrow page"
    )
    assert len(link.annotations) >= 2
    for annotation in link.annotations:
        assert str(annotation.Dest) == "languages"
        assert str(annotation.Contents) == link.text
        assert int(annotation.F) == 4


def test_every_annotation_belongs_to_a_link(hard: File) -> None:
    owned = [one.objgen for link in hard.root.all("Link") for one in link.annotations]
    there = [one.objgen for page in hard.pdf.pages for one in page.obj.get("/Annots", [])]
    assert sorted(owned) == sorted(there)
    assert len(set(owned)) == len(owned)


def test_a_picture_in_a_link_can_be_clicked(hard: File) -> None:
    (link,) = [link for link in hard.root.all("Link") if any(kid.name == "Figure" for kid in link.tags)]
    (figure,) = link.all("Figure")
    assert str(link.source.Alt) == "Flag site"
    edges = [float(edge) for edge in figure.get("BBox")]
    assert edges in [[float(edge) for edge in one.Rect] for one in link.annotations]


def test_contents_lists_are_tables_of_contents(hard: File) -> None:
    toc = next(hard.root.all("TOC"))
    link = ["Reference", ["Link", "Span"]]
    assert toc.shape() == ["TOC", ["TOCI", "Lbl", link, ["TOC", ["TOCI", "Lbl", link]]], ["TOCI", "Lbl", link]]
    first = next(toc.all("Link"))
    assert first.said == "Lists and tables"
    assert "." not in first.text
    assert first.text.endswith("1")


def test_lists_of_figures_are_tables_of_contents_too(make: Make) -> None:
    listed = '<nav class="made contents list-of" aria-label="Figures"><ol><li><a href="#a">A shore</a></li></ol></nav>'
    toc = next(make(f'{listed}<p id="a">A</p>').root.all("TOC"))
    assert toc.shape() == ["TOC", ["TOCI", "Lbl", ["Reference", "Link"]]]


def test_words_of_the_vocabulary(hard: File) -> None:
    names = {tag.name for tag in hard.root.all()}
    assert {"BlockQuote", "Quote", "Code", "Em", "Strong", "Aside", "Index", "Ruby", "RB", "RT", "Sect"} <= names
    (abbreviation,) = [tag for tag in hard.root.all("Span") if "/E" in tag.source]
    assert (abbreviation.text, str(abbreviation.source.E)) == ("WWW", "World Wide Web")
    (ruby,) = hard.root.all("Ruby")
    assert [(kid.name, kid.text) for kid in ruby.tags] == [("RB", "漢字"), ("RT", "かんじ")]
    shifts = [float(tag.get("BaselineShift")) for tag in hard.root.all("Span") if tag.get("BaselineShift")]
    assert [shift > 0 for shift in shifts] == [False, True]
    assert {str(tag.get("TextDecorationType")) for tag in hard.root.all("Span") if tag.get("TextDecorationType")} == {
        "/LineThrough",
        "/Underline",
    }


def test_languages_are_on_their_elements(hard: File) -> None:
    paragraphs = {str(tag.source.Lang): tag for tag in hard.root.all("P") if "/Lang" in tag.source}
    assert set(paragraphs) == {"he", "ar", "hi", "ja"}
    assert {str(tag.source.Lang) for tag in hard.root.all("Span") if "/Lang" in tag.source} == {"he", "ar", "el"}


def test_classes_are_in_the_class_map(hard: File) -> None:
    used = {name for tag in hard.root.all() for name in tag.classes}
    assert {"made", "caption", "credit", "description", "transcript", "attribution", "label", "note", "media"} <= used
    assert {str(name)[1:] for name in hard.pdf.Root.StructTreeRoot.ClassMap.keys()} == used  # noqa: SIM118
    assert str(hard.pdf.Root.StructTreeRoot.ClassMap.made["/class"]) == "made"


def test_margin_boxes_are_header_and_footer_artifacts(hard: File) -> None:
    kinds = hard.artifacts(4)
    assert kinds.count("Header") == 1
    assert kinds.count("Footer") == 1
    assert "Lists and tables" not in [tag.text for tag in hard.root.all("P")]


def test_repeated_table_heads_and_feet_are_artifacts(hard: File) -> None:
    (table,) = [table for table in hard.root.all("Table") if "A long table" in table.text]
    assert [kid.name for kid in table.tags] == ["Caption", "THead", "TBody", "TFoot"]
    assert [len(kid.tags) for kid in table.tags] == [1, 2, 36, 1]
    assert len(table.pages) > 1
    assert hard.root.text.count("Foot row repeated") == 1


def test_ornaments_are_artifacts(hard: File) -> None:
    assert "* * *" not in hard.root.text


def test_loose_text_gets_a_paragraph(make: Make) -> None:
    file = make("<section>Loose <em>text</em> here<p>A paragraph</p>and more</section>")
    assert body(file) == [["Sect", ["P", "Em"], "P", "P"]]


def test_the_painting_order_is_the_reading_order(hard: File) -> None:
    by_page: dict[int, list[int]] = {}
    for page, mark in hard.root.walk():
        by_page.setdefault(page, []).append(mark)
    assert {page: marks for page, marks in by_page.items() if marks != sorted(marks)} == {}


def test_floats_and_shifted_boxes_are_painted_where_they_are_read(make: Make) -> None:
    css = ".f { float: right; width: 9em } .r { position: relative; top: 2px } .c { overflow: hidden }"
    file = make(
        '<p>One</p><div class="f">Two</div><p>Three <span class="f">four</span> five</p><p class="r">Six</p>'
        '<div class="c">Seven</div><ul><li><ul><li>Eight</li></ul></li></ul><p>Nine</p>',
        css,
    )
    marks = [mark for _, mark in file.root.walk()]
    assert marks == sorted(marks)
    said = "".join(file.root.said.split())
    assert said == "OneTwoThreefourfiveSixSevenEightNine"


def test_notes_in_headings_captions_and_cells_are_painted_where_they_are_read(make: Make) -> None:
    def note(text: str) -> str:
        return f'<span class="note" role="doc-footnote"><span class="p">{text}</span></span>'

    file = make(
        f"<h1>Title{note('One')}</h1><table><caption>Caption{note('Two')} more</caption><thead><tr>"
        f'<th scope="col">Head{note("Three")}</th></tr></thead><tbody><tr><td>Cell</td></tr></tbody></table>'
        f"<dl><dt>Term{note('Four')}</dt><dd>Body</dd></dl>"
    )
    marks = [mark for _, mark in file.root.walk()]
    assert marks == sorted(marks)
    reading = ["One", "more", "Two", "Head", "Three", "Cell", "Term", "Four", "Body"]
    assert re.findall("|".join(reading), file.root.text) == reading
    with file.pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Title"]


def test_a_document_from_right_to_left(make: Make) -> None:
    file = make('<ul dir="rtl"><li>אחת <em>שתיים</em> שלוש</li></ul><p dir="rtl">ארבע</p>', "body { direction: rtl }")
    assert "".join(file.root.said.split()) == "אחתשתייםשלושארבע"
    marks = [mark for _, mark in file.root.walk()]
    assert marks == sorted(marks)


def test_a_table_head_that_leaves_no_room_for_rows_is_not_lost(make: Make) -> None:
    css = "@page { size: 400px 300px; margin: 20px } thead div { height: 250px } "
    file = make(
        '<table><thead><tr><th scope="col"><div>Head</div></th></tr></thead>'
        "<tbody><tr><td>One</td></tr><tr><td>Two</td></tr></tbody></table>",
        css,
    )
    (table,) = file.root.all("Table")
    assert [kid.name for kid in table.tags] == ["THead", "TBody"]
    assert "".join(table.text.split()) == "HeadOneTwo"


def test_a_table_head_stands_on_the_page_where_its_table_begins(make: Make) -> None:
    css = """@page { size: 400px 300px; margin: 20px } td { height: 110px } tr { break-inside: avoid }
        tbody tr:first-child, tbody tr:nth-last-child(2) { break-after: avoid }"""
    rows = "".join(f"<tr><td>Row {number}</td></tr>" for number in range(3))
    file = make(f'<table><thead><tr><th scope="col">Head</th></tr></thead><tbody>{rows}</tbody></table>', css)
    (table,) = file.root.all("Table")
    assert [kid.name for kid in table.tags] == ["THead", "TBody"]
    assert min(table.tags[0].pages) == min(table.pages) < max(table.pages)
