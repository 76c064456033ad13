"""A publication survives its JSON, and the schema accepts exactly that JSON."""

import json
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from strategies import publications

from publisher.model import Image, Publication, decode, encode, json_schema

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(publications())
def test_json_gives_the_same_publication_again(publication: Publication) -> None:
    assert decode(encode(publication)) == publication
    assert encode(decode(encode(publication))) == encode(publication)


@SLOW
@given(publications())
def test_schema_accepts_every_publication(publication: Publication) -> None:
    schema = json_schema()
    assert schema["$schema"].endswith("2020-12/schema")
    jsonschema_rs.Draft202012Validator(schema).validate(json.loads(encode(publication)))


def test_an_image_without_a_word_on_its_alt_cannot_be_read() -> None:
    with pytest.raises(msgspec.ValidationError, match="alt"):
        msgspec.json.decode(b'{"type": "image", "src": "a.png"}', type=Image)


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"colour": "red"}, "colour"),
        ({"language": "not a tag"}, "language"),
        ({"body": [{"type": "section", "id": "a", "role": "chapter", "title": []}]}, "title"),
    ],
)
def test_what_does_not_belong_is_refused_with_its_path(change: dict[str, Any], path: str) -> None:
    good = {"identifier": "urn:x", "title": "T", "language": "en"}
    with pytest.raises(msgspec.ValidationError, match=path):
        decode(json.dumps({**good, **change}).encode())
