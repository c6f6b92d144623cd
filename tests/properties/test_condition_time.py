"""Time alone never changes the truth of a condition before the moment that it gave as its next change."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.conditions.functions.calendar import next_start
from loopline.conditions.language import Scope, compile_condition
from loopline.decisions.triggers.condition_triggers import ConditionTrigger, ConditionTriggers
from tests.properties.conditions import (
    DAY_MS,
    NOW,
    conditions,
    edge_histories,
    edge_traits,
    edges,
    histories,
    traits,
    zones,
)

SEGMENTS = {
    "active": compile_condition('count("login", within="30d") >= 2'),
    "grown": compile_condition('days_since(since) > 10 and not in_segment("active")'),
}
DEEPER = {
    **SEGMENTS,
    "paying": compile_condition('plan == "pro" or in_list("vip")'),
    "mixed": compile_condition('in_segment("paying") and not in_segment("scored")'),
    "scored": compile_condition('score("churn") > 0.5'),
    "still": compile_condition('in_segment("paying") or in_segment("nowhere")'),
    "round": compile_condition('in_segment("still") or in_segment("round")'),
}
asked_segments = st.sampled_from([*DEEPER, "nowhere"]).map('in_segment("{}")'.format)
steps = st.one_of(
    st.integers(0, 100 * DAY_MS),
    st.integers(0, 100).map(lambda days: days * DAY_MS),
    st.integers(0, 60).map(lambda hours: hours * 3_600_000),
)


def moments(scope: Scope, other: list[int]) -> set[int]:
    """Random moments, and those at which something in the scope is likely to happen, each with its neighbours."""
    dates = [at for times in scope.history.values() for at in times]
    dates += [value for value in scope.traits.values() if type(value) is int]
    dates += [kept["until"] for name, kept in scope.traits.items() if name.startswith("$score:")]
    spans = [3_600_000, *(days * DAY_MS for days in range(1, 8)), 30 * DAY_MS]
    likely = [at + span for at in dates for span in (0, *spans)]
    likely += [next_start(scope.now, period, scope.zone) for period in ("day", "week", "month", "quarter", "year")]
    return {at + near for at in (*likely, *(NOW + step for step in other)) for near in (-1, 0, 1)}


@settings(max_examples=400)
@given(text=conditions(), known=traits, history=histories, other=st.lists(steps, max_size=10), zone=zones)
def test_the_truth_stands_still_until_the_next_change(
    text: str, known: dict[str, Any], history: dict[str, list[int]], other: list[int], zone: str
) -> None:
    stands_still(text, Scope(traits=known, history=history, segments=SEGMENTS, now=NOW, zone=zone or "UTC"), other)


@settings(max_examples=400)
@given(text=edges, known=edge_traits, history=edge_histories, now=st.integers(-1, 1).map(lambda near: NOW + near))
def test_the_truth_stands_still_to_the_millisecond(
    text: str, known: dict[str, Any], history: dict[str, list[int]], now: int
) -> None:
    stands_still(text, Scope(traits=known, history=history, now=now), [])


def stands_still(text: str, scope: Scope, other: list[int]) -> None:
    condition = compile_condition(text)
    before, change = condition.evaluate(scope), condition.next_change(scope)
    assert change is None or change > scope.now
    assert change is None or condition.uses_time
    if change is not None:
        assert condition.evaluate(scope.at(change - 1)) is before
    for moment in sorted(moments(scope, other)):
        if moment >= scope.now and (change is None or moment < change):
            assert condition.evaluate(scope.at(moment)) is before, moment - scope.now


@settings(max_examples=400)
@given(
    text=st.one_of(conditions(), edges, asked_segments, st.builds("{} or not {}".format, asked_segments, conditions())),
    known=traits,
    history=histories,
    other=st.lists(steps, max_size=5),
    zone=zones,
)
def test_of_a_trigger_that_is_not_asked_of_time_the_truth_stands_still_for_ever(
    text: str, known: dict[str, Any], history: dict[str, list[int]], other: list[int], zone: str
) -> None:
    """In segments as deep as they go; a segment of which nothing changes by time makes nothing timed."""
    one = ConditionTrigger("j", 0, compile_condition(text), leaves=False, skips=False)
    triggers = ConditionTriggers(segments=DEEPER).with_journey("j", (one,), is_open=True)
    scope = Scope(traits=known, history=history, segments=DEEPER, now=NOW, zone=zone or "UTC")
    if one.key not in triggers.timed:
        assert compile_condition(text).next_change(scope) is None
        truth = compile_condition(text).evaluate(scope)
        for moment in moments(scope, other):
            assert moment < NOW or compile_condition(text).evaluate(scope.at(moment)) is truth
