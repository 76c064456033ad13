"""The official schemas of feeds and manifests, and the programs that check files by them."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import jsonschema_rs
import pytest

SCHEMAS = Path(__file__).parents[2] / "shared" / "schemas"


def official(test: Callable[..., None]) -> Callable[..., None]:
    """A test that needs the official schemas."""
    absent = pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the official schemas are not in ../shared/schemas")
    return pytest.mark.schemas(absent(test))


def opds_schema(folder: Path) -> Path:
    """The schema of OPDS 1.2, in a folder with the one of Atom that it needs."""
    schema = (SCHEMAS / "opds-1.2" / "opds.rnc").read_text(encoding="utf-8")
    # It means to forbid ends of lines and tabs in addresses, but, without backslashes, forbids every r and t.
    mended = schema.replace(r"`\"\nrt]", r"`\"\n\r\t]").replace("\\nrt]", "\\n\\r\\t]")
    (folder / "opds.rnc").write_text(mended, encoding="utf-8")
    shutil.copy(Path(__file__).parent / "distribute" / "atom.rnc", folder)
    return folder / "opds.rnc"


def jing(schema: Path, feeds: list[Path]) -> str:
    """What jing says of files; nothing where they are valid."""
    if shutil.which("jing") is None:
        pytest.skip("jing is missing (apt-get install jing)")
    return subprocess.run(["jing", "-c", str(schema), *map(str, feeds)], capture_output=True, text=True).stdout


def validator(name: str) -> jsonschema_rs.Validator:
    """A validator by one of the official JSON Schemas."""
    schemas = [json.loads(path.read_bytes()) for path in sorted(SCHEMAS.rglob("*.json"))]
    found = {schema["$id"]: schema for schema in schemas}
    # Readium's schema still asks for OPDS by the address of its draft.
    found |= {name.replace("specs.opds.io", "drafts.opds.io"): schema for name, schema in found.items()}
    return jsonschema_rs.Draft7Validator(
        json.loads((SCHEMAS / name).read_bytes()),
        registry=jsonschema_rs.Registry(list(found.items())),
        validate_formats=True,
    )
