"""The rules by which ideas are born: enough people, enough of them lost, and never what an author wanted."""

from typing import Any

import pytest

from loopline.learning.improvement.born import NEXT, of_alarm, of_guards, of_losses, of_pause, of_verdict
from loopline.learning.improvement.figures import StepLoss
from loopline.learning.lift.guards import SampleSplit
from loopline.learning.lift.plan import Plan
from loopline.learning.lift.verdict import ArmCounts, Checks, judge


def loss(**given: Any) -> StepLoss:
    told = {"journey": "up", "journey_name": "Up", "node": "sms", "node_name": "Text", "channel": "sms"}
    counts = {"reason": "no_address", "words": "there is no address", "lost": 30, "people": 300}
    return StepLoss(**{**told, **counts, **given})


@pytest.mark.parametrize(
    ("given", "source"),
    [
        ({}, "drop_off"),
        ({"lost": 29, "people": 30}, ""),
        ({"lost": 30, "people": 301}, ""),
        ({"reason": "capped"}, "cap"),
        ({"reason": "frequency_chosen"}, "cap"),
        ({"reason": "exited"}, ""),
        ({"reason": "journey_paused"}, ""),
        ({"reason": "not_clicked", "lost": 399, "people": 400}, "drop_off"),
        ({"reason": "not_clicked", "lost": 398, "people": 400}, ""),
        ({"reason": "not_clicked", "lost": 399, "people": 399}, ""),
    ],
)
def test_a_step_is_an_idea_where_it_loses_enough_of_enough_people(given: dict[str, Any], source: str) -> None:
    assert [one.source for one in of_losses([loss(**given)])] == ([source] if source else [])


def test_each_step_and_reason_is_an_idea_of_its_own() -> None:
    several = [loss(), loss(reason="no_opt_in"), loss(node="mail"), loss(reason="capped"), loss(lost=90)]
    origins = [one.origin for one in of_losses(several)]
    assert len(set(origins)) == 4 and origins[0] == origins[4], "the same trouble has one origin, whatever its size"


def test_a_failed_guard_is_an_idea_for_each_version() -> None:
    checks = Checks(entered=(SampleSplit(1_000, 1_000, 0.1),))
    bad = judge(ArmCounts(1_000, 10), ArmCounts(1_000, 10), Plan(holdout_share=0.1), now=1, started_at=0, checks=checks)
    (one,) = of_guards("up", "Up", 3, bad)
    assert one.source == "guard" and one.origin.startswith("guard/up/3/") and one.evidence
    assert of_verdict("up", "Up", "d1", "Since May", bad).hypothesis == NEXT["guard_failed"]
    fine = judge(ArmCounts(1_000, 10), ArmCounts(100, 1), Plan(holdout_share=0.1), now=1, started_at=0)
    assert list(of_guards("up", "Up", 3, fine)) == []


def test_an_alarm_is_named_by_its_first_sentence_and_a_pause_by_its_journey() -> None:
    alarm = of_alarm("plan:x", "The event has stopped. It is the goal of Up.")
    assert (alarm.title, alarm.origin) == ("The event has stopped.", "alarm/plan:x")
    assert of_pause("up", "Up", 7, "Too many bounces.").origin == "alarm/pause/up/7"
