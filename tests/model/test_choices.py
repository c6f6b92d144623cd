"""Choices of authors: offered by the schema of documents, refused by the check alone."""

from typing import Annotated, Any, Literal

import msgspec

from loopline.decisions.documents.read import build_document, schema
from loopline.model.choices import one_of
from loopline.model.journey import Workspace

Colour = Literal["red", "blue"]


class Painted(msgspec.Struct):
    colour: Annotated[str, one_of(Colour)]
    edge: Annotated[str, one_of(Colour, or_blank=True)] = ""


def properties(of: type) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.schema(of)["$defs"][of.__name__]["properties"]
    return found


def test_the_schema_offers_the_words() -> None:
    assert properties(Painted)["colour"] == {"type": "string", "enum": ["red", "blue"]}
    assert properties(Painted)["edge"] == {"type": "string", "enum": ["red", "blue", ""], "default": ""}


def test_another_word_is_read_all_the_same() -> None:
    assert msgspec.json.decode(b'{"colour": "grene"}', type=Painted).colour == "grene"
    draft = build_document({"kind": "workspace", "caps": [{"limit": 1, "within": "7d", "channel": "fax"}]})
    assert isinstance(draft, Workspace) and draft.caps[0].channel == "fax"


def choices(node: object) -> list[dict[str, Any]]:
    """The fields of a schema that have choices."""
    if isinstance(node, list):
        return [one for part in node for one in choices(part)]
    if not isinstance(node, dict):
        return []
    return ([node] if "enum" in node else []) + [one for part in node.values() for one in choices(part)]


def test_every_default_of_a_document_is_one_of_its_choices() -> None:
    offered = choices(schema())
    assert len(offered) > 8
    assert all(one["default"] in one["enum"] for one in offered if "default" in one)
