"""The conversion-share e-process where units were drawn with several holdout shares: one effect, each share known.

A rate ratio r (treated over held out) puts the part q / (q + (1 - q) r) of the conversions of a stratum with planned
share q into its holdout. The mixture over r is the one of always_on.py at the first stratum's share, fixed before any
data; for one stratum the two are the same number. Given the strata, each conversion still falls among the held out with
a known probability under no effect, so the product is an e-process and may be looked at for ever.
"""

from collections.abc import Callable, Sequence
from math import copysign, exp, inf, log, sqrt
from typing import TYPE_CHECKING

from loopline.learning.lift.always_on import CONVERSION_STRENGTH, FARTHEST

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grid = NDArray[np.float64]

Counts = Sequence[tuple[float, int, int]]  # (share held out, conversions held out, conversions treated) a stratum

NODES = 801
WIDTHS = 14.0  # standard deviations on either side of the mode; what lies outside is below 1e-12 of it
STEPS = 60


def log_e_across(counts: Counts, log_ratio: float = 0.0, k: float = CONVERSION_STRENGTH) -> float:
    """Log e-value against "the rate ratio is exp(log_ratio)"; 0.0 asks for no effect at all."""
    import numpy as np

    return _log_mixture(counts, k) - float(_log_likelihood(counts, np.asarray([log_ratio]))[0])


def e_value_across(counts: Counts, k: float = CONVERSION_STRENGTH) -> float:
    """The e-value against no effect; above 1e300 it is shown as 1e300."""
    return exp(min(log_e_across(counts, 0.0, k), 690.0))


def share_at(log_ratio: float, share: float) -> float:
    """The holdout's part of the conversions where this is the log rate ratio and `share` is held out."""
    return 1 / (1 + exp(min(log_ratio - log(share / (1 - share)), FARTHEST)))


def log_ratio_bounds(counts: Counts, alpha: float = 0.05, k: float = CONVERSION_STRENGTH) -> tuple[float, float]:
    """The confidence sequence of the log rate ratio: every ratio that the e-process has not refused."""
    import numpy as np

    held, treated = sum(h for _, h, _ in counts), sum(t for _, _, t in counts)
    if held + treated == 0:
        return -inf, inf
    mixture = _log_mixture(counts, k) - log(1 / alpha)

    def excess(at: float) -> float:
        return mixture - float(_log_likelihood(counts, np.asarray([at]))[0])

    # log e is convex in the log ratio, lowest where the likelihood is highest: one root on either side.
    seen = _mode(counts, 0.0, 0.5) if held and treated else copysign(FARTHEST, treated - held)
    return _root(excess, -FARTHEST, seen, has=treated > 0), _root(excess, FARTHEST, seen, has=held > 0)


def _root(excess: Callable[[float], float], far: float, near: float, *, has: bool) -> float:
    """Where log e passes its bound between far and near; infinite where it does so nowhere."""
    from scipy.optimize import brentq

    if not has or excess(far) * excess(near) > 0:
        return copysign(inf, far)
    return float(brentq(excess, min(far, near), max(far, near)))


def _log_mixture(counts: Counts, k: float) -> float:
    """Log of the likelihood averaged over the mixture, by the trapezoid rule around its mode."""
    import numpy as np
    from scipy.special import betaln

    q = counts[0][0]
    mode = _mode(counts, k, q)
    spread = 1 / sqrt(sum(n * s * (1 - s) for n, s in _curved(counts, k, q, mode)))
    places = np.linspace(mode - WIDTHS * spread, mode + WIDTHS * spread, NODES)
    prior = k * (q * _log_share(q, places) + (1 - q) * _log_rest(q, places)) - float(betaln(k * q, k * (1 - q)))
    logs = prior + _log_likelihood(counts, places)
    top = float(logs.max())
    return top + log(float(np.trapezoid(np.exp(logs - top), places)))


def _curved(counts: Counts, k: float, q: float, at: float) -> list[tuple[float, float]]:
    """Weight and share of each term of the log density at a log ratio; the mixture is a term like the others."""
    terms = [(k, q), *((float(h + t), share) for share, h, t in counts)]
    return [(n, share_at(at, share)) for n, share in terms if n]


def _mode(counts: Counts, k: float, q: float) -> float:
    """The log ratio at which likelihood times mixture is highest, by halving: the slope falls all the way."""
    held = k * q + sum(h for _, h, _ in counts)
    low, high = -FARTHEST, FARTHEST
    for _ in range(STEPS):
        at = (low + high) / 2
        expected = sum(n * share for n, share in _curved(counts, k, q, at))
        low, high = (at, high) if expected > held else (low, at)
    return (low + high) / 2


def _log_likelihood(counts: Counts, log_ratios: "Grid") -> "Grid":
    import numpy as np

    total = np.zeros_like(log_ratios)
    for share, held, treated in counts:
        total += held * _log_share(share, log_ratios) + treated * _log_rest(share, log_ratios)
    return total


def _log_share(share: float, log_ratios: "Grid") -> "Grid":
    """Log of the holdout's part of the conversions."""
    import numpy as np

    return -np.logaddexp(0, log_ratios - log(share / (1 - share)))


def _log_rest(share: float, log_ratios: "Grid") -> "Grid":
    """Log of the treated part."""
    import numpy as np

    return -np.logaddexp(0, log(share / (1 - share)) - log_ratios)
