"""The two rules that give a verdict: bounds at planned looks, and the e-process for a programme that is always on.

Both give the verdict and the intervals out of one test, so the two cannot contradict each other.
"""

from collections.abc import Sequence
from math import sqrt

from msgspec import Struct

from loopline.learning.lift.always_on import (
    CONVERSION_STRENGTH,
    critical_z,
    difference_of,
    e_value,
    mixture_half_width,
    ratio_of,
    share_bounds,
)
from loopline.learning.lift.plan import Plan, Progress
from loopline.learning.lift.power import detectable
from loopline.learning.stats.interval import (
    Estimate,
    pooled_z,
    rate_ratio,
    relative,
    score_difference,
    score_ratio,
    wilson,
)
from loopline.learning.stats.moments import ArmCounts, Moments
from loopline.learning.stats.value import Pair, ValueEstimates, value_estimates

RATE_Z = 2.0  # how far the rate of all units may be off; its coverage with the share's is tested


class Reading(Struct, frozen=True):
    """What a rule says at one look. `direction` is 1 for lift, -1 for harm, 0 while nothing is shown; `value_ratio` is
    treated over held-out value a unit."""

    method: str
    conversion: Estimate
    ratio: Estimate
    value: Estimate
    direction: int
    z: float
    boundary: float | None
    e_value: float | None
    detectable: float
    value_ratio: Estimate


def fixed_z(alpha: float) -> float:
    """The z of one look, planned beforehand: 1.96 at 5 %."""
    from scipy.special import ndtri

    return -float(ndtri(alpha / 2))


def by_looks(treated: ArmCounts, held_out: ArmCounts, plan: Plan, progress: Progress) -> Reading:
    """Lan-DeMets O'Brien-Fleming: the pooled z against the bound of this look, and repeated confidence intervals."""
    bound = progress.bound(plan.alpha)
    z = pooled_z(treated, held_out)
    worth = values_at_a_look(paired(treated, held_out), bound, plan)
    return Reading(
        method="obf",
        conversion=score_difference(treated, held_out, bound),
        ratio=score_ratio(treated, held_out, bound),
        value=worth.difference,
        direction=(z >= bound) - (z <= -bound),
        z=z,
        boundary=bound,
        e_value=None,
        detectable=detectable(treated, held_out, bound),
        value_ratio=worth.ratio,
    )


def always_on(treated: ArmCounts, held_out: ArmCounts, plan: Plan) -> Reading:
    """The conversion-share e-process against 1/alpha, and its confidence sequence."""
    q, made1, made0 = plan.holdout_share, treated.conversions, held_out.conversions
    e, total = e_value(made0, made1, q), made0 + made1
    low, high = share_bounds(made0, made1, q, plan.alpha)
    passed = e >= 1 / plan.alpha
    worth = values_at_any_look(paired(treated, held_out), q, plan)
    return Reading(
        method="e_process",
        conversion=_difference(treated, held_out, q, low, high),
        ratio=_ratio(treated, held_out, ratio_of(high, q), ratio_of(low, q)),
        value=worth.difference,
        direction=0 if not passed else (1 if made0 < q * total else -1),
        z=pooled_z(treated, held_out),
        boundary=None,
        e_value=e,
        detectable=detectable(treated, held_out, critical_z(total, q, plan.alpha)),
        value_ratio=worth.ratio,
    )


def _difference(treated: ArmCounts, held_out: ArmCounts, q: float, low_share: float, high_share: float) -> Estimate:
    """The difference in rate with the confidence sequence of the share, mapped through the rate of all units. That
    rate is itself uncertain: each bound takes the worse end of its interval, which never moves a bound across
    zero."""
    difference, units = treated.rate - held_out.rate, treated.units + held_out.units
    made = treated.conversions + held_out.conversions
    if not made or not treated.units or not held_out.units:
        return Estimate(difference, -1.0, 1.0, None, "share_sequence")
    rates = wilson(made, units, RATE_Z)
    low = min(difference_of(high_share, q, rate) for rate in rates)
    high = max(difference_of(low_share, q, rate) for rate in rates)
    return Estimate(difference, low, high, relative(difference, held_out.rate), "share_sequence")


def _ratio(treated: ArmCounts, held_out: ArmCounts, low: float, high: float) -> Estimate:
    """The ratio of rates with its confidence sequence."""
    ratio = rate_ratio(treated, held_out)
    return Estimate(ratio, low, high, ratio - 1 if held_out.rate > 0 else None, "share_sequence")


def paired(treated: ArmCounts, held_out: ArmCounts) -> list[Pair]:
    """Two arms that can be compared, as the one stratum that there is."""
    return [Pair(1.0, treated, held_out)] if treated.units and held_out.units else []


def values_at_a_look(pairs: Sequence[Pair], bound: float, plan: Plan) -> ValueEstimates:
    """Value a unit at a planned look."""
    return value_estimates(pairs, lambda error: bound * error, enough=enough_buyers(pairs, plan), method="hurdle")


def values_at_any_look(pairs: Sequence[Pair], share: float, plan: Plan) -> ValueEstimates:
    """Value a unit in a normal-mixture confidence sequence, which expects relative effects of the size that the
    conversion rule expects."""
    everybody = sum((pair.treated.value + pair.held_out.value for pair in pairs), Moments())
    scale = abs(everybody.mean) / sqrt(CONVERSION_STRENGTH * share * (1 - share))
    return value_estimates(
        pairs,
        lambda error: mixture_half_width(error, scale, plan.alpha),
        enough=enough_buyers(pairs, plan),
        method="hurdle_sequence",
    )


def enough_buyers(pairs: Sequence[Pair], plan: Plan) -> bool:
    """Whether each arm has the conversions that large-sample theory asks for."""
    arms = sum(p.treated.conversions for p in pairs), sum(p.held_out.conversions for p in pairs)
    return min(arms) >= plan.smallest_conversions
