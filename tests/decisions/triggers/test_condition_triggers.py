"""Condition triggers by what they depend on: a change finds those whose truth it could have altered, and no others."""

import pytest

from loopline.conditions.language import compile_condition
from loopline.decisions.triggers.condition_triggers import ConditionTrigger, ConditionTriggers, asked_condition
from loopline.model.change import Change
from loopline.model.entry.trigger import Trigger
from tests.decisions.played import did


def of(**conditions: str) -> ConditionTriggers:
    made = ConditionTriggers()
    for journey, text in conditions.items():
        one = ConditionTrigger(journey, 0, compile_condition(text), leaves=False, skips=False)
        made = made.with_journey(journey, (one,), is_open=True)
    return made.with_segments({"idle": compile_condition('count("login", within="2h") == 0 and in_segment("big")')})


ALL = of(
    trait='plan == "pro"',
    account="account.seats > 3",
    event='count("order") > 2',
    segment='in_segment("idle")',
    list='in_list("vip")',
    time="days_since(born) > 3",
)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change(at=1, traits=frozenset({"plan", "x"})), {"trait"}),
        (Change(at=1, traits=frozenset({"born"})), {"time"}),
        (Change(at=1, traits=frozenset({"x"})), set()),
        (Change(at=1, account_traits=frozenset({"plan"})), {"account"}),
        (Change(at=1, event=did("order")), {"event"}),
        (Change(at=1, event=did("login")), {"segment"}),
        (Change(at=1, event=did("other")), set()),
        (Change(at=1, event=did("other"), zone=True), {"segment", "time"}),
        (Change(at=1, lists=True), {"list"}),
        (Change(at=1, timer=True), {"segment", "time"}),
        (Change(at=1, merged=True), {"trait", "account", "event", "segment", "list", "time"}),
    ],
)
def test_a_change_finds_what_it_touches(change: Change, expected: set[str]) -> None:
    assert {one.journey for one in ALL.touched(change)} == expected


def test_a_paused_journey_is_asked_of_nobody_and_what_held_is_kept() -> None:
    one = ConditionTrigger("trait", 0, compile_condition('plan == "pro"'), leaves=False, skips=False)
    paused = ALL.with_journey("trait", (one,), is_open=False)
    assert "trait/0" in paused.kept and "trait" not in {each.journey for each in paused.open}
    assert paused.id != ALL.id
    resumed = paused.with_journey("trait", (one,), is_open=True)
    assert resumed.open == ALL.open and resumed.id != ALL.id, "nobody was asked in the pause"


def test_the_id_tells_of_every_definition_that_decides() -> None:
    redefined = ALL.with_segments({"idle": compile_condition('count("login", within="3h") == 0')})
    ids = {ALL.id, redefined.id, of(trait='plan == "team"').id, of(trait='plan == "pro"').id, ConditionTriggers().id}
    assert len(ids) == 5 and ConditionTriggers().id == ""
    assert ALL.with_segments({**dict(ALL._segments)}).id == ALL.id


def test_a_segment_that_asks_for_itself_is_looked_at_once() -> None:
    round_about = of(j='in_segment("a")').with_segments({"a": compile_condition('in_segment("a") or plan == "x"')})
    assert [one.journey for one in round_about.touched(Change(at=1, traits=frozenset({"plan"})))] == ["j"]


def test_a_name_is_quoted_as_the_language_asks() -> None:
    for name in ("vip", 'a "b" \\ c', "ünï"):
        condition = compile_condition(asked_condition(Trigger(list=name)))
        assert condition.lists == {name}
    assert asked_condition(Trigger(event="x")) == ""
