"""The content model as JSON, and the JSON Schema of it."""

from typing import Any

import msgspec

from publisher.model.publication import Publication


def encode(publication: Publication) -> bytes:
    """The publication as UTF-8 JSON, indented, the same bytes for the same publication."""
    return msgspec.json.format(msgspec.json.encode(publication, order="deterministic"), indent=2) + b"\n"


def decode(data: bytes) -> Publication:
    """The publication in UTF-8 JSON. Raises `msgspec.DecodeError`; its `ValidationError` says where it is wrong."""
    return msgspec.json.decode(data, type=Publication)


def json_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the publication."""
    schema = msgspec.json.schema(Publication)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Publication", **schema}
