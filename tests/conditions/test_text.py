"""Text and tree: parentheses where they are needed, and trees from outside that are refused."""

from typing import Any

import pytest

from loopline.conditions.language import compile_condition, from_json
from loopline.conditions.parse import parse
from loopline.conditions.text import json_of, text_of, tree_of
from loopline.model.errors import Invalid

FIELD = {"op": "field", "of": "person", "keys": ["a"]}


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("(a or b) and not (c and d)", "(a or b) and not (c and d)"),
        ("(a and b) or c", "a and b or c"),
        ("not a == 1", "not (a == 1)"),
        ("1-(2-a) < (1-2)-a", "1 - (2 - a) < 1 - 2 - a"),
        ("-(a+1)*2 > -a", "-(a + 1) * 2 > -a"),
        ("a in ('x', 1.5, True)", 'a in ["x", 1.5, true]'),
        ("a == 'it\\'s \"so\"'", 'a == "it\'s \\"so\\""'),
        ('person["class"] == person["event"]', 'person["class"] == person.event'),
        ('event["name"] == event.name', 'event["name"] == event.name'),
        ('count("x", within="1d") > 1', 'count("x", within="1d") > 1'),
    ],
)
def test_the_canonical_text(text: str, canonical: str) -> None:
    root = parse(text).root
    assert text_of(root) == canonical
    assert parse(canonical).root == root
    assert tree_of(json_of(root)) == root


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        "a",
        {},
        {"op": "lambda"},
        {"op": "and", "parts": []},
        {"op": "and", "parts": 1},
        {"op": "compare", "is": "is", "left": FIELD, "right": FIELD},
        {"op": "field", "of": "person", "keys": []},
        {"op": "field", "of": "person", "keys": ['a"]']},
        {"op": "field", "of": "os", "keys": ["a"]},
        {"op": "value", "value": []},
        {"op": "value", "value": float("inf")},
        {"op": "call", "name": "f() or g", "args": []},
        {"op": "call", "name": "count", "args": [], "within": '"'},
    ],
)
def test_a_tree_of_the_wrong_shape_is_refused(tree: object) -> None:
    with pytest.raises(Invalid) as caught:
        from_json(tree)
    assert caught.value.code == "condition_bad_tree"


def test_a_tree_that_makes_no_sense_is_refused_as_its_text_is() -> None:
    with pytest.raises(Invalid) as caught:
        from_json({"op": "call", "name": "eval", "args": []})
    assert caught.value.code == "condition_unknown_function"


def test_an_endless_tree_is_refused() -> None:
    tree: dict[str, Any] = {"op": "not"}
    tree["part"] = tree
    with pytest.raises(Invalid):
        from_json(tree)


def test_the_builders_tree_is_json_as_documented() -> None:
    assert compile_condition("a > 1 or has(a)").to_json() == {
        "op": "or",
        "parts": [
            {"op": "compare", "is": ">", "left": FIELD, "right": {"op": "value", "value": 1}},
            {"op": "call", "name": "has", "args": [FIELD]},
        ],
    }
