"""The two rules of rules.py where the holdout's share was changed: each stratum by its own, one verdict for all."""

from math import exp, inf, sqrt

from loopline.learning.lift.always_on import CONVERSION_STRENGTH, critical_z, difference_of, mixture_half_width
from loopline.learning.lift.mixture import Counts, e_value_across, log_ratio_bounds, share_at
from loopline.learning.lift.plan import Plan, Progress
from loopline.learning.lift.power import detectable_at
from loopline.learning.lift.rules import RATE_Z, Reading
from loopline.learning.lift.strata import (
    Strata,
    both,
    difference_across,
    null_spread,
    rates,
    ratio_across,
    ratio_of_rates,
    value_across,
    weighed,
    z_across,
)
from loopline.learning.stats.interval import Estimate, relative, wilson


def by_looks_across(strata: Strata, plan: Plan, progress: Progress) -> Reading:
    """Lan-DeMets O'Brien-Fleming on the weighed difference; information is closed units, as before."""
    bound = progress.bound(plan.alpha)
    z, spread = z_across(strata), null_spread(strata)
    difference, error, level = value_across(strata)
    half = bound * error if error > 0 else inf
    return Reading(
        method="obf",
        conversion=difference_across(strata, bound),
        ratio=ratio_across(strata, bound),
        value=Estimate(difference, difference - half, difference + half, relative(difference, level), "pooled"),
        direction=(z >= bound) - (z <= -bound),
        z=z,
        boundary=bound,
        e_value=None,
        detectable=detectable_at(spread, bound),
    )


def always_on_across(strata: Strata, plan: Plan) -> Reading:
    """The conversion-share e-process with one effect and the known share of each stratum."""
    counts: Counts = [(s.share, s.held_out.conversions, s.treated.conversions) for s in strata]
    made = sum(held + treated for _, held, treated in counts)
    expected = sum(share * (held + treated) for share, held, treated in counts)
    low, high = log_ratio_bounds(counts, plan.alpha)
    rate1, rate0 = rates(strata)
    ratio = ratio_of_rates(rate1, rate0)
    return Reading(
        method="e_process",
        conversion=_difference(strata, low, high),
        ratio=Estimate(ratio, exp(low), exp(high), ratio - 1 if rate0 > 0 else None, "share_sequence"),
        value=_value(strata, expected / made if made else strata[0].share, plan),
        direction=(low > 0) - (high < 0),
        z=z_across(strata),
        boundary=None,
        e_value=e_value_across(counts),
        detectable=detectable_at(null_spread(strata), critical_z(made, expected / made, plan.alpha) if made else inf),
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


def _value(strata: Strata, share: float, plan: Plan) -> Estimate:
    """The difference in value a unit: pooled error a stratum, and the normal mixture of rules.py."""
    difference, error, level = value_across(strata)
    treated, held = both(strata)
    scale = abs((treated + held).value.mean) / sqrt(CONVERSION_STRENGTH * share * (1 - share))
    half = mixture_half_width(error, scale, plan.alpha)
    return Estimate(difference, difference - half, difference + half, relative(difference, level), "pooled_sequence")
