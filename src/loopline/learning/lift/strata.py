"""Units drawn with different holdout shares: compared within their own share, then weighed; never pooled.

Where the share was changed while the base rate moved, the pooled arms are made of different seasons and differ without
any effect (Simpson's paradox). Within one share they are alike. Every difference here is what the treated gained: each
stratum weighs as much as it has treated units, so the difference times the treated units is what was caused. The
formulas of interval.py, summed over strata; for one stratum they are the same.
"""

from collections.abc import Sequence
from math import inf, sqrt

from msgspec import Struct

from loopline.learning.stats.interval import (
    EDGE,
    Estimate,
    cross,
    error_given_difference,
    error_given_ratio,
    newcombe,
    ratio_where,
    relative,
)
from loopline.learning.stats.moments import ArmCounts
from loopline.learning.stats.value import Pair

NOBODY = ArmCounts(units=0, conversions=0)


class Stratum(Struct, frozen=True):
    """Units that were drawn with one planned holdout `share` (0 to 1); `name` says in words which ones they are."""

    share: float
    treated: ArmCounts
    held_out: ArmCounts
    name: str = ""


class Weighed(Struct, frozen=True):
    """A stratum with closed units in both arms, and its part of all treated units in such strata."""

    weight: float
    share: float
    treated: ArmCounts
    held_out: ArmCounts


Strata = Sequence[Stratum]


def both(strata: Strata) -> tuple[ArmCounts, ArmCounts]:
    """The arms, added up: for counts, never for rates where there is more than one stratum."""
    return sum((one.treated for one in strata), NOBODY), sum((one.held_out for one in strata), NOBODY)


def weighed(strata: Strata) -> list[Weighed]:
    """The strata that can be compared by now."""
    found = [one for one in strata if one.treated.units and one.held_out.units]
    total = sum(one.treated.units for one in found)
    return [Weighed(one.treated.units / total, one.share, one.treated, one.held_out) for one in found]


def rates(strata: Strata) -> tuple[float, float]:
    """Conversion of the treated, and what it would have been by the held out: both weighed by treated units."""
    found = weighed(strata)
    if not found:
        treated, held_out = both(strata)
        return treated.rate, held_out.rate
    return sum(s.weight * s.treated.rate for s in found), sum(s.weight * s.held_out.rate for s in found)


def null_spread(strata: Strata) -> float:
    """Standard error of the difference under no effect, each stratum with one common rate of its own."""
    return sqrt(sum((s.weight * error_given_difference(s.treated, s.held_out, 0.0)) ** 2 for s in weighed(strata)))


def z_across(strata: Strata) -> float:
    """The weighed difference in standard errors under no effect; 0 when nothing can be said."""
    (one, two), error = rates(strata), null_spread(strata)
    return (one - two) / error if error > 0 else 0.0


def difference_across(strata: Strata, z: float) -> Estimate:
    """Difference in conversion rate, by inverting the score test: it leaves zero out exactly when z_across passes."""
    found, (rate1, rate0) = weighed(strata), rates(strata)
    difference = rate1 - rate0
    if not found:
        return Estimate(difference, -1.0, 1.0, None, "score")

    def distance(shift: float) -> float:
        errors = (s.weight * error_given_difference(s.treated, s.held_out, shift) for s in found)
        return (difference - shift) / max(sqrt(sum(e * e for e in errors)), 1e-300)

    # Arms of one unit bend the distance, so that it may cross z more than once: the crossing beside zero is the one.
    passes = abs(distance(0.0)) > z
    lowest = 0.0 if passes and difference > 0 else -1 + EDGE
    highest = 0.0 if passes and difference < 0 else 1 - EDGE
    low = cross(lambda d: distance(d) - z, lowest, difference if passes else min(difference, 0.0), outside=-1.0)
    high = cross(lambda d: distance(d) + z, difference if passes else max(difference, 0.0), highest, outside=1.0)
    return Estimate(difference, low, high, relative(difference, rate0), "score")


def ratio_across(strata: Strata, z: float) -> Estimate:
    """Ratio of the weighed rates, by the score test too."""
    found, (rate1, rate0) = (
        [s for s in weighed(strata) if s.treated.conversions + s.held_out.conversions],
        rates(strata),
    )
    ratio = ratio_of_rates(rate1, rate0)
    if not found:
        return Estimate(ratio, 0.0, inf, None, "score")

    def distance(shift: float) -> float:
        errors = (s.weight * error_given_ratio(s.treated, s.held_out, shift) for s in found)
        return (rate1 - shift * rate0) / max(sqrt(sum(e * e for e in errors)), 1e-300)

    low, high = ratio_where(distance, ratio, z, has_low=rate1 > 0, has_high=rate0 > 0)
    return Estimate(ratio, low, high, ratio - 1 if rate0 > 0 else None, "score")


def ratio_of_rates(treated: float, held_out: float) -> float:
    """One where nobody converted, infinite where nobody held out did."""
    if held_out > 0:
        return treated / held_out
    return inf if treated > 0 else 1.0


def newcombe_across(strata: Strata, z: float) -> Estimate:
    """For a reader who looks once: Newcombe's interval of each stratum, squared and added."""
    found, (rate1, rate0) = weighed(strata), rates(strata)
    difference = rate1 - rate0
    if not found:
        return Estimate(difference, -1.0, 1.0, None, "newcombe")
    each = [(s.weight, newcombe(s.treated, s.held_out, z)) for s in found]
    low = difference - sqrt(sum((weight * (one.estimate - one.low)) ** 2 for weight, one in each))
    high = difference + sqrt(sum((weight * (one.high - one.estimate)) ** 2 for weight, one in each))
    return Estimate(difference, low, high, relative(difference, rate0), "newcombe")


def pairs(strata: Strata) -> list[Pair]:
    """The strata that can be compared, for the estimates of value."""
    return [Pair(one.weight, one.treated, one.held_out) for one in weighed(strata)]


def mean_values(strata: Strata) -> tuple[float, float]:
    """Value a unit of the treated, and what it would have been by the held out: both weighed by treated units."""
    found = weighed(strata)
    if not found:
        treated, held_out = both(strata)
        return treated.value.mean, held_out.value.mean
    treated_mean = sum(s.weight * s.treated.value.mean for s in found)
    return treated_mean, sum(s.weight * s.held_out.value.mean for s in found)
