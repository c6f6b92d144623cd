"""What is wrong with a choice is said in words, each with its place."""

from typing import Any

import pytest

from loopline.decisions.documents.check import check_document
from loopline.decisions.documents.read import build_document

GOOD: dict[str, Any] = {"kind": "choose", "options": [{"name": "a"}, {"name": "b"}]}


def faults(node: dict[str, Any], **journey: Any) -> list[tuple[str, str]]:
    raw = {
        "kind": "journey",
        "id": "j",
        "entry": {"on": ["go"]},
        "goal": {"event": "bought", "value": "amount"},
        "start": "pick",
        "nodes": {"pick": {**GOOD, **node}},
        **journey,
    }
    found = check_document(build_document(raw))
    return [(one.code, one.at.removeprefix("nodes.pick.")) for one in found if one.code not in ("goal_absent",)]


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        ({"options": []}, ("options_number", "options")),
        ({"options": [{"name": str(n)} for n in range(11)]}, ("options_number", "options")),
        ({"options": [{"name": " "}]}, ("choice_name", "options[0].name")),
        ({"options": [{"name": "x" * 65}]}, ("choice_name", "options[0].name")),
        ({"options": [{"name": "a"}, {"name": "a"}]}, ("choice_name_repeated", "options")),
        ({"options": [{"name": "nothing"}]}, ("option_nothing", "options[0].name")),
        ({"options": [{"name": "a", "when": "seats >"}]}, ("condition_syntax", "options[0].when")),
        ({"nothing": 0}, ("nothing_share", "nothing")),
        ({"nothing": 51}, ("nothing_share", "nothing")),
        ({"reward": "clicks"}, ("reward_unknown", "reward")),
        ({"up_to": "bset"}, ("stage_unknown", "up_to")),
        ({"by": [{"name": "", "when": "seats > 1"}]}, ("choice_name", "by[0].name")),
        ({"by": [{"name": "a", "when": "seats >"}]}, ("condition_syntax", "by[0].when")),
        ({"by": [{"name": f"g{n}", "when": "seats > 1"} for n in range(13)]}, ("groups_number", "by")),
        ({"context": ["seats", "seats"]}, ("context_number", "context")),
        ({"context": [f"f{n}" for n in range(17)]}, ("context_number", "context")),
        ({"context": ["a b"]}, ("path_form", "context[0]")),
    ],
)
def test_a_fault_is_told_where_it_is(node: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in faults(node)


def test_a_good_choice_has_no_fault() -> None:
    assert faults({"by": [{"name": "big", "when": "seats > 9"}], "context": ["seats"], "reward": "value"}) == []


def test_without_a_goal_nothing_is_learned_and_without_a_value_no_money() -> None:
    assert ("choice_without_goal", "nodes.pick") in faults({}, goal=None)
    assert not [one for one in faults({"up_to": "random"}, goal=None) if one[0] == "choice_without_goal"]
    assert ("reward_without_value", "reward") in faults({"reward": "value"}, goal={"event": "bought"})


def test_an_unknown_stage_suggests_the_one_that_was_meant() -> None:
    raw = {
        "kind": "journey",
        "id": "j",
        "entry": {"on": ["go"]},
        "start": "pick",
        "nodes": {"pick": {**GOOD, "up_to": "bset"}},
    }
    (fault,) = [one for one in check_document(build_document(raw)) if one.code == "stage_unknown"]
    assert fault.suggestion == "best"
