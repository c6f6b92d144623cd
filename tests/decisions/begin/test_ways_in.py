"""Journeys begin: the one of the highest priority first, each once, and a request opens the one that it names alone."""

from typing import Any

import pytest

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signals.requested import EntryRequested
from tests.decisions.played import ANN, MANY, START, play, stated

NODES = {
    "said": {
        "kind": "split",
        "branches": [{"name": "big", "when": "entry.amount > 10", "then": "end"}],
        "otherwise": "end",
    },
    "end": {"kind": "exit", "reason": "done"},
}


def document(name: str, *triggers: dict[str, Any], entry: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    ways = {"on": [], "triggers": list(triggers), "reentry": MANY, **(entry or {})}
    return {"kind": "journey", "id": name, "entry": ways, "start": "said", "nodes": NODES, **more}


def live(*documents: dict[str, Any]) -> PublishedSet:
    made = PublishedSet()
    for one in documents:
        made = publish(made, build_document(one), 1)
    return made


def asked(journey: str, data: bytes = b"{}", at: int = START) -> EntryRequested:
    return EntryRequested(key="ann", id=f"r{at}", at=at, received_at=at, journey=journey, data=data)


def told(effects: list[Effect]) -> list[tuple[str, str, str]]:
    """What happened at the ways in: the fact, the journey, and the name or the reason."""
    kinds = ("entered", "not_entered", "stepped", "event")
    facts = [one for one in effects if isinstance(one, Fact) and one.kind in kinds]
    return [(one.kind, one.journey, one.reason if one.kind == "not_entered" else one.name) for one in facts]


def test_a_request_opens_its_journey_and_brings_its_data() -> None:
    over = live(document("asked", {"request": True}), document("other", {"request": True}, {"event": "request"}))
    person, effects = play(over, ANN, asked("asked", b'{"amount":20}'))
    assert told(effects) == [("entered", "asked", "request"), ("stepped", "asked", "big")]
    assert not person.history, "it is no event, and nobody counts it"
    assert told(play(over, person, asked("asked", b"[1]", START + 1))[1])[1] == ("stepped", "asked", "otherwise")


def test_a_person_nobody_knew_is_known_from_then_on() -> None:
    person, effects = play(live(document("asked", {"request": True})), Person(key="ann", traits={}), asked("asked"))
    assert person.first_seen_at == START and told(effects)[0][0] == "entered"


@pytest.mark.parametrize(
    ("trigger", "entry", "reason"),
    [
        ({"request": True, "where": "event.amount > 10"}, {}, "filter_unknown"),
        ({"request": True}, {"where": 'plan == "pro"'}, "filter_unknown"),
        ({"event": "request"}, {}, "takes_no_requests"),
    ],
)
def test_whom_a_request_does_not_let_in_is_told_why(
    trigger: dict[str, Any], entry: dict[str, Any], reason: str
) -> None:
    _, effects = play(live(document("asked", trigger, entry=entry)), ANN, asked("asked"))
    assert told(effects) == [("not_entered", "asked", reason)]


@pytest.mark.parametrize(
    ("state", "reason"), [("paused", "journey_paused"), ("stopped", "journey_stopped"), ("gone", "journey_stopped")]
)
def test_a_journey_that_is_not_live_lets_nobody_in(state: str, reason: str) -> None:
    over = live(document("asked", {"request": True}))
    over = PublishedSet() if state == "gone" else over.set_state("asked", state, 9)  # type: ignore[arg-type]  # one of both
    assert told(play(over, ANN, asked("asked"))[1]) == [("not_entered", "asked", reason)]


def test_a_second_entry_is_a_matter_of_the_journeys_rules() -> None:
    over = live(document("asked", {"request": True}, entry={"reentry": {"policy": "once"}}))
    _, effects = play(over, ANN, asked("asked"), asked("asked", at=START + 1))
    assert told(effects)[-1] == ("not_entered", "asked", "already_entered")


def test_the_highest_priority_begins_first_and_two_triggers_of_one_journey_let_in_once() -> None:
    holds = {"when": 'plan == "pro"'}
    over = live(document("low", holds, priority=1), document("high", holds, {"when": "score > 1"}, priority=9))
    _, effects = play(over, ANN, stated(START, plan="pro", score=5))
    assert [one for one in told(effects) if one[0] == "entered"] == [
        ("entered", "high", "condition"),
        ("entered", "low", "condition"),
    ]
