"""Totals a unit: coverage over seeded worlds of people who come back, and what is told as caused."""

import numpy as np
import pytest

from loopline.learning.lift.cells import Draw
from loopline.learning.lift.verdict import ArmCounts, Plan, judge
from loopline.learning.returning.totals import FIRST_VISIT, caused, horizons, unit_totals
from loopline.model.duration import DAY

DRAWS = {1: Draw(0.1), 2: Draw(0.1), 3: Draw(0.5)}
QUARTER = 90 * DAY


def row(
    held: str, counts: "np.ndarray | list[int]", *, version: int = 1, is_open: bool = False, worth: float = 2.0
) -> tuple[object, ...]:
    made = np.asarray(counts)
    value = made * worth
    return (
        QUARTER,
        held,
        version,
        is_open,
        len(made),
        int((made > 0).sum()),
        int(made.sum()),
        int((made * made).sum()),
        float(value.sum()),
        float((value * value).sum()),
    )


def test_all_that_units_did_is_summed_and_those_within_their_time_are_not() -> None:
    rows = [
        row("", [0, 1, 3], version=1),
        row("", [2], version=2),
        row("journey", [0, 1]),
        row("", [5], is_open=True),
        row("global", [9]),
    ]
    (found,) = unit_totals(rows, DRAWS, [QUARTER])
    assert (found.treated.units, found.treated.pending, found.treated.conversions, found.treated.value) == (
        4,
        1,
        6,
        12.0,
    )
    assert found.conversions is not None and found.value is not None and found.incremental_value is not None
    assert found.conversions.estimate == pytest.approx(6 / 4 - 1 / 2)
    assert found.value.estimate == pytest.approx(2 * found.conversions.estimate)
    assert found.incremental_value.estimate == pytest.approx(4 * found.value.estimate)


def test_a_changed_holdout_compares_within_each_draw() -> None:
    rows = [
        row("", [1] * 90 + [2] * 90),
        row("journey", [1] * 10 + [2] * 10),
        row("", [8, 9] * 10, version=3),
        row("journey", [8, 9] * 10, version=3),
    ]
    (found,) = unit_totals(rows, DRAWS, [QUARTER])
    assert found.conversions is not None and found.conversions.estimate == pytest.approx(0)


def test_nothing_where_nobody_can_be_held_out_and_no_number_before_the_time_is_over() -> None:
    assert unit_totals([row("", [1])], {1: Draw(0.0)}, [QUARTER]) == ()
    (found,) = unit_totals([row("", [1], is_open=True)], DRAWS, [QUARTER])
    assert (found.conversions, found.incremental_conversions, found.treated.pending) == (None, None, 1)


def test_the_truth_of_people_who_come_back_is_in_the_interval() -> None:
    """2,000 people, eight visits each, of whom some like to buy much more than others; five points more a visit."""
    rng, inside, above = np.random.default_rng(3), 0, 0
    for _ in range(200):
        liking = rng.beta(1, 9, 2_000)
        is_held = rng.random(2_000) < 0.1
        made = rng.binomial(8, np.where(is_held, liking, np.minimum(1, liking + 0.05)))
        (found,) = unit_totals([row("", made[~is_held]), row("journey", made[is_held])], DRAWS, [QUARTER])
        assert found.conversions is not None
        inside += found.conversions.low <= 0.4 <= found.conversions.high
        above += found.conversions.low > 0
    assert inside >= 190 and above > 20


def test_horizons_are_no_shorter_than_the_window() -> None:
    assert horizons(7 * DAY) == (28 * DAY, 90 * DAY)
    assert horizons(30 * DAY) == (30 * DAY, 90 * DAY)
    assert horizons(365 * DAY) == (365 * DAY,)


def test_what_is_told_as_caused_says_what_it_is_of() -> None:
    lift = judge(ArmCounts(900, 200), ArmCounts(100, 10), Plan(), now=0, started_at=0)
    assert caused(None, (), comes_back=True) is None
    (waits,) = unit_totals([row("", [1], is_open=True)], DRAWS, [QUARTER])
    first, once = caused(lift, (waits,), comes_back=True), caused(lift, (), comes_back=False)
    assert first is not None and once is not None
    assert (first.of, once.of, first.conversions) == (FIRST_VISIT, "", lift.incremental_conversions)
    (over,) = unit_totals([row("", [3] * 90), row("journey", [1] * 10)], DRAWS, [QUARTER])
    told = caused(lift, (over, waits), comes_back=True)
    assert told is not None and told.conversions == pytest.approx(180)
    assert told.of == "conversions within 90 d of the first message"
