"""Treated against held out in one metric: the difference for any look, its e-values, and what the past saves."""

from math import inf, log, sqrt
from typing import Final

from msgspec import Struct

from loopline.learning.lift.always_on import CONVERSION_STRENGTH, mixture_half_width
from loopline.learning.lift.plan import Plan
from loopline.learning.lift.strata import pairs
from loopline.learning.lift.stratified import always_on_by_day
from loopline.learning.measured.figures import Adjusted
from loopline.learning.measured.one_sided import e_mean, e_worse_mean, e_worse_odds
from loopline.learning.measured.sums import Measured, UnitSums
from loopline.learning.stats.interval import Estimate, relative
from loopline.learning.stats.moments import Moments
from loopline.learning.stats.value import (
    Width,
    difference_bounds,
    level_means,
    weighed_error_if_difference,
    weighed_error_if_ratio,
)
from loopline.model.entry.metric import Measure

SMALLEST: Final = 25
"""Units of each side that did it, before sums and ratios are read: their theory is of large samples."""
LEAST_SPREAD: Final = 0.1
"""Of the spread of a unit: where gains and refunds cancel, the mean says nothing of the size of effects."""
LEAST_KEPT: Final = 1e-4
"""Of the error: where the past of units leaves less, what is left is the rounding of sums."""


class Compared(Struct, frozen=True):
    """The difference with its interval, and the two-sided e-value against none. `enough`: both may be read."""

    difference: Estimate
    e_value: float
    enough: bool


def has_both(found: Measured) -> bool:
    """Whether some stratum has closed units of both sides."""
    return bool(found.weighed)


def is_enough(found: Measured, measure: Measure = "sum") -> bool:
    """Whether each side has the units that large-sample theory asks for, and of a ratio what it is in parts of."""
    sides = found.weighed
    if measure == "ratio" and any(side.o <= 0 for _, one, two in sides for side in (one, two)):
        return False
    return min(sum(one.did for _, one, _ in sides), sum(two.did for _, _, two in sides)) >= SMALLEST


def compared(found: Measured, measure: Measure, alpha: float) -> Compared:
    """By the conditional e-process of days for a rate, which needs no large sample; else by a normal mixture."""
    if measure == "rate":
        reading = always_on_by_day(found.arms, Plan(alpha=alpha), found.blocks)
        return Compared(reading.conversion, reading.e_value or 0.0, enough=True)
    enough, scale = is_enough(found, measure), expected_size(found, measure)
    if measure == "ratio":
        one, two = _ratios(found)
        error = _ratio_error(found, 1.0)
        half = mixture_half_width(error, scale, alpha) if enough else inf
        gap = one - two
        estimate = Estimate(gap, gap - half, gap + half, relative(gap, two), "delta_sequence")
        return Compared(estimate, e_mean(gap, error, scale) if enough else 0.0, enough)
    own = pairs(found.arms)
    one, two = level_means(own)
    gap = one - two
    low, high = difference_bounds(own, _width(scale, alpha), gap) if enough else (-inf, inf)
    estimate = Estimate(gap, low, high, relative(gap, two), "hurdle_sequence")
    e = e_mean(gap, weighed_error_if_difference(own, 0.0), scale) if enough else 0.0
    return Compared(estimate, e, enough)


def adjusted(found: Measured, alpha: float = 0.05, width: Width | None = None) -> Adjusted | None:
    """The difference of sums adjusted by the past of units, whose slope is pooled within sides and strata, so that no
    effect is in it. The error is that of the plain difference less the part that the past explains. `width` is that of
    the look, any look unless it is said. None where units did nothing before, or too few did anything. Where the past
    explains everything, no error is left to measure, and the interval is open."""
    if not is_enough(found):
        return None
    sides = [side for _, one, two in found.weighed for side in (one, two)]
    past, both, own = (sum(map(of, sides)) for of in (_past, _product, _own))
    if past <= 0 or own <= 0:
        return None
    slope, saved = both / past, min(1.0, both * both / (past * own))
    shift = sum(weight * slope * (_mean_past(one) - _mean_past(two)) for weight, one, two in found.weighed)
    arms, kept = pairs(found.arms), sqrt(1 - saved)
    one, two = level_means(arms)
    wide = width or _width(expected_size(found, "sum"), alpha)
    gap = one - two - shift
    told = kept > LEAST_KEPT
    low, high = difference_bounds(arms, lambda error: wide(kept * error), gap) if told else (-inf, inf)
    return Adjusted(Estimate(gap, low, high, relative(gap, two), "cuped"), saved, slope)


def e_worse(found: Measured, measure: Measure, tolerate: float, *, less_is_better: bool) -> float | None:
    """Evidence that the treated are worse than the held out by more than `tolerate` percent of their level (of their
    odds, for a rate); None where it cannot be read yet."""
    sign = 1 if less_is_better else -1
    worst = 1 + sign * tolerate / 100
    if measure == "rate":
        return e_worse_odds(found.blocks, found.share, log(worst), above=less_is_better)
    if not is_enough(found, measure):
        return None
    scale = expected_size(found, measure)
    if measure == "ratio":
        one, two = _ratios(found)
        return e_worse_mean(sign * (one - worst * two), _ratio_error(found, worst), scale)
    own = pairs(found.arms)
    one, two = level_means(own)
    error = weighed_error_if_ratio(own, worst) if tolerate else weighed_error_if_difference(own, 0.0)
    return e_worse_mean(sign * (one - worst * two), error, scale)


def expected_size(found: Measured, measure: Measure) -> float:
    """The effect that mixtures expect: of the size that the rule of conversions expects of rare ones."""
    everybody = sum((one + two for _, one, two in found.weighed), UnitSums())
    level = abs(everybody.level(measure))
    if measure == "sum":
        level = max(level, LEAST_SPREAD * sqrt(Moments(everybody.units, everybody.y, everybody.yy).variance))
    return level / sqrt(CONVERSION_STRENGTH * found.share * (1 - found.share))


def _width(scale: float, alpha: float) -> Width:
    return lambda error: mixture_half_width(error, scale, alpha)


def _ratios(found: Measured) -> tuple[float, float]:
    one = sum(weight * treated.level("ratio") for weight, treated, _ in found.weighed)
    return one, sum(weight * held.level("ratio") for weight, _, held in found.weighed)


def _ratio_error(found: Measured, factor: float) -> float:
    """Standard error of the treated ratio less `factor` times the held-out one (delta method; Deng, Knoblich & Lu,
    KDD 2018), by the wider of each side's own variance and that of both as one sample."""
    total = 0.0
    for weight, one, two in found.weighed:
        own = sqrt(one.orders.value_an_order_error**2 + (factor * two.orders.value_an_order_error) ** 2)
        total += (weight * max(own, _pooled(one, two, factor))) ** 2
    return sqrt(total)


def _pooled(one: UnitSums, two: UnitSums, factor: float) -> float:
    both = one + two
    if both.units < 2 or both.o <= 0:
        return inf
    ratio, over = both.y / both.o, both.o / both.units
    rest = max(0.0, both.yy - 2 * ratio * both.yo + ratio * ratio * both.oo) / (both.units - 1)
    return sqrt(rest * (1 / one.units + factor * factor / two.units)) / over


def _mean_past(side: UnitSums) -> float:
    return side.x / side.units if side.units else 0.0


def _past(side: UnitSums) -> float:
    return side.xx - side.x * side.x / side.units


def _product(side: UnitSums) -> float:
    return side.yx - side.y * side.x / side.units


def _own(side: UnitSums) -> float:
    return side.yy - side.y * side.y / side.units
