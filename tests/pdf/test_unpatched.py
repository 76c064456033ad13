"""WeasyPrint is used as it is: after a build, every module, class, function and table of it is the one from before."""

import json
import subprocess
import sys
from pathlib import Path

BOOK = """---
title: Quays
language: en
identifier: urn:uuid:3f0c8a52-7f0e-4d0e-9c3f-2f7f3f1f9a79
published: 2026-11-01
---

# One

Text with a note[^1] and *stress*, $x^2$.

[^1]: A note.

| A | B |
|---|---|
| 1 | 2 |
"""
PROGRAM = """
import importlib, json, pkgutil, sys
from pathlib import Path
import weasyprint
import pydyf

for found in pkgutil.walk_packages(weasyprint.__path__, "weasyprint."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)

def things():
    known = {}
    for name, module in sorted(sys.modules.items()):
        if name.partition(".")[0] in ("weasyprint", "pydyf"):
            for key, value in vars(module).items():
                known[f"{name}.{key}"] = value
                inside = vars(value) if isinstance(value, type) else value if isinstance(value, dict) else {}
                if key != "__builtins__":
                    known.update({f"{name}.{key}.{inner}": one for inner, one in inside.items()})
    # What Python notes on a class when one of its objects is copied.
    return {name: one for name, one in known.items() if not name.endswith(".__slotnames__")}

def changes():
    after = things()
    return sorted(one for one in before.keys() | after.keys() if before.get(one, before) is not after.get(one, after))

before = things()
from PIL import ImageFile
from publisher.build import build

source = Path(sys.argv[1])
built = build(source, source.parent / "out", formats=("pdf",), checks=False)
found = [len(before), len(built.made), ImageFile.LOAD_TRUNCATED_IMAGES, changes()]
weasyprint.document.Page.paint = lambda *given: None
print(json.dumps([*found, changes()]))
"""


def test_a_build_changes_nothing_of_weasyprint(tmp_path: Path) -> None:
    (tmp_path / "book.md").write_text(BOOK)
    command = [sys.executable, "-W", "ignore", "-c", PROGRAM, str(tmp_path / "book.md")]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    count, made, truncated, changed, patched = json.loads(ended.stdout)
    assert count > 3000
    assert made == 1
    # Importing WeasyPrint lets Pillow take pictures that are cut off; here they are refused.
    assert truncated is False
    assert changed == []
    assert "weasyprint.document.Page.paint" in patched, "a change would be seen"
