"""Differences and ratios of value a unit: intervals that hold under effects of both signs, with a small holdout too.

Money a unit is a hurdle: most units spend nothing, the others much or little. With few buyers held out, their own
variance is mostly too small, and both arms pooled as one sample have the treated's: right where nothing was caused,
too small where the treated spend less. So the variance is taken under the very value that is tested, as in a score
test: the means that differ by it (or have the ratio), the gap to what was seen put half on the rate of buyers and
half on the spend of a buyer (in logs), and the spread of a buyer's spend from all buyers, each arm scaled to one
level. The wider of this and of the pooled variance counts. Measured, with what else was tried: docs/learning.md.
"""

from collections.abc import Callable, Sequence
from math import exp, inf, log, sqrt
from typing import Final

from msgspec import Struct

from loopline.learning.stats.interval import Estimate, null_error, relative
from loopline.learning.stats.moments import ArmCounts

Width = Callable[[float], float]
"""From a standard error to the half-width at this look."""

SMALLEST_PART: Final = 1e-9  # of the level seen: a mean that is tested is never below it
DOUBLINGS: Final = 80
FARTHEST: Final = 14.0  # logs from the ratio seen: beyond a factor of a million nothing is told apart


class Pair(Struct, frozen=True):
    """A stratum's arms, and the weight of their difference in the whole (its part of the treated units)."""

    weight: float
    treated: ArmCounts
    held_out: ArmCounts


class ValueEstimates(Struct, frozen=True):
    """`difference` is treated minus held out, `ratio` treated over held out, both of value a unit."""

    difference: Estimate
    ratio: Estimate


def value_estimates(pairs: Sequence[Pair], width: Width, *, enough: bool, method: str) -> ValueEstimates:
    """The difference and the ratio with their intervals: both are the same test, inverted, so that one leaves out zero
    exactly when the other leaves out one. Without `enough` buyers they are open on both sides."""
    one, two = level_means(pairs)
    gap = one - two
    difference = Estimate(gap, -inf, inf, relative(gap, two), method)
    ratio = Estimate(one / two if two > 0 else inf if one > 0 else 1.0, 0.0, inf, relative(gap, two), method)
    if not enough or not pairs or weighed_error_if_difference(pairs, gap) <= 0:
        return ValueEstimates(difference, ratio)

    low, high = difference_bounds(pairs, width, gap)
    difference = Estimate(gap, low, high, difference.relative, method)
    if one <= 0 or two <= 0:
        return ValueEstimates(difference, ratio)

    def within(tested: float) -> float:
        return width(weighed_error_if_ratio(pairs, exp(tested))) - abs(one - exp(tested) * two)

    seen = log(one / two)
    low, high = (_first_outside(within, seen, side, 0.1, FARTHEST) for side in (-1, 1))
    return ValueEstimates(difference, Estimate(one / two, exp(low), exp(high), ratio.relative, method))


def level_means(pairs: Sequence[Pair]) -> tuple[float, float]:
    """Value a unit of the treated and of the held out, weighed."""
    one, two = (sum(p.weight * side.value.mean for p, side in _sides(pairs, at)) for at in (True, False))
    return one, two


def difference_bounds(pairs: Sequence[Pair], width: Width, seen: float) -> tuple[float, float]:
    """The differences that are not refused, where `seen` was estimated; `width` may ask for less than the whole error,
    as where the past of units explains a part of it."""

    def inside(tested: float) -> float:
        return width(weighed_error_if_difference(pairs, tested)) - abs(seen - tested)

    return _first_outside(inside, seen, -1), _first_outside(inside, seen, 1)


def _sides(pairs: Sequence[Pair], treated: bool) -> list[tuple[Pair, ArmCounts]]:
    return [(p, p.treated if treated else p.held_out) for p in pairs]


def weighed_error_if_difference(pairs: Sequence[Pair], difference: float) -> float:
    """Standard error of the weighed difference, if it truly were this in every stratum."""
    return sqrt(sum((p.weight * error_if_difference(p.treated, p.held_out, difference)) ** 2 for p in pairs))


def weighed_error_if_ratio(pairs: Sequence[Pair], ratio: float) -> float:
    """Standard error of the weighed treated value less `ratio` times the held-out one, if it truly were none."""
    return sqrt(sum((p.weight * error_if_ratio(p.treated, p.held_out, ratio)) ** 2 for p in pairs))


