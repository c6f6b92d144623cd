"""The e-process against one effect in all groups: in the mean one at most, without a large sample, whatever it is."""

from itertools import product

import pytest
from scipy.stats import binom

from loopline.learning.factors.evidence import e_differs, highest

SHARES = (0.2, 0.35)
SIZES = (6, 5)


@pytest.mark.parametrize("ratio", [0.5, 1.0, 1.7])
def test_it_is_one_in_the_mean_at_most_under_any_common_ratio_added_up_over_all_that_can_come(ratio: float) -> None:
    chances = [share / (share + (1 - share) * ratio) for share in SHARES]
    mean = sum(
        binom.pmf(one, SIZES[0], chances[0])
        * binom.pmf(two, SIZES[1], chances[1])
        * e_differs([[(SHARES[0], one, SIZES[0] - one)], [(SHARES[1], two, SIZES[1] - two)]])
        for one, two in product(range(SIZES[0] + 1), range(SIZES[1] + 1))
    )
    assert 0.2 < mean <= 1


def test_groups_with_one_effect_show_nothing_and_others_do() -> None:
    same = e_differs([[(0.5, 100, 150)], [(0.5, 40, 60)], [(0.2, 40, 240)]])
    other = e_differs([[(0.5, 100, 150)], [(0.5, 100, 60)], [(0.2, 40, 240)]])
    assert same < 1 < 20 < other
    assert e_differs([[(0.5, 100, 150)], [(0.5, 40, 60)], [(0.2, 40, 240)], [(0.5, 0, 0)]]) == same


def test_fewer_than_two_groups_say_nothing_and_empty_sides_no_nonsense() -> None:
    assert e_differs([]) == e_differs([[(0.5, 10, 90)]]) == e_differs([[(0.5, 10, 90)], [(0.5, 0, 0)]]) == 1.0
    assert 0 < e_differs([[(0.5, 0, 9)], [(0.5, 0, 4)]]) <= 1.0, "all of one side fits one endless ratio"
    assert 1e200 < e_differs([[(0.5, 0, 4_000)], [(0.5, 4_000, 0)]]) <= 1.1e300


def test_strata_of_a_group_are_compared_within_their_own_share() -> None:
    two = [[(0.1, 20, 180), (0.5, 100, 100)], [(0.1, 10, 90)]]
    assert e_differs(two) < 1, "different shares are no difference"
    assert highest([[(0.5, 50, 50)]]) == pytest.approx(100 * -0.6931471805599453)
