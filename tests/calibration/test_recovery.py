"""A planted lift is found, and the interval that is reported holds it; a planted harm is called a harm."""

from math import log

import numpy as np
import pytest

from loopline.learning.lift.always_on import log_e
from loopline.learning.lift.plan import DAY_MS
from loopline.learning.lift.sequential import obrien_fleming_bounds
from loopline.learning.lift.verdict import ArmCounts, Lift, Plan, judge
from tests.calibration.worlds import days, is_inside

ALWAYS = Plan(holdout_share=0.1)
PLANNED = Plan(planned_units=60_000, looks=(0.25, 0.5, 0.75), holdout_share=0.1)


def judged(plan: Plan, lift: float, seed: int) -> Lift:
    world = days(seed, 1, 1, treated=54_000, held=6_000, rate=0.02, lift=lift)
    treated, held = ArmCounts(54_000, int(world.treated[0, 0])), ArmCounts(6_000, int(world.held[0, 0]))
    return judge(treated, held, plan, now=28 * DAY_MS, started_at=0)


@pytest.mark.parametrize("plan", [ALWAYS, PLANNED], ids=["always_on", "planned"])
@pytest.mark.parametrize(("lift", "verdict"), [(0.8, "lift"), (-0.5, "harm")])
def test_a_planted_effect_is_found_inside_its_interval(plan: Plan, lift: float, verdict: str) -> None:
    seen = [judged(plan, lift, seed) for seed in range(40)]
    assert sum(one.verdict == verdict for one in seen) >= 36
    truth = 0.02 * lift
    assert sum(one.conversion.low <= truth <= one.conversion.high for one in seen) >= 37
    assert sum(one.ratio.low <= 1 + lift <= one.ratio.high for one in seen) >= 37
    caused = truth * 54_000
    assert sum(is_inside(caused, one) for one in seen) >= 37


def test_where_the_end_is_known_planned_bounds_find_more_than_the_e_process() -> None:
    world = days(41, 2000, 4, treated=4750 * 7, held=250 * 7, rate=0.00573, lift=0.5)
    bounds = np.asarray(obrien_fleming_bounds((0.25, 0.5, 0.75, 1.0)))
    planned = np.mean(np.any(np.abs(world.z) >= bounds, axis=1))
    always = np.mean(np.any(log_e(world.held, world.treated, 0.05) >= log(20), axis=1))
    assert 0.65 < planned < 0.82
    assert 0.40 < always < planned
