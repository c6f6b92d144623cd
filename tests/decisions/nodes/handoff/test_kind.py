"""A hand-over: what the other journey is told, and whether its own filter lets the person in."""

from typing import Any

import msgspec
import pytest

from loopline.model.fact import Fact
from tests.decisions.played import ANN, DAY, START, did, play, published, stated

REST = {"kind": "wait", "for": "9d"}


def handed(entry: dict[str, Any] | None = None, **handoff: Any) -> tuple[list[str], dict[str, Any] | None]:
    """Why the other journey does not let Ann in, who has a plan; and what it is told, None where she did not enter."""
    target = {"id": "other", "entry": {"on": ["never"], **(entry or {})}, "nodes": {"rest": REST}}
    source = {"nodes": {"hand": {"kind": "handoff", "journey": "other", **handoff}}}
    rules = published(target, source)
    person, effects = play(rules, ANN, stated(START - 1, plan="pro"), did("go", order="a-1", amount=20))
    refused = [one.reason for one in effects if isinstance(one, Fact) and one.kind == "not_entered"]
    told = [msgspec.json.decode(one.entry) for one in person.enrollments if one.journey == "other"]
    return refused, told[0] if told else None


def test_the_other_journey_is_told_what_the_entry_event_said() -> None:
    assert handed() == ([], {"order": "a-1", "amount": 20})


def test_what_is_handed_over_stands_beside_and_in_place_of_it() -> None:
    given = {"amount": 5, "plan": "=plan", "first": "=entry.order", "since": "=now()", "order": "=nothing_there"}
    assert handed(**{"with": given})[1] == {
        "amount": 5,
        "plan": "pro",
        "first": "a-1",
        "since": "2026-03-01T12:00:00Z",
    }


@pytest.mark.parametrize(
    ("where", "given", "reason"),
    [
        ("event.amount > 10", {}, None),
        ("event.amount > 10", {"amount": 5}, "filter_false"),
        ("event.colour == 'red'", {}, "filter_unknown"),
        ("plan == 'free'", {}, "filter_false"),
        ("plan == 'pro' and entry.why == 'quiet'", {"why": "quiet"}, None),
    ],
)
def test_the_filter_of_the_other_journey_is_asked_of_what_it_is_told(
    where: str, given: dict[str, Any], reason: str | None
) -> None:
    refused, _ = handed({"where": where}, filter=True, **{"with": given})
    assert refused == ([reason] if reason else [])


def test_without_being_asked_the_filter_lets_everybody_in() -> None:
    assert handed({"where": "plan == 'free'"}) == ([], {"order": "a-1", "amount": 20})


def test_who_is_held_out_here_is_held_out_there_whatever_is_handed_over() -> None:
    target = {"id": "other", "entry": {"on": ["never"]}, "nodes": {"rest": REST}}
    hand = {"kind": "handoff", "journey": "other", "with": {"x": 1}}
    rules = published(target, {"holdout": {"percent": 100}, "nodes": {"hand": hand}})
    person, _ = play(rules, ANN, did("go"), did("seen", START + DAY))
    assert [(one.journey, one.held) for one in person.enrollments] == [("other", "handoff")]
