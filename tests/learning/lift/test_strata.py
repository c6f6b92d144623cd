"""Several holdout shares: one stratum is the plain formula, and pooling is seen to be wrong where weighing is right."""

from math import inf

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loopline.learning.lift.strata import (
    Stratum,
    both,
    difference_across,
    mean_values,
    newcombe_across,
    null_spread,
    pairs,
    rates,
    ratio_across,
    weighed,
    z_across,
)
from loopline.learning.stats.interval import newcombe, pooled_z, score_difference, score_ratio
from loopline.learning.stats.moments import ArmCounts
from loopline.learning.stats.value import Pair

TREATED, HELD = ArmCounts(9_000, 300, 30_000.0, 6e6), ArmCounts(1_000, 20, 2_000.0, 4e5)
ONE = (Stratum(0.1, TREATED, HELD),)
# A quiet season with a tenth held out, then a busy one with half: nobody was changed by anything.
QUIET = Stratum(0.1, ArmCounts(90_000, 1_800), ArmCounts(10_000, 200))
BUSY = Stratum(0.5, ArmCounts(50_000, 10_000), ArmCounts(50_000, 10_000))


def close(one: object, two: object) -> bool:
    fields = ("estimate", "low", "high")
    return [getattr(one, name) for name in fields] == pytest.approx([getattr(two, name) for name in fields], abs=1e-9)


def test_one_stratum_is_the_plain_comparison() -> None:
    assert close(difference_across(ONE, 2.5), score_difference(TREATED, HELD, 2.5))
    assert close(ratio_across(ONE, 2.5), score_ratio(TREATED, HELD, 2.5))
    assert close(newcombe_across(ONE, 1.96), newcombe(TREATED, HELD, 1.96))
    assert z_across(ONE) == pytest.approx(pooled_z(TREATED, HELD))
    assert mean_values(ONE) == (TREATED.value.mean, HELD.value.mean)
    assert pairs(ONE) == [Pair(1.0, TREATED, HELD)]


def test_a_stratum_cut_in_two_by_chance_changes_no_estimate() -> None:
    half = Stratum(0.1, ArmCounts(4_500, 150), ArmCounts(500, 10))
    found, whole = difference_across((half, half), 2.0), difference_across(ONE, 2.0)
    assert close(found, whole)


def test_pooling_sees_a_harm_where_nothing_was_caused_and_weighing_does_not() -> None:
    treated, held = both((QUIET, BUSY))
    assert treated.rate < 0.09 < 0.16 < held.rate and pooled_z(treated, held) < -40
    assert rates((QUIET, BUSY)) == pytest.approx((11_800 / 140_000, 11_800 / 140_000))
    assert z_across((QUIET, BUSY)) == pytest.approx(0)
    found = difference_across((QUIET, BUSY), 1.96)
    assert found.low < 0 < found.high and found.estimate == pytest.approx(0)
    assert ratio_across((QUIET, BUSY), 1.96).estimate == pytest.approx(1)


def test_the_difference_times_the_treated_is_what_was_caused_also_where_effects_differ() -> None:
    strata = (
        Stratum(0.1, ArmCounts(9_000, 270), ArmCounts(1_000, 20)),
        Stratum(0.5, ArmCounts(1_000, 300), ArmCounts(1_000, 200)),
    )
    caused = 9_000 * 0.01 + 1_000 * 0.1
    assert difference_across(strata, 2.0).estimate * 10_000 == pytest.approx(caused)


def test_a_stratum_with_nobody_on_one_side_waits() -> None:
    strata = (*ONE, Stratum(0.5, ArmCounts(5, 5), ArmCounts(0, 0)))
    assert len(weighed(strata)) == 1
    assert close(difference_across(strata, 2.0), difference_across(ONE, 2.0))
    nobody = (Stratum(0.5, ArmCounts(5, 5), ArmCounts(0, 0)),)
    assert (difference_across(nobody, 2.0).low, newcombe_across(nobody, 2.0).high) == (-1.0, 1.0)
    assert ratio_across(nobody, 2.0).high == inf
    assert (z_across(nobody), null_spread(nobody), rates(nobody)) == (0.0, 0.0, (1.0, 0.0))


COUNTS = st.tuples(st.integers(1, 400), st.integers(0, 400)).map(lambda two: ArmCounts(two[0], min(two)))


LONE, FEW = ArmCounts(1, 0), ArmCounts(9, 0)


@given(st.lists(st.tuples(st.floats(0.05, 0.9), COUNTS, COUNTS), min_size=1, max_size=3), st.floats(1, 4))
@example([(0.5, LONE, LONE), (0.5, LONE, LONE), (0.5, ArmCounts(1, 1), FEW)], 3.0)
@example([(0.5, LONE, LONE), (0.5, LONE, LONE), (0.5, FEW, ArmCounts(1, 1))], 3.0)
def test_interval_and_z_never_contradict_each_other(
    made: list[tuple[float, ArmCounts, ArmCounts]], bound: float
) -> None:
    strata = [Stratum(*one) for one in made]
    z, found = z_across(strata), difference_across(strata, bound)
    assert found.low <= found.estimate + 1e-9 and found.estimate <= found.high + 1e-9
    if abs(abs(z) - bound) > 1e-6 and null_spread(strata) > 0:
        assert (found.low > 0 or found.high < 0) == (abs(z) > bound)
