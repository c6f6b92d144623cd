"""One-sided e-values: exact in the mean where nothing is worse than allowed, and growing where it is."""

from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, hypergeom, norm

from loopline.learning.measured.one_sided import e_above, e_mean, e_worse_mean, e_worse_odds
from loopline.learning.stats.conditional import ClosedBlock


@given(st.integers(1, 120), st.floats(0.002, 0.5), st.floats(0.1, 1.0))
def test_the_mean_is_one_at_the_limit_and_less_below_it(units: int, allowed: float, part: float) -> None:
    for chance in (allowed, part * allowed):
        mean = sum(binom.pmf(did, units, chance) * e_above(did, units, allowed) for did in range(units + 1))
        assert mean <= 1 + 1e-9
        if chance == allowed:
            assert mean == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("above", [True, False])
def test_the_mean_over_a_block_is_one_without_a_difference(above: bool) -> None:
    def value(held: int, worst: float) -> float:
        return e_worse_odds([ClosedBlock(90, 30, 25, held)], 0.25, worst, above=above)

    chances = [hypergeom.pmf(held, 120, 25, 30) for held in range(26)]
    assert sum(p * value(held, 0.0) for held, p in enumerate(chances)) == pytest.approx(1, abs=1e-6)
    spared = log(1.3) if above else -log(1.3)
    assert sum(p * value(held, spared) for held, p in enumerate(chances)) < 1, "no difference is well within"


def test_the_mean_of_a_normal_gap_is_one_at_none_and_less_below() -> None:
    steps = [at / 50 for at in range(-400, 401)]
    for true, most in ((0.0, 1.001), (-0.5, 0.999)):
        assert sum(norm.pdf(x, true, 1) * e_worse_mean(x, 1, 0.8) for x in steps) / 50 < most
    assert sum(norm.pdf(x, 0, 1) * e_mean(x, 1, 0.8) for x in steps) / 50 == pytest.approx(1, abs=1e-3)


def test_harm_is_seen_and_its_opposite_is_not() -> None:
    assert e_above(40, 1_000, 0.02) > 100 > 1 > e_above(5, 1_000, 0.02)
    assert e_above(0, 0, 0.02) == 1.0
    harmed = [ClosedBlock(80, 20, 20, 1)] * 20
    assert e_worse_odds(harmed, 0.2, 0.0, above=True) > 1_000 > 1 > e_worse_odds(harmed, 0.2, 0.0, above=False)
    assert e_worse_odds(harmed, 0.2, log(1.5), above=True) < e_worse_odds(harmed, 0.2, 0.0, above=True)
    assert e_worse_odds([], 0.2, 0.0, above=True) == 1.0
    assert e_worse_mean(5, 1, 1) > 100 > 1 > e_worse_mean(-5, 1, 1)
    assert e_worse_mean(5, 0, 1) == e_mean(5, 1, 0) == 1.0


def test_large_counts_stay_finite() -> None:
    assert 1e290 < e_above(40_000, 2_000_000, 0.005) < float("inf")
    assert e_above(1, 2_000_000, 0.005) < 1e-3
