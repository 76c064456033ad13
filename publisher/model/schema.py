"""The content model as JSON, and the JSON Schema of it."""

import contextlib
from typing import Any

import msgspec

from publisher.model.publication import Publication


def encode(publication: Publication) -> bytes:
    """The publication as UTF-8 JSON, indented, the same bytes for the same publication."""
    data = msgspec.json.encode(publication, order="deterministic")
    with contextlib.suppress(msgspec.ValidationError):
        # Defaults are left out only where they are the very object; reading them back makes them that.
        data = msgspec.json.encode(decode(data), order="deterministic")
    return msgspec.json.format(data, indent=2) + b"\n"


def decode(data: bytes) -> Publication:
    """The publication in UTF-8 JSON. Raises `msgspec.DecodeError`; its `ValidationError` says where it is wrong."""
    return msgspec.json.decode(data, type=Publication)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the publication."""
    schema = msgspec.json.schema(Publication)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Publication", **schema}
