"""A trigger keeps its number wherever it stands, so that nobody enters by what held of them long before."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.decisions.documents.read import build_document
from loopline.decisions.publish import publish
from loopline.decisions.published import PublishedSet
from loopline.decisions.triggers.numbers import numbers_of
from loopline.model.entry.trigger import Trigger
from loopline.model.fact import Fact
from tests.decisions.played import ANN, START, later, play, stated

SCHEDULE, LEFT = Trigger(schedule="0 9 * * *"), Trigger(when="score > 9", leaves=True)
A, B, C, D = (Trigger(when=f"score > {number}") for number in range(4))


@pytest.mark.parametrize(
    ("triggers", "expected"),
    [
        ((A, B, C), (0, 1, 2)),
        ((B, C), (1, 2)),
        ((C, A), (2, 0)),
        ((D, B, C), (0, 1, 2)),
        ((A, D, B, C), (0, 3, 1, 2)),
        ((B, C, D), (1, 2, 3)),
        ((D, C, B, A), (3, 2, 1, 0)),
        ((), ()),
        ((SCHEDULE, B, C), (3, 1, 2)),
        ((A, LEFT, C), (0, 3, 2)),
        ((A, A, B, C), (0, 3, 1, 2)),
    ],
)
def test_what_asks_the_same_keeps_its_number(triggers: tuple[Trigger, ...], expected: tuple[int, ...]) -> None:
    assert numbers_of(triggers, (A, B, C), (0, 1, 2), 3) == expected


@given(versions=st.lists(st.lists(st.sampled_from((A, B, C, D, Trigger(event="x"))), max_size=5), max_size=6))
def test_numbers_are_never_given_twice(versions: list[list[Trigger]]) -> None:
    before, numbers, given_so_far = list[Trigger](), tuple[int, ...](), 0
    for triggers in versions:
        found = numbers_of(triggers, before, numbers, given_so_far)
        assert len(set(found)) == len(found)
        assert all(one in numbers or one >= given_so_far for one in found)
        before, numbers, given_so_far = triggers, found, max((given_so_far, *(one + 1 for one in found)))


def journey(*triggers: dict[str, Any]) -> dict[str, Any]:
    entry = {"on": [], "triggers": list(triggers), "reentry": {"policy": "always", "concurrent": True}}
    nodes = {"end": {"kind": "exit", "reason": "done"}}
    return {"kind": "journey", "id": "j", "entry": entry, "start": "end", "nodes": nodes}


def test_after_a_stop_nothing_goes_on_that_held_before() -> None:
    document = build_document(journey({"when": "score > 1"}))
    over = publish(PublishedSet(), document, 1)
    person, _ = play(over, ANN, stated(START, score=5))
    over = publish(over.set_state("j", "stopped", 9), document, 2)
    _, effects = play(over, person, later(START + 1))
    assert [one.at for one in effects if isinstance(one, Fact) and one.kind == "entered"] == [START + 1]


def test_a_trigger_that_is_taken_away_lets_nobody_in_by_those_behind_it() -> None:
    over = publish(PublishedSet(), build_document(journey({"list": "vip"}, {"when": "score > 1"})), 1)
    person, effects = play(over, ANN, stated(START, score=5))
    assert [one.name for one in effects if isinstance(one, Fact) and one.kind == "entered"] == ["condition"]
    over = publish(over, build_document(journey({"when": "score > 1"})), 2)
    over = publish(over, build_document(journey({"segment": "new"}, {"when": "score > 1"})), 3)
    _, effects = play(over, person, later(START + 1))
    assert not [one for one in effects if isinstance(one, Fact) and one.kind == "entered"]
