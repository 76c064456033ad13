"""The index of the search: what is found in it, in which order, in any script, by a server and by the page itself."""

import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

import pytest
from browsing import running_browser

from publisher.render import theme
from publisher.search import Index, Indexed, write_index

MANY = 700
WORDS = ("harbour", "tide", "anchor")
PAGE = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><form id="find" data-many="# titles" data-one="1 title"
data-none="none" data-searching="…"><input name="q"></form><p id="told"></p><ul id="found" data-formats="EPUB"
data-facts="" data-languages="en=English"></ul><p id="more"><button></button></p><div id="listing"></div>
<script src="catalogue.js"></script></html>"""
"""What the script of the catalogue needs of the catalogue."""
TEXTS = [
    ("The shore", "Of the tide"),
    ("Tide", ""),
    ("東京都の本", ""),
    ("Ἡ Ὀδύσσεια", "ΟΔΥΣΣΕΥΣ"),
    ("ภาษาไทย", ""),
    ("\U00010330\U00010331 and \ue000", ""),
]


def made(folder: Path, texts: Iterable[tuple[str, str]]) -> Index:
    """The index of titles with these words in the title and besides."""
    titles = (
        Indexed(
            row=[str(at), one, "", [], ["en", "en"], "", "", 0],
            title=one,
            texts=(two,),
            language="en",
            subjects=("S",),
            formats=1,
            filters=0,
        )
        for at, (one, two) in enumerate(texts)
    )
    write_index(titles, ["S"], folder / "search", folder)
    return Index(folder / "search")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("tide", [1, 0]),
        ("the ti", [0]),
        ("TIDÉ", [1, 0]),
        ("京都", [2]),
        ("都", [2]),
        ("都京", []),
        ("οδυσσευς", [3]),
        ("ὀδύσς", [3]),
        ("ไทย", [4]),
        ("\U00010330", [5]),
        ("", []),
        ("!?", []),
    ],
)
def test_words_are_found_in_any_script_and_those_in_the_title_come_first(
    tmp_path: Path, question: str, found: list[int]
) -> None:
    assert made(tmp_path, TEXTS).find(question) == found


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The index of so many titles that their words are in several files, and all words of each."""
    folder = tmp_path_factory.mktemp("many")
    texts = [(f"{WORDS[at % 3]} n{at}", " ".join(f"n{at}x{part}" for part in range(20))) for at in range(MANY)]
    made(folder, [*texts, *TEXTS])
    assert len(list((folder / "search").glob("words-*.js"))) > 3
    return folder, [f"{one} {two}" for one, two in texts]


@pytest.mark.parametrize("question", ["harbour", "n1", "n", "harb n23", "tide n4 harbour", "zzz", "anc"])
def test_what_is_found_has_all_words_wherever_the_files_are_cut(many: tuple[Path, list[str]], question: str) -> None:
    folder, texts = many
    right = [at for at, text in enumerate(texts) if all(re.search(rf"\b{one}", text) for one in question.split())]
    assert sorted(Index(folder / "search").find(question)) == right


@pytest.mark.browser
def test_a_browser_finds_the_same_and_loads_only_what_it_needs(many: tuple[Path, list[str]]) -> None:
    folder = many[0]
    (folder / "index.html").write_text(PAGE)
    (folder / "catalogue.js").write_bytes((theme().folders[-1] / "web" / "catalogue.js").read_bytes())
    index, files = Index(folder / "search"), len(list((folder / "search").iterdir()))
    asked = [
        "harbour",
        "n69",
        "harb n23",
        "TIDÉ of",
        "都",
        "京都",
        "都京",
        "ὀδύσς",
        "ไทย",
        "\U00010330",
        "zzz",
        "n350x19",
    ]
    with running_browser() as browser:
        for question in asked:
            page = browser.new_page()
            loaded: list[str] = []
            page.on("request", lambda request, loaded=loaded: loaded.append(request.url))
            page.goto(f"{(folder / 'index.html').as_uri()}#q={quote(question)}")
            page.wait_for_function("document.getElementById('told').textContent.length > 2")
            shown = page.locator("#found a").evaluate_all("list => list.map(one => +one.href.split('/').at(-2))")
            assert shown == index.find(question)[:50], question
            if len(shown) < 3:
                assert len([one for one in loaded if "/search/" in one]) <= 5 < files / 8
            page.close()


def test_the_same_titles_give_the_same_index(tmp_path: Path) -> None:
    both = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        made(tmp_path / name, TEXTS)
        both.append({path.name: path.read_bytes() for path in (tmp_path / name / "search").iterdir()})
    assert both[0] == both[1]
    assert set(both[0]) == {"titles.js", "subjects.js", "rows-0.js", "words-0.js"}
