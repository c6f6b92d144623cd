"""Intervals of value: one test, inverted; never narrower than the pooled one, wider where the treated spend less."""

from math import inf, isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loopline.learning.stats.interval import null_error
from loopline.learning.stats.moments import ArmCounts
from loopline.learning.stats.value import Pair, ValueEstimates, error_if_difference, error_if_ratio, value_estimates

HELD = ArmCounts(10_000, 200, 10_000.0, 1.5e6)


def arm(units: int, buyers: int, spend: float, squares: float) -> ArmCounts:
    """`squares` in parts of the squared mean spend."""
    return ArmCounts(units, buyers, buyers * spend, buyers * squares * spend * spend)


def read(treated: ArmCounts, held: ArmCounts, z: float = 1.96, *, enough: bool = True) -> ValueEstimates:
    return value_estimates([Pair(1.0, treated, held)], lambda error: z * error, enough=enough, method="m")


def test_arms_that_spend_alike_have_the_pooled_interval() -> None:
    treated = arm(90_000, 1_800, 50.0, 3.0)
    found = read(treated, HELD).difference
    half = 1.96 * null_error(treated.value, HELD.value)
    assert found.estimate - 1.3 * half < found.low <= found.estimate - half * (1 - 1e-9)
    assert found.high >= found.estimate + half * (1 - 1e-9)
    assert error_if_difference(treated, HELD, 0.0) >= null_error(treated.value, HELD.value)


@pytest.mark.parametrize(("buyers", "spend"), [(1_800, 25.0), (900, 50.0)])
def test_where_the_treated_spend_less_the_holdouts_own_level_counts(buyers: int, spend: float) -> None:
    treated = arm(90_000, buyers, spend, 3.0)
    found = read(treated, HELD).difference
    half = 1.96 * null_error(treated.value, HELD.value)
    assert found.estimate - found.low > 1.2 * half
    assert found.high > found.estimate + half * 0.99


def test_the_ratio_leaves_one_out_exactly_when_the_difference_leaves_out_zero() -> None:
    for buyers in range(1_200, 2_600, 40):
        found = read(arm(90_000, buyers, 50.0, 3.0), HELD)
        apart = not found.difference.low <= 0 <= found.difference.high
        assert apart == (not found.ratio.low <= 1 <= found.ratio.high)
    assert error_if_ratio(arm(9_000, 90, 50.0, 3.0), HELD, 1.0) == pytest.approx(
        error_if_difference(arm(9_000, 90, 50.0, 3.0), HELD, 0.0)
    )


def test_money_in_cents_is_the_same_answer() -> None:
    def cents(one: ArmCounts) -> ArmCounts:
        return ArmCounts(one.units, one.conversions, 100 * one.value_sum, 1e4 * one.value_squares)

    treated = arm(90_000, 1_500, 40.0, 3.0)
    one, two = read(treated, HELD), read(cents(treated), cents(HELD))
    assert (two.difference.low / 100, two.difference.high / 100) == pytest.approx(
        (one.difference.low, one.difference.high)
    )
    assert (two.ratio.low, two.ratio.high) == pytest.approx((one.ratio.low, one.ratio.high))


def test_too_few_buyers_or_nothing_spent_have_no_bound() -> None:
    open_ended = read(arm(90_000, 1_800, 50.0, 3.0), HELD, enough=False)
    assert (open_ended.difference.low, open_ended.difference.high, open_ended.ratio.high) == (-inf, inf, inf)
    nothing = read(ArmCounts(900, 30), ArmCounts(100, 3))
    assert (nothing.difference.low, nothing.ratio.estimate) == (-inf, 1.0)
    nobody = value_estimates([], lambda error: error, enough=True, method="m")
    assert nobody.difference.high == inf


def test_refunds_that_outweigh_an_arms_purchases_fall_back_on_each_arms_own_variance() -> None:
    found = read(ArmCounts(9_000, 300, -500.0, 6e6), ArmCounts(1_000, 30, 2_000.0, 4e5))
    assert found.difference.low < found.difference.estimate < found.difference.high
    assert (found.ratio.low, found.ratio.high) == (0.0, inf), "a ratio of such means says nothing"


@settings(deadline=None, max_examples=60)
@given(st.integers(25, 900), st.integers(25, 900), st.floats(1, 500), st.floats(1.05, 20), st.floats(1.5, 4))
def test_the_estimate_lies_inside_and_bounds_are_found(
    made1: int, made0: int, spend: float, squares: float, z: float
) -> None:
    found = read(arm(9_000, made1, spend, squares), arm(1_000, made0, 60.0, 4.0), z)
    for one in (found.difference, found.ratio):
        assert one.low < one.estimate < one.high
    assert isfinite(found.difference.high), "a very low one is unbounded where few buyers must pass four errors"
    assert (found.difference.low > 0) == (found.ratio.low > 1)
    assert (found.difference.high < 0) == (found.ratio.high < 1)
