"""A person who waits for a place: once, for each key, and until an exit takes her out of the queue."""

from typing import Any

import pytest

from loopline.decisions.documents.read import build_document
from tests.decisions.admission.played import HOUR, MINUTE, PlayedFlood


def test_a_second_event_of_one_who_waits_makes_no_second_place() -> None:
    flood = PlayedFlood({"per_hour": 1})
    flood.happens("ann", "bob", "bob", "bob")
    assert flood.ledger.waiting == 1
    assert len(flood.facts("not_entered", "already_waiting")) == 2
    flood.after(2 * HOUR)
    assert [who for who, _ in flood.entered()] == ["ann", "bob"]


def test_with_a_key_one_waits_for_each_value() -> None:
    flood = PlayedFlood({"per_hour": 1}, entry={"reentry": {"key": "event.order", "policy": "always"}})
    flood.happens("ann", order=1)
    flood.happens("ann", order=2)
    flood.happens("ann", order=3)
    flood.happens("ann", order=3)
    assert flood.ledger.waiting == 2
    flood.after(3 * HOUR)
    assert [one.key for one in flood.person("ann").enrollments] == ["1", "2", "3"]


@pytest.mark.parametrize(
    "fields",
    [
        {"exits": [{"on": "bought"}]},
        {"exits": [{"on": "bought", "where": "event.of == entry.of"}]},
        {"exits": [{"when": 'count("bought") > 0'}]},
        {"exits": [{"change": "plan"}]},
        {"goal": {"event": "bought", "exit": True}},
    ],
)
def test_whoever_an_exit_would_end_does_not_enter(fields: dict[str, Any]) -> None:
    flood = PlayedFlood({"per_hour": 1}, **fields)
    flood.happens("ann", "bob", "cee", of=1)
    flood.after(5 * MINUTE)
    flood.happens("bob", name="bought", of=1)
    flood.state_traits("bob", plan="pro")
    flood.after(2 * HOUR)
    assert [who for who, _ in flood.entered()] == ["ann", "cee"]
    assert flood.entered()[1][1] == HOUR + MINUTE
    assert [one.person for one in flood.facts("not_entered", "exit_holds")] == ["bob"]


def test_an_update_of_another_journey_takes_out_of_the_queue() -> None:
    flood = PlayedFlood({"per_hour": 1}, exits=[{"change": "plan"}])
    other = {
        "kind": "journey",
        "id": "other",
        "entry": {"on": ["upgraded"]},
        "start": "set",
        "nodes": {"set": {"kind": "update", "set": {"plan": "pro"}}},
    }
    flood.publish(build_document(other))
    flood.happens("ann", "bob")
    flood.happens("bob", name="upgraded")
    flood.after(2 * HOUR)
    assert [who for who, _ in flood.entered()] == ["ann"]
    assert [one.person for one in flood.facts("not_entered", "exit_holds")] == ["bob"]
