"""One-sided e-processes: evidence that something is worse than allowed, which may be looked at for ever.

Each is a mixture over worse truths against the worst one that is allowed. The likelihood ratio of a worse truth grows
with the count, so its mean under any allowed truth is at most what it is under the worst of them, which is one: the
product over units or blocks is a nonnegative supermartingale, and passes 1/alpha in at most alpha of the cases (Ville
1939). Mixtures over one side: Robbins 1970; Howard, Ramdas, McAuliffe & Sekhon, Annals of Statistics 2021, whose
one-sided beta-binomial and normal mixtures these are; given the margins of blocks, ter Schure et al. 2024 as in
learning/stats/conditional.py.
"""

from collections.abc import Sequence
from math import exp, log, sqrt
from typing import TYPE_CHECKING, Final

from loopline.learning.stats.conditional import FARTHEST, STRENGTH, ClosedBlock, Evidence

if TYPE_CHECKING:
    from loopline.learning.stats.conditional import Grid

MOST: Final = 690.0
"""Above it an e-value is shown as 1e299."""
NODES: Final = 1_201


def e_above(did: int, units: int, allowed: float, k: float = STRENGTH) -> float:
    """Against "each unit does it with a chance of `allowed` at most": a Beta(k allowed, k (1 - allowed)) mixture of
    the chances above it."""
    from scipy.special import betaln
    from scipy.stats import beta

    if not units:
        return 1.0
    a, b, rest = k * allowed, k * (1 - allowed), units - did
    posterior = float(betaln(a + did, b + rest)) + float(beta.logsf(allowed, a + did, b + rest))
    prior = float(betaln(a, b)) + float(beta.logsf(allowed, a, b))
    return _shown(posterior - prior - did * log(allowed) - rest * log(1 - allowed))


def e_worse_odds(blocks: Sequence[ClosedBlock], share: float, worst: float, *, above: bool) -> float:
    """Against "the log odds ratio (treated over held out) is at most `worst`", or at least, where not `above`: the
    mixture of the two-sided test, of the odds beyond it alone."""
    import numpy as np

    evidence = Evidence(blocks)
    if not evidence.blocks:
        return 1.0
    far = FARTHEST if above else -FARTHEST
    # Denser near the bound, where both the prior and the likelihood have their mass.
    steps = worst + (far - worst) * np.linspace(0, 1, NODES) ** 3
    logs = _log_prior(steps - worst, share) + evidence.log_likelihood(steps)
    prior = _log_prior(steps - worst, share)
    order = 1 if above else -1
    top = float(logs.max())
    mass = order * float(np.trapezoid(np.exp(prior - prior.max()), steps))
    found = order * float(np.trapezoid(np.exp(logs - top), steps))
    if found <= 0 or mass <= 0:
        return 0.0
    at_bound = float(evidence.log_likelihood(np.asarray(worst)))
    return _shown(top + log(found) - float(prior.max()) - log(mass) - at_bound)


def e_worse_mean(gap: float, error: float, scale: float) -> float:
    """Against "the mean of `gap` is zero or less", `error` its standard error under that: a half-normal mixture of the
    size `scale`. For large samples."""
    from scipy.special import log_ndtr

    if error <= 0 or scale <= 0:
        return 1.0
    variance, spread = error * error, scale * scale
    both = variance + spread
    logs = log(2) + 0.5 * log(variance / both) + gap * gap * spread / (2 * variance * both)
    return _shown(logs + float(log_ndtr(gap * scale / (error * sqrt(both)))))


def e_mean(gap: float, error: float, scale: float) -> float:
    """Against "the mean of `gap` is zero", from both sides: the normal mixture."""
    if error <= 0 or scale <= 0:
        return 1.0
    variance, spread = error * error, scale * scale
    both = variance + spread
    return _shown(0.5 * log(variance / both) + gap * gap * spread / (2 * variance * both))


def _log_prior(at: "Grid", share: float) -> "Grid":
    """The density of the mixture of the two-sided test, up to a constant, around the worst truth that is allowed."""
    import numpy as np

    logit = np.asarray(at) + log((1 - share) / share)
    parts = share * -np.logaddexp(0, logit) + (1 - share) * -np.logaddexp(0, -logit)
    return np.asarray(STRENGTH * parts)


def _shown(logs: float) -> float:
    return exp(min(logs, MOST)) if logs > -MOST else 0.0
