"""Exit rules of the workspace are checked with their places, as those of a journey are."""

from typing import Any

import pytest

from loopline.decisions.documents.check import CheckContext, check_document
from loopline.decisions.documents.read import build_document
from tests.decisions.exits.workspace_rules import rules

KNOWN = CheckContext(journeys=frozenset({"welcome"}), segments={}, programmes=frozenset({"growth"}))


@pytest.mark.parametrize(
    ("rule", "code", "at"),
    [
        ({}, "exit_rule_empty", "exits[0]"),
        ({"on": "x", "where": "nonsense ("}, "condition_syntax", "exits[0].where"),
        ({"when": 'opened("mail")'}, "receipt_not_here", "exits[0].when"),
        ({"when": 'in_segment("gone")'}, "condition_unknown_segment", "exits[0].when"),
        ({"on": "x", "programme": "grwth"}, "programme_unknown", "exits[0].programme"),
        ({"on": "x", "spare": ["welcom"]}, "spared_journey_unknown", "exits[0].spare[0]"),
        ({"change": "entry.x"}, "change_field", "exits[0].change"),
        ({"where": "plan == 1"}, "exit_rule_empty", "exits[0]"),
    ],
)
def test_faults_are_told_with_their_place(rule: dict[str, Any], code: str, at: str) -> None:
    faults = check_document(build_document(rules(rule)), KNOWN)
    assert (code, at) in {(fault.code, fault.at) for fault in faults}


def test_there_are_at_most_fifty_rules() -> None:
    faults = check_document(build_document(rules(*({"on": "x"} for _ in range(51)))))
    assert [fault.code for fault in faults] == ["exit_rules_many"]


def test_a_field_that_a_rule_does_not_have_is_told_with_the_nearest_one_of_a_rule_of_the_workspace() -> None:
    with pytest.raises(Exception, match='Did you mean "programme"') as caught:
        build_document(rules({"on": "x", "program": "growth"}))
    assert getattr(caught.value, "code", "") == "field_unknown"
