"""Values that a node states by name: which of them can be calculated, and what each comes to."""

from typing import Any

import pytest

from loopline.decisions.checks.findings import CheckContext, Findings
from loopline.decisions.nodes.stated_values import check_stated, stated_fields


@pytest.mark.parametrize(
    ("stated", "codes"),
    [
        ({"plan": "pro", "at": "=now()", "old": "=person.plan", "n": 3}, []),
        ({" ": 1}, ["trait_blank"]),
        ({"a": "=score + 1", "b": "=1x"}, ["update_expression", "update_expression"]),
    ],
)
def test_only_constants_now_and_fields_can_be_stated(stated: dict[str, Any], codes: list[str]) -> None:
    found = Findings(CheckContext())
    check_stated(found, stated, "nodes.n.set")
    assert [one.code for one in found.faults] == codes


def test_a_field_is_read_where_the_value_names_one() -> None:
    assert {name: one.text for name, one in stated_fields({"a": "= plan", "b": "=now()", "c": "x"}).items()} == {
        "a": "plan"
    }
