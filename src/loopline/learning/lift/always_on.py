"""The rule for a programme without an end: of all conversions, which share came from the holdout?

Without an effect each conversion falls among the held out with the known share q of units at risk, whenever it
comes. Against that stands a mixture over all other shares, Beta(kq, k(1-q)). The ratio of the two is an e-process
(Lindon & Malek, NeurIPS 2022): it may be looked at after every conversion for ever, and passes 1/alpha in at most
alpha of the cases without an effect. Two counts, no large-sample theory, any imbalance. It asks for one (the
first) conversion a unit, independent units and a constant q; at high base rates it errs on the safe side.
"""

from collections.abc import Callable
from math import copysign, exp, inf, log, sqrt
from typing import TYPE_CHECKING

from loopline.model.errors import Invalid

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

# k, fixed before any data: the effects that the mixture expects, of about the size that marketing has.
CONVERSION_STRENGTH = 100.0
# For assignment counts: a broken split is a matter of per cents, not of halves.
SPLIT_STRENGTH = 1000.0
FARTHEST = 700.0  # the logit beyond which a share is 0 or 1


def log_e(
    held_out: "ArrayLike", treated: "ArrayLike", share: float, k: float = CONVERSION_STRENGTH
) -> "NDArray[np.float64]":
    """Log e-value of "each falls in the holdout with this share", from two counts (or arrays of them)."""
    return log_e_at(held_out, treated, share, share, k)


def log_e_at(
    held_out: "ArrayLike", treated: "ArrayLike", tested: "ArrayLike", share: float, k: float = CONVERSION_STRENGTH
) -> "NDArray[np.float64]":
    """Log e-value against `tested` as the true share; the mixture stays where the design put it."""
    import numpy as np
    from scipy.special import betaln

    if not 0 < share < 1:
        raise Invalid("holdout_share_wrong", f"The holdout's share must lie between 0 and 1, and is {share}.")
    held, other, at = np.asarray(held_out, float), np.asarray(treated, float), np.asarray(tested, float)
    mixture = betaln(k * share + held, k * (1 - share) + other) - betaln(k * share, k * (1 - share))
    return np.asarray(mixture - held * np.log(at) - other * np.log1p(-at), dtype=np.float64)


def e_value(held_out: int, treated: int, share: float, k: float = CONVERSION_STRENGTH) -> float:
    """The e-value: 20 is the bound for 5 %, 100 for 1 %. Above 1e300 it is shown as 1e300."""
    return exp(min(float(log_e(held_out, treated, share, k)), 690.0))


def share_bounds(
    held_out: int, treated: int, share: float, alpha: float = 0.05, k: float = CONVERSION_STRENGTH
) -> tuple[float, float]:
    """The confidence sequence of the holdout's share: every share that the e-process has not refused."""
    import numpy as np
    from scipy.special import expit

    if held_out + treated == 0:
        return 0.0, 1.0
    mixture = float(log_e_at(held_out, treated, 0.5, share, k)) - (held_out + treated) * log(2) - log(1 / alpha)

    def excess(logit: float) -> float:  # in logits, as a bound may lie nearer to 0 or 1 than a float can
        return mixture + held_out * float(np.logaddexp(0, -logit)) + treated * float(np.logaddexp(0, logit))

    # log e is convex in the share, lowest at the share seen, and never above 0 there: one root on either side.
    seen = log((held_out + 1e-9) / (treated + 1e-9))
    low = _root(excess, -FARTHEST, seen) if held_out else -inf
    high = _root(excess, seen, FARTHEST) if treated else inf
    return float(expit(low)), float(expit(high))


def _root(excess: Callable[[float], float], low: float, high: float) -> float:
    """Where log e passes its bound; infinite where it does so nowhere."""
    from scipy.optimize import brentq

    if excess(low) * excess(high) > 0:
        return copysign(inf, low + high)
    return float(brentq(excess, low, high))


def ratio_of(share_seen: float, share: float) -> float:
    """The ratio of rates (treated over held out) that puts this share of the conversions into the holdout."""
    if share_seen <= 0:
        return inf
    return (1 - share_seen) / share_seen * share / (1 - share)


def difference_of(share_seen: float, share: float, rate: float) -> float:
    """The difference of rates when this share of the conversions is the holdout's and `rate` is the rate of all
    units.

    Treated rate = rate (1 - s) / (1 - q), held-out rate = rate s / q."""
    return max(-1.0, min(1.0, rate * ((1 - share_seen) / (1 - share) - share_seen / share)))


def critical_z(conversions: float, share: float, alpha: float = 0.05, k: float = CONVERSION_STRENGTH) -> float:
    """How many standard errors the share must be off, after so many conversions, for the e-process to pass its
    bound."""
    from scipy.optimize import brentq

    if conversions <= 0:
        return inf
    spread = sqrt(conversions * share * (1 - share))

    def excess(z: float) -> float:
        held = conversions * share - z * spread
        return float(log_e(held, conversions - held, share, k)) - log(1 / alpha)

    most = conversions * share / spread
    return float(brentq(excess, 0.0, most)) if excess(most) > 0 else inf


def mixture_half_width(error: float, scale: float, alpha: float = 0.05) -> float:
    """Half-width of the normal-mixture confidence sequence (Robbins 1970; Waudby-Smith et al. 2024) for an
    estimate with this standard error; `scale` is the size of effect that the mixture expects. Only with a pooled
    error, never bare."""
    if error <= 0 or scale <= 0:
        return inf
    variance, spread = error * error, scale * scale
    return sqrt(variance * (variance + spread) / spread * 2 * log(sqrt((variance + spread) / variance) / alpha))
