"""Sufficient statistics add up, and say what numpy says."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.learning.stats.moments import ArmCounts, Moments, check_arm
from loopline.model.errors import Invalid

MONEY = st.lists(st.floats(0, 10_000), min_size=2, max_size=50)


@given(MONEY, MONEY)
def test_the_moments_of_two_groups_add_up_to_the_moments_of_both(one: list[float], two: list[float]) -> None:
    both, added = Moments.of(one + two), Moments.of(one) + Moments.of(two)
    assert added.n == both.n
    assert added.mean == pytest.approx(both.mean)
    assert added.variance == pytest.approx(both.variance, rel=1e-6, abs=1e-3)


@given(MONEY)
def test_mean_and_variance_are_those_of_numpy(values: list[float]) -> None:
    found = Moments.of(values)
    assert found.mean == pytest.approx(np.mean(values))
    assert found.variance == pytest.approx(np.var(values, ddof=1), rel=1e-6, abs=1e-3)


def test_nobody_has_a_mean_of_zero_and_no_spread() -> None:
    assert (Moments().mean, Moments().variance, Moments().standard_error) == (0.0, 0.0, 0.0)


def test_arms_add_up() -> None:
    assert ArmCounts(10, 2, 5.0, 13.0, 1) + ArmCounts(20, 3, 1.0, 1.0, 4) == ArmCounts(30, 5, 6.0, 14.0, 5)


@pytest.mark.parametrize(
    "arm",
    [ArmCounts(10, 11), ArmCounts(-1, 0), ArmCounts(10, -1), ArmCounts(10, 1, pending=-1), ArmCounts(10, 1, 5.0, -1.0)],
)
def test_counts_that_contradict_each_other_are_refused(arm: ArmCounts) -> None:
    with pytest.raises(Invalid, match="arm_counts_wrong"):
        check_arm(arm, "treated")
