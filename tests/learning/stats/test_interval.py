"""The interval and the test never disagree, and bounds that cannot be given are infinite."""

from math import inf

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from loopline.learning.stats.interval import (
    Estimate,
    log_ratio,
    newcombe,
    pooled_z,
    score_difference,
    score_ratio,
)
from loopline.learning.stats.moments import ArmCounts, Moments
from tests.learning.second_opinion import pooled_difference, welch_difference


@st.composite
def arms(draw: st.DrawFn) -> ArmCounts:
    units = draw(st.integers(1, 100_000))
    return ArmCounts(units, draw(st.integers(0, units)))


@given(arms(), arms(), st.floats(0.5, 8.0))
def test_score_intervals_leave_no_effect_out_exactly_when_z_passes_the_bound(
    one: ArmCounts, two: ArmCounts, bound: float
) -> None:
    z = pooled_z(one, two)
    assume(abs(abs(z) - bound) > 1e-4)
    difference, ratio = score_difference(one, two, bound), score_ratio(one, two, bound)
    assert difference.low <= difference.estimate <= difference.high
    assert ratio.low <= ratio.estimate * (1 + 1e-9) and ratio.estimate <= ratio.high * (1 + 1e-9)
    assert (difference.low > 0) == (z > bound) == (ratio.low > 1)
    assert (difference.high < 0) == (z < -bound) == (ratio.high < 1)


@given(arms(), arms())
def test_a_wider_bound_gives_a_wider_interval(one: ArmCounts, two: ArmCounts) -> None:
    for formula in (newcombe, score_difference, score_ratio, log_ratio):
        narrow, wide = formula(one, two, 1.96), formula(one, two, 3.0)
        assert wide.low <= narrow.low + 1e-12 and narrow.high <= wide.high + 1e-12


@given(arms(), arms())
def test_swapping_the_arms_turns_the_difference_round(one: ArmCounts, two: ArmCounts) -> None:
    there, back = score_difference(one, two, 1.96), score_difference(two, one, 1.96)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low), abs=1e-6)


def test_nobody_held_out_leaves_everything_open() -> None:
    nobody, some = ArmCounts(0, 0), ArmCounts(100, 5)
    assert (newcombe(some, nobody, 1.96).low, score_difference(some, nobody, 1.96).high) == (-1.0, 1.0)
    assert (score_ratio(some, nobody, 1.96).low, score_ratio(some, nobody, 1.96).high) == (0.0, inf)
    assert pooled_z(some, nobody) == 0.0


def test_no_conversion_held_out_leaves_the_ratio_open_above_only() -> None:
    found = score_ratio(ArmCounts(10_000, 100), ArmCounts(5_000, 0), 1.96)
    assert found.low > 1 and found.high == inf and found.relative is None


def test_differences_of_money_by_hand() -> None:
    treated, held = Moments.of([0, 0, 3, 5]), Moments.of([0, 2])
    pooled = pooled_difference(treated, held, 2.0)
    # All six: mean 10/6, sum of squares 38, variance (38 - 100/6) / 5; times (1/4 + 1/2); root.
    half = 2 * ((38 - 100 / 6) / 5 * 0.75) ** 0.5
    assert (pooled.estimate, pooled.low, pooled.high) == pytest.approx((1.0, 1 - half, 1 + half))
    assert pooled.relative == pytest.approx(1.0)
    welch = welch_difference(treated, held, 2.0)
    assert welch.high - 1.0 == pytest.approx(2 * (6.0 / 4 + 2.0 / 2) ** 0.5)


def test_no_money_is_not_certainty() -> None:
    found = pooled_difference(Moments(100), Moments(100), 1.96)
    assert (found.estimate, found.low, found.high) == (0.0, -inf, inf)


def test_a_total_is_the_difference_times_the_units_also_for_nobody() -> None:
    assert Estimate(0.1, -0.1, 0.3).times(10) == Estimate(1.0, -1.0, 3.0)
    assert Estimate(0.1, -inf, inf).times(0) == Estimate(0.0, 0.0, 0.0)
