"""The pages of the printed edition in the e-book: a book whose pages begin amid paragraphs, and amid words."""

import random
from pathlib import Path

import pytest
from pages import PageList, Printed, misplaced, plain

from publisher.build import build

TEXT = (
    "extraordinary observation of periwinkles and barnacles notwithstanding considerable differences between "
    "neighbouring communities whose characteristic arrangement corresponds approximately to submergence *underwater* "
    "a naturalist therefore recommends undisturbed **photographs** `temperature=14` in preference to transportation"
)
IDENTIFIER = "urn:uuid:41111111-2222-4333-8444-555555555555"
CHAPTERS, PARAGRAPHS, LENGTH = 2, 4, 380
LATE = (-25, -15, -5, -3, 3, 5, 15, 25)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[PageList, Printed]:
    """The page list and the printed pages of the book."""
    folder = tmp_path_factory.mktemp("long")
    chance = random.Random(7)

    def paragraph() -> str:
        return " ".join(chance.choices(TEXT.split(), k=LENGTH)).capitalize() + "."

    head = f"title: Long\nidentifier: {IDENTIFIER}\nlanguage: en-GB\nisbn: 978-0-306-40615-7\n"
    files = {"foreword": "Foreword", **{f"chapter-{n}": f"Chapter the {n}" for n in range(CHAPTERS)}}
    for name, title in files.items():
        (folder / f"{name}.md").write_text("\n\n".join((f"# {title}", *(paragraph() for _ in range(PARAGRAPHS)))))
    body = ", ".join(f"chapter-{n}.md" for n in range(CHAPTERS))
    (folder / "publication.yaml").write_text(f"{head}front: [foreword.md]\nbody: [{body}]\n")
    built = build(folder, folder / "out", checks=False)
    epub, pdf = (Path(one.path) for one in built.made)
    return PageList(epub), Printed(pdf)


def test_every_page_that_is_not_blank_is_listed_as_it_is_printed(made: tuple[PageList, Printed]) -> None:
    listed, printed = made
    shown = [label for page, label in enumerate(printed.labels) if printed.top(page)]
    # The imprint is on a page of its own in print, and in the e-book in no place that a page begins at.
    assert list(listed.pages) == [label for label in shown if label != "ii"]
    assert list(listed.pages)[:5] == ["i", "iii", "v", "vi", "vii"]
    assert "1" in listed.pages and len(listed.pages) > 12
    assert sorted(listed.marks()) == sorted(listed.pages)


def test_every_page_begins_with_the_same_words_in_both_files(made: tuple[PageList, Printed]) -> None:
    listed, printed = made
    assert misplaced(listed, printed) == {}
    amid = [label for label in listed.pages if not listed.around(label).before.endswith("\n")]
    assert len(amid) >= len(listed.pages) // 2, "most pages begin amid a paragraph"
    tops = dict(zip(printed.labels, map(printed.top, range(len(printed.labels))), strict=True))
    cut = [label for label in amid if not plain(listed.around(label).behind).startswith(tops[label][:9])]
    assert cut, "some page begins amid a word"


def test_the_list_names_the_printed_edition_whatever_other_numbers_there_are(made: tuple[PageList, Printed]) -> None:
    listed, printed = made
    assert listed.source == printed.identifier
    assert listed.source.startswith("urn:uuid:") and listed.source != IDENTIFIER


@pytest.mark.parametrize("late", LATE)
def test_the_comparison_sees_page_breaks_that_are_a_few_letters_off(made: tuple[PageList, Printed], late: int) -> None:
    listed, printed = made
    amid = {label for label in listed.pages if len(plain(listed.around(label).before)) >= -late}
    assert len(amid) > 8
    assert amid <= misplaced(listed, printed, late).keys()
