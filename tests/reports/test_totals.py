"""Journeys that people enter again: all that was caused within a fixed time of a person, and not one visit of it."""

from typing import Any

import numpy as np
import pytest

from loopline.decisions.publish import publish as with_document
from loopline.decisions.published import PublishedSet
from loopline.learning.lift.report import JourneyReport
from loopline.reports.journey import journey_report
from tests.learning.facts_made import Oracle, Shelf
from tests.reports.documents import GOAL, document
from tests.runtime.parts import DAY, NOON

SHELF = Shelf()
CARTS, PEOPLE, MORE = 8, 4_000, 0.05
WEEK: dict[str, Any] = {"holdout": {"percent": 10}, "goal": GOAL | {"within": "7d"}}
ONCE = {"on": ["signed_up"], "reentry": {"policy": "once"}}


def reported(book: Oracle, now: int, **fields: Any) -> JourneyReport:
    name = SHELF.put(book)
    published = with_document(PublishedSet(), document(name, **fields), 1)
    SHELF.beat(now)
    found = journey_report(SHELF.facts, published, name, now)
    assert SHELF.twin is not None and found == journey_report(SHELF.twin.facts, published, name, now)
    return found


def carts(name: str, *, works: float) -> Oracle:
    """4,000 people leave eight carts each, ten days apart; the message adds `works` to the chance of every one."""
    rng, book = np.random.default_rng(8), Oracle()
    for n in range(PEOPLE):
        person, held = f"{name}{n}", "journey" if n % 10 == 0 else ""
        liking = rng.beta(2, 15)
        for cart in range(CARTS):
            enrollment, at = f"{person}-{cart}", NOON + cart * 10 * DAY
            book.enter(enrollment, person, at, held=held).expose(enrollment, person, at, held=held)
            if rng.random() < liking + (0.0 if held else works):
                place = len(book.facts) + 1
                book.write("event", person, at + DAY, position=place, name="bought", data={"amount": 10})
                book.reach(enrollment, person, at + DAY, 10.0, since=at, position=place)
    return book


def test_what_eight_carts_caused_is_told_and_not_what_the_first_did() -> None:
    found = reported(carts("a", works=MORE), NOON + 200 * DAY, **WEEK)
    truth = PEOPLE * 0.9 * CARTS * MORE
    month, quarter = found.totals
    assert (month.horizon_ms, quarter.horizon_ms) == (28 * DAY, 90 * DAY)
    assert (quarter.treated.units, quarter.held_out.units, quarter.treated.pending) == (3_600, 400, 0)
    assert quarter.conversions is not None and month.incremental_conversions is not None
    made, earned = quarter.incremental_conversions, quarter.incremental_value
    assert made is not None and earned is not None
    assert made.estimate == pytest.approx(truth, rel=0.25)
    assert 0 < made.low < truth < made.high
    assert earned.estimate == pytest.approx(10 * made.estimate)
    assert month.incremental_conversions.estimate == pytest.approx(truth * 3 / CARTS, rel=0.4), "three carts of eight"
    first = found.lift.incremental_conversions if found.lift else None
    assert first is not None and first < 400, "the first cart alone"
    assert found.caused is not None and found.incremental == found.caused.conversions
    assert found.caused.conversions == made.estimate
    assert found.caused.of == "conversions within 90 d of the first message"
    treated, held = quarter.treated, quarter.held_out
    assert treated.conversions / treated.units - held.conversions / held.units == pytest.approx(
        quarter.conversions.estimate
    )


def test_without_an_effect_the_totals_are_about_nothing() -> None:
    found = reported(carts("b", works=0.0), NOON + 200 * DAY, **WEEK)
    for one in found.totals:
        assert one.conversions is not None and one.conversions.low < 0 < one.conversions.high


def test_until_a_horizon_is_over_only_the_first_visit_is_told_and_called_so() -> None:
    found = reported(carts("c", works=MORE), NOON + 20 * DAY, **WEEK)
    assert [one.conversions for one in found.totals] == [None, None]
    assert found.totals[0].treated.pending == 3_600
    assert found.lift is not None and found.caused is not None
    assert found.caused.of == "first visit only"
    assert found.caused.conversions == found.lift.incremental_conversions
    month = reported(carts("d", works=MORE), NOON + 60 * DAY, **WEEK)
    assert month.caused is not None and "28 d" in month.caused.of


def test_a_journey_that_lets_people_in_once_has_one_number() -> None:
    found = reported(carts("e", works=MORE), NOON + 200 * DAY, **WEEK, entry=ONCE)
    assert found.totals == () and found.lift is not None and found.caused is not None
    assert (found.caused.of, found.caused.conversions) == ("", found.lift.incremental_conversions)
    keyed = ONCE | {"reentry": {"policy": "once", "key": "event.cart"}}
    assert reported(carts("f", works=MORE), NOON + 20 * DAY, **WEEK, entry=keyed).totals, "once for each cart"
    times = ONCE | {"reentry": {"policy": "always", "times": 1}}
    assert reported(carts("g", works=MORE), NOON + 20 * DAY, **WEEK, entry=times).totals == ()


def test_a_horizon_is_never_shorter_than_the_window() -> None:
    found = reported(carts("h", works=MORE), NOON + 20 * DAY, holdout={"percent": 10}, goal=GOAL | {"within": "60d"})
    assert [one.horizon_ms for one in found.totals] == [60 * DAY, 90 * DAY]
    long = reported(carts("i", works=MORE), NOON + 20 * DAY, holdout={"percent": 10}, goal=GOAL | {"within": "180d"})
    assert [one.horizon_ms for one in long.totals] == [180 * DAY]


def test_what_somebody_buys_between_two_visits_counts_too() -> None:
    book = Oracle().enter("ze", "zp", NOON).expose("ze", "zp", NOON).enter("zh", "zq", NOON, held="journey")
    book.expose("zh", "zq", NOON, held="journey")
    for day in (1, 20, 27, 28):
        book.write("event", "zp", NOON + day * DAY, name="bought", data={"amount": 5})
    month = reported(book, NOON + 40 * DAY, holdout={"percent": 50}).totals[0]
    assert (month.treated.conversions, month.treated.value) == (3, 15.0)
    beyond = reported(book, NOON + 40 * DAY, holdout={"percent": 50}, goal=GOAL | {"where": "event.cart == entry.cart"})
    assert beyond.totals[0].treated.conversions == 0 and "between them" in beyond.outcomes
