"""Where a journey asks for segments: every place that holds a condition, and none that cannot be read."""

from typing import Any

from loopline.decisions.documents.read import build_document
from loopline.decisions.documents.uses import places_of, segments_in
from loopline.model.journey import Journey

WHOLE: dict[str, Any] = {
    "kind": "journey",
    "id": "whole",
    "entry": {"on": ["began"], "where": 'in_segment("entering")'},
    "goal": {"event": "bought", "where": 'not in_segment("reaching")'},
    "exits": [{"when": 'in_segment("leaving")'}, {"on": "left", "where": 'in_segment("leaving")'}],
    "start": "which",
    "nodes": {
        "which": {"kind": "split", "name": "Which?", "branches": [{"when": 'in_segment("a") or in_segment("b")'}]},
        "pause": {"kind": "wait", "until": {"when": 'in_segment("a")'}, "timeout": "7d"},
        "mail": {"kind": "message", "channel": "email", "content": {"subject": 'in_segment("never")', "text": "x"}},
    },
}


def journey(**changes: Any) -> Journey:
    made = build_document({**WHOLE, **changes})
    assert isinstance(made, Journey)
    return made


def test_every_place_that_asks_is_named_once() -> None:
    assert places_of(journey()) == {
        "entering": ("who enters",),
        "reaching": ("the goal",),
        "leaving": ("who leaves early",),
        "a": ('step "Which?"', 'step "pause"'),
        "b": ('step "Which?"',),
    }


def test_what_cannot_be_read_asks_for_nothing() -> None:
    assert places_of(journey(entry={"on": ["began"], "where": 'in_segment("entering") and'})).get("entering") is None
    assert segments_in('plan == "in_segment"') == frozenset()
