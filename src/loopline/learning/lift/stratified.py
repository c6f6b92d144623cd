"""The two rules of rules.py over strata, one verdict for all: shares that were changed, and days of closing."""

from collections.abc import Callable, Sequence
from math import exp, inf, sqrt

from loopline.learning.lift.always_on import critical_z, difference_of
from loopline.learning.lift.mixture import Counts, e_value_across, log_ratio_bounds, share_at
from loopline.learning.lift.plan import Plan, Progress
from loopline.learning.lift.power import detectable_at
from loopline.learning.lift.rules import RATE_Z, Reading, values_at_a_look, values_at_any_look
from loopline.learning.lift.strata import (
    Strata,
    difference_across,
    null_spread,
    pairs,
    rates,
    ratio_across,
    ratio_of_rates,
    weighed,
    z_across,
)
from loopline.learning.stats.conditional import ClosedBlock, Evidence, conditional_critical_z
from loopline.learning.stats.interval import Estimate, relative, wilson


def by_looks_across(strata: Strata, plan: Plan, progress: Progress) -> Reading:
    """Lan-DeMets O'Brien-Fleming on the weighed difference; information is closed units, as before."""
    bound = progress.bound(plan.alpha)
    z, spread = z_across(strata), null_spread(strata)
    worth = values_at_a_look(pairs(strata), bound, plan)
    return Reading(
        method="obf",
        conversion=difference_across(strata, bound),
        ratio=ratio_across(strata, bound),
        value=worth.difference,
        direction=(z >= bound) - (z <= -bound),
        z=z,
        boundary=bound,
        e_value=None,
        detectable=detectable_at(spread, bound),
        value_ratio=worth.ratio,
    )


def always_on_across(strata: Strata, plan: Plan) -> Reading:
    """The conversion-share e-process with one effect and the known share of each stratum."""
    counts: Counts = [(s.share, s.held_out.conversions, s.treated.conversions) for s in strata]
    made = sum(held + treated for _, held, treated in counts)
    expected = sum(share * (held + treated) for share, held, treated in counts)
    low, high = log_ratio_bounds(counts, plan.alpha)
    rate1, rate0 = rates(strata)
    ratio = ratio_of_rates(rate1, rate0)
    worth = values_at_any_look(pairs(strata), expected / made if made else strata[0].share, plan)
    return Reading(
        method="e_process",
        conversion=_difference(strata, low, high),
        ratio=Estimate(ratio, exp(low), exp(high), ratio - 1 if rate0 > 0 else None, "share_sequence"),
        value=worth.difference,
        direction=(low > 0) - (high < 0),
        z=z_across(strata),
        boundary=None,
        e_value=e_value_across(counts),
        detectable=detectable_at(null_spread(strata), critical_z(made, expected / made, plan.alpha) if made else inf),
        value_ratio=worth.ratio,
    )


def _difference(strata: Strata, low: float, high: float) -> Estimate:
    """The sequence of the log ratio, mapped through the rate of all units of each stratum at the worse end of its own
    interval; one ratio for all, so no bound can cross zero."""
    (rate1, rate0), found = rates(strata), weighed(strata)
    if not found or not any(s.treated.conversions + s.held_out.conversions for s in found):
        return Estimate(rate1 - rate0, -1.0, 1.0, None, "share_sequence")
    least, most = 0.0, 0.0
    for one in found:
        all_units = one.treated + one.held_out
        ends = wilson(all_units.conversions, all_units.units, RATE_Z)
        least += one.weight * min(difference_of(share_at(low, one.share), one.share, rate) for rate in ends)
        most += one.weight * max(difference_of(share_at(high, one.share), one.share, rate) for rate in ends)
    return Estimate(rate1 - rate0, least, most, relative(rate1 - rate0, rate0), "share_sequence")


def always_on_by_day(strata: Strata, plan: Plan, blocks: Sequence[ClosedBlock]) -> Reading:
    """The conditional e-process over blocks of days: given how many units each arm had and how many of both converted,
    so no share has to be true (the plan's own only places the mixture). The point estimates are of all closed units,
    the intervals of the whole blocks; a bound is moved out to the estimate where units of an open block make that
    needed."""
    evidence, share = Evidence(blocks), strata[0].share
    low, high = evidence.bounds(share, plan.alpha)
    (rate1, rate0), level = rates(strata), rates(strata)[1] > 0
    gap, factor = rate1 - rate0, ratio_of_rates(rate1, rate0)
    bounds = _by_odds(strata, low, high, lambda one, two: one - two) or (-1.0, 1.0)
    difference = _around(gap, bounds, relative(gap, rate0))
    bounds = _by_odds(strata, low, high, ratio_of_rates) or (0.0, inf)
    ratio = _around(factor, bounds, factor - 1 if level else None)
    worth = values_at_any_look(pairs(strata), share, plan)
    spread = null_spread(strata)
    return Reading(
        method="e_process",
        conversion=difference,
        ratio=ratio,
        value=worth.difference,
        direction=(difference.low > 0 and ratio.low > 1) - (difference.high < 0 and ratio.high < 1),
        z=z_across(strata),
        boundary=None,
        e_value=exp(min(evidence.log_e(share), 690.0)),
        detectable=detectable_at(spread, conditional_critical_z(evidence.information, share, plan.alpha)),
        value_ratio=worth.ratio,
    )


def _by_odds(
    strata: Strata, low: float, high: float, of_rates: Callable[[float, float], float]
) -> tuple[float, float] | None:
    """The bounds of the log odds ratio as bounds of a number made of the two rates. The rate of all units is taken at
    the worse end of its own interval; none moves a bound across "no effect". None where nobody, or everybody,
    converted."""
    found = weighed(strata)
    made = sum(s.treated.conversions + s.held_out.conversions for s in found)
    if not 0 < made < sum(s.treated.units + s.held_out.units for s in found):
        return None
    every = [(s.weight, s.treated + s.held_out, s.held_out.units) for s in found]
    parts = [(w, both.units, wilson(both.conversions, both.units, RATE_Z), held) for w, both, held in every]

    def at(odds: float, end: int) -> float:
        each = [(weight, rates_at(rate[end], held / units, odds)) for weight, units, rate, held in parts]
        return of_rates(sum(weight * rate[0] for weight, rate in each), sum(weight * rate[1] for weight, rate in each))

    return min(at(low, 0), at(low, 1)), max(at(high, 0), at(high, 1))


def rates_at(rate: float, held_part: float, log_odds_ratio: float) -> tuple[float, float]:
    """The treated and the held-out rate whose odds have this ratio, where `rate` is that of all units and `held_part`
    of them are held out: the root of a quadratic."""
    if log_odds_ratio > 0:  # the same seen from the other side, so that no power overflows
        two, one = rates_at(rate, 1 - held_part, -log_odds_ratio)
        return one, two
    odds = exp(log_odds_ratio)
    b = held_part + (1 - held_part) * odds + rate * (1 - odds)
    rate0 = min(1.0, 2 * rate / (b + sqrt(max(0.0, b * b - 4 * held_part * (1 - odds) * rate))))
    return odds * rate0 / (1 - rate0 + odds * rate0) if odds * rate0 else 0.0, rate0


def _around(estimate: float, bounds: tuple[float, float], change: float | None) -> Estimate:
    """Bounds that hold the estimate too: units of an open block are in it, and in no bound."""
    return Estimate(estimate, min(bounds[0], estimate), max(bounds[1], estimate), change, "odds_sequence")
