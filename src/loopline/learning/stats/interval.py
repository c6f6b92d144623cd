"""Intervals for two arms: score (the test, inverted), Newcombe, log ratio; the pooled error of a difference of means.

`z` is the width in standard errors: 1.96 for one look at 95 %, or the bound of the current look (sequential.py),
which makes a repeated confidence interval out of the same formula. Every difference is treated minus held out.
"""

from collections.abc import Callable
from math import acos, copysign, cos, exp, inf, log, pi, sqrt

from msgspec import Struct

from loopline.learning.stats.moments import ArmCounts, Moments

EDGE = 1e-9


class Estimate(Struct, frozen=True):
    """A number with its interval. `relative` is the change in parts of the holdout's level (0.1 = 10 % more), None
    where that level is zero. A bound that cannot be given is infinite (JSON shows null). `method` names the
    formula."""

    estimate: float
    low: float
    high: float
    relative: float | None = None
    method: str = ""

    def times(self, factor: float) -> "Estimate":
        """The same estimate in another unit: a difference a person times persons is a total."""
        scaled = [x * factor if factor else 0.0 for x in (self.estimate, self.low, self.high)]
        return Estimate(scaled[0], scaled[1], scaled[2], self.relative, self.method)


def relative(difference: float, level: float) -> float | None:
    """The difference in parts of the holdout's level."""
    return difference / level if level > 0 else None


def pooled_z(treated: ArmCounts, held_out: ArmCounts) -> float:
    """The two-proportion z under no effect: one common rate gives the variance. 0 when nothing can be said."""
    if not treated.units or not held_out.units:
        return 0.0
    rate = (treated.conversions + held_out.conversions) / (treated.units + held_out.units)
    error = sqrt(rate * (1 - rate) * (1 / treated.units + 1 / held_out.units))
    return (treated.rate - held_out.rate) / error if error > 0 else 0.0


def wilson(conversions: int, units: int, z: float) -> tuple[float, float]:
    """Wilson's score interval of one rate (1927)."""
    rate, zz = conversions / units, z * z / units
    centre = (rate + zz / 2) / (1 + zz)
    half = z / (1 + zz) * sqrt(rate * (1 - rate) / units + zz / (4 * units))
    return max(0.0, centre - half), min(1.0, centre + half)


def newcombe(treated: ArmCounts, held_out: ArmCounts, z: float) -> Estimate:
    """Difference in conversion rate by Newcombe's method 10 (Statistics in Medicine 1998), out of two Wilson
    intervals."""
    difference = treated.rate - held_out.rate
    if not treated.units or not held_out.units:
        return Estimate(difference, -1.0, 1.0, None, "newcombe")
    low1, high1 = wilson(treated.conversions, treated.units, z)
    low0, high0 = wilson(held_out.conversions, held_out.units, z)
    low = difference - sqrt((treated.rate - low1) ** 2 + (high0 - held_out.rate) ** 2)
    high = difference + sqrt((high1 - treated.rate) ** 2 + (held_out.rate - low0) ** 2)
    return Estimate(difference, low, high, relative(difference, held_out.rate), "newcombe")


def rate_ratio(treated: ArmCounts, held_out: ArmCounts) -> float:
    """Treated rate over held-out rate; 1 where nobody converted, infinite where nobody held out did."""
    if held_out.rate > 0:
        return treated.rate / held_out.rate
    return inf if treated.rate > 0 else 1.0


def log_ratio(treated: ArmCounts, held_out: ArmCounts, z: float) -> Estimate:
    """Ratio of conversion rates with the log-normal interval of Katz et al. (Biometrics 1978)."""
    ratio = rate_ratio(treated, held_out)
    if not treated.conversions or not held_out.conversions:
        return Estimate(ratio, 0.0, inf, None, "log_ratio")
    error = sqrt(1 / treated.conversions - 1 / treated.units + 1 / held_out.conversions - 1 / held_out.units)
    return Estimate(ratio, exp(log(ratio) - z * error), exp(log(ratio) + z * error), ratio - 1, "log_ratio")


def score_difference(treated: ArmCounts, held_out: ArmCounts, z: float) -> Estimate:
    """Difference in conversion rate by inverting the score test (Mee 1984; Farrington & Manning 1990). It leaves
    zero out exactly when the pooled z passes `z`, so the interval and the verdict cannot disagree."""
    difference = treated.rate - held_out.rate
    if not treated.units or not held_out.units:
        return Estimate(difference, -1.0, 1.0, None, "score")

    def distance(shift: float) -> float:
        return (difference - shift) / max(error_given_difference(treated, held_out, shift), 1e-300)

    low = cross(lambda d: distance(d) - z, -1 + EDGE, difference, outside=-1.0)
    high = cross(lambda d: distance(d) + z, difference, 1 - EDGE, outside=1.0)
    return Estimate(difference, low, high, relative(difference, held_out.rate), "score")


