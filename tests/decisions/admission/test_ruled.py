"""What a publish, a pause and a stop mean to those who wait."""

from typing import Any

import pytest

from tests.decisions.admission.played import HOUR, MINUTE, PlayedFlood, journey_of, people


def test_a_pause_holds_the_queue_and_a_resume_goes_on() -> None:
    flood = PlayedFlood({"per_hour": 1})
    flood.happens("ann", "bob")
    flood.set_state("paused")
    flood.after(5 * HOUR)
    assert len(flood.entered()) == 1
    flood.set_state("live")
    assert flood.entered()[1] == ("bob", 5 * HOUR)


def test_a_stop_ends_the_queue_with_a_reason() -> None:
    flood = PlayedFlood({"per_hour": 1})
    flood.happens("ann", *people(300))
    flood.set_state("stopped")
    assert len(flood.facts("not_entered", "journey_stopped")) == 300
    assert flood.ledger.waiting == 0


@pytest.mark.parametrize(("limits", "entered"), [({}, 301), ({"per_hour": 150}, 150), ({"per_hour": 2}, 2)])
def test_another_limit_holds_from_its_publish_on(limits: dict[str, Any], entered: int) -> None:
    flood = PlayedFlood({"per_hour": 1})
    flood.happens("ann", *people(300))
    flood.after(MINUTE)
    flood.publish(journey_of(limits))
    assert len(flood.entered()) == entered


def test_a_slower_rate_counts_those_who_came_before_it() -> None:
    flood = PlayedFlood({"per_hour": 5})
    flood.happens(*people(8))
    flood.publish(journey_of({"per_hour": 2}))
    flood.after(2 * HOUR)
    times = [at for _, at in flood.entered()]
    assert times == [0] * 5 + [HOUR + MINUTE] * 2
