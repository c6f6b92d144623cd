"""The parts of the A/A proof by themselves; whole, against the report, it is proved by tests/reports/test_proof.py."""

import numpy as np
import pytest
from scipy.stats import binom, hypergeom

from loopline.learning.proof.redraw import DayDraw, drawn, exact_interval


@pytest.mark.parametrize(("claims", "count"), [(0, 1_000), (1_000, 1_000), (50, 1_000), (3, 7)])
def test_the_interval_ends_where_either_tail_has_one_part_in_forty(claims: int, count: int) -> None:
    low, high = exact_interval(claims, count)
    assert low == 0 if not claims else binom.sf(claims - 1, count, low) == pytest.approx(0.025)
    assert high == 1 if claims == count else binom.cdf(claims, count, high) == pytest.approx(0.025)


def test_a_draw_shuffles_labels_and_keeps_how_many_are_held_out() -> None:
    days = [DayDraw(0, 1, 90, 10, 20), DayDraw(0, 2, 5, 5, 10), DayDraw(1, 1, 4, 0, 2)]
    held = drawn(days, 20_000, np.random.default_rng(1))
    assert held.shape == (20_000, 3) and (held[:, 1] == 5).all() and (held[:, 2] == 0).all()
    for number in range(6):
        assert (held[:, 0] == number).mean() == pytest.approx(hypergeom.pmf(number, 100, 20, 10), abs=0.012)
