"""Sums, ratios and the past of units: right figures, honest intervals, and a past that saves what it explains."""

import numpy as np
import pytest

from loopline.learning.measured.compared import adjusted, compared, e_worse, expected_size, is_enough
from loopline.learning.measured.sums import Measured, UnitSums
from tests.learning.measured.made import HELD, side, world


def together(one: Measured, two: Measured) -> Measured:
    """Both, of one draw."""
    (share, *own), (_, *more) = one.strata[0], two.strata[0]
    treated, held = (a + b for a, b in zip(own, more, strict=True))
    return Measured(((share, treated, held),), (), UnitSums())


def test_what_the_past_explains_is_saved_and_the_mean_is_not_moved() -> None:
    rng, plain, past, saved = np.random.default_rng(7), [], [], []
    for _ in range(150):
        found = world(rng, 0.1)
        own = adjusted(found)
        assert own is not None
        plain.append(compared(found, "sum", 0.05).difference.estimate)
        past.append(own.difference.estimate)
        saved.append(own.saved)
    assert np.mean(past) == pytest.approx(np.mean(plain), abs=float(4 * np.std(plain) / 12))
    assert np.var(past) / np.var(plain) == pytest.approx(1 - np.mean(saved), abs=0.12), "what is said to be saved is"
    assert np.mean(saved) > 0.4


@pytest.mark.parametrize("gain", [0.0, 0.3, -0.3])
def test_the_adjusted_interval_holds_at_all_looks_of_a_course(gain: float) -> None:
    rng, missed, worlds = np.random.default_rng(8), 0, 60
    truth = gain * 0.4 * float(np.exp(2 + 0.32 + 0.02))
    for _ in range(worlds):
        so_far = None
        is_out = False
        for _ in range(8):
            more = world(rng, gain, 600)
            so_far = more if so_far is None else together(so_far, more)
            own = adjusted(so_far)
            is_out |= own is not None and not own.difference.low <= truth <= own.difference.high
        missed += is_out
    assert missed / worlds <= 0.05 + 3 * (0.05 * 0.95 / worlds) ** 0.5


def test_units_without_a_past_or_too_few_of_them_are_not_adjusted() -> None:
    some, none = np.full(500, 3.0), np.zeros(500)
    flat = Measured(((0.5, side(some, none), side(some, none)),), (), UnitSums())
    assert adjusted(flat) is None
    few = world(np.random.default_rng(1), 0.0, 60)
    assert not is_enough(few) and adjusted(few) is None
    wide = compared(few, "sum", 0.05)
    assert not wide.enough and wide.difference.low == -np.inf
    assert e_worse(few, "sum", 0, less_is_better=True) is None


@pytest.mark.parametrize("more", [0.0, 4.0])
def test_a_past_that_explains_everything_leaves_an_open_interval(more: float) -> None:
    one, two = np.repeat([10.0, 30.0], 20), np.repeat([10.0, 10.0, 10.0, 30.0], 10)
    found = adjusted(Measured(((0.5, side(one + more, one), side(two, two)),), (), UnitSums()))
    assert found is not None
    assert found.difference.estimate == pytest.approx(more, abs=1e-9) and found.saved == pytest.approx(1)
    assert (found.difference.low, found.difference.high) == (-np.inf, np.inf)


def test_a_ratio_is_of_sums_and_its_interval_holds() -> None:
    rng, missed, worlds = np.random.default_rng(9), 0, 200
    for _ in range(worlds):
        sides = []
        for n in (1_600, 400):
            orders = rng.lognormal(2, 0.5, n) * (rng.random(n) < 0.5)
            back = orders * (rng.random(n) < 0.3)
            sides.append(side(back, np.zeros(n), orders))
        found = Measured(((HELD, sides[0], sides[1]),), (), UnitSums())
        seen = compared(found, "ratio", 0.05)
        assert seen.difference.estimate == pytest.approx(sides[0].y / sides[0].o - sides[1].y / sides[1].o)
        missed += not seen.difference.low <= 0 <= seen.difference.high
    assert missed / worlds <= 0.05


def test_cancelling_amounts_still_expect_effects_of_some_size() -> None:
    y = np.tile([100.0, -100.0], 500)
    found = Measured(((0.5, side(y, y), side(y, y)),), (), UnitSums())
    assert expected_size(found, "sum") > 1
