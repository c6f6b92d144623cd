"""Second opinions on our statistics: the same question answered another way, for the tests alone."""

from collections.abc import Sequence
from math import inf, sqrt

from loopline.learning.lift.always_on import CONVERSION_STRENGTH, ratio_of, share_bounds
from loopline.learning.lift.sequential import Density
from loopline.learning.stats.interval import Estimate, null_error, relative
from loopline.learning.stats.moments import Moments


def crossing_probability(information: Sequence[float], bounds: Sequence[float]) -> float:
    """Probability under no effect that |Z| passes its bound at one look or another."""
    density, total = Density(), 0.0
    for at, z in zip(information, bounds, strict=True):
        total += density.crossing(at, z)
        density = density.step(at, z)
    return total


def ratio_bounds(
    held_out: int, treated: int, share: float, alpha: float = 0.05, k: float = CONVERSION_STRENGTH
) -> tuple[float, float]:
    """The confidence sequence of the rate ratio, valid at every look. It leaves 1 out exactly when e >= 1/alpha."""
    low, high = share_bounds(held_out, treated, share, alpha, k)
    return ratio_of(high, share), ratio_of(low, share)


def welch_difference(treated: Moments, held_out: Moments, z: float) -> Estimate:
    """The difference in means with each arm's own variance, as textbooks and papers give it."""
    half = z * sqrt(treated.standard_error**2 + held_out.standard_error**2)
    difference = treated.mean - held_out.mean
    return Estimate(difference, difference - half, difference + half, relative(difference, held_out.mean), "welch")


def pooled_difference(treated: Moments, held_out: Moments, z: float) -> Estimate:
    """The difference in means with the pooled (null) variance alone: the interval of value before the hurdle's."""
    difference, half = treated.mean - held_out.mean, z * null_error(treated, held_out)
    width = half if half > 0 else inf
    return Estimate(difference, difference - width, difference + width, relative(difference, held_out.mean), "pooled")
