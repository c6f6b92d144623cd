"""Checks of models: what they foretell, what they may see, who answers for them."""

from typing import Any

import pytest

from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document, read_document, write_document

PLAIN: dict[str, Any] = {
    "kind": "model",
    "id": "churn",
    "owner": "retention",
    "label": {"event": "cancelled", "within": "30d"},
    "expires": "2099-01-01",
}


def codes(**fields: Any) -> set[str]:
    return {fault.code for fault in check_document(build_document(PLAIN | fields))}


def test_a_model_that_says_all_it_should_has_no_fault_and_comes_back_as_it_was_written() -> None:
    full = PLAIN | {
        "audience": 'count("joined") >= 1 and plan != "free"',
        "consent": "email:offers",
        "features": {"events": ["visited"], "sums": ["order.total"], "traits": ["plan"], "windows": ["7d"]},
        "forbidden": ["gender"],
        "stage": "tenth",
        "fallback": 'count("visited", within="14d") == 0',
    }
    document = build_document(full)
    assert {fault.severity for fault in check_document(document)} <= {"warning"}
    assert read_document(write_document(document)) == document


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"id": "a b"}, "model_name"),
        ({"owner": ""}, "model_owner"),
        ({"expires": ""}, "model_expiry"),
        ({"expires": "soon"}, "day_form"),
        ({"expires": "2026-02-30"}, "day_form"),
        ({"label": {"event": "x", "within": "1h"}}, "model_horizon"),
        ({"label": {"event": "x", "within": "400d"}}, "model_horizon"),
        ({"score_every": "1h"}, "model_schedule"),
        ({"train_every": "1m"}, "model_schedule"),
        ({"stage": "half"}, "stage_unknown"),
        ({"consent": "pigeon"}, "model_consent"),
        ({"features": {"sums": ["total"]}}, "model_features"),
        ({"features": {"traits": ["$score:x"]}}, "model_features"),
        ({"features": {"traits": [f"t{n}" for n in range(51)]}}, "model_features"),
        ({"features": {"windows": [f"{n}d" for n in range(1, 9)]}}, "model_features"),
        ({"features": {"traits": ["gender"]}, "forbidden": ["gender"]}, "model_forbidden"),
        ({"audience": 'gender == "f"', "forbidden": ["gender"]}, "model_forbidden"),
        ({"fallback": 'gender == "f"', "forbidden": ["gender"]}, "model_forbidden"),
        ({"fallback": 'Gender == "f"', "forbidden": ["gender"]}, "model_forbidden"),
        ({"features": {"traits": ["gender"]}, "forbidden": ["GENDER"]}, "model_forbidden"),
        ({"audience": 'in_list("vip")'}, "model_audience"),
        ({"audience": "account.seats > 3"}, "model_audience"),
    ],
)
def test_a_fault_is_named(fields: dict[str, Any], code: str) -> None:
    assert code in codes(**fields)
    assert code not in codes()
