"""`publisher schema`: the JSON Schema of the content model."""

from publisher.cli import console
from publisher.model import json_schema


def schema() -> None:
    """Print the JSON Schema (2020-12) of the content model.

    Example:  publisher schema > publication.schema.json
    """
    console.show_json(json_schema())
