"""The number that is seen is what the gate lets through, and the others are named with the reason."""

from tests.studio.broadcasts.asked import preview
from tests.studio.house import House


def test_the_number_that_is_seen_is_what_the_gate_lets_through(crowd: House) -> None:
    """Given people whom a rule keeps from it, each is named with its reason, and the numbers add up."""
    found = preview(crowd)
    assert (found["total"], found["matched"], found["gets"], found["sandbox"]) == (11, 10, 7, True)
    assert {one["reason"]: one["people"] for one in found["not_sent"]} == {
        "no_address": 1,
        "suppressed_manual": 1,
        "unsubscribed": 1,
    }
    assert all(one["text"] and "_" not in one["text"] for one in found["not_sent"])
    assert found["faults"] == []
    assert preview(crowd, segment="")["matched"] == 11
    half = preview(crowd, holdout=50)
    assert half["held_out"] > 0 and half["gets"] + half["held_out"] + sum(n["people"] for n in half["not_sent"]) == 10
