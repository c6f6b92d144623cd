"""What stands beside the value a unit: orders, order values, and value with the largest capped."""

from math import isfinite

import pytest

from loopline.learning.lift.cells import Draw
from loopline.learning.lift.plan import DAY_MS, Plan
from loopline.learning.lift.report import Spending
from loopline.reports.spending import spending

DRAWS = {1: Draw(0.1), 2: Draw(0.0), 3: Draw(0.5)}
TREATED = (1, "", 9_000, 600, 900, 1_800, 60_000.0, 9e6, 90_000.0, 50_000.0, 5e6, 400.0)
HELD = (1, "journey", 1_000, 50, 60, 90, 4_000.0, 5e5, 4_800.0, 3_800.0, 4e5, 400.0)


def found(*rows: tuple[object, ...], plan: Plan | None = None) -> Spending | None:
    return spending(rows, DRAWS, plan or Plan(), now=20 * DAY_MS, started_at=0)


def test_both_arms_and_their_differences() -> None:
    one = found(TREATED, HELD)
    assert one is not None
    assert (one.orders_treated, one.orders_held_out) == pytest.approx((0.1, 0.06))
    assert (one.order_value_treated, one.order_value_held_out) == pytest.approx((60_000 / 900, 4_000 / 60))
    assert one.orders.low < one.orders.estimate == pytest.approx(0.04)
    assert (one.percentile, one.cap) == (99, 400.0)
    assert one.capped.estimate == pytest.approx(50_000 / 9_000 - 3.8)
    assert one.capped.low < one.capped.estimate < one.capped.high and isfinite(one.capped_ratio.high)


def test_the_capped_twin_is_read_by_the_plan_in_use() -> None:
    always, planned = found(TREATED, HELD), found(TREATED, HELD, plan=Plan(planned_units=10_000, looks=()))
    assert always is not None and planned is not None
    assert planned.capped.method == "hurdle" and always.capped.method == "hurdle_sequence"
    assert planned.capped.high - planned.capped.low < always.capped.high - always.capped.low


def test_another_share_is_another_stratum_and_who_cannot_be_compared_is_left_out() -> None:
    busy = [(3, held, 500, 250, 250, 250, 50_000.0, 2e7, 5e4, 5e4, 2e7, 400.0) for held in ("", "journey")]
    alone = (2, "", 10_000, 10_000, 90_000, 9e6, 9e9, 9e15, 9e10, 9e9, 9e15, 400.0)
    one = found(TREATED, HELD, *busy, alone)
    assert one is not None
    weight = 9_000 / 9_500
    assert one.orders_treated == pytest.approx(weight * 0.1 + (1 - weight) * 0.5)
    assert one.capped.estimate == pytest.approx(weight * (50_000 / 9_000 - 3.8))


def test_nothing_ordered_or_nobody_to_compare_with_is_none() -> None:
    nothing = [(1, held, 100, 0, 0, 0, 0.0, 0.0, 0.0, 0.0, 0.0, None) for held in ("", "journey")]
    assert found(*nothing) is None
    assert found(TREATED) is None and found() is None
