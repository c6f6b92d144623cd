"""What fields held: the kind seen most, a few examples, and bounds for whoever sends a great many names."""

import json

from loopline.studio.tracking_plan.read import EXAMPLES_MAX, PATHS_MAX, fields
from loopline.studio.tracking_plan.schemas import FieldSeen


def test_fields_are_told_by_path_with_kind_and_examples() -> None:
    found = fields(['{"plan":"pro","cart":{"items":2}}', '{"plan":"free","since":"2026-03-01"}', '{"plan":null}'])
    assert found == {
        "cart.items": FieldSeen("number", (2,), {"number": 1.0}, 1 - 1 / 3, 3),
        "plan": FieldSeen("string", ("pro", "free"), {"string": 1.0}, 1 - 2 / 3, 3),
        "since": FieldSeen("date", ("2026-03-01",), {"date": 1.0}, 1 - 1 / 3, 3),
    }


def test_the_kind_seen_most_wins_and_examples_are_few() -> None:
    found = fields([json.dumps({"size": value}) for value in (1, 2, "x", 3, 4, 5, 6, 1)])["size"]
    assert found.type == "number" and len(found.examples) == EXAMPLES_MAX and len(set(map(str, found.examples))) == 5


def test_lists_and_depths_have_no_end_and_no_examples() -> None:
    found = fields(['{"tags":["a"],"a":{"b":{"c":{"d":{"e":1}}}}}'])
    assert found["tags"] == FieldSeen("list", (), {"list": 1.0}, 0.0, 1) and found["a.b.c.d"].type == "object"


def test_a_great_many_names_are_cut_and_nonsense_is_passed_over() -> None:
    assert len(fields([json.dumps({f"n{index}": 1 for index in range(1_000)})])) == PATHS_MAX
    assert fields([None, "[1]", '"x"']) == {}
    assert len(fields([json.dumps({"text": "x" * 500})])["text"].examples[0]) == 80