def error_given_difference(treated: ArmCounts, held_out: ArmCounts, shift: float) -> float:
    """Standard error of the difference in rate if it truly were `shift`."""
    rate1, rate0 = _rates_given_difference(treated, held_out, shift)
    return sqrt(rate1 * (1 - rate1) / treated.units + rate0 * (1 - rate0) / held_out.units)


def _rates_given_difference(treated: ArmCounts, held_out: ArmCounts, shift: float) -> tuple[float, float]:
    """The likeliest pair of rates that differ by `shift`: the cubic of Farrington & Manning, in closed form."""
    weight = held_out.units / treated.units
    a = 1 + weight
    b = -(1 + weight + treated.rate + weight * held_out.rate + shift * (weight + 2))
    c = shift * shift + shift * (2 * treated.rate + weight + 1) + treated.rate + weight * held_out.rate
    d = -treated.rate * shift * (1 + shift)
    v = (b / (3 * a)) ** 3 - b * c / (6 * a * a) + d / (2 * a)
    u = copysign(sqrt(max(0.0, (b / (3 * a)) ** 2 - c / (3 * a))), v)
    angle = acos(max(-1.0, min(1.0, v / u**3))) if u**3 else pi / 2
    rate1 = 2 * u * cos((pi + angle) / 3) - b / (3 * a)
    rate1 = min(min(1.0, 1 + shift), max(max(0.0, shift), rate1))
    return rate1, min(1.0, max(0.0, rate1 - shift))


def score_ratio(treated: ArmCounts, held_out: ArmCounts, z: float) -> Estimate:
    """Ratio of conversion rates by inverting the score test (Koopman, Biometrics 1984). It leaves one out exactly
    when the pooled z passes `z`."""
    ratio = rate_ratio(treated, held_out)
    made1, made0 = treated.conversions, held_out.conversions
    if not treated.units or not held_out.units or not made1 + made0:
        return Estimate(ratio, 0.0, inf, None, "score")

    def distance(shift: float) -> float:
        gap = treated.rate - shift * held_out.rate
        return gap / max(error_given_ratio(treated, held_out, shift), 1e-300)

    low, high = ratio_where(distance, ratio, z, has_low=made1 > 0, has_high=made0 > 0)
    return Estimate(ratio, low, high, ratio - 1 if made0 else None, "score")


def error_given_ratio(treated: ArmCounts, held_out: ArmCounts, shift: float) -> float:
    """Standard error of treated rate minus `shift` times held-out rate, if the ratio truly were `shift`."""
    units1, units0, made1, made0 = treated.units, held_out.units, treated.conversions, held_out.conversions
    a, b = (units1 + units0) * shift, -(units1 * shift + made1 + units0 + made0 * shift)
    # 2c / (-b + root) is the smaller root without the cancellation of the school formula.
    rate0 = 2 * (made1 + made0) / (-b + sqrt(max(0.0, b * b - 4 * a * (made1 + made0))))
    rate1 = min(1.0, shift * rate0)
    rate0 = min(1.0, rate0)
    return sqrt(max(0.0, rate1 * (1 - rate1) / units1 + shift * shift * rate0 * (1 - rate0) / units0))


def ratio_where(
    distance: Callable[[float], float], ratio: float, z: float, *, has_low: bool, has_high: bool
) -> tuple[float, float]:
    """The ratios at which `distance` is z and -z. The ratio seen lies between them; where one arm has no conversion
    there is one bound only."""
    seen = log(ratio) if has_low and has_high else None
    right, left = (60.0, -60.0) if seen is None else (seen, seen)
    low = exp(cross(lambda s: distance(exp(s)) - z, -60.0, right, outside=-inf)) if has_low else 0.0
    high = exp(cross(lambda s: distance(exp(s)) + z, left, 60.0, outside=inf)) if has_high else inf
    return low, high


def cross(f: Callable[[float], float], low: float, high: float, *, outside: float) -> float:
    """Where f changes sign between low and high, or `outside` where it does not change it."""
    from scipy.optimize import brentq

    if f(low) * f(high) > 0:
        return outside
    return float(brentq(f, low, high, xtol=1e-13, rtol=1e-12))


def null_error(treated: Moments, held_out: Moments) -> float:
    """Standard error of the difference in means under no effect: the variance of both arms taken as one sample.
    With a small holdout and skewed money this is what keeps the false positives at 5 % (measured:
    docs/learning.md)."""
    if not treated.n or not held_out.n:
        return 0.0
    return sqrt((treated + held_out).variance * (1 / treated.n + 1 / held_out.n))
