"""The e-process over several shares: for one share it is the closed form, and it is a fair bet under no effect."""

from itertools import product
from math import exp, inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopline.learning.lift.always_on import log_e
from loopline.learning.lift.mixture import e_value_across, log_e_across, log_ratio_bounds, share_at
from tests.learning.second_opinion import ratio_bounds

SHARE = st.floats(0.01, 0.95)
COUNT = st.integers(0, 3_000)


@given(SHARE, COUNT, COUNT)
def test_one_share_is_the_closed_form(q: float, held: int, treated: int) -> None:
    assert log_e_across([(q, held, treated)]) == pytest.approx(float(log_e(held, treated, q)), abs=1e-6)
    low, high = log_ratio_bounds([(q, held, treated)])
    expected = ratio_bounds(held, treated, q)
    assert (exp(low), exp(high)) == pytest.approx(expected, rel=1e-5)


def test_counts_of_one_share_may_be_given_in_parts() -> None:
    whole, parts = log_e_across([(0.1, 30, 200)]), log_e_across([(0.1, 10, 150), (0.1, 20, 50)])
    assert parts == pytest.approx(whole)


def test_the_expected_e_value_under_no_effect_is_one() -> None:
    """All ways in which four conversions can fall, two of each share, with their probabilities."""
    total = 0.0
    for falls in product((True, False), repeat=4):
        first, second = sum(falls[:2]), sum(falls[2:])
        chance = 0.1**first * 0.9 ** (2 - first) * 0.5**2
        total += chance * e_value_across([(0.1, first, 2 - first), (0.5, second, 2 - second)])
    assert total == pytest.approx(1, abs=1e-9)


def test_the_share_that_a_ratio_makes() -> None:
    assert share_at(0.0, 0.3) == pytest.approx(0.3)
    assert share_at(log(2), 0.5) == pytest.approx(1 / 3)
    assert (share_at(inf, 0.5), share_at(-inf, 0.5)) == pytest.approx((0.0, 1.0))


@given(st.lists(st.tuples(SHARE, st.integers(0, 300), st.integers(0, 300)), min_size=2, max_size=3))
def test_the_sequence_leaves_out_no_effect_exactly_when_the_e_value_passes(
    counts: list[tuple[float, int, int]],
) -> None:
    low, high = log_ratio_bounds(counts)
    assert low <= high
    e = log_e_across(counts)
    if abs(e - log(20)) > 1e-6:
        assert (low > 0 or high < 0) == (e > log(20))
