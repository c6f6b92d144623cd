"""Intervals hold the truth as often as they say, with and without an effect, and read again and again."""

from collections.abc import Callable
from math import log

import numpy as np
import pytest

from loopline.learning.lift.always_on import log_e_at
from loopline.learning.lift.plan import Plan
from loopline.learning.lift.rules import always_on
from loopline.learning.lift.sequential import obrien_fleming_bounds
from loopline.learning.stats.interval import Estimate, log_ratio, newcombe, score_difference, score_ratio
from loopline.learning.stats.moments import ArmCounts
from tests.calibration.worlds import Days, days

BASE = 0.00573
Formula = Callable[[ArmCounts, ArmCounts, float], Estimate]


def missed(formula: Formula, truth: float, *, lift: float, histories: int = 2000) -> float:
    """How often the interval of a 10 % holdout (2,800 against 25,200) leaves out the truth."""
    world = days(31, histories, 1, treated=25_200, held=2_800, rate=BASE, lift=lift)
    out = 0
    for made1, made0 in zip(world.treated[:, 0], world.held[:, 0], strict=True):
        found = formula(ArmCounts(25_200, int(made1)), ArmCounts(2_800, int(made0)), 1.959964)
        out += not found.low <= truth <= found.high
    return out / histories


@pytest.mark.parametrize("lift", [0.0, 0.5])
@pytest.mark.parametrize("formula", [newcombe, score_difference])
def test_differences_at_a_tenth_held_out(formula: Formula, lift: float) -> None:
    assert 0.03 < missed(formula, BASE * lift, lift=lift) < 0.065


@pytest.mark.parametrize("lift", [0.0, 0.5])
@pytest.mark.parametrize("formula", [log_ratio, score_ratio])
def test_ratios_at_a_tenth_held_out(formula: Formula, lift: float) -> None:
    assert 0.03 < missed(formula, 1 + lift, lift=lift) < 0.065


def test_repeated_intervals_hold_a_real_effect_at_all_five_looks_together() -> None:
    world = days(32, 800, 5, treated=18_000, held=2_000, rate=0.02, lift=0.3)
    bounds = obrien_fleming_bounds((0.2, 0.4, 0.6, 0.8, 1.0))
    out_fixed, out = 0, 0
    for history in range(800):
        found = [
            (
                ArmCounts(int(world.treated_units[k]), int(world.treated[history, k])),
                ArmCounts(int(world.held_units[k]), int(world.held[history, k])),
            )
            for k in range(5)
        ]
        repeated = [score_difference(one, two, z) for (one, two), z in zip(found, bounds, strict=True)]
        once = [newcombe(one, two, 1.959964) for one, two in found]
        out += any(not e.low <= 0.006 <= e.high for e in repeated)
        out_fixed += any(not e.low <= 0.006 <= e.high for e in once)
    assert out / 800 < 0.07
    assert out_fixed / 800 > 0.09, "intervals made for one look must fail here, or nothing is seen"


WORLDS = [
    (0.1, 0.00573, 0.0),
    (0.1, 0.02, 0.5),
    (0.1, 0.02, -0.3),
    (0.1, 0.02, -0.9),
    (0.5, 0.01, -0.9),
    (0.5, 0.05, 0.2),
    (0.05, 0.01, 1.0),
    (0.5, 0.2, 1.0),
]


def two_months(share: float, rate: float, lift: float) -> Days:
    held, treated = round(5000 * share), round(5000 * (1 - share))
    return days(33, 2000, 60, treated=treated, held=held, rate=rate, lift=lift)


@pytest.mark.parametrize(("share", "rate", "lift"), WORLDS)
def test_the_confidence_sequence_holds_the_ratio_on_every_day_together(share: float, rate: float, lift: float) -> None:
    world = two_months(share, rate, lift)
    truth = share / (share + (1 - share) * (1 + lift))
    out = log_e_at(world.held, world.treated, truth, share) >= log(20)
    assert np.mean(np.any(out, axis=1)) <= 0.05


@pytest.mark.parametrize(("share", "rate", "lift"), WORLDS)
def test_what_is_reported_holds_ratio_and_difference_at_all_looks_together(
    share: float, rate: float, lift: float
) -> None:
    world, plan, out = two_months(share, rate, lift), Plan(holdout_share=share), 0
    for history in range(120):
        looks = [
            always_on(
                ArmCounts(int(world.treated_units[day]), int(world.treated[history, day])),
                ArmCounts(int(world.held_units[day]), int(world.held[history, day])),
                plan,
            )
            for day in (2, 4, 8, 14, 21, 28, 40, 59)
            if world.held[history, day] >= plan.smallest_conversions
        ]
        held = [
            one.conversion.low <= rate * lift <= one.conversion.high and one.ratio.low <= 1 + lift <= one.ratio.high
            for one in looks
        ]
        out += not all(held)
    assert out <= 8
