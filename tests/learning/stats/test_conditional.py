"""The conditional e-process agrees with its definition, with scipy's laws, and its sequence with its evidence."""

from math import exp, inf, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logsumexp
from scipy.stats import hypergeom, nchypergeom_fisher

from loopline.learning.stats.conditional import (
    FARTHEST,
    STRENGTH,
    ClosedBlock,
    Evidence,
    conditional_critical_z,
    grid,
    log_mean,
)

SIZES = [
    (90, 10, 5),
    (900, 100, 50),
    (9_000, 1_000, 4_000),
    (5_000, 5_000, 6_000),
    (3, 17, 11),
    (60_000, 40_000, 50_000),
]


@pytest.mark.parametrize(("treated", "held", "made"), SIZES)
def test_the_mean_of_the_exponential_is_that_of_the_hypergeometric_law(treated: int, held: int, made: int) -> None:
    at = np.arange(max(0, made - treated), min(made, held) + 1)
    chance = hypergeom(treated + held, held, made).logpmf(at)
    expected = [logsumexp(chance + y * at) for y in grid()]
    assert log_mean(treated, held, made) == pytest.approx(expected, abs=1e-8, rel=1e-12)


def test_a_block_is_fishers_law_against_the_central_one() -> None:
    block = ClosedBlock(treated=90, held_out=10, made=30, made_held=1)
    fisher = nchypergeom_fisher(100, 90, 30, exp(0.7))  # how many of the 30 are treated
    expected = fisher.logpmf(29) - hypergeom(100, 90, 30).logpmf(29)
    assert float(Evidence([block]).log_likelihood(np.asarray([0.7]))[0]) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("treated", "held", "made"), [(90, 10, 30), (20, 20, 3), (15, 5, 19)])
def test_an_average_e_value_without_effect_is_one(treated: int, held: int, made: int) -> None:
    """What makes it fair, whatever share was planned: here the realised one is far from it."""
    at = np.arange(max(0, made - treated), min(made, held) + 1)
    chance = hypergeom(treated + held, held, made).pmf(at)
    before = ClosedBlock(900, 100, 50, 3)
    found = [exp(Evidence([before, ClosedBlock(treated, held, made, int(h))]).log_e(0.4)) for h in at]
    assert float(np.sum(chance * found)) == pytest.approx(exp(Evidence([before]).log_e(0.4)), rel=1e-4)


BLOCKS = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 40), st.integers(0, 100), st.floats(0, 1)).map(
        lambda t: _block(t[0], t[1], min(t[2], t[0] + t[1]), t[3])
    ),
    max_size=12,
)


def _block(treated: int, held: int, made: int, part: float) -> ClosedBlock:
    least, most = max(0, made - treated), min(made, held)
    return ClosedBlock(treated, held, made, least + round(part * (most - least)))


@settings(deadline=None)
@given(BLOCKS, st.floats(0.02, 0.9))
def test_the_sequence_leaves_zero_out_exactly_when_the_evidence_passes(blocks: list[ClosedBlock], share: float) -> None:
    found = Evidence(blocks)
    low, high = found.bounds(share)
    if abs(found.log_e(share) - log(20)) > 1e-6:
        assert (not low <= 0 <= high) == (found.log_e(share) >= log(20))
    assert low <= high


def test_a_bound_is_where_the_evidence_against_it_passes() -> None:
    found = Evidence([ClosedBlock(900, 100, 60, 3)] * 10)
    for bound in found.bounds(0.1):
        assert found.log_e(0.1, tested=bound) == pytest.approx(log(20), abs=1e-6)


def test_blocks_without_two_sides_say_nothing() -> None:
    for blocks in (
        [],
        [ClosedBlock(50, 0, 20, 0)],
        [ClosedBlock(0, 50, 20, 20)],
        [ClosedBlock(50, 50, 0, 0)],
        [ClosedBlock(50, 50, 100, 50)],
    ):
        found = Evidence(blocks)
        assert (found.log_e(0.1), found.bounds(0.1), found.information) == (0.0, (-inf, inf), 0.0)


def test_an_arm_without_conversions_bounds_one_side_only() -> None:
    low, high = Evidence([ClosedBlock(500, 500, 60, 0)]).bounds(0.5)
    assert 0 < low < FARTHEST and high == inf
    low, high = Evidence([ClosedBlock(500, 500, 60, 60)]).bounds(0.5)
    assert low == -inf and -FARTHEST < high < 0


def test_much_data_is_as_fine_as_little() -> None:
    """A million converters: the sequence is narrow, and holds what was seen."""
    low, high = Evidence([ClosedBlock(90_000, 10_000, 40_000, 3_900)] * 25).bounds(0.1)
    seen = log((40_000 - 3_900) / (90_000 - 36_100)) - log(3_900 / 6_100)
    assert low < seen < high and high - low < 0.05


def test_the_critical_z_is_near_where_the_evidence_passes() -> None:
    blocks = 40
    information = Evidence([ClosedBlock(900, 100, 400, 40)] * blocks).information
    off = conditional_critical_z(information, 0.1) * sqrt(information) / blocks
    fewer = [ClosedBlock(900, 100, 400, 40 - int(off) - (day < (off % 1) * blocks)) for day in range(blocks)]
    assert Evidence(fewer).log_e(0.1) == pytest.approx(log(20), abs=0.6)
    assert conditional_critical_z(0.0, 0.1) == inf and STRENGTH == 100.0
