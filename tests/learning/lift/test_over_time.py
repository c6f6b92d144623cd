"""Lift over time: each point is what that day's look said, and a planned comparison costs one pass over its looks."""

import pytest

from loopline.learning.lift.cells import Cell, Draw, blocks
from loopline.learning.lift.over_time import POINTS_MAX, days_of, iso_day, looked, points
from loopline.learning.lift.plan import DAY_MS, Plan
from loopline.learning.lift.sequential import obrien_fleming_bounds
from loopline.learning.lift.verdict import apply_rule, judge_strata
from loopline.learning.stats.moments import ArmCounts

DRAWS = {1: Draw(0.5)}


def cells(days: int) -> list[Cell]:
    return [
        Cell("exposed", "", "", held, 1, day, ArmCounts(100, made), since=0)
        for day in range(days)
        for held, made in (("", 12), ("journey", 10))
    ]


def test_a_day() -> None:
    assert (iso_day(0), iso_day(20_513)) == ("1970-01-01", "2026-03-01")


def test_always_on_reads_each_day_as_the_rule_does() -> None:
    days = days_of(cells(5), DRAWS)
    found = points(days, Plan())
    assert [one.day for one in found] == [iso_day(day) for day in range(5)]
    assert [one.treated_units for one in found] == [100, 200, 300, 400, 500]
    expected = apply_rule(days[2][1], Plan(), None).conversion
    assert (found[2].low, found[2].high) == (expected.low, expected.high)


def test_always_on_with_days_reads_each_day_by_the_blocks_that_were_whole() -> None:
    days, dated = days_of(cells(5), DRAWS), blocks(cells(5), DRAWS, 5)
    found = points(days, Plan(), blocks=dated)
    expected = apply_rule(days[2][1], Plan(), None, [block for _, block in dated[:3]]).conversion
    assert (found[2].low, found[2].high) == (expected.low, expected.high)
    assert found[4].high - found[4].low < found[2].high - found[2].low


def test_a_planned_comparison_has_a_look_a_day_at_the_units_that_had_closed() -> None:
    days = days_of(cells(4), DRAWS)
    plan = looked(days, Plan(planned_units=1_600), days[-1][1], now=4 * DAY_MS, started_at=0)
    assert plan.looks == pytest.approx((0.125, 0.25, 0.375, 0.5))
    found = points(days, plan)
    bounds = obrien_fleming_bounds((0.125, 0.25, 0.375, 0.5))
    verdict = judge_strata(days[-1][1], plan, now=4 * DAY_MS, started_at=0)
    assert verdict.boundary == pytest.approx(bounds[-1])
    assert (found[-1].low, found[-1].high) == pytest.approx((verdict.conversion.low, verdict.conversion.high))
    assert found[0].high - found[0].low > found[-1].high - found[-1].low


def test_without_an_end_or_with_looks_of_its_own_a_plan_stays() -> None:
    days = days_of(cells(2), DRAWS)
    for plan in (Plan(), Plan(planned_units=500, looks=(0.2,))):
        assert looked(days, plan, days[-1][1], now=DAY_MS, started_at=0) is plan


def test_a_long_course_is_thinned() -> None:
    days = days_of(cells(200), DRAWS)
    assert 50 <= len(days) <= POINTS_MAX and days[-1][0] == 199
