"""The guard of the goal's event: it is silent for a year of usual life, of many kinds, and sees tracking that broke."""

from collections.abc import Callable

import numpy as np
import pytest

from loopline.learning.comparisons.arrivals import DAY_MS, HOUR_MS, Arrivals, goal_arrives
from loopline.learning.queries.arrivals import LEARNED_MS
from tests.calibration.worlds import Numbers

DAYS = 365
ENTRIES_A_DAY = 40


def at_random(rng: np.random.Generator, a_day: float) -> Numbers:
    return np.asarray(np.sort(rng.uniform(0, DAYS, rng.poisson(a_day * DAYS))))


def on_weekdays(rng: np.random.Generator, a_day: float) -> Numbers:
    """Office hours, five days a week."""
    times = at_random(rng, a_day * 24 / 8 * 7 / 5)
    return times[(times % 7 < 5) & (times % 1 > 1 / 3) & (times % 1 < 2 / 3)]


def in_bursts(rng: np.random.Generator, a_day: float) -> Numbers:
    """Days of very different size: a gamma of shape 1/2."""
    made = rng.poisson(rng.gamma(0.5, a_day / 0.5, DAYS))
    return np.asarray(np.sort(np.repeat(np.arange(DAYS), made) + rng.uniform(0, 1, int(made.sum()))))


def imported_weekly(rng: np.random.Generator, a_day: float) -> Numbers:
    """All of a week at once, some hours sooner or later."""
    return np.asarray(np.repeat(np.arange(7, DAYS, 7) + rng.uniform(-0.2, 0.2, (DAYS - 1) // 7), 5))


def fading(rng: np.random.Generator, a_day: float) -> Numbers:
    """A tenth of what it was, half a year later."""
    times = at_random(rng, a_day)
    return times[rng.uniform(0, 1, len(times)) < np.exp(-times / 80)]


WORLDS: dict[str, Callable[[np.random.Generator, float], Numbers]] = {
    "random": at_random,
    "weekdays": on_weekdays,
    "bursts": in_bursts,
    "imports": imported_weekly,
    "fading": fading,
}


def seen(times: Numbers, now: float) -> Arrivals:
    """What SQL answers on that day, where people enter evenly."""
    past = (times[times <= now] * DAY_MS).astype(np.int64)
    if not len(past):
        return Arrivals()
    last = int(past[-1])
    hours = np.unique(past[past > last - LEARNED_MS] // HOUR_MS)
    since, longest = int(hours[0]) * HOUR_MS, int(np.max(np.diff(hours), initial=0)) * HOUR_MS
    before, after = ((end - begin) / DAY_MS * ENTRIES_A_DAY for begin, end in ((since, last), (last, now * DAY_MS)))
    return Arrivals(last, len(hours), since, longest, round(before), round(after))


def passes(times: Numbers, day: float) -> bool:
    return goal_arrives(seen(times, day), "bought", round(day * DAY_MS)).passed


@pytest.mark.parametrize("world", WORLDS)
def test_a_usual_year_looked_at_twice_a_day_raises_no_alarm(world: str) -> None:
    for rate in (0.3, 2.0, 20.0, 200.0):
        for seed in range(3):
            times = WORLDS[world](np.random.default_rng(seed), rate)
            assert all(passes(times, day) for day in np.arange(10, DAYS, 0.5)), (world, rate, seed)


BROKEN = [("random", 200.0, 2.1), ("random", 2.0, 18.0), ("weekdays", 20.0, 9.0)]


@pytest.mark.parametrize(("world", "rate", "within"), BROKEN)
def test_tracking_that_breaks_is_seen(world: str, rate: float, within: float) -> None:
    for seed in range(12):
        times = WORLDS[world](np.random.default_rng(seed), rate)
        broke = times[times < 120]
        assert not passes(broke, 120 + within), seed


def test_a_silence_while_hardly_anybody_enters_says_nothing() -> None:
    times = at_random(np.random.default_rng(1), 20.0)
    broke = seen(times[times < 120], 140)
    assert not goal_arrives(broke, "bought", 140 * DAY_MS).passed
    quiet = Arrivals(broke.last_at, broke.hours, broke.since, broke.longest_gap_ms, broke.entries_before, 60)
    assert goal_arrives(quiet, "bought", 140 * DAY_MS).passed, "60 where 400 would be half of the usual"
