"""A holdout percentage that is changed in a season: false alarms, coverage and recovery over seeded worlds."""

import numpy as np

from loopline.learning.lift.plan import DAY_MS
from loopline.learning.lift.strata import Stratum, both
from loopline.learning.lift.verdict import ArmCounts, Lift, Plan, judge_strata
from loopline.learning.stats.interval import pooled_z
from tests.calibration.worlds import is_inside

QUIET, BUSY = 0.03, 0.15
PLANNED = Plan(planned_units=28_000, looks=(0.5,))


def worlds(seed: int, count: int, lift: float) -> list[tuple[Stratum, Stratum]]:
    """A tenth of 20,000 held out in a quiet season, then half of 8,000 in a busy one."""
    rng = np.random.default_rng(seed)

    def stratum(share: float, people: int, rate: float) -> Stratum:
        held = int(rng.binomial(people, share))
        treated = people - held
        made1, made0 = int(rng.binomial(treated, rate * (1 + lift))), int(rng.binomial(held, rate))
        return Stratum(share, ArmCounts(treated, made1), ArmCounts(held, made0))

    return [(stratum(0.1, 20_000, QUIET), stratum(0.5, 8_000, BUSY)) for _ in range(count)]


def judged(world: tuple[Stratum, Stratum], plan: Plan) -> Lift:
    return judge_strata(world, plan, now=28 * DAY_MS, started_at=0)


def test_without_an_effect_pooling_always_finds_one_and_strata_hardly_ever() -> None:
    found = worlds(3, 200, 0.0)
    pooled = [pooled_z(*both(world)) for world in found]
    assert all(abs(z) > 5 for z in pooled), "two thousand held out of a quiet season, four thousand of a busy one"
    for plan, most in ((Plan(), 6), (PLANNED, 17)):
        seen = [judged(world, plan) for world in found]
        assert sum(one.verdict in ("lift", "harm") for one in seen) <= most
        assert sum(one.conversion.low <= 0 <= one.conversion.high for one in seen) >= 200 - most


def test_a_planted_effect_is_found_and_its_number_is_inside_the_interval() -> None:
    found = worlds(5, 60, 0.35)
    truth = [
        sum(s.treated.units * rate * 0.35 for s, rate in zip(world, (QUIET, BUSY), strict=True)) for world in found
    ]
    for plan in (Plan(), PLANNED):
        seen = [judged(world, plan) for world in found]
        assert sum(one.verdict == "lift" for one in seen) >= 54
        pairs = list(zip(seen, truth, strict=True))
        assert sum(is_inside(n, one) for one, n in pairs) >= 55
        assert sum(one.ratio.low <= 1.35 <= one.ratio.high for one in seen) >= 55
