"""Worlds of table.py beside the plain one: plans that live on, people who merge, arms, shares that are changed.

Each is judged by the function that its report calls; `histories` of one world are played from a seed.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from loopline.learning.comparisons.snapshot import verdicts_of
from loopline.learning.lift.contrasts import Contest, contrasts
from loopline.learning.lift.plan import DAY_MS, Plan
from loopline.learning.lift.strata import Stratum
from loopline.learning.lift.verdict import ArmCounts, judge, judge_strata
from tests.calibration.histories import Tally
from tests.calibration.living import WINDOW, Life

Play = Callable[[int, int], Tally]
PLANNED: Final = 28
DAYS: Final = 3 * PLANNED
LOOKS: Final = 6
PACES: Final = {
    "even": np.full(DAYS, 1_000),
    "growing": np.linspace(200, 2_600, DAYS).astype(int),
    "falling": np.linspace(2_600, 200, DAYS).astype(int),
    "bursts": np.where(np.arange(DAYS) % 10 == 3, 5_000, 300),
}


def living_on(pace: str, share: float, *, by_units: bool) -> Play:
    """A planned comparison that is looked at daily for three times its plan, while people go on to enter."""

    def play(seed: int, histories: int) -> Tally:
        held = np.round(PACES[pace] * share).astype(int)
        world = Life((PACES[pace] - held, held), share)
        made = world.outcomes(seed, histories, 0.1)
        one = made[0][0], made[1][0]
        units = int(PACES[pace][:PLANNED].sum())
        plan = Plan(planned_units=units) if by_units else Plan(ends_at=PLANNED * DAY_MS)
        crossed = np.zeros(histories, bool)
        for now in range(WINDOW, DAYS):
            lift = verdicts_of(world.seen(one, plan, now, PLANNED)).lift
            assert lift is not None and lift.boundary is not None
            crossed |= np.abs(world.z(made, now, PLANNED)) >= lift.boundary
        return Tally(histories, claims=int(crossed.sum()))

    return play


def merging(people: int, two_ids: float, held: float = 0.1, base: float = 0.1) -> Play:
    """Some have two ids that turn out to be one person when she buys; she counts by the arm that she had first."""

    def play(seed: int, histories: int) -> Tally:
        rng, found = np.random.default_rng(seed), Tally(histories)
        for _ in range(histories):
            two, buys = rng.random(people) < two_ids, rng.random(people) < base
            first, second = rng.random(people) < held, rng.random(people) < held
            other = two & ~buys  # nobody knows that she is the same, and she is a unit more
            units = [int((first == one).sum() + (other & (second == one)).sum()) for one in (False, True)]
            made = [int((buys & (first == one)).sum()) for one in (False, True)]
            treated, out = map(ArmCounts, units, made)
            lift = judge(treated, out, Plan(holdout_share=held), now=28 * DAY_MS, started_at=0)
            found.claims += lift.verdict in ("lift", "harm")
        return found

    return play


def armed(arms: int, a_look: int, rate: float) -> Play:
    """An experiment whose arms all do the same, looked at six times; a claim is any arm that is called better or
    worse."""

    def play(seed: int, histories: int) -> Tally:
        rng, found = np.random.default_rng(seed), Tally(histories)
        for _ in range(histories):
            units, made = np.zeros(arms, int), np.zeros(arms, int)
            for _ in range(LOOKS):
                came = rng.multinomial(a_look, [1 / arms] * arms)
                units, made = units + came, made + rng.binomial(came, rate)
                counts = [ArmCounts(int(n), int(c)) for n, c in zip(units, made, strict=True)]
                asked = [
                    Contest(str(at), "0", (Stratum(0.5, one, counts[0]),), of_arms=True, is_guarded=True)
                    for at, one in enumerate(counts[1:], 1)
                ]
                if any(row.verdict in ("better", "worse") for row in contrasts(asked).rows):
                    found.claims += 1
                    break
        return found

    return play


def reshared(*, planned: bool) -> Play:
    """A tenth of 20,000 is held out in a quiet season, then half of 8,000 in a busy one; nothing is caused."""
    plan = Plan(planned_units=28_000, looks=(0.5,)) if planned else Plan()

    def play(seed: int, histories: int) -> Tally:
        rng, found = np.random.default_rng(seed), Tally(histories)
        for _ in range(histories):
            strata = []
            for share, people, rate in ((0.1, 20_000, 0.03), (0.5, 8_000, 0.15)):
                held = int(rng.binomial(people, share))
                treated, out = (ArmCounts(n, int(rng.binomial(n, rate))) for n in (people - held, held))
                strata.append(Stratum(share, treated, out))
            found.claims += judge_strata(tuple(strata), plan, now=28 * DAY_MS, started_at=0).verdict in ("lift", "harm")
        return found

    return play