def error_if_difference(treated: ArmCounts, held_out: ArmCounts, difference: float) -> float:
    """Standard error of the difference in value a unit, if it truly were `difference`."""
    pooled = null_error(treated.value, held_out.value)
    units = treated.units + held_out.units
    if not _is_hurdle(treated, held_out):
        return max(pooled, _own_error(treated, held_out, 1.0))
    floor = SMALLEST_PART * (treated.value.mean + held_out.value.mean)
    level = (held_out.value_sum + treated.value_sum - treated.units * difference) / units
    level0 = max(floor, level)
    return max(pooled, _hurdle_error(treated, held_out, level0, max(floor, level0 + difference), 1.0))


def error_if_ratio(treated: ArmCounts, held_out: ArmCounts, ratio: float) -> float:
    """Standard error of treated value minus `ratio` times held-out value a unit, if the ratio truly were this."""
    if not _is_hurdle(treated, held_out):
        return max(null_error(treated.value, held_out.value), _own_error(treated, held_out, ratio))
    scaled = ArmCounts(
        treated.units, treated.conversions, treated.value_sum / ratio, treated.value_squares / ratio / ratio
    )
    pooled = ratio * null_error(scaled.value, held_out.value)
    level0 = (held_out.value_sum + scaled.value_sum) / (treated.units + held_out.units)
    return max(pooled, _hurdle_error(treated, held_out, level0, level0 * ratio, ratio))


def _is_hurdle(treated: ArmCounts, held_out: ArmCounts) -> bool:
    """Whether both arms have buyers, and spend more than they were given back."""
    return all(arm.conversions and arm.value_sum > 0 for arm in (treated, held_out))


def _own_error(treated: ArmCounts, held_out: ArmCounts, ratio: float) -> float:
    """With each arm's own variance: all that is left where the hurdle does not fit (refunds, an arm without buyers)."""
    return sqrt(treated.value.standard_error**2 + (ratio * held_out.value.standard_error) ** 2)


def _hurdle_error(treated: ArmCounts, held_out: ArmCounts, level0: float, level1: float, ratio: float) -> float:
    """Standard error of the treated mean minus `ratio` times the held-out mean, where the true means are level1 and
    level0. An arm's variance is level^2 (squares / rate - 1), `squares` the mean square of a buyer's spend in parts
    of its squared mean."""
    buyers = treated.conversions + held_out.conversions
    asked = (level1 / level0) / (treated.value.mean / held_out.value.mean)
    rates = treated.rate / held_out.rate * sqrt(asked)
    seen = _a_buyer(treated) / _a_buyer(held_out)
    # Far from what was seen, the few buyers of a small arm would stand for all: twice what was seen is the most.
    squares = min(_squares(treated, held_out, seen * sqrt(asked)), 2 * _squares(treated, held_out, seen))
    rate0 = min(1.0, buyers / (treated.units * rates + held_out.units))
    rate1 = min(1.0, rate0 * rates)
    spread1 = level1 * level1 * max(0.0, squares / rate1 - 1)
    spread0 = level0 * level0 * max(0.0, squares / rate0 - 1)
    return sqrt(spread1 / treated.units + ratio * ratio * spread0 / held_out.units)


def _squares(treated: ArmCounts, held_out: ArmCounts, spends: float) -> float:
    """Mean square of a buyer's spend in parts of its squared mean, of all buyers; the treated's spend brought to the
    held out's level by the ratio `spends`."""
    total = treated.value_sum / spends + held_out.value_sum
    squares = treated.value_squares / spends / spends + held_out.value_squares
    return squares * (treated.conversions + held_out.conversions) / total / total


def _a_buyer(arm: ArmCounts) -> float:
    """Mean spend of a buyer."""
    return arm.value_sum / arm.conversions


def _first_outside(
    inside: Callable[[float], float], seen: float, side: int, step: float = 0.0, reach: float = inf
) -> float:
    """Where `inside` falls below zero, going from what was seen to one side; infinite where it does so nowhere within
    reach."""
    from scipy.optimize import brentq

    near, step = seen, step or max(inside(seen), 1e-12)
    for _ in range(DOUBLINGS):
        far = near + side * step
        if abs(far - seen) > reach:
            break
        if inside(far) < 0:
            return float(brentq(inside, min(near, far), max(near, far), xtol=1e-12, rtol=1e-10))
        near, step = far, 2 * step
    return side * inf
