"""A journey that hands over and waits goes on when the other one has ended, with how it did."""

from typing import Any

import pytest

from loopline.decisions.handing.returned import awaited_enrollment, has_ended
from loopline.model.fact import Fact
from loopline.model.person import Person
from loopline.model.signal import JourneyStateReached
from tests.decisions.played import ANN, DAY, HOUR, MANY, START, did, later, play, published, word

SOURCE: dict[str, Any] = {
    "id": "source",
    "entry": {"on": ["go"], "reentry": MANY},
    "nodes": {
        "hand": {"kind": "handoff", "journey": "j", "wait": "30d", "then": "how"},
        "how": {
            "kind": "split",
            "branches": [
                {"when": 'answer("hand", "ended") == "completed"', "then": "done"},
                {"when": 'answer("hand", "ended") == "timed_out"', "then": "late"},
                {"when": 'answer("hand", "ended") == "not_entered"', "then": "kept"},
            ],
            "otherwise": "other",
        },
        **{name: {"kind": "exit", "reason": name} for name in ("done", "late", "kept", "other")},
    },
}
OTHER: dict[str, Any] = {
    "entry": {"on": ["never"]},
    "exits": [{"on": "bought", "reason": "bought"}],
    "nodes": {"rest": {"kind": "wait", "for": "2d"}},
}


def ends(effects: list[Any]) -> list[tuple[str, str, int]]:
    """The journeys that were left, why, and how many hours after the start."""
    exited = [one for one in effects if isinstance(one, Fact) and one.kind == "exited"]
    return [(one.journey, one.reason, (one.at - START) // HOUR) for one in exited]


@pytest.mark.parametrize(
    ("other", "signals", "told"),
    [
        (OTHER, [later(START + 60 * DAY)], [("j", "completed", 48), ("source", "done", 48)]),
        (OTHER, [did("bought", START + HOUR)], [("j", "bought", 1), ("source", "other", 1)]),
        (
            {**OTHER, "nodes": {"end": {"kind": "exit", "reason": "x"}}},
            [later(START + HOUR)],
            [("j", "x", 0), ("source", "other", 0)],
        ),
        (
            {**OTHER, "nodes": {"rest": {"kind": "wait", "for": "90d"}}},
            [later(START + 31 * DAY)],
            [("source", "late", 720)],
        ),
        ({**OTHER, "exits": [{"when": 'count("go") > 0'}]}, [], [("source", "kept", 0)]),
    ],
)
def test_it_goes_on_with_how_the_other_ended(
    other: dict[str, Any], signals: list[Any], told: list[tuple[str, str, int]]
) -> None:
    _, effects = play(published(SOURCE, other), ANN, did("go"), *signals)
    assert ends(effects) == told


def test_without_a_journey_of_this_name_it_goes_on_at_once() -> None:
    _, effects = play(published(SOURCE), ANN, did("go"))
    assert ends(effects) == [("source", "kept", 0)]


def test_it_says_how_the_other_ended_and_waits_with_a_wake_up() -> None:
    over = published(SOURCE, OTHER)
    person, _ = play(over, ANN, did("go"))
    (waits,) = [one for one in person.enrollments if one.journey == "source"]
    (child,) = [one for one in person.enrollments if one.journey == "j"]
    assert awaited_enrollment(waits) == child.id and not has_ended(waits)
    assert waits.wake_at == START + 30 * DAY
    _, effects = play(over, person, did("bought", START + HOUR))
    stepped = [one for one in effects if isinstance(one, Fact) and one.reason == "returned"]
    assert [(one.name, bytes(one.data or b"")) for one in stepped] == [("j", b'{"ended":"bought"}')]


def test_a_second_visit_waits_anew() -> None:
    source = {
        **SOURCE,
        "nodes": {
            "hand": {"kind": "handoff", "journey": "j", "wait": "30d", "then": "rest"},
            "rest": {"kind": "wait", "for": "1d", "then": "hand"},
        },
    }
    other = {**OTHER, "entry": {"on": ["never"], "reentry": {"policy": "always"}}}
    over = published(source, other)
    person: Person = ANN
    person, _ = play(over, person, did("go"), did("bought", START + HOUR))
    assert [one.journey for one in person.enrollments] == ["source"]
    person, _ = play(over, person, later(START + 26 * HOUR))
    assert sorted(one.journey for one in person.enrollments) == ["j", "source"]
    (waits,) = [one for one in person.enrollments if one.journey == "source"]
    assert awaited_enrollment(waits) and not has_ended(waits)
    _, effects = play(over, person, did("bought", START + 27 * HOUR))
    assert [one[:2] for one in ends(effects)] == [("j", "bought")]


def test_an_end_in_a_pause_counts_when_the_journey_goes_on() -> None:
    over = published(SOURCE, OTHER)
    person, _ = play(over, ANN, did("go"))
    person, effects = play(over.set_state("source", "paused"), person, did("bought", START + HOUR))
    assert [one[:2] for one in ends(effects)] == [("j", "bought")]
    told = JourneyStateReached(key="ann", id="w", at=START + DAY, received_at=START + DAY, journey="source")
    _, effects = play(over, person, told)
    assert ends(effects) == [("source", "other", 24)]


def test_a_stop_of_the_other_journey_is_an_end_too() -> None:
    over = published(SOURCE, OTHER)
    person, _ = play(over, ANN, did("go"))
    _, effects = play(over.set_state("j", "stopped"), person, word(START + HOUR))
    assert ends(effects) == [("j", "journey_stopped", 1), ("source", "other", 1)]


def test_an_exit_of_the_one_that_waits_ends_it_alone() -> None:
    over = published({**SOURCE, "exits": [{"on": "left"}]}, OTHER)
    person, effects = play(over, ANN, did("go"), did("left", START + HOUR))
    assert [one[:2] for one in ends(effects)] == [("source", "event_left")]
    _, effects = play(over, person, did("bought", START + 2 * HOUR))
    assert [one[:2] for one in ends(effects)] == [("j", "bought")]


def test_two_that_wait_for_the_same_journey_by_their_own_passages() -> None:
    other = {**OTHER, "entry": {"on": ["never"], "reentry": MANY}}
    over = published(SOURCE, other)
    person, _ = play(over, ANN, did("go"), did("go", START + HOUR))
    assert sorted(one.journey for one in person.enrollments) == ["j", "j", "source", "source"]
    _, effects = play(over, person, later(START + 48 * HOUR))
    assert ends(effects) == [("j", "completed", 48), ("source", "done", 48)]


def test_an_exclusive_group_of_both_lets_the_better_one_stand() -> None:
    source, other = {**SOURCE, "exclusive": "one"}, {**OTHER, "exclusive": "one"}
    _, effects = play(published(source, other), ANN, did("go"))
    assert [one[:2] for one in ends(effects)] == [("source", "kept")]
