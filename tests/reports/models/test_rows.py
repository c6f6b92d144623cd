"""Features as of a moment: nothing that happened at it or later is in them, whatever it is."""

from itertools import count
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.reports.models.rows import counted_events, did_within, features_at, held_at
from tests.reports.models.made import DAY, NOW, Past, model, opened

CUT = NOW - 10 * DAY
names = st.sampled_from(["visited", "left", "bought"])
happenings = st.tuples(st.sampled_from(["ann", "bob"]), st.integers(-40 * DAY, 10 * DAY), names, st.integers(0, 9))
plans_said = st.sampled_from(["free", "pro"])
statements = st.tuples(st.sampled_from(["ann", "bob"]), st.integers(-40 * DAY, 10 * DAY), plans_said)
SHELF = opened()
TOLD = count()


def lived(events: list[tuple[str, int, str, int]], said: list[tuple[str, int, str]]) -> dict[str, Any]:
    """The features of both as of the cut; each time they are other people in the same facts."""
    past, number = Past(SHELF), next(TOLD)
    for who in ("ann", "bob"):
        past.whole(f"{who}{number}", CUT - 50 * DAY, {"seats": 3})
    for who, at, name, pages in sorted(events, key=lambda one: one[1]):
        past.event(f"{who}{number}", CUT + at, name, pages=pages)
    for who, at, plan in sorted(said, key=lambda one: one[1]):
        past.traits(f"{who}{number}", CUT + at, plan=plan)
    asked = model(features={"events": ["visited", "left"], "sums": ["visited.pages"]}, audience="seats == 3")
    people = [f"{who}{number}" for who in ("ann", "bob")]
    found = features_at(past.carried(), asked, people, CUT, ("visited", "left"))
    return {one.id[:3]: one.features for one in found}


@settings(max_examples=40, deadline=None)
@given(events=st.lists(happenings, max_size=12), said=st.lists(statements, max_size=5))
def test_what_comes_at_the_cut_or_later_changes_no_feature(
    events: list[tuple[str, int, str, int]], said: list[tuple[str, int, str]]
) -> None:
    before = [one for one in events if one[1] < 0], [one for one in said if one[1] < 0]
    found = lived(events, said)
    assert found == lived(*before) and set(found) == {"ann", "bob"}
    for who, features in found.items():
        own = [event for event in before[0] if event[0] == who]
        assert features["visited ever"] == sum(event[2] == "visited" for event in own)
        assert features["left in 7d"] == sum(event[2] == "left" and event[1] >= -7 * DAY for event in own)
        plans = [plan for one, _, plan in sorted(before[1], key=lambda two: two[1]) if one == who]
        assert features.get("plan") == (plans[-1] if plans else None)


def test_a_trait_that_was_taken_away_is_not_known_and_one_of_later_neither() -> None:
    past = Past().whole("ann", CUT - 9 * DAY, {"plan": "pro", "seats": 1}).traits("ann", CUT - DAY, plan=None)
    (one,) = features_at(past.traits("ann", CUT, seats=9).carried(), model(), ["ann"], CUT, ())
    assert one.features == {"seats": 1, "days known": 9.0}


def test_who_was_still_two_people_at_the_moment_is_left_out_of_it() -> None:
    past = Past().whole("ann", CUT - 9 * DAY, {"plan": "pro"}).whole("bob", CUT - 9 * DAY, {"plan": "pro"})
    past.event("anon", CUT - 2 * DAY, "visited").event("before", CUT - 3 * DAY, "visited")
    past.merged("ann", CUT, "anon").merged("bob", CUT - 1, "before")
    facts = past.carried()
    found = {one.id: one.features for one in features_at(facts, model(), ["ann", "bob"], CUT, ("visited",))}
    assert set(found) == {"bob"} and found["bob"]["visited ever"] == 1.0, "ann was two people"
    assert {one.id for one in features_at(facts, model(), ["ann", "bob"], CUT + 1, ("visited",))} == {"ann", "bob"}


def test_addresses_scores_and_what_is_forbidden_are_no_features() -> None:
    traits = {
        "email": "a@b.test",
        "phone": "+49",
        "gender": "f",
        "Gender": "f",
        "plan": "pro",
        "$score:x": {"value": 1},
        "tags": [1],
    }
    facts = Past().whole("ann", CUT - DAY, traits).carried()
    (one,) = features_at(facts, model(forbidden=["gender"]), ["ann"], CUT, ())
    assert one.features == {"plan": "pro", "days known": 1.0}
    (only,) = features_at(facts, model(features={"traits": ["gender"]}), ["ann"], CUT, ())
    assert only.features == {"gender": "f", "days known": 1.0}


@pytest.mark.parametrize(
    ("fields", "who"),
    [
        ({}, {"ann", "bob", "cat"}),
        ({"audience": 'plan == "pro"'}, {"ann", "bob"}),
        ({"audience": 'count("visited", within="3d") >= 1'}, {"bob"}),
        ({"consent": "email"}, {"ann"}),
        ({"consent": "email:offers", "audience": 'plan == "pro"'}, {"ann"}),
    ],
)
def test_the_audience_and_the_consent_are_those_of_the_moment(fields: dict[str, str], who: set[str]) -> None:
    past = Past().whole("ann", CUT - DAY, {"plan": "pro"}, {"email": True}).whole("bob", CUT - DAY, {"plan": "pro"})
    past.whole("cat", CUT - DAY, {"plan": "free"}, {"email": False}).event("bob", CUT - DAY, "visited")
    past.whole("dan", CUT + DAY, {"plan": "pro"}, {"email": True}).traits("cat", CUT + DAY, plan="pro")
    past.event("ann", CUT + DAY, "visited")
    people = ["ann", "bob", "cat", "dan"]
    assert {one.id for one in features_at(past.carried(), model(**fields), people, CUT, ())} == who


def test_what_is_foretold_lies_in_the_horizon_alone() -> None:
    past = Past()
    for place, days in enumerate((-0.001, 0.0, 9.999, 10.0)):
        past.event(f"p{place}", CUT + round(days * DAY), "left")
    facts, people = past.carried(), [f"p{place}" for place in range(5)]
    assert did_within(facts, model(), people, CUT) == [False, True, True, False, False]
    absent = model(label={"event": "left", "within": "10d", "absent": True})
    assert did_within(facts, absent, people, CUT) == [True, False, False, True, True]


def test_the_commonest_events_are_counted_where_none_are_named_and_a_rule_is_asked() -> None:
    past, draw = Past(), Random(1)
    for number in range(30):
        past.whole(f"p{number}", CUT - 9 * DAY, {"seats": number}).event(f"p{number}", CUT - DAY, "visited")
        if draw.random() < 0.5:
            past.event(f"p{number}", CUT - DAY, "bought").event(f"p{number}", CUT + DAY, "later")
    facts = past.carried()
    assert counted_events(facts, model(), CUT) == ("visited", "bought")
    assert counted_events(facts, model(features={"events": ["x"]}), CUT) == ("x",)
    held = held_at(facts, "seats >= 2", ["p1", "p2", "nobody"], CUT)
    assert dict(held) == {"p1": False, "p2": True}
