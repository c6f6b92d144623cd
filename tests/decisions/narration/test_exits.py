"""The words of an end name the rule, and the workspace whose rule it is."""

from typing import Any

import pytest

from tests.decisions.exits.workspace_rules import journey, published, rules, told
from tests.decisions.played import ANN, HOUR, START, did, play


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"on": "closed"}, "Left j: exit rule of the workspace, because of closed."),
        ({"on": "closed", "reason": "all_over"}, "Left j: all over, by an exit rule of the workspace."),
        (
            {"on": "closed", "where": "event.x == 1"},
            "Left j: exit rule of the workspace, because of closed. (event.x was 1)",
        ),
        ({"on": "closed", "programme": "p"}, "Left j: exit rule of the programme p, because of closed."),
        (
            {"when": 'count("closed") >= 1'},
            'Left j: exit rule of the workspace, because count("closed") >= 1 is true. (count(closed) was 1)',
        ),
    ],
)
def test_the_why_names_the_rule_of_the_workspace(rule: dict[str, Any], words: str) -> None:
    made = published(rules(rule), journey("j", "p"))
    inside, _ = play(made, ANN, did("go"))
    _, effects = play(made, inside, did("closed", START + HOUR, x=1))
    assert told(effects) == [words]
