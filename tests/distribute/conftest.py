"""Small finished titles that all tests of handing out share."""

from pathlib import Path

import pytest
from making import make_epub, make_pdf
from PIL import Image

from publisher.model import EditionSettings, Publication
from publisher.read import read

BOOK = """\
---
title: Ebb and Flow
subtitle: Three walks
identifier: urn:uuid:11111111-2222-4333-8444-555555555555
authors: [{name: Ada Quay, sort: "Quay, Ada"}]
publisher: Low Water Press
published: 2026-03-04
updates:
  - {time: 2026-05-06, changed: The hours of the tide are those of this year.}
  - {time: 2026-06-07, changed: A walk was added.}
language: en
description: Three walks along the shore.
subjects: [Walking, Shores]
rights: © 2026 Ada Quay
license: https://creativecommons.org/licenses/by/4.0/
cover: {src: cover.png, alt: A blue sea under a white sky.}
---

# The first walk

We went out at low water.[^one] Then we came back, see [](#second).

[^one]: It was cold.

![A red square.](square.png)

# The second walk {#second}

| Tide | Hour |
|------|------|
| low  | 6    |
| high | 12   |
"""
ARTICLE = """\
---
title: نشرة
identifier: urn:uuid:21111111-2222-4333-8444-555555555555
language: ar
---

خبر قصير عن البحر.
"""


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the files of two titles, as a build leaves them."""
    source, output = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    Image.new("RGB", (60, 90), "navy").save(source / "cover.png")
    Image.new("RGB", (40, 40), "red").save(source / "square.png")
    for slug, text in (("ebb-and-flow", BOOK), ("news-bulletin", ARTICLE)):
        (source / f"{slug}.md").write_text(text, encoding="utf-8")
        publication = made(source / f"{slug}.md")
        make_pdf(publication, source, output / f"{slug}.pdf")
        make_epub(publication, source, output / f"{slug}.epub")
    book = made(source / "ebb-and-flow.md")
    make_pdf(book, source, output / "ebb-and-flow-large-print.pdf", settings=EditionSettings(name="large-print"))
    return output


def made(path: Path) -> Publication:
    with read(path) as reading:
        assert reading.publication is not None, reading.problems
        assert not [problem for problem in reading.problems if problem.severity == "error"], reading.problems
        return reading.publication
