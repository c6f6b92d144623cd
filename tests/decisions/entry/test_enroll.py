"""Who enters: the key of a hand-over is that of the passage, not of the event that happens to come in."""

import pytest
from msgspec.structs import replace

from loopline.decisions.narrate import narrate
from loopline.decisions.published import PublishedSet
from loopline.model.bounds.entry_keys import KEYS_SEALED_MAX, with_entry
from loopline.model.effect import Effect
from loopline.model.fact import Fact
from loopline.model.person import JourneyHistory, Person
from loopline.model.signal import AccountJoined
from tests.decisions.played import ANN, DAY, MANY, START, did, later, play, published


def test_a_hand_over_after_a_wait_enters_under_the_key_of_its_own_entry() -> None:
    first = {
        "nodes": {"rest": {"kind": "wait", "for": "1h", "then": "on"}, "on": {"kind": "handoff", "journey": "next"}},
        "entry": {"on": ["go"], "reentry": {**MANY, "key": "event.order"}},
    }
    following = {
        "id": "next",
        "nodes": {"rest": {"kind": "wait", "for": "5d"}},
        "entry": {"on": ["never"], "reentry": {"policy": "once", "key": "event.order"}},
    }
    rules = published(first, following)
    person, effects = play(rules, ANN, did("go", order="a"), did("go", START + 1, order="b"), later(START + DAY))
    assert sorted(enrollment.key for enrollment in person.enrollments) == ["a", "b"]
    assert not [fact for fact in effects if isinstance(fact, Fact) and fact.kind == "not_entered"]


def reasons(effects: list[Effect]) -> list[str]:
    return [fact.reason for fact in effects if isinstance(fact, Fact) and fact.kind == "not_entered"]


def keyed(policy: str, after: str = "") -> PublishedSet:
    reentry = {"policy": policy, "key": "event.order", **({"after": after} if after else {})}
    return published(
        {"entry": {"on": ["go"], "reentry": reentry}, "nodes": {"end": {"kind": "exit", "reason": "done"}}}
    )


@pytest.mark.parametrize("number", [0, 1, 137, 204])
def test_once_a_key_is_once_however_many_keys_came_since(number: int) -> None:
    rules = keyed("once")
    person, effects = play(rules, ANN, *(did("go", START + n, order=f"o{n}") for n in range(205)))
    assert reasons(effects) == []
    _, effects = play(rules, person, did("go", START + DAY, order=f"o{number}"))
    assert reasons(effects) == ["already_entered"]


def test_a_long_key_that_an_earlier_version_cut_still_counts() -> None:
    rules, order = keyed("once"), "o" * 300
    before = with_entry(JourneyHistory(entered=1, last_entered_at=START), order[:200], START)
    ann = replace(ANN, journey_histories={"j": before})
    assert reasons(play(rules, ann, did("go", START + DAY, order=order))[1]) == ["already_entered"]
    assert reasons(play(rules, ann, did("go", START + DAY, order=f"p{order}"))[1]) == []


def counted(**rule: object) -> PublishedSet:
    reentry = {"policy": "always", "concurrent": True, **rule}
    nodes = {"rest": {"kind": "wait", "for": "1h"}}
    return published({"entry": {"on": ["go"], "reentry": reentry}, "nodes": nodes})


@pytest.mark.parametrize(
    ("rule", "refused"),
    [
        ({"at_once": 2}, ["already_inside", "already_inside"]),
        ({"times": 3}, ["entered_enough"]),
        ({"at_once": 1, "key": "event.order"}, ["already_inside", "already_inside"]),
        ({"times": 3, "concurrent": False, "policy": "after_exit"}, ["already_inside"] * 3),
        ({}, []),
    ],
)
def test_so_many_at_once_and_so_many_in_all(rule: dict[str, object], refused: list[str]) -> None:
    """Of four within the hour: by two orders, where it is asked."""
    events = [did("go", START + n, order=f"o{n % 2}") for n in range(4)]
    assert reasons(play(counted(**rule), ANN, *events)[1]) == refused


def test_times_are_counted_over_a_whole_life() -> None:
    person, effects = play(counted(times=2), ANN, *(did("go", START + n * DAY) for n in range(4)))
    assert reasons(effects) == ["entered_enough", "entered_enough"] and not person.enrollments


def entered_often(rules: PublishedSet) -> Person:
    many = KEYS_SEALED_MAX + 200
    return play(rules, ANN, *(did("go", START + n, order=f"o{n}") for n in range(many)))[0]


def test_beyond_what_is_remembered_nobody_enters_once_silently_again() -> None:
    rules = keyed("once")
    person = entered_often(rules)
    _, effects = play(rules, person, did("go", START + DAY, order="o0"))
    assert reasons(effects) == ["keys_forgotten"]
    (fact,) = [one for one in effects if isinstance(one, Fact) and one.kind == "not_entered"]
    assert "more keys than are remembered" in narrate(fact)


def test_a_key_that_is_forgotten_may_enter_when_its_time_is_over_in_any_case() -> None:
    rules = keyed("after", "1d")
    person = entered_often(rules)
    assert reasons(play(rules, person, did("go", START + DAY - 1, order="o0"))[1]) == ["keys_forgotten"]
    assert reasons(play(rules, person, did("go", START + 2 * DAY, order="o0"))[1]) == []


def test_whoever_enters_alone_and_joins_a_company_keeps_the_side_and_the_arm() -> None:
    arms = [{"name": "a", "weight": 1}, {"name": "b", "weight": 1}]
    rules = published(
        {
            "unit": "account",
            "holdout": {"percent": 30},
            "entry": {"on": ["go"], "reentry": {"policy": "always"}},
            "nodes": {"test": {"kind": "experiment", "arms": arms}},
        }
    )
    sides: list[tuple[str, str]] = []
    for number in range(60):
        person, effects = play(rules, replace(ANN, key=f"p{number}"), did("go"))
        joined = AccountJoined(
            key=person.key, id="j", at=START + 1, received_at=START + 1, account=f"@company {number}", traits={}
        )
        person, more = play(rules, person, joined, did("go", START + DAY))
        first, second = [one.held for one in (*effects, *more) if isinstance(one, Fact) and one.kind == "entered"]
        assert first == second, f"p{number} changed sides"
        sides.append((first, second))
        colleague = replace(ANN, key=f"q{number}", account=f"@company {number}")
        (told,) = [
            one for one in play(rules, colleague, did("go"))[1] if isinstance(one, Fact) and one.kind == "entered"
        ]
        assert b"@company" in bytes(told.data or b""), "new people follow their account"
    assert 8 < [first for first, _ in sides].count("journey") < 30
