"""Where nothing was caused, the rules in use claim a lift no oftener than they promise, however often one looks."""

from math import log

import numpy as np

from loopline.learning.lift.always_on import log_e, mixture_half_width
from loopline.learning.lift.plan import DAY_MS, progress
from loopline.learning.lift.sequential import obrien_fleming_bounds
from loopline.learning.lift.verdict import ArmCounts, Plan, judge
from tests.calibration.worlds import Days, Money, Numbers, days, money, variance

LOOKS = 28
NO_EFFECT = days(20261122, 4000, LOOKS, treated=900, held=100, rate=0.05)


def ever(crossed: Numbers | np.ndarray[tuple[int, ...], np.dtype[np.bool_]]) -> float:
    """The part of the histories in which some look crossed."""
    return float(np.mean(np.any(crossed, axis=1)))


def test_a_naive_daily_z_test_errs_in_more_than_a_fifth_so_this_bench_can_see() -> None:
    assert ever(np.abs(NO_EFFECT.z) >= 1.96) > 0.20


def test_one_planned_look_errs_in_a_twentieth() -> None:
    assert 0.035 < np.mean(np.abs(NO_EFFECT.z[:, -1]) >= 1.96) < 0.065


def test_the_e_process_read_daily_at_a_tenth_held_out() -> None:
    assert ever(log_e(NO_EFFECT.held, NO_EFFECT.treated, 0.1) >= log(20)) <= 0.05


def test_the_e_process_read_after_every_one_of_20000_conversions_stays_under_alpha_and_is_not_idle() -> None:
    rng = np.random.default_rng(7)
    held = (rng.random((600, 20_000)) < 0.1).cumsum(axis=1)
    wrong = ever(log_e(held, np.arange(1, 20_001) - held, 0.1) >= log(20))
    assert 0.005 < wrong <= 0.05


def test_the_e_process_bears_weekday_swings_and_a_changing_base_rate() -> None:
    rng = np.random.default_rng(8)
    rates = 0.03 + 0.02 * np.sin(np.arange(56)) ** 2
    held = rng.binomial(100, rates, (4000, 56)).cumsum(axis=1)
    treated = rng.binomial(900, rates, (4000, 56)).cumsum(axis=1)
    assert ever(log_e(held, treated, 0.1) >= log(20)) <= 0.05


def bounds_read_daily(world: Days, looks: tuple[float, ...] | None) -> Numbers:
    """The bounds that `judge` takes when it is asked on each day of a planned month."""
    units, found = int(world.treated_units[0] + world.held_units[0]), []
    plan = Plan(planned_units=units * LOOKS)
    for day in range(1, LOOKS + 1):
        taken = None if looks is None else tuple(i / LOOKS for i in range(1, day))
        asked = Plan(planned_units=plan.planned_units, looks=taken)
        where = progress(asked, units * day, 0, now=day * DAY_MS, started_at=0)
        found.append(obrien_fleming_bounds(where.looks, final=where.final)[-1])
    return np.asarray(found)


def test_planned_bounds_read_daily_with_the_looks_kept_or_assumed() -> None:
    for looks in ((), None):
        wrong = ever(np.abs(NO_EFFECT.z) >= bounds_read_daily(NO_EFFECT, looks))
        assert 0.035 < wrong < 0.06, f"looks {'kept' if looks is not None else 'assumed'}: {wrong}"


def skewed(seed: int, looks: int, *, treated: int, held: int, histories: int = 2500) -> tuple[Money, Money]:
    rng = np.random.default_rng(seed)
    return money(rng, histories, looks, treated), money(rng, histories, looks, held)


def null_errors(one: Money, two: Money) -> Numbers:
    both = variance(one.total + two.total, one.squares + two.squares, one.units + two.units)
    return np.asarray(np.sqrt(both * (1 / one.units + 1 / two.units)))


def test_weekly_bounds_on_skewed_revenue_need_the_pooled_variance() -> None:
    treated, held = skewed(11, 4, treated=4750 * 7, held=250 * 7)
    difference = treated.total / treated.units - held.total / held.units
    own = np.sqrt(
        variance(treated.total, treated.squares, treated.units) / treated.units
        + variance(held.total, held.squares, held.units) / held.units
    )
    bounds = np.asarray(obrien_fleming_bounds((0.25, 0.5, 0.75, 1.0)))
    assert ever(np.abs(difference) >= bounds * own) > 0.08, (
        "each arm's own variance over-claims; if not, nothing is seen"
    )
    assert ever(np.abs(difference) >= bounds * null_errors(treated, held)) < 0.065


def test_the_interval_for_revenue_of_a_programme_that_is_always_on_read_daily() -> None:
    treated, held = skewed(12, LOOKS, treated=4750, held=250, histories=1200)
    difference = treated.total / treated.units - held.total / held.units
    mean = (treated.total + held.total) / (treated.units + held.units)
    error = null_errors(treated, held)
    half = np.vectorize(mixture_half_width)(error, mean / np.sqrt(100 * 0.05 * 0.95))
    ready = held.buyers >= 25
    assert ever((np.abs(difference) >= half) & ready) <= 0.05
    day = LOOKS - 1
    arms = [
        ArmCounts(int(m.units[day]), int(m.buyers[0, day]), float(m.total[0, day]), float(m.squares[0, day]))
        for m in (treated, held)
    ]
    seen = judge(arms[0], arms[1], Plan(holdout_share=0.05), now=LOOKS * DAY_MS, started_at=0)
    assert np.isclose(seen.value.high - seen.value.estimate, half[0, day]), "judge reports another interval than this"


def test_judge_itself_read_weekly_on_200_programmes_without_effect() -> None:
    claims = 0
    for history in range(200):
        for day in (6, 13, 20, 27):
            arms = [
                ArmCounts(int(units[day]), int(made[history, day]))
                for units, made in (
                    (NO_EFFECT.treated_units, NO_EFFECT.treated),
                    (NO_EFFECT.held_units, NO_EFFECT.held),
                )
            ]
            seen = judge(arms[0], arms[1], Plan(), now=(day + 1) * DAY_MS, started_at=0)
            if seen.verdict in ("lift", "harm"):
                claims += 1
                break
            assert seen.ratio.low <= 1 <= seen.ratio.high and seen.conversion.low <= 0 <= seen.conversion.high
    assert claims <= 10
